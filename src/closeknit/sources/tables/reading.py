"""Reading one table of one file into DuckDB, whatever it is written in: `stage`, `release`, `line_of`.

A file may be CSV, TSV, XLSX, Parquet, JSON lines, a mailbox, a calendar, an address book or a feed, alone,
gzipped or in a zip archive. Cells come out as text; what they mean is for the mapping. Every row of the
file is accounted for: it is in the staged relation, among the problems, or counted as rejected because it
is no data (totals, repeated headers).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from closeknit.progress import Progress, Quiet
from closeknit.sources.tables.accounting import PROBLEMS, account
from closeknit.sources.tables.archives import (
    member_time,
    plain_file,
)
from closeknit.sources.tables.calendars import event_lines, read_calendar
from closeknit.sources.tables.cards import card_lines, read_cards
from closeknit.sources.tables.complaints import memory_for, room_for
from closeknit.sources.tables.delimited import as_utf8, read_delimited
from closeknit.sources.tables.dialects import Dialect, ReadRules
from closeknit.sources.tables.feeds import look_at_feed, read_feed
from closeknit.sources.tables.files import (
    HEAD,
    Stamp,
    head_of,
    last_change,
    time_of,
    unchanged,
)
from closeknit.sources.tables.json_lines import items_of, look_at_json, read_json
from closeknit.sources.tables.lines import Numbers, record_lines
from closeknit.sources.tables.looking import Glimpse, look_at_entries
from closeknit.sources.tables.mailboxes import look_at_mail, message_lines, read_mail
from closeknit.sources.tables.parquet import look_at_parquet, read_parquet
from closeknit.sources.tables.sniffing import Look, look_at_text
from closeknit.sources.tables.spreadsheets import read_sheet, sheet_lines
from closeknit.sources.tables.staging import Job, Table
from closeknit.spill import Spill

__all__ = ["PROBLEMS", "Dialect", "ReadRules", "Staged", "line_of", "release", "stage"]


@dataclass(frozen=True)
class Staged:
    """One table, staged: a DuckDB relation of texts and the account of its rows.

    `relation` has `_ordinal` (record number in the file, from 1), PLACE and one text column per name of
    `header`; empty cells are null. `received` counts the rows of the file that are not blank: those of
    the relation, those in `problems`, and the `rejected` ones. `file_time` is naive UTC. `notes` are what
    there is to say of the whole, to go on after the name of the file.
    """

    relation: str
    header: tuple[str, ...]
    dialect: Dialect
    received: int
    rejected: int
    size: int
    sha256: str
    file_time: datetime
    problems: pa.Table
    notes: tuple[str, ...] = ()
    trimmed: bool = False
    """Whether no cell has blanks around it."""
    stamp: Stamp | None = None
    """What tells that the file still has the same bytes, where that can be told."""


def stage(
    con: duckdb.DuckDBPyConnection, path: Path, glimpse: Glimpse, rules: ReadRules, *, progress: Progress
) -> Staged:
    """Read one table of a file into a temporary relation of `con`; `release` frees it again.

    Raises:
        Unreadable: the table cannot be read, or its file changed meanwhile.
        DiskFull: no room for temporary copies.
    """
    if not path.is_dir():
        head_of(path)
    progress.step(f"Reading {path.name}")
    with (
        room_for(path),
        memory_for(path.name),
        _in_order(con),
        unchanged(path, progress) as seen,
        _beside(con) as folder,
    ):
        job = Job(con, Path(folder), rules, progress, path.name)
        file = plain_file(path, glimpse.dialect, job.folder, progress)
        table, look = _read(job, file, glimpse.dialect)
        counted = account(job, table, look.header, look.titles)
    return Staged(
        counted.relation,
        look.header,
        look.dialect,
        counted.received,
        counted.rejected,
        seen.size,
        seen.sha256,
        _time(path, glimpse.dialect.member),
        counted.problems,
        table.notes,
        table.trimmed,
        seen.stamp,
    )


def release(con: duckdb.DuckDBPyConnection, staged: Staged) -> None:
    """Free the tables behind a staged relation."""
    con.execute(f"DROP VIEW IF EXISTS {staged.relation}")
    con.execute(f"DROP TABLE IF EXISTS {staged.relation}_filled")
    con.execute(f"DROP TABLE IF EXISTS {staged.relation}_rows")


def line_of(path: Path, dialect: Dialect, ordinals: Collection[int]) -> dict[int, int]:
    """The line (row of the sheet, row of a Parquet file) on which records start, both from 1.

    Reads the file up to the last of them. Records that the file no longer has are left out.
    """
    left, found, behind = sorted(set(ordinals), reverse=True), {}, 0
    with Spill() as folder:
        file = plain_file(path, dialect, folder, Quiet())
        stretches = _lines(file, path.name, dialect, folder)
        while left and (lines := next(stretches, None)) is not None:
            while left and left[-1] <= behind + len(lines):
                ordinal = left.pop()
                found[ordinal] = int(lines[ordinal - behind - 1])
            behind += len(lines)
    return {ordinal: line for ordinal, line in found.items() if line}


def _lines(file: Path, name: str, dialect: Dialect, folder: Path) -> Iterator[Sequence[int] | Numbers]:
    """The lines on which records start, in order, a stretch at a time."""
    if dialect.format == "delimited":
        with as_utf8(file, dialect, folder).open("rb") as text:
            yield from record_lines(text, dialect)
    elif dialect.format in ("parquet", "feed"):
        yield range(1, 1 << 62)
    else:
        yield from ([line] for line in _each_line(file, name, dialect, folder))


def _each_line(file: Path, name: str, dialect: Dialect, folder: Path) -> Iterator[int]:
    if dialect.format == "spreadsheet":
        return sheet_lines(file, name, dialect)
    if dialect.format == "mail":
        return message_lines(file, dialect)
    text = as_utf8(file, dialect, folder)
    if dialect.format == "calendar":
        return event_lines(text)
    if dialect.format == "cards":
        return card_lines(text)
    return (item.line for item in items_of(text, dialect, name))


def _read(job: Job, file: Path, dialect: Dialect) -> tuple[Table, Look]:
    if dialect.format == "mail":
        return read_mail(job, file, dialect), look_at_mail(dialect, form=dialect.delimiter)
    head = head_of(file)
    if dialect.format == "spreadsheet":
        return read_sheet(job, file, dialect)
    if dialect.format == "parquet":
        look = look_at_parquet(file, job.name, dialect)
        return read_parquet(job, file, look.dialect), look
    if dialect.format == "feed":
        return read_feed(job, file), look_at_feed(dialect)
    if dialect.format in ("calendar", "cards"):
        look = look_at_entries(head, dialect.format, dialect)
        read = read_calendar if dialect.format == "calendar" else read_cards
        return read(job, as_utf8(file, look.dialect, job.folder)), look
    if dialect.format == "json":
        look = look_at_json(head, dialect, whole=len(head) < HEAD)
        table, header = read_json(job, as_utf8(file, look.dialect, job.folder), look.dialect)
        return table, replace(look, header=header, dialect=replace(look.dialect, width=len(header)))
    look = look_at_text(head, job.rules, dialect=dialect, whole=len(head) < HEAD)
    table, settled = read_delimited(job, file, look.dialect)
    return table, replace(look, dialect=settled)


def _time(path: Path, member: str) -> datetime:
    changed = (member_time(path, member) if member else None) or last_change(path)
    return time_of(member, time_of(path.name, changed))


def _beside(con: duckdb.DuckDBPyConnection) -> AbstractContextManager[str | Path]:
    """A folder where the connection keeps temporary files, if it was told where; else where the system does.

    Whoever told it removes what a killed process left there.
    """
    row = con.execute("SELECT current_setting('temp_directory')").fetchone()
    folder = Path(str(row[0])) if row and row[0] else Path()
    if not folder.is_absolute():
        return Spill()
    folder.mkdir(parents=True, exist_ok=True)
    return TemporaryDirectory(prefix="closeknit-", dir=folder)


@contextmanager
def _in_order(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Make rows keep the order of the file: their place is their number."""
    row = con.execute("SELECT current_setting('preserve_insertion_order')").fetchone()
    con.execute("SET preserve_insertion_order = true")
    try:
        yield
    finally:
        if row and row[0] is False:
            con.execute("SET preserve_insertion_order = false")
