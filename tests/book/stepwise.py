"""A book brought up step by step, held against the one built whole."""

from __future__ import annotations

from closeknit.book.versions import Book
from closeknit.business import Business
from tests.book.test_changes import same_book


def in_parts_as_whole(business: Business) -> Book:
    """The book brought up; it is the same as one built whole, which is the current one afterwards."""
    stepwise = business.refresh()
    (business.workspace.book / "current").unlink()
    whole = business.refresh()
    same_book(whole, stepwise)
    return whole
