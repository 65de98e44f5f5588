"""Reading one table of one file into DuckDB, whatever it is written in: `tables_in`, `stage`, `line_of`.

A file may be CSV, TSV, XLSX, Parquet, JSON lines, a mailbox, a calendar, an address book or a feed, alone,
gzipped or in a zip archive. Cells come out as text; what they mean is for the mapping. Every row of the
file is accounted for: it is in the staged relation, among the problems, or counted as rejected because it
is no data (totals, repeated headers).
"""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa

from closeknit.errors import DiskFull, Unreadable
from closeknit.progress import Progress, Quiet
from closeknit.sources.mail.folders import is_maildir, is_one_message, message_files
from closeknit.sources.tables.accounting import PROBLEMS, account
from closeknit.sources.tables.archives import (
    Member,
    gzip_head,
    holds_workbook,
    member_time,
    unpack,
    zip_members,
)
from closeknit.sources.tables.calendars import event_lines, look_at_calendar, read_calendar
from closeknit.sources.tables.cards import card_lines, look_at_cards, read_cards
from closeknit.sources.tables.delimited import as_utf8, read_delimited
from closeknit.sources.tables.dialects import Dialect, ReadRules
from closeknit.sources.tables.encodings import UTF8, encoding_of
from closeknit.sources.tables.feeds import look_at_feed, read_feed
from closeknit.sources.tables.files import (
    HEAD,
    format_of,
    head_of,
    last_change,
    time_of,
    unchanged,
    unreadable,
)
from closeknit.sources.tables.json_lines import items_of, look_at_json, read_json
from closeknit.sources.tables.mailboxes import FOLDER, ZIP, look_at_mail, message_lines, read_mail
from closeknit.sources.tables.parquet import look_at_parquet, read_parquet
from closeknit.sources.tables.records import record_lines
from closeknit.sources.tables.sniffing import Look, look_at_text
from closeknit.sources.tables.spreadsheets import look_at_book, read_sheet, sheet_lines
from closeknit.sources.tables.staging import Job, Table

__all__ = ["PROBLEMS", "Contents", "Dialect", "Glimpse", "ReadRules", "Skipped", "Staged"]
__all__ += ["line_of", "look_into", "release", "stage", "tables_in"]


MOST_COLUMNS = 1_500
"""Columns of the widest table that is read: each costs memory, whatever stands in it."""


@dataclass(frozen=True)
class Glimpse:
    """A first, cheap look at one table: which one it is, its column names and its first rows.

    `member` is the sheet of a workbook, the file of an archive, or `file!sheet` for both; empty where
    a file holds one table only.
    """

    member: str
    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    dialect: Dialect


@dataclass(frozen=True)
class Skipped:
    """A sheet or archive member that holds no table, and why, in words for people."""

    member: str
    reason: str


@dataclass(frozen=True)
class Contents:
    """What a file holds: its tables, and the sheets or members that are none."""

    tables: tuple[Glimpse, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True)
