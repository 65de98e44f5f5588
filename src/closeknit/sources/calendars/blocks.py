"""A calendar file cut into its events, one at a time, with what holds for all of them.

Files of any size pass through in little memory; a broken event costs itself only. Pictures, attached
files and alarms are left out on the way: they can be a thousand times as long as the event. What an event
says is the matter of `events`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from closeknit.sources.content_lines import physical_lines

LONGEST_EVENT = 2_000_000
"""Bytes of the longest event that is read, attached files left out; a longer one is set aside."""

LAST_YEAR = 2100
"""The last year that is meant as one: 9999 and the like stand for never."""

_BEGINS = re.compile(r"BEGIN:V(?!CARD\b)[A-Z]+\s", re.IGNORECASE)
_MARK = re.compile(rb"(BEGIN|END)[ \t]*:[ \t]*([\w-]{1,60})[ \t]*$", re.IGNORECASE)
_NAME = re.compile(rb"([\w-]{1,60})[;:]")
_STAMP = re.compile(rb"(?:DTSTAMP|CREATED|LAST-MODIFIED)(?:;[^:]{0,100})?:(\d{8}T\d{6})Z?\s*$", re.IGNORECASE)
_LEFT_OUT = frozenset(
    (b"ATTACH", b"IMAGE", b"STYLED-DESCRIPTION", b"X-ALT-DESC", b"X-APPLE-STRUCTURED-LOCATION")
)
_CALENDAR_SAYS = frozenset((b"METHOD", b"X-WR-CALNAME", b"X-WR-TIMEZONE"))


def begins_calendar(text: str) -> bool:
    """Whether a text begins as a calendar does."""
    return _BEGINS.match(text.lstrip("\ufeff \t\r\n")) is not None


@dataclass(frozen=True)
class Block:
    """One event as written, the line it begins on, and what its calendar says of itself.

    `cut` says why it is no whole event; empty for one that is.
    """

    line: int
    text: bytes
    calendar: dict[str, str]
    cut: str = ""


@dataclass
class Surroundings:
    """What all events of a file share: time zones as written, exceptions of series, the newest stamp.

    `exceptions` has the UID and time as written of every event that replaces one of a series. `stray` are
    lines that belong to nothing, with what they say.
    """

    zones: dict[str, bytes] = field(default_factory=dict)
    exceptions: list[Block] = field(default_factory=list)
    newest: datetime | None = None
    stray: list[tuple[int, str]] = field(default_factory=list)
    events: int = 0


MOST_ZONES = 500
MOST_STRAY = 20


def surroundings(file: IO[bytes]) -> Surroundings:
    """One pass over a UTF-8 file: all that is needed before its events can be understood."""
    found = Surroundings()
    for kind, block in _blocks(file, (b"VEVENT", b"VTIMEZONE"), found):
        if kind == b"VTIMEZONE":
            name = re.search(rb"(?im)^TZID[^:\n]*:[ \t]*(.{1,200}?)[ \t\r]*$", unfolded(block.text))
            if name and len(found.zones) < MOST_ZONES:
                found.zones.setdefault(name[1].decode("utf-8", "replace"), block.text)
            continue
        found.events += 1
        if re.search(rb"(?im)^RECURRENCE-ID[;:]", block.text):
            found.exceptions.append(block)
    return found


def events_in(file: IO[bytes]) -> Iterator[Block]:
    """The events of a UTF-8 file, in order."""
    return (block for _, block in _blocks(file, (b"VEVENT",), Surroundings()))


def unfolded(text: bytes) -> bytes:
    """Lines of a block, those folded put together."""
    return re.sub(rb"\r?\n[ \t]", b"", text)


def _blocks(file: IO[bytes], wanted: tuple[bytes, ...], found: Surroundings) -> Iterator[tuple[bytes, Block]]:
    """Blocks of the kinds wanted; on the way, stamps and stray lines are put down."""
    reader = _Reader(wanted, found)
    line = 0
    for line, text in physical_lines(file):
        yield from reader.take(line, text)
    yield from reader.end()


class _Reader:
    """Where one is in a file: which calendar, which event, and whether its lines count."""

    def __init__(self, wanted: tuple[bytes, ...], found: Surroundings) -> None:
        self.wanted, self.found = wanted, found
        self.calendar: dict[str, str] = {}
        self.kind, self.began, self.lines, self.size = b"", 0, list[bytes](), 0
        self.inside: list[bytes] = []
        self.skips = False

    def take(self, number: int, text: bytes) -> Iterator[tuple[bytes, Block]]:
        if not text:
            return
        mark = _MARK.match(text)
        if mark and mark[1].upper() == b"BEGIN":
            yield from self._begin(mark[2].upper(), number)
        elif mark and self.inside:
            yield from self._end(mark[2].upper())
        elif text.startswith((b" ", b"\t")):
            if self.found.stray and self.found.stray[-1][0] == number - 1:
                self.found.stray.pop()
            self._keep(text)
        else:
            self._property(number, text)

    def _begin(self, name: bytes, number: int) -> Iterator[tuple[bytes, Block]]:
        if name == b"VCALENDAR" or (self.kind and name in self.wanted):
            yield from self.end()
        if name == b"VCALENDAR":
            self.calendar = {}
        self.inside.append(name)
        if name in self.wanted:
            self.kind, self.began, self.lines, self.size = name, number, [b"BEGIN:" + name], 0
        elif self.kind == b"VTIMEZONE":
            self.lines.append(b"BEGIN:" + name)
        self.skips = self._within_other()

    def _within_other(self) -> bool:
        """Whether the lines here belong to something inside an event, such as an alarm."""
        return self.kind == b"VEVENT" and self.inside[-1:] != [b"VEVENT"]

    def _end(self, name: bytes) -> Iterator[tuple[bytes, Block]]:
        if self.kind == b"VTIMEZONE":
            self.lines.append(b"END:" + name)
        if name in self.inside:
            while self.inside.pop() != name:
                pass
        if name == self.kind:
            if self.kind == b"VEVENT":
                self.lines.append(b"END:VEVENT")
            yield self._finished("")
        self.skips = self._within_other()

    def end(self) -> Iterator[tuple[bytes, Block]]:
        """What is open when the file, or another event, comes to an end."""
        if self.kind:
            yield self._finished("is cut short: its end is missing")
        self.inside.clear()

    def _finished(self, cut: str) -> tuple[bytes, Block]:
        if self.size > LONGEST_EVENT:
            cut = f"is longer than {LONGEST_EVENT:,} bytes"
        block = Block(self.began, b"\r\n".join(self.lines), self.calendar, cut)
        kind, self.kind, self.lines = self.kind, b"", []
        return kind, block

    def _property(self, number: int, text: bytes) -> None:
        name = _NAME.match(text)
        self.skips = self._within_other() or (name is not None and name[1].upper() in _LEFT_OUT)
        if self.kind:
            self._stamp(text)
            self._keep(text)
        elif name and name[1].upper() in _CALENDAR_SAYS:
            value = text.partition(b":")[2].decode("utf-8", "replace").strip()[:300]
            self.calendar[name[1].decode().upper()] = value
        elif text.strip() and not name and len(self.found.stray) < MOST_STRAY:
            self.found.stray.append((number, text.decode("utf-8", "replace")[:80]))

    def _stamp(self, text: bytes) -> None:
        if (stamp := _STAMP.match(text)) is None:
            return
        try:
            at = datetime.strptime(stamp[1].decode().upper(), "%Y%m%dT%H%M%S")
        except ValueError:
            return
        if at.year <= LAST_YEAR and (self.found.newest is None or at > self.found.newest):
            self.found.newest = at

    def _keep(self, text: bytes) -> None:
        if not self.kind or self.skips:
            return
        self.size += len(text) + 2
        if self.size <= LONGEST_EVENT:
            self.lines.append(text)
