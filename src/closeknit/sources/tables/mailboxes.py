"""Mailboxes into DuckDB tables: one row a message, of a mailbox file, a folder of messages or a zip of them.

What is told of a message is the matter of `closeknit.sources.mail`. A message that cannot be read costs
itself only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa

from closeknit.sources.mail.folders import message_files
from closeknit.sources.mail.messages import COLUMNS, Row, message_row
from closeknit.sources.mail.splitting import KEPT, LARGEST, Piece, pieces
from closeknit.sources.tables.archives import messages_of
from closeknit.sources.tables.dialects import Dialect
from closeknit.sources.tables.sniffing import Look
from closeknit.sources.tables.staging import Job, Table, Trouble, Troubles, new_name

BOX, FOLDER, ZIP = "mailbox", "folder", "zip"
"""What stands for the delimiter in the dialect of a mailbox."""

_BATCH = 2_000
_REMEDY = "Look at it in your mail program; all other messages are in."


@dataclass(frozen=True)
class Placed:
    """A message and the file of a folder or archive that it is; empty in a mailbox file."""

    file: str
    piece: Piece


def look_at_mail(dialect: Dialect, *, form: str = BOX) -> Look:
    """The columns of a mailbox; they are the same for each, so that nothing has to be read for them."""
    found = Dialect(
        "mail", delimiter=form, header_line=0, data_line=1, width=len(COLUMNS), member=dialect.member
    )
    return Look(found, tuple(COLUMNS), (), ())


def read_mail(job: Job, path: Path, dialect: Dialect) -> Table:
    """Read every message, in order."""
    columns = ", ".join(f"c{n} VARCHAR" for n in range(len(COLUMNS)))
    troubles, name = Troubles(), new_name()
    job.con.execute(f"CREATE TEMP TABLE {name} ({columns})")
    numbered, done = enumerate(messages_in(path, dialect), 1), 0
    while some := list(islice(numbered, _BATCH)):
        _insert(job, name, [_row(job, troubles, number, one) for number, one in some])
        done += len(some)
        job.progress.step(f"Reading {job.name}", done=done)
    return Table(name, len(COLUMNS), tuple(troubles.found))


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


def _row(job: Job, troubles: Troubles, number: int, one: Placed) -> Row:
    row = message_row(one.piece.data, job.rules.mail)
    if row is not None:
        return row
    where = f"{one.file}, " if one.file else ""
    reason = (
        f"{where}message {number:,} ({one.piece.size:,} bytes from byte {one.piece.offset:,} on) has no "
        "header that says who sent it, to whom or when"
    )
    raw = one.piece.data[:2_000].decode("utf-8", "replace") if job.rules.mail == "texts" else ""
    line = 0 if one.file else one.piece.line
    troubles.add(Trouble(line, "mail.unreadable", reason, _REMEDY, raw.replace("\0", "")))
    return (job.token, *[None] * (len(COLUMNS) - 1))


def _insert(job: Job, name: str, rows: list[Row]) -> None:
    columns = zip(*rows, strict=True)
    batch = pa.table({f"c{n}": pa.array(cells, pa.string()) for n, cells in enumerate(columns)})
    view = f"{name}_batch"
    job.con.register(view, batch)
    try:
        job.con.execute(f"INSERT INTO {name} SELECT * FROM {view}")
    finally:
        job.con.unregister(view)