class Staged:
    """One table, staged: a DuckDB relation of texts and the account of its rows.

    `relation` has `_ordinal` (record number in the file, from 1) and one text column per name of
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


def tables_in(path: Path, *, known: Collection[str] = ()) -> tuple[Glimpse, ...]:
    """A look at each table of a file: one per sheet or archive member. `known`: column names to expect.

    Raises:
        Unreadable: the file holds no table; the message says what it is instead.
    """
    return look_into(path, known=known).tables


def look_into(path: Path, *, known: Collection[str] = ()) -> Contents:
    """Like `tables_in`, and also what was passed over and why."""
    if path.is_dir() and (message_files(path) or is_maildir(path)):
        return Contents((_glimpse(look_at_mail(Dialect(), form=FOLDER)),), ())
    head = head_of(path)
    kind = format_of(path.name, head)
    messages = False
    if kind == "zip" and not holds_workbook(path, path.name):
        found_there = zip_members(path)
        members: Sequence[Member] = [m for m in found_there if not is_one_message(m.head)]
        messages = len(members) < len(found_there)
    elif kind == "gzip":
        members = (Member("", gzip_head(path), None),)
    else:
        members = (Member("", head, None),)
    tables = [_glimpse(look_at_mail(Dialect(), form=ZIP))] if messages else []
    skipped: list[Skipped] = []
    for member in members:
        try:
            found = _look_at_member(path, member, known)
        except Unreadable as error:
            if not member.name:
                raise
            found = Contents((), (Skipped(member.name, error.message),))
        tables += found.tables
        skipped += found.skipped
    if not tables:
        raise _no_tables(path, skipped)
    return Contents(tuple(tables), tuple(skipped))


def _no_tables(path: Path, skipped: Sequence[Skipped]) -> Unreadable:
    why = "; ".join(f"{s.member} {s.reason.removeprefix(s.member).strip()}" for s in skipped[:3])
    more = f"; and {len(skipped) - 3} more" if len(skipped) > 3 else ""
    return unreadable(path.name, f"holds no table: {why}{more}", about=str(path))


def _look_at_member(path: Path, member: Member, known: Collection[str]) -> Contents:
    name = member.name or path.name.removesuffix(".gz")
    kind, whole = format_of(name, member.head), len(member.head) < HEAD
    dialect = Dialect(member=member.name)
    if kind == "delimited":
        look = look_at_text(member.head, ReadRules(), dialect=dialect, known=known, whole=whole)
    elif kind == "json":
        look = look_at_json(member.head, dialect, whole=whole)
        if not look.header:
            raise unreadable(
                name,
                "holds no JSON object that can be read",
                remedy="It takes one object a line, or one list of objects.",
            )
    elif kind == "mail":
        look = look_at_mail(dialect)
    elif kind == "feed":
        look = look_at_feed(dialect)
    elif kind in ("calendar", "cards"):
        look = _look_at_entries(member.head, kind, dialect)
    elif kind == "gzip":
        raise unreadable(name, "is an archive inside an archive", remedy="Unpack it and load the files.")
    else:
        with tempfile.TemporaryDirectory(prefix="closeknit-") as folder:
            file = _plain(path, dialect, Path(folder), Quiet())
            if kind == "parquet":
                look = look_at_parquet(file, name, dialect)
            else:
                return _look_at_book(file, name, dialect, known)
    if too_wide := _too_wide(look):
        raise unreadable(name, too_wide, remedy="Leave out columns that nobody needs when you export it.")
    return Contents((_glimpse(look),), ())


def _look_at_entries(head: bytes, kind: str, dialect: Dialect) -> Look:
    """A calendar or an address book. Cards name the encoding of each value themselves."""
    encoding = encoding_of(head)
    if kind == "calendar":
        return look_at_calendar(replace(dialect, encoding=encoding))
    return look_at_cards(replace(dialect, encoding=encoding if encoding.startswith("utf-") else UTF8))


def _too_wide(look: Look) -> str:
    """What to say of a table with more columns than are read; empty for others."""
    columns = len(look.header)
    return f"has {columns:,} columns; at most {MOST_COLUMNS:,} are read" if columns > MOST_COLUMNS else ""


def _look_at_book(file: Path, name: str, dialect: Dialect, known: Collection[str]) -> Contents:
    if format_of(name, head_of(file)) == "zip" and not holds_workbook(file, name):
        raise unreadable(name, "is an archive inside an archive", remedy="Unpack it and load the files.")
    prefix = f"{dialect.member}!" if dialect.member else ""
    tables: list[Glimpse] = []
    skipped: list[Skipped] = []
    for sheet, look in look_at_book(file, name, dialect, known=known):
        if isinstance(look, str):
            skipped.append(Skipped(prefix + sheet, look))
        elif too_wide := _too_wide(look):
            skipped.append(Skipped(prefix + sheet, too_wide))
        else:
            tables.append(_glimpse(look))
    return Contents(tuple(tables), tuple(skipped))


def _glimpse(look: Look) -> Glimpse:
    member = "!".join(part for part in (look.dialect.member, look.dialect.sheet) if part)
    return Glimpse(member, look.header, look.rows, look.dialect)


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
        _room(path),
        _memory(path),
        _in_order(con),
        unchanged(path, progress) as seen,
        tempfile.TemporaryDirectory(prefix="closeknit-", dir=_spill(con)) as folder,
    ):
        job = Job(con, Path(folder), rules, progress, path.name)
        file = _plain(path, glimpse.dialect, job.folder, progress)
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
    with tempfile.TemporaryDirectory(prefix="closeknit-") as folder:
        file = _plain(path, dialect, Path(folder), Quiet())
        lines = _lines(file, path.name, dialect, Path(folder))
        numbered = enumerate(islice(lines, max(ordinals, default=0)), 1)
        wanted = set(ordinals)
        return {ordinal: line for ordinal, line in numbered if ordinal in wanted and line}


def _lines(file: Path, name: str, dialect: Dialect, folder: Path) -> Iterator[int]:
    if dialect.format == "spreadsheet":
        yield from sheet_lines(file, name, dialect)
    elif dialect.format == "json":
        yield from (item.line for item in items_of(as_utf8(file, dialect, folder), dialect, name))
    elif dialect.format == "mail":
        yield from message_lines(file, dialect)
    elif dialect.format == "calendar":
        yield from event_lines(as_utf8(file, dialect, folder))
    elif dialect.format == "cards":
        yield from card_lines(as_utf8(file, dialect, folder))
    elif dialect.format == "delimited":
        with as_utf8(file, dialect, folder).open("rb") as text:
            yield from record_lines(text, dialect)
    else:
        yield from range(1, 1 << 62)


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
        look = _look_at_entries(head, dialect.format, dialect)
        read = read_calendar if dialect.format == "calendar" else read_cards
        return read(job, as_utf8(file, look.dialect, job.folder)), look
    if dialect.format == "json":
        look = look_at_json(head, dialect, whole=len(head) < HEAD)
        table, header = read_json(job, as_utf8(file, look.dialect, job.folder), look.dialect)
        return table, replace(look, header=header, dialect=replace(look.dialect, width=len(header)))
    look = look_at_text(head, job.rules, dialect=dialect, whole=len(head) < HEAD)
    table, settled = read_delimited(job, file, look.dialect)
    return table, replace(look, dialect=settled)


def _plain(path: Path, dialect: Dialect, folder: Path, progress: Progress) -> Path:
    """The file itself under a name that DuckDB takes literally, or an unpacked copy of its member."""
    target = folder / "member"
    if path.is_dir() and dialect.format == "mail":
        return path
    if dialect.member or head_of(path).startswith(b"\x1f\x8b"):
        unpack(path, dialect.member, target, progress)
        return target
    if set("*?[]{}") & set(str(path.resolve())):
        target.symlink_to(path.resolve())
        return target
    return path.resolve()


def _time(path: Path, member: str) -> datetime:
    changed = (member_time(path, member) if member else None) or last_change(path)
    return time_of(member, time_of(path.name, changed))


def _spill(con: duckdb.DuckDBPyConnection) -> str | None:
    """Where the connection keeps temporary files, if it was told; None: where the system does."""
    row = con.execute("SELECT current_setting('temp_directory')").fetchone()
    folder = Path(str(row[0])) if row and row[0] else Path()
    if not folder.is_absolute():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


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


@contextmanager
def _room(path: Path) -> Iterator[None]:
    """Turn the ways in which a full disk shows into one error."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise _disk_full(path) from error
    except duckdb.Error as error:
        if "No space left" not in str(error) and "max_temp_directory_size" not in str(error):
            raise
        raise _disk_full(path) from error


@contextmanager
def _memory(path: Path) -> Iterator[None]:
    """A table that does not fit into the memory we take is refused, not a fault of ours."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise unreadable(
            path.name,
            "needs more memory than Closeknit takes",
            remedy="Split the file, or leave out columns that nobody needs when you export it.",
        ) from error


def _disk_full(path: Path) -> DiskFull:
    return DiskFull(
        f"The disk is full: there is no room to read {path.name}; nothing of it was kept",
        remedy="Free some space (about the size of the file) and load it again.",
        about=str(path),
    )
