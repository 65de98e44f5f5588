"""Full-text search over names, keys, subjects and texts: one SQLite FTS5 file for each version of the book.

It lies beside the tables and is outside what engines must agree on. Case and accents do not matter;
every word must occur, the last one at least as a beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import apsw
import pyarrow as pa
import pyarrow.parquet as pq

from closeknit.book.versions import Book

SEARCH = "search.sqlite"
Place = Literal["parties", "cases", "activities"]
BATCH_ROWS = 50_000

MAKE = """
CREATE VIRTUAL TABLE found USING fts5(
    title, text, place UNINDEXED, id UNINDEXED, account_id UNINDEXED,
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
)
"""
ADD = "INSERT INTO found (title, text, place, id, account_id) VALUES (?, ?, ?, ?, ?)"
# A word in a name or title weighs five times one in the text.
FIND = """
SELECT place, id, account_id, title, snippet(found, 1, '', '', '…', 16), bm25(found, 5.0, 1.0) AS rank
FROM found WHERE found MATCH ?1 AND (?2 = '' OR place = ?2) ORDER BY rank, place, id LIMIT ?3
"""

Row = tuple[str, str, Place, int, int]


@dataclass(frozen=True)
class Hit:
    """Something that holds the words: a party, a case, or an activity's text, by its number."""

    place: Place
    id: int
    account_id: int
    title: str
    excerpt: str


def search(book: Book, words: str, *, place: Place | Literal[""] = "", limit: int = 20) -> list[Hit]:
    """What holds all these words, the best match first; nothing for words without a letter or digit."""
    path = book.folder / SEARCH
    terms = [f'"{word}"' for word in re.findall(r"\w+", words)]
    if not terms or not path.exists():
        return []
    # A version never changes, so SQLite need not look for locks or journals.
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    with closing(apsw.Connection(f"{path.absolute().as_uri()}?immutable=1", flags=flags)) as con:
        rows = con.execute(FIND, (" ".join(terms) + "*", place, limit))
        return [Hit(where, id, account, title, excerpt) for where, id, account, title, excerpt, _ in rows]


def build_search(folder: Path, files: dict[str, Sequence[str]]) -> None:
    """Write the search file of a version into its folder, from the files of its tables."""
    with closing(apsw.Connection(str(folder / SEARCH))) as con:
        # Nothing to keep safe: a build that dies half-way is thrown away.
        con.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        con.execute(MAKE)
        with con:
            for rows in (_parties(files), _cases(files), _texts(files)):
                con.executemany(
                    "INSERT INTO found (title, text, place, id, account_id) VALUES (?, ?, ?, ?, ?)", rows
                )
        con.execute("INSERT INTO found (found) VALUES ('optimize')")


def _parties(files: dict[str, Sequence[str]]) -> Iterator[Row]:
    known: dict[int, list[str]] = {}
    for batch in _batches(files["keys"], ["party_id", "key_value"]):
        for party, value in zip(*(c.to_pylist() for c in batch.columns), strict=True):
            known.setdefault(party, []).append(value)
    for batch in _batches(files["parties"], ["party_id", "account_id", "name"]):
        for party, account, name in zip(*(c.to_pylist() for c in batch.columns), strict=True):
            yield name, " ".join(known.get(party, ())), "parties", party, account


def _cases(files: dict[str, Sequence[str]]) -> Iterator[Row]:
    for batch in _batches(files["cases"], ["case_id", "account_id", "name", "case_key"]):
        for case, account, name, key in zip(*(c.to_pylist() for c in batch.columns), strict=True):
            if name:
                yield name, key.partition(":")[2], "cases", case, account


def _texts(files: dict[str, Sequence[str]]) -> Iterator[Row]:
    """Texts in order of account and day. Of those that are nothing but the same subject, the newest of each
    account: a timesheet says "Design" ten thousand times."""
    newest: dict[str, int] = {}
    of = 0
    for batch in _batches(files["texts"], ["activity_id", "account_id", "subject", "body"]):
        for activity, account, subject, body in zip(*(c.to_pylist() for c in batch.columns), strict=True):
            if account != of:
                yield from ((text, "", "activities", number, of) for text, number in newest.items())
                newest, of = {}, account
            if body:
                yield subject or "", body, "activities", activity, account
            else:
                newest[subject] = activity
    yield from ((text, "", "activities", number, of) for text, number in newest.items())


def _batches(files: Sequence[str], columns: list[str]) -> Iterator[pa.RecordBatch]:
    for file in files:
        for batch in pq.ParquetFile(file).iter_batches(BATCH_ROWS, columns=columns):
            yield batch.select(columns)
