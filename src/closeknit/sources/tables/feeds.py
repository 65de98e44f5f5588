"""Feed files into DuckDB tables: one row a piece of news. What is told of one is in `sources.feeds`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from closeknit.sources.feeds.items import COLUMNS, LARGEST, NoFeed, items_of
from closeknit.sources.tables.dialects import Dialect
from closeknit.sources.tables.files import unreadable
from closeknit.sources.tables.rows import Item, look_at, read_items
from closeknit.sources.tables.sniffing import Look
from closeknit.sources.tables.staging import Job, Table


def look_at_feed(dialect: Dialect) -> Look:
    """The columns of a feed; they are the same for each."""
    return look_at("feed", COLUMNS, dialect)


def read_feed(job: Job, path: Path) -> Table:
    """Read every item of a feed, in order.

    Raises:
        Unreadable: it is too large, or no feed after all.
    """
    return read_items(job, len(COLUMNS), _items(path, job.name))


def _items(path: Path, name: str) -> Iterator[Item]:
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    try:
        yield from (Item(0, row) for row in items_of(data))
    except NoFeed as error:
        raise unreadable(name, str(error), remedy=error.remedy) from error
