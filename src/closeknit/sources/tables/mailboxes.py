"""Mailboxes into DuckDB tables: one row a message, of a mailbox file, a folder of messages or a zip of them.

What is told of a message is the matter of `closeknit.sources.mail`. A message that cannot be read costs
itself only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from closeknit.sources.mail.folders import message_files
from closeknit.sources.mail.messages import COLUMNS, message_row
from closeknit.sources.mail.splitting import KEPT, LARGEST, Piece, pieces
from closeknit.sources.tables.archives import messages_of
from closeknit.sources.tables.dialects import Dialect
from closeknit.sources.tables.rows import Item, look_at, read_items
from closeknit.sources.tables.sniffing import Look
from closeknit.sources.tables.staging import Job, Table, Trouble

BOX, FOLDER, ZIP = "mailbox", "folder", "zip"
"""What stands for the delimiter in the dialect of a mailbox."""

_REMEDY = "Look at it in your mail program; all other messages are in."


@dataclass(frozen=True)
class Placed:
    """A message and the file of a folder or archive that it is; empty in a mailbox file."""

    file: str
    piece: Piece


def look_at_mail(dialect: Dialect, *, form: str = BOX) -> Look:
    """The columns of a mailbox; they are the same for each, so that nothing has to be read for them."""
    look = look_at("mail", COLUMNS, dialect)
    return replace(look, dialect=replace(look.dialect, delimiter=form))


def read_mail(job: Job, path: Path, dialect: Dialect) -> Table:
    """Read every message, in order."""
    numbered = enumerate(messages_in(path, dialect), 1)
    table = read_items(job, len(COLUMNS), (_item(job, number, one) for number, one in numbered))
    return replace(table, notes=tuple(_notes(job, table)))


def _notes(job: Job, table: Table) -> Iterator[str]:
    """What there is to say of messages of which only the header could be read."""
    why, body = (f"c{[*COLUMNS].index(name)}" for name in ("broken", "text"))
    told = f"SELECT count(*), any_value({why}) FROM {table.name} WHERE {why} <> '' AND {body} IS NULL"
    count, reason = job.con.execute(told).fetchall()[0]
    if count:
        yield f"only the header could be read of some messages in it ({count:,}): {reason}"


def messages_in(path: Path, dialect: Dialect) -> Iterator[Placed]:
    """The messages of a mailbox, each with the file that it is."""
    if dialect.delimiter == ZIP:
        for name, data, size in messages_of(path, most=LARGEST):
            kept = data if size <= LARGEST else data[:KEPT]
            yield Placed(name, Piece(1, 0, kept, size))
        return
    files = message_files(path) if dialect.delimiter == FOLDER else [path]
    for one in files:
        with one.open("rb") as file:
            for piece in pieces(file):
                yield Placed(one.name if dialect.delimiter == FOLDER else "", piece)


def message_lines(path: Path, dialect: Dialect) -> Iterator[int]:
    """The line on which each message begins; 0 where each is a file of its own."""
    return (one.piece.line if dialect.delimiter == BOX else 0 for one in messages_in(path, dialect))


def _item(job: Job, number: int, one: Placed) -> Item:
    line = 0 if one.file else one.piece.line
    row = message_row(one.piece.data, job.rules.mail)
    if row is not None:
        return Item(line, row)
    where = f"{one.file}, " if one.file else ""
    reason = (
        f"{where}message {number:,} ({one.piece.size:,} bytes from byte {one.piece.offset:,} on) has no "
        "header that says who sent it, to whom or when"
    )
    raw = one.piece.data[:2_000].decode("utf-8", "replace") if job.rules.mail == "texts" else ""
    return Item(line, trouble=Trouble(line, "mail.unreadable", reason, _REMEDY, raw.replace("\0", "")))
