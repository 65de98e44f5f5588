"""What a library that reads somebody else's text or archive may raise where that is broken."""

from __future__ import annotations

import gzip
import lzma
import zipfile
import zlib

BROKEN = (
    *(ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError),
    *(AssertionError, RecursionError),
)
"""Any of these says that the text cannot be read, not that we are wrong."""

DAMAGED = (
    *(zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, lzma.LZMAError),
    *(NotImplementedError, UnicodeDecodeError),
)
"""Any of these says that an archive, or a workbook, which is one, was cut short or changed on the way."""
