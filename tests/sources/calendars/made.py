"""Calendars of our own, written as programs write them, and the rows that come out of them."""

from __future__ import annotations

import io

from closeknit.sources.calendars.blocks import events_in, surroundings
from closeknit.sources.calendars.events import COLUMNS, Calendar, NoEvent

WHO = "ATTENDEE;CN=Ana Ruiz;PARTSTAT=ACCEPTED:mailto:ana@halden.example"


def calendar(*events: str, head: str = "", zones: str = "") -> bytes:
    """A calendar file; each event is given by its lines."""
    blocks = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{zones}{blocks}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def read(data: bytes) -> tuple[list[dict[str, str | None]], list[str], Calendar]:
    """The rows of a calendar by column, what is wrong with other events, and what was noted."""
    made = Calendar.of(surroundings(io.BytesIO(data)))
    rows: list[dict[str, str | None]] = []
    wrong: list[str] = []
    for block in events_in(io.BytesIO(data)):
        try:
            rows += [dict(zip(COLUMNS, row, strict=True)) for row in made.rows(block)]
        except NoEvent as error:
            wrong.append(str(error))
    return rows, wrong, made


def starts(*events: str, **more: str) -> list[str | None]:
    """When the occurrences of a calendar begin."""
    return [row["start"] for row in read(calendar(*events, **more))[0]]
