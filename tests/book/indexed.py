"""What a search file holds, row by row."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import apsw

from closeknit.book.search import SEARCH
from closeknit.book.versions import Book

ROWS = "SELECT place, id, account_id, title, text FROM found ORDER BY place, id"


def indexed(book: Book) -> list[tuple[Any, ...]]:
    """All rows of a search file, which must agree with its index."""
    with closing(apsw.Connection(str(book.folder / SEARCH))) as con:
        con.execute("INSERT INTO found (found) VALUES ('integrity-check')")
        return con.execute(ROWS).fetchall()
