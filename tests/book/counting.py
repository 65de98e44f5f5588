"""The rows of a book that count, read without any engine: what changes replace is left out here by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from closeknit.book.build import ORDER
from closeknit.book.schema import BOOK, BY_PART
from closeknit.book.versions import Book
from closeknit.ids import PARTS


def counting(book: Book, table: str) -> list[dict[str, Any]]:
    """The rows of a table in its order, part by part; checked: files are sorted, their rows noted."""
    if table not in BY_PART:
        return [row for file in book.files(table) for row in pq.read_table(file).to_pylist()]
    parts: list[list[dict[str, Any]]] = [[] for _ in range(PARTS)]
    for file in book.files(table):
        rows = pq.read_table(file).to_pylist()
        assert rows == sorted(rows, key=lambda row: _place(table, row)), file
        assert book.about["files"][table][Path(file).name][0] == len(rows), file
        gone = set() if "changes" in Path(file).name else set(book.about.get("replaced", ()))
        for row in rows:
            if row["account_id"] not in gone:
                parts[row["part"]].append(row)
    return [row for rows in parts for row in sorted(rows, key=lambda row: _place(table, row))]


def whole_book(book: Book) -> dict[str, list[dict[str, Any]]]:
    """All tables of a book."""
    return {table: counting(book, table) for table in BOOK}


def _place(table: str, row: dict[str, Any]) -> list[tuple[bool, Any]]:
    return [(row[column] is not None, row[column]) for column in ORDER[table]]
