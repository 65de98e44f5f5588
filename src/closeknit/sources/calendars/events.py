"""One occurrence of an event as one row: the columns that `known/calendar-events.toml` reads, all texts.

Rooms and things that can be booked are nobody. Nothing here depends on who we are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from closeknit.sources.broken import BROKEN
from closeknit.sources.calendars.blocks import Block, Surroundings, unfolded
from closeknit.sources.calendars.recurrence import Bounds, occurrences
from closeknit.sources.calendars.zones import Moment, Zones

if TYPE_CHECKING:
    # Loaded when there is a calendar to read: every start would wait for it.
    from icalendar import Event

COLUMNS: dict[str, str] = {
    "uid": "what the event is called; a hash where it has no name",
    "occurrence": "which one of a series: when it was planned; empty for a single event",
    "changed": "grows with every change",
    "start": "when it begins",
    "end": "when it ends",
    "status": "confirmed, tentative, cancelled, or declined where all who were asked, or the owner, declined",
    "summary": "its title",
    "description": "its text",
    "location": "where it is",
    "organizer": "address of who asked for it",
    "organizer_name": "name of who asked for it",
    "people": "who was asked and did not decline: Name <address>, parted by semicolons",
    "declined": "who declined, written the same way",
    "size": "how many people it is for, who asked included",
    "minutes": "how long it lasts",
    "series": "how often it comes: its rule",
    "owner": "address of whose calendar it is, where the calendar says so",
    "url": "its address",
}
Row = tuple[str | None, ...]

LONGEST_TEXT = 100_000
MOST_PEOPLE = 500
"""People of one event that are named; its size counts all of them."""

_CANCELLED = re.compile(r"(?:cancel+ed|abgesagt|annul[ée]e?|cancelado|annullato|geannuleerd):", re.IGNORECASE)
_PROPERTY = re.compile(rb"^[\w-]{1,60};[^:\r\n]{0,2000}", re.MULTILINE)
_ZONE = re.compile(rb";TZID=", re.IGNORECASE)
_NO_PERSON = ("ROOM", "RESOURCE", "GROUP")
_ADDRESS = re.compile(r"(?:mailto:)?\s*([^\s<>;,\"@]{1,64}@[^\s<>;,\"@]{1,255})", re.IGNORECASE)


class NoEvent(ValueError):
    """An event that cannot be read: why, to go on after "the event", and the code of such problems."""

    def __init__(self, why: str, code: str = "event.unreadable") -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True)
class Guest:
    """Somebody who was asked to come: address (empty: unknown), name and answer."""

    address: str
    name: str
    answer: str

    @property
    def text(self) -> str:
        """As one piece of a cell."""
        name = " ".join(re.sub(r"[<>;\"]", " ", self.name).split())[:200]
        return f"{name} <{self.address}>" if name and "@" not in name else self.address


@dataclass
class Calendar:
    """What is needed to understand the events of one file, and what there is to say of it afterwards."""

    zones: Zones
    bounds: Bounds
    exceptions: dict[str, set[str]] = field(default_factory=dict)
    slips: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, found: Surroundings) -> Calendar:
        """From what was found around the events."""
        made = cls(Zones(found.zones), Bounds(found.newest))
        for block in found.exceptions:
            try:
                event = _event(block)
                moment = made._moment(event, "RECURRENCE-ID", block)
                times = (moment.text, *_day_alone(moment)) if moment else ()
                uid = _uid(event)
            except BROKEN:
                continue
            made.exceptions.setdefault(uid, set()).update(times)
        return made

    def rows(self, block: Block) -> list[Row]:
        """The occurrences of an event.

        Raises:
            NoEvent: it has no start, or cannot be read.
        """
        if block.cut:
            raise NoEvent(block.cut, "event.cut_short")
        try:
            event = _event(block)
            start = self._moment(event, "DTSTART", block)
            if start is None:
                raise NoEvent("does not say when it begins", "event.no_start")
            self._note_slips(event, block)
            rows = list(self._rows(event, start, block))
        except NoEvent:
            raise
        except BROKEN as error:
            raise NoEvent(f"cannot be read: {str(error)[:200]}") from error
        return rows

    def _rows(self, event: Event, start: Moment, block: Block) -> Iterator[Row]:
        said, length = _said(event, block), _length(event, start, self._moment(event, "DTEND", block))
        own = self._moment(event, "RECURRENCE-ID", block)
        rule = "" if own else _rule(event)
        more = [] if own else self._times(event, "RDATE", block)
        series = bool(rule or more)
        out = {text for m in self._times(event, "EXDATE", block) for text in (m.text, *_day_alone(m))}
        if series:
            out |= self.exceptions.get(_uid(event), set())
        for moment in occurrences(start, rule, more, self.bounds):
            if series and (moment.text in out or moment.day in out):
                continue
            which = own.text if own else moment.text if series else ""
            end = moment.moved(moment.at + length)
            cells = {
                "occurrence": which,
                "start": moment.text,
                "end": end.text if length else "",
                "series": rule,
            }
            yield tuple(_cell({**said, **cells}.get(name, "")) for name in COLUMNS)

    def _moment(self, event: Event, name: str, block: Block) -> Moment | None:
        """The day or time of a property; None when it is not there or no time."""
        for one in _each(event, name):
            value = getattr(one, "dt", None)
            if isinstance(value, date):
                return self._in_zone(value, one, block)
        return None

    def _times(self, event: Event, name: str, block: Block) -> list[Moment]:
        """The days and times of a list; of a period its beginning."""
        found = []
        for listed in _each(event, name):
            for one in getattr(listed, "dts", ()):
                value = one.dt[0] if isinstance(one.dt, tuple) else one.dt
                if isinstance(value, date):
                    found.append(self._in_zone(value, listed, block))
        return found

    def _in_zone(self, value: date, stated: object, block: Block) -> Moment:
        self.zones.default = block.calendar.get("X-WR-TIMEZONE", "")
        name = str(getattr(stated, "params", {}).get("X-ZONE", ""))
        return self.zones.moment(value, name)

    def _note_slips(self, event: Event, block: Block) -> None:
        for name, why in event.errors:
            self.slips.append(f"line {block.line}: {f'{name}: ' if name else ''}{str(why)[:100]}")


def _event(block: Block) -> Event:
    from icalendar import Event

    # The library would look zones up by itself, and keep what it finds for the next file.
    text = _PROPERTY.sub(lambda said: _ZONE.sub(b";X-ZONE=", said[0]), unfolded(block.text))
    event = Event.from_ical(text)
    if not isinstance(event, Event):
        raise NoEvent("is no event")
    return event


def _each(event: Event, name: str) -> list[object]:
    from icalendar import vBroken

    value = event.get(name)
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return [one for one in listed if not isinstance(one, vBroken)]


def _text(event: Event, name: str) -> str:
    return str(next(iter(_each(event, name)), ""))[:LONGEST_TEXT].replace("\0", "").strip()


def _cell(text: str) -> str | None:
    return text or None


def _day_alone(moment: Moment) -> Iterable[str]:
    """A day names every occurrence on it; a time only itself."""
    return (moment.day,) if moment.is_day else ()


def _rule(event: Event) -> str:
    for one in _each(event, "RRULE"):
        if to_ical := getattr(one, "to_ical", None):
            written = to_ical()
            return written.decode("utf-8", "replace") if isinstance(written, bytes) else str(written)
    return ""


def _uid(event: Event) -> str:
    if told := _text(event, "UID"):
        return told[:500]
    said = [_text(event, name) for name in ("SUMMARY", "ORGANIZER", "LOCATION")]
    started = str(getattr(next(iter(_each(event, "DTSTART")), None), "dt", ""))
    return "sha256-" + sha256("\n".join([*said, started]).encode("utf-8", "replace")).hexdigest()[:40]


def _length(event: Event, start: Moment, end: Moment | None) -> timedelta:
    """From start to end on the clock; nothing when neither end nor duration tells."""
    if end is not None:
        return max(_apart(start, end), timedelta())
    for one in _each(event, "DURATION"):
        if isinstance(value := getattr(one, "dt", None), timedelta):
            return max(value, timedelta())
    return timedelta()


def _apart(start: Moment, end: Moment) -> timedelta:
    if start.zone is not None and end.zone is not None:
        return end.at.replace(tzinfo=end.zone) - start.at.replace(tzinfo=start.zone)
    return end.at - start.at


def _said(event: Event, block: Block) -> dict[str, str]:
    """All columns that are the same for each occurrence."""
    host = next(iter(_guests(event, "ORGANIZER")), None)
    asked = [g for g in _guests(event, "ATTENDEE") if not host or g.address != host.address]
    owner = _address(block.calendar.get("X-WR-CALNAME", ""))
    own = next((g.answer for g in _guests(event, "ATTENDEE") if owner and g.address == owner), "")
    declined = [g for g in asked if g.answer == "DECLINED"]
    coming = [g for g in asked if g.answer != "DECLINED"]
    gone = own == "DECLINED" or (bool(asked) and not coming)
    return {
        "uid": _uid(event),
        "changed": _changed(event),
        "status": _status(event, block, declined=gone),
        "summary": _text(event, "SUMMARY"),
        "description": _text(event, "DESCRIPTION"),
        "location": _text(event, "LOCATION"),
        "organizer": host.address if host else "",
        "organizer_name": host.name if host and "@" not in host.name else "",
        "people": _listed(coming),
        "declined": _listed(declined),
        "size": str(len(asked) + (host is not None)),
        "minutes": _minutes(event),
        "owner": owner,
        "url": _text(event, "URL")[:2_000],
    }


def _guests(event: Event, name: str) -> list[Guest]:
    found: dict[str, Guest] = {}
    for place, one in enumerate(_each(event, name)):
        params = getattr(one, "params", {})
        if str(params.get("CUTYPE", "")).upper() not in _NO_PERSON:
            address = _address(str(params.get("EMAIL", "")) or str(one))
            guest = Guest(address, str(params.get("CN", "")), str(params.get("PARTSTAT", "")).upper())
            found.setdefault(address or f"{place}", guest)
    return list(found.values())


def _address(text: str) -> str:
    found = _ADDRESS.fullmatch(text.strip())
    return found[1].lower() if found else ""


def _listed(guests: Iterable[Guest]) -> str:
    return "; ".join([g.text for g in guests if g.address][:MOST_PEOPLE])


def _minutes(event: Event) -> str:
    start, end = (getattr(next(iter(_each(event, n)), None), "dt", None) for n in ("DTSTART", "DTEND"))
    try:
        if isinstance(start, datetime) and isinstance(end, datetime):
            return str(round((end - start).total_seconds() / 60))
    except TypeError:  # one has a zone and the other none
        return ""
    length = getattr(next(iter(_each(event, "DURATION")), None), "dt", None)
    return str(round(length.total_seconds() / 60)) if isinstance(length, timedelta) else ""


def _changed(event: Event) -> str:
    """Sorts versions: the number of revisions first, then the last change."""
    number = _text(event, "SEQUENCE")[:6]
    at = next((m for n in ("LAST-MODIFIED", "CREATED") for m in _each(event, n)), None)
    when = getattr(at, "dt", None)
    stamp = f"{when:%Y%m%dT%H%M%S}" if isinstance(when, datetime) else ""
    return f"v{int(number) if number.isdecimal() else 0:06d} {stamp}".strip()


def _status(event: Event, block: Block, *, declined: bool) -> str:
    told = _text(event, "STATUS").lower()
    called_off = block.calendar.get("METHOD", "").upper() == "CANCEL" or _CANCELLED.match(
        _text(event, "SUMMARY")
    )
    if called_off or told == "cancelled":
        return "cancelled"
    return "declined" if declined else "tentative" if told == "tentative" else "confirmed"
