"""Times of a calendar in the zone they are meant in: known names, those of Windows, and zones of their own.

A time without a zone is the business's own, whatever that is: it comes out without one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from closeknit.sources.broken import BROKEN

MOST_RULES = 400
"""Rules and times of change in a zone that a calendar describes itself; more is no zone."""


@dataclass(frozen=True)
class Moment:
    """A day, or a time on the clock of a zone; without a zone it is that of the business."""

    at: datetime
    zone: tzinfo | None = None
    is_day: bool = False

    def moved(self, at: datetime) -> Moment:
        """The same kind of time at another reading of the clock."""
        return Moment(at, self.zone, self.is_day)

    @property
    def text(self) -> str:
        """As a cell: a day, a time in UTC, or a time without zone."""
        if self.is_day:
            return self.at.date().isoformat()
        if self.zone is None:
            return self.at.isoformat(" ", "seconds")
        there = self.at.replace(tzinfo=self.zone).astimezone(UTC).replace(tzinfo=None)
        return there.isoformat("T", "seconds") + "Z"

    @property
    def day(self) -> str:
        """The day it falls on where it is meant."""
        return self.at.date().isoformat()


@dataclass
class Zones:
    """The zones of one file, each worked out once. `unknown` are names that nothing tells."""

    written: dict[str, bytes]
    default: str = ""
    found: dict[str, tzinfo | None] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)

    def moment(self, value: object, name: str = "") -> Moment:
        """A value of a calendar as a moment; `name` is the zone it states.

        Raises:
            ValueError: it is no day and no time.
        """
        if isinstance(value, datetime):
            zone = self.named(name) if name else value.tzinfo
            if zone is None and not name and self.default:
                zone = self.named(self.default)
            return Moment(value.replace(tzinfo=None, microsecond=0), zone)
        if isinstance(value, date):
            return Moment(datetime(value.year, value.month, value.day), None, is_day=True)
        raise ValueError("no day and no time")

    def named(self, name: str) -> tzinfo | None:
        """The zone of a name; None when nobody knows it."""
        if name not in self.found:
            self.found[name] = _known(name) or self._written(name)
            if self.found[name] is None:
                self.unknown.add(name)
        return self.found[name]

    def _written(self, name: str) -> tzinfo | None:
        # Loaded when there is a calendar to read: every start would wait for it.
        from icalendar import Timezone

        text = self.written.get(name, b"")
        rules = re.findall(rb"(?im)^RRULE[^:\n]*:.*", text)
        yearly = all(re.search(rb"FREQ=YEARLY", rule, re.IGNORECASE) for rule in rules)
        if not text or not yearly or len(rules) + text.count(b",") > MOST_RULES:
            return None
        try:
            zone = Timezone.from_ical(text)
            return zone.to_tz(lookup_tzid=False) if isinstance(zone, Timezone) else None
        except BROKEN:
            return None


def _known(name: str) -> tzinfo | None:
    """A zone by its usual name, by that of Windows, or by the end of a longer name."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    plain = name.strip().strip('"')
    if plain.upper() in ("UTC", "GMT", "Z", "ETC/UTC"):
        return UTC
    parts = plain.split("/")
    tried = (plain, WINDOWS_TO_OLSON.get(plain, ""), "/".join(parts[-2:]), "/".join(parts[-3:]))
    return next((zone for one in tried if (zone := _listed(one))), None)


def _listed(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (OSError, ValueError, KeyError):
        return None
