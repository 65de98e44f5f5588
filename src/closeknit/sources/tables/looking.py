"""A first, cheap look into a file: which tables it holds, and what of it is none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from closeknit.errors import Unreadable
from closeknit.progress import Quiet
from closeknit.sources.mail.folders import is_maildir, is_one_message, message_files
from closeknit.sources.tables.archives import (
    Member,
    gzip_head,
    holds_workbook,
    plain_file,
    zip_members,
)
from closeknit.sources.tables.calendars import look_at_calendar
from closeknit.sources.tables.cards import look_at_cards
from closeknit.sources.tables.dialects import Dialect, ReadRules
from closeknit.sources.tables.encodings import UTF8, encoding_of
from closeknit.sources.tables.feeds import look_at_feed
from closeknit.sources.tables.files import (
    HEAD,
    format_of,
    head_of,
    not_as_named,
    unreadable,
)
from closeknit.sources.tables.json_lines import look_at_json
from closeknit.sources.tables.mailboxes import FOLDER, ZIP, look_at_mail
from closeknit.sources.tables.parquet import look_at_parquet
from closeknit.sources.tables.sniffing import Look, look_at_text
from closeknit.sources.tables.spreadsheets import look_at_book
from closeknit.spill import Spill

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
        # A table may have any name; text of one column is none.
        if len(look.header) < 2 and (wrong := not_as_named(name)):
            raise wrong
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
        look = look_at_entries(member.head, kind, dialect)
    elif kind == "gzip":
        raise unreadable(name, "is an archive inside an archive", remedy="Unpack it and load the files.")
    else:
        with Spill() as folder:
            file = plain_file(path, dialect, folder, Quiet())
            if kind == "parquet":
                look = look_at_parquet(file, name, dialect)
            else:
                return _look_at_book(file, name, dialect, known)
    if too_wide := _too_wide(look):
        raise unreadable(name, too_wide, remedy="Leave out columns that nobody needs when you export it.")
    return Contents((_glimpse(look),), ())


def look_at_entries(head: bytes, kind: str, dialect: Dialect) -> Look:
    """A look at a calendar or an address book. Cards name the encoding of each value themselves."""
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
