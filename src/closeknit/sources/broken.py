"""What a library that reads somebody else's text may raise where that text is broken."""

from __future__ import annotations

BROKEN = (
    *(ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError),
    *(AssertionError, RecursionError),
)
"""Any of these says that the text cannot be read, not that we are wrong."""
