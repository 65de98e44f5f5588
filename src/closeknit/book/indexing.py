"""The search file of a version of the book, written: whole, or brought up from that of the version before.

Brought up, only what changed is taken out of a copy and put in again; how words are found is in `search`.
"""

from __future__ import annotations

import shutil
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from closeknit.book.basis import Anew
from closeknit.book.schema import TEXTS
from closeknit.book.search import SEARCH, Place
from closeknit.book.text_changes import COLUMNS, differing_texts
from closeknit.book.versions import Book
from closeknit.engines.engine import Engine

BATCH_ROWS = 50_000
SIZE = "search_bytes"
"""Note of a version: how large its search file was written. A power cut may have torn it since."""

MAKE = """
CREATE VIRTUAL TABLE found USING fts5(
    title, text, place UNINDEXED, id UNINDEXED, account_id UNINDEXED,
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
CREATE TABLE stretches (
    place TEXT, owner INTEGER, first INTEGER, last INTEGER, PRIMARY KEY (place, owner, first)
) WITHOUT ROWID;
"""
# FTS5 finds rows by words or rowid alone: without stretches one went through all to take a few out.
ADD = "INSERT INTO found (rowid, title, text, place, id, account_id) VALUES (?, ?, ?, ?, ?, ?)"
NEWEST = "SELECT coalesce(max(last), 0) FROM stretches"
ADD_STRETCH = "INSERT INTO stretches VALUES (?, ?, ?, ?)"
STRETCHES = "SELECT first, last FROM stretches WHERE place = ? AND owner = ?"
FORGET = "DELETE FROM stretches WHERE place = ? AND owner = ?"
FORGET_EMPTY = f"""
{FORGET} AND NOT EXISTS (SELECT 1 FROM found WHERE rowid BETWEEN first AND last)
"""
THERE = "SELECT rowid, id FROM found WHERE rowid BETWEEN ? AND ?"
TAKE_OUT = "DELETE FROM found WHERE rowid BETWEEN ? AND ?"


class Row(NamedTuple):
    """What is found: by its title and text, where it stands, under which number, of which account."""

    title: str
    text: str
    place: Place
    id: int
    account_id: int

    @property
    def owner(self) -> tuple[Place, int]:
        """What it comes and goes with: a party or a case is on its own, a text one of its account."""
        return self.place, self.account_id if self.place == "activities" else self.id


Stretch = tuple[Place, int, int, int]
"""Rows of one owner beside each other, some of which may have been taken out since: place and number of the
owner, first and last rowid."""


def build_search(engine: Engine, book: Book, anew: Anew | None = None) -> int:
    """Write the search file of a version whose tables are written into its folder; gives its bytes.

    With `anew`, from that of the book that is there, unless it is torn.
    """
    path = book.folder / SEARCH
    if anew is None or not _brought_up(path, engine, book, anew):
        with closing(_written(path)) as con:
            con.execute(MAKE)
            _add(con, chain(_parties(book), _cases(book), _texts(_text_rows(book))))
            con.execute("INSERT INTO found (found) VALUES ('optimize')")
    return path.stat().st_size


def _brought_up(path: Path, engine: Engine, book: Book, anew: Anew) -> bool:
    """Write the file from that of the version before; false where that cannot be used."""
    before = anew.book.folder / SEARCH
    if not before.exists() or before.stat().st_size != anew.book.about.get(SIZE):
        return False
    shutil.copyfile(before, path)
    try:
        with closing(_written(path)) as con:
            _bring_up(con, engine, book, anew)
    except (apsw.CorruptError, apsw.NotADBError):
        path.unlink()
        return False
    return True


def _bring_up(con: apsw.Connection, engine: Engine, book: Book, anew: Anew) -> None:
    def differing(table: str, *columns: str) -> list[pa.Array]:
        return _differing([one.files(table) for one in (anew.book, book)], columns)

    named = [*differing("parties", "party_id", "account_id", "name"), *differing("keys", "party_id", "key")]
    parties = pa.chunked_array(named, pa.int64()).unique()
    cases = pa.chunked_array(differing("cases", "case_id", "account_id", "name", "case_key"), pa.int64())
    with con:
        _take_out(con, "parties", parties.to_pylist())
        _take_out(con, "cases", cases.unique().to_pylist())
        texts = _changed_texts(con, engine, book, anew)
        _add(con, chain(_parties(book, parties), _cases(book, cases), texts))


