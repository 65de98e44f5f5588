"""Rows that a reader makes one by one - of messages, events, cards, news - into a DuckDB table of texts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa

from closeknit.sources.tables.dialects import Dialect
from closeknit.sources.tables.sniffing import Look
from closeknit.sources.tables.staging import Job, Table, Trouble, Troubles, insert, new_name

_BATCH = 2_000


@dataclass(frozen=True)
class Item:
    """One row with the line it begins on, or what is wrong with it."""

    line: int
    cells: tuple[str | None, ...] = ()
    trouble: Trouble | None = None


def look_at(form: str, columns: Collection[str], dialect: Dialect) -> Look:
    """A look at a file whose columns are known beforehand; its rows are not looked at."""
    found = Dialect(
        form, dialect.encoding, "", header_line=0, data_line=1, width=len(columns), member=dialect.member
    )
    return Look(found, tuple(columns), (), ())


def read_items(job: Job, width: int, items: Iterator[Item]) -> Table:
    """Read all rows, in order."""
    troubles, name, done = Troubles(), new_name(), 0
    columns = ", ".join(f"c{n} VARCHAR" for n in range(width))
    job.con.execute(f"CREATE TEMP TABLE {name} ({columns})")
    while some := list(islice(items, _BATCH)):
        for item in some:
            if item.trouble:
                troubles.add(item.trouble)
        stand_in = (job.token, *[None] * (width - 1))
        _insert(job, name, [stand_in if item.trouble else item.cells for item in some])
        done += len(some)
        job.progress.step(f"Reading {job.name}", done=done)
    return Table(name, width, tuple(troubles.found))


def _insert(job: Job, name: str, rows: list[tuple[str | None, ...]]) -> None:
    columns = zip(*rows, strict=True)
    batch = pa.table({f"c{n}": pa.array(cells, pa.string()) for n, cells in enumerate(columns)})
    insert(job, name, batch)
