"""The search file of a version of the book, written: whole, or brought up from that of the version before.

Brought up, only what changed is taken out of a copy and put in again; how words are found is in `search`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import apsw
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from closeknit.book.basis import Anew
from closeknit.book.schema import TEXTS
from closeknit.book.search import SEARCH, Place
from closeknit.book.versions import Book
from closeknit.engines.parts import part_in
from closeknit.ids import part_of

BATCH_ROWS = 50_000
SIZE = "search_bytes"
"""Note of a version: how large its search file was written. A power cut may have torn it since."""

MAKE = """
CREATE VIRTUAL TABLE found USING fts5(
    title, text, place UNINDEXED, id UNINDEXED, account_id UNINDEXED,
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
)
"""
ADD = "INSERT INTO found (title, text, place, id, account_id) VALUES (?, ?, ?, ?, ?)"
# Texts go by account: of equal subjects only the newest of each account is in.
TAKE_OUT = """
DELETE FROM found WHERE rowid IN (
    SELECT rowid FROM found
    WHERE (place, CASE place WHEN 'activities' THEN account_id ELSE id END)
        IN (SELECT place, number FROM changed)
)
"""

Row = tuple[str, str, Place, int, int]
Changed = Mapping[Place, pa.ChunkedArray]
"""Numbers of parties and cases, and of the accounts of texts, that are put in anew."""


def build_search(book: Book, anew: Anew | None = None) -> int:
    """Write the search file of a version whose tables are written into its folder; gives its bytes.

    With `anew`, from that of the book that is there, unless it is torn.
    """
    path = book.folder / SEARCH
    if anew is None or not _brought_up(path, book, anew):
        with closing(_written(path)) as con:
            con.execute(MAKE)
            _add(con, book)
            con.execute("INSERT INTO found (found) VALUES ('optimize')")
    return path.stat().st_size


def _brought_up(path: Path, book: Book, anew: Anew) -> bool:
    """Write the file from that of the version before; false where that cannot be used."""
    before = anew.book.folder / SEARCH
    if not before.exists() or before.stat().st_size != anew.book.about.get(SIZE):
        return False
    shutil.copyfile(before, path)
    try:
        with closing(_written(path)) as con:
            changed = _changed(book, anew)
            _take_out(con, changed)
            _add(con, book, changed)
    except (apsw.CorruptError, apsw.NotADBError):
        path.unlink()
        return False
    return True


def _written(path: Path) -> apsw.Connection:
    con = apsw.Connection(str(path))
    # Nothing to keep safe: a build that dies half-way is thrown away.
    con.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY")
    return con


def _changed(book: Book, anew: Anew) -> Changed:
    def differing(table: str, *columns: str) -> list[pa.Array]:
        return _differing([one.files(table) for one in (anew.book, book)], columns)

    parties = [*differing("parties", "party_id", "account_id", "name"), *differing("keys", "party_id", "key")]
    cases = differing("cases", "case_id", "account_id", "name", "case_key")
    return {
        "parties": pa.chunked_array(parties, pa.int64()),
        "cases": pa.chunked_array(cases, pa.int64()),
        "activities": anew.accounts,
    }


def _differing(versions: Sequence[Sequence[str]], columns: Sequence[str]) -> list[pa.Array]:
    """The first column of rows that only one of two versions of a table has; a null equals nothing."""
    one, other = (
        pa.concat_tables([pq.read_table(file, columns=list(columns)) for file in files]) if files else None
        for files in versions
    )
    if one is None or other is None:
        return [chunk for rows in (one, other) if rows is not None for chunk in rows[columns[0]].chunks]
    pairs = ((one, other), (other, one))
    found = [a.join(b, keys=list(columns), join_type="left anti")[columns[0]] for a, b in pairs]
    return [chunk for column in found for chunk in column.chunks]


def _take_out(con: apsw.Connection, changed: Changed) -> None:
    con.execute("CREATE TEMP TABLE changed (place TEXT, number INTEGER, PRIMARY KEY (place, number))")
    numbers = ((place, number) for place, column in changed.items() for number in column.to_pylist())
    with con:
        con.executemany("INSERT OR IGNORE INTO changed VALUES (?, ?)", numbers)
        con.execute(TAKE_OUT)


def _add(con: apsw.Connection, book: Book, only: Changed | None = None) -> None:
    of: Mapping[Place, pa.ChunkedArray | None] = only or {}
    with con:
        con.executemany(ADD, _parties(book, of.get("parties")))
        con.executemany(ADD, _cases(book, of.get("cases")))
        con.executemany(ADD, _texts(book, of.get("activities")))


def _parties(book: Book, only: pa.ChunkedArray | None) -> Iterator[Row]:
    known: dict[int, list[str]] = {}
    for party, value in _rows(book.files("keys"), ["party_id", "key_value"], only):
        known.setdefault(party, []).append(value)
    for party, account, name in _rows(book.files("parties"), ["party_id", "account_id", "name"], only):
        yield name, " ".join(known.get(party, ())), "parties", party, account


def _cases(book: Book, only: pa.ChunkedArray | None) -> Iterator[Row]:
    columns = ["case_id", "account_id", "name", "case_key"]
    for case, account, name, key in _rows(book.files("cases"), columns, only):
        if name:
            yield name, key.partition(":")[2], "cases", case, account


def _texts(book: Book, only: pa.ChunkedArray | None) -> Iterator[Row]:
    """Texts in order of account and day. Of those that are nothing but the same subject, the newest of each
    account: a timesheet says "Design" ten thousand times."""
    for account, texts in groupby(_text_rows(book, only), key=itemgetter(0)):
        newest: dict[str, int] = {}
        for _, activity, subject, body in texts:
            if body:
                yield subject or "", body, "activities", activity, account
            else:
                newest[subject] = activity
        yield from ((subject, "", "activities", activity, account) for subject, activity in newest.items())


def _text_rows(book: Book, only: pa.ChunkedArray | None) -> Iterator[tuple[Any, ...]]:
    """Texts file by file: what counts in each, and of accounts that are asked for. Each account is in one."""
    columns = ["account_id", "activity_id", "subject", "body"]
    for file in book.files(TEXTS.name):
        replaced = _numbers(book.replaced_in(TEXTS.name, [file]))
        if only is None:
            yield from _rows([file], columns, None, but=replaced)
            continue
        wanted = {n for n in only.to_pylist() if part_of(n) == part_in(file)} - set(replaced.to_pylist())
        if wanted:
            yield from _rows([file], columns, _numbers(wanted))


def _numbers(some: Iterable[int]) -> pa.Array:
    return pa.array(sorted(some), pa.int64())


def _rows(
    files: Sequence[str],
    columns: list[str],
    only: pa.Array | pa.ChunkedArray | None,
    *,
    but: pa.Array | None = None,
) -> Iterator[tuple[Any, ...]]:
    """Cells of these columns; of all rows, or of those whose first column is one of these numbers, and none
    of others."""
    for file in files:
        for batch in pq.ParquetFile(file).iter_batches(BATCH_ROWS, columns=columns):
            rows = batch.select(columns)
            rows = rows if only is None else rows.filter(pc.is_in(rows[columns[0]], value_set=only))
            rows = rows if not but else rows.filter(pc.invert(pc.is_in(rows[columns[0]], value_set=but)))
            yield from zip(*(column.to_pylist() for column in rows.columns), strict=True)