def _written(path: Path) -> apsw.Connection:
    con = apsw.Connection(str(path))
    # Nothing to keep safe: a build that dies half-way is thrown away.
    con.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY")
    return con


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


def _take_out(con: apsw.Connection, place: Place, owners: Iterable[int]) -> None:
    for owner in owners:
        con.executemany(TAKE_OUT, con.execute(STRETCHES, (place, owner)).fetchall())
        con.execute(FORGET, (place, owner))


def _changed_texts(con: apsw.Connection, engine: Engine, book: Book, anew: Anew) -> Iterator[Row]:
    """The texts that are not in as they are now; those that were are taken out."""
    for then, now in differing_texts(engine, anew.book, book, anew.accounts):
        was, are = (list(_texts(zip(*rows.to_pydict().values(), strict=True))) for rows in (then, now))
        gone = set(was).difference(are)
        for account, rows in groupby((row for row in was if row in gone), key=attrgetter("account_id")):
            _take_out_texts(con, account, {row.id for row in rows})
        there = set(was)
        yield from (row for row in are if row not in there)


def _take_out_texts(con: apsw.Connection, account: int, activities: Container[int]) -> None:
    stretches = con.execute(STRETCHES, ("activities", account)).fetchall()
    rows = chain.from_iterable(con.execute(THERE, stretch) for stretch in stretches)
    gone = [(rowid, rowid) for rowid, number in rows if number in activities]
    con.executemany(TAKE_OUT, gone)
    con.execute(FORGET_EMPTY, ("activities", account))


def _add(con: apsw.Connection, rows: Iterable[Row]) -> None:
    # Not the last row that is in: a stretch keeps its place when what stood there was taken out.
    newest = con.execute(NEWEST).get
    stretches: list[Stretch] = []
    with con:
        con.executemany(ADD, _numbered(rows, newest, stretches))
        con.executemany(ADD_STRETCH, stretches)


def _numbered(rows: Iterable[Row], newest: int, stretches: list[Stretch]) -> Iterator[tuple[int, *Row]]:
    """Rows with the rowids after the newest; the stretches they make are added to these."""
    last = newest
    for (place, owner), mine in groupby(rows, key=attrgetter("owner")):
        first = last + 1
        for last, row in enumerate(mine, start=first):
            yield last, *row
        stretches.append((place, owner, first, last))


def _parties(book: Book, only: pa.ChunkedArray | None = None) -> Iterator[Row]:
    known: dict[int, list[str]] = {}
    for party, value in _rows(book.files("keys"), ["party_id", "key_value"], only):
        known.setdefault(party, []).append(value)
    for party, account, name in _rows(book.files("parties"), ["party_id", "account_id", "name"], only):
        yield Row(name, " ".join(known.get(party, ())), "parties", party, account)


def _cases(book: Book, only: pa.ChunkedArray | None = None) -> Iterator[Row]:
    columns = ["case_id", "account_id", "name", "case_key"]
    for case, account, name, key in _rows(book.files("cases"), columns, only):
        if name:
            yield Row(name, key.partition(":")[2], "cases", case, account)


def _texts(rows: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    """What is found of texts (account, activity, subject, body) in order of account and day.

    Of those that are nothing but the same subject, the newest of each account: a timesheet says "Design" ten
    thousand times.
    """
    for account, texts in groupby(rows, key=itemgetter(0)):
        newest: dict[str, int] = {}
        for _, activity, subject, body in texts:
            if body:
                yield Row(subject or "", body, "activities", activity, account)
            else:
                newest[subject or ""] = activity
        for subject, activity in newest.items():
            yield Row(subject, "", "activities", activity, account)


def _text_rows(book: Book) -> Iterator[tuple[Any, ...]]:
    """All texts, file by file: what counts in each. Each account is in one."""
    for file in book.files(TEXTS.name):
        replaced = pa.array(sorted(book.replaced_in(TEXTS.name, [file])), pa.int64())
        yield from _rows([file], list(COLUMNS), None, but=replaced)


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
