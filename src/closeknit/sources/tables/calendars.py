"""Calendar files into DuckDB tables: one row an occurrence. What is told of one is in `sources.calendars`.

An event that cannot be read costs itself only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from closeknit.sources.calendars.blocks import Block, events_in, surroundings
from closeknit.sources.calendars.events import COLUMNS, Calendar, NoEvent, Row
from closeknit.sources.calendars.recurrence import MOST_OF_ALL, MOST_OF_ONE
from closeknit.sources.tables.dialects import Dialect
from closeknit.sources.tables.files import unreadable
from closeknit.sources.tables.rows import Item, look_at, read_items
from closeknit.sources.tables.sniffing import Look
from closeknit.sources.tables.staging import Job, Table, Trouble

_REMEDY = "Look at it in your calendar; all other events are in."


def look_at_calendar(dialect: Dialect) -> Look:
    """The columns of a calendar; they are the same for each, so that nothing has to be read for them."""
    return look_at("calendar", COLUMNS, dialect)


def read_calendar(job: Job, path: Path) -> Table:
    """Read every occurrence of a UTF-8 file, in order.

    Raises:
        Unreadable: its series have more occurrences than are read of one file.
    """
    with path.open("rb") as file:
        found = surroundings(file)
    calendar = Calendar.of(found)
    table = read_items(job, len(COLUMNS), _items(path, calendar, job.name))
    notes = [*_notes(calendar)]
    if not found.events:
        notes.append("it holds no event")
    notes += [
        f'line {line} belongs to nothing and was passed over: "{text}"' for line, text in found.stray[:3]
    ]
    return replace(table, notes=tuple(notes))


def event_lines(path: Path) -> Iterator[int]:
    """The line on which the event of each row begins."""
    with path.open("rb") as file:
        calendar = Calendar.of(surroundings(file))
    return (item.line for item in _items(path, calendar, path.name))


def _items(path: Path, calendar: Calendar, name: str) -> Iterator[Item]:
    total = 0
    with path.open("rb") as file:
        for block in events_in(file):
            try:
                rows: list[Row] = calendar.rows(block)
            except NoEvent as error:
                yield Item(block.line, trouble=_trouble(block, error))
                continue
            total += len(rows)
            if total > MOST_OF_ALL:
                raise unreadable(
                    name,
                    f"has series with more than {MOST_OF_ALL:,} occurrences together",
                    remedy="Export fewer calendars, or a shorter time, at once.",
                )
            yield from (Item(block.line, row) for row in rows)


def _trouble(block: Block, error: NoEvent) -> Trouble:
    raw = block.text[:10_000].decode("utf-8", "replace").replace("\0", "")
    return Trouble(block.line, error.code, f"the event {error}", _REMEDY, raw)


def _notes(calendar: Calendar) -> Iterator[str]:
    """What there is to say of the events that were read."""
    bounds, zones = calendar.bounds, calendar.zones
    if bounds.endless:
        until = f"up to {bounds.newest:%Y-%m-%d}, the newest time in it" if bounds.newest else "once"
        yield f"{bounds.endless:,} series in it have no end: they count {until}"
    if bounds.cut:
        yield f"{bounds.cut:,} series in it were cut at {MOST_OF_ONE:,} occurrences"
    if bounds.not_followed:
        yield f"only the first time counts of {len(bounds.not_followed):,} series: {bounds.not_followed[0]}"
    if zones.unknown:
        names = ", ".join(sorted(zones.unknown)[:3])
        yield f"nobody knows the time zone {names}: such times were read as local ones"
    if calendar.slips:
        yield f"{len(calendar.slips):,} lines inside events were passed over: {calendar.slips[0]}"
