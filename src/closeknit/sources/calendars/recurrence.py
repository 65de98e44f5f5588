"""The days and times of a series: what RRULE, RDATE and EXDATE of RFC 5545 make, within bounds.

A series without an end is followed up to the newest time that its file states: what comes after nobody has
confirmed. Rules are worked out by dateutil on the clock of the event's zone, so that a meeting at ten stays
at ten when summer time begins. Rules that could keep it busy without a result are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, islice, takewhile

from dateutil.rrule import rrulestr

from closeknit.sources.broken import BROKEN
from closeknit.sources.calendars.blocks import LAST_YEAR
from closeknit.sources.calendars.zones import Moment

MOST_OF_ONE = 5_000
"""Occurrences of one series that are read: a daily one lasts 13 years."""

MOST_OF_ALL = 500_000
"""Occurrences of one file."""

FAR_OFF = timedelta(days=731)
"""An end that lies so far behind the newest time of the file is no end: programs write 2099 for none."""

MOST_BARREN = 3
"""Rules of one file that may turn out to have no day at all; finding that out takes a second each."""

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_DAYS_OF = dict(zip(range(1, 13), (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True))
_DAILY = frozenset(("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY"))


@dataclass
class Bounds:
    """How far series of one file are followed, and what became of them."""

    newest: datetime | None
    barren: int = 0
    endless: int = 0
    cut: int = 0
    not_followed: list[str] = field(default_factory=list)


def occurrences(start: Moment, rule: str, more: list[Moment], bounds: Bounds) -> Iterator[Moment]:
    """The start, the times of the rule and those added one by one, each once, the start first."""
    seen: set[datetime] = set()
    times = (start.moved(at) for at in _by_rule(start, rule, bounds)) if rule else iter(())
    for moment in chain((start,), more, times):
        if moment.at in seen:
            continue
        if len(seen) >= MOST_OF_ONE:
            bounds.cut += 1
            return
        seen.add(moment.at)
        yield moment


def _by_rule(start: Moment, rule: str, bounds: Bounds) -> list[datetime]:
    parts = _parts(rule)
    if why := _not_followed(parts, bounds):
        bounds.not_followed.append(f"{rule[:80]} ({why})")
        return []
    plain = ";".join(f"{name}={value}" for name, value in parts.items() if name != "UNTIL")
    try:
        last = None if "COUNT" in parts else _last(start, parts, bounds)
        times = iter(rrulestr(f"RRULE:{plain}", dtstart=start.at))
        first = next(times, None)
        if first is None:
            bounds.barren += 1
            return []
        within = takewhile(lambda at: last is None or at <= last, chain((first,), times))
        return list(islice(within, MOST_OF_ONE + 1))
    except BROKEN as error:
        bounds.not_followed.append(f"{rule[:80]} ({str(error)[:80]})")
        return []


def _last(start: Moment, parts: dict[str, str], bounds: Bounds) -> datetime:
    """The last time, on the clock of the event, at which the series can be."""
    until = _until(parts.get("UNTIL", ""))
    if until is None or _is_no_end(until, bounds):
        bounds.endless += 1
        return max(bounds.newest or start.at, start.at).replace(hour=23, minute=59, second=59)
    if start.zone is not None and parts["UNTIL"].upper().endswith("Z"):
        return until.replace(tzinfo=UTC).astimezone(start.zone).replace(tzinfo=None)
    # A day as the end means all of that day.
    return until if "T" in parts["UNTIL"].upper() else until + timedelta(days=1, seconds=-1)


def _is_no_end(until: datetime, bounds: Bounds) -> bool:
    return until.year > LAST_YEAR or (bounds.newest is not None and until - bounds.newest > FAR_OFF)


def _until(text: str) -> datetime | None:
    found = re.match(r"(\d{8})(?:T(\d{6}))?", text, re.IGNORECASE)
    try:
        return datetime.strptime(f"{found[1]}{found[2] or '000000'}", "%Y%m%d%H%M%S") if found else None
    except ValueError:
        return None


def _parts(rule: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in rule.strip(" ;").split(";"))
    return {name.strip().upper(): value.strip() for name, _, value in pairs if value}


def _not_followed(parts: dict[str, str], bounds: Bounds) -> str:
    """Why a rule is not followed; empty for one that is."""
    frequency = parts.get("FREQ", "").upper()
    if frequency not in _FREQUENCIES:
        return "more often than daily" if frequency else "it does not say how often"
    interval = parts.get("INTERVAL", "1")
    if not interval.isdecimal() or not 0 < int(interval[:6]) <= 1_000:
        return "at no interval of 1 to 1,000"
    if any(len(value) > 1_500 for value in parts.values()):
        return "too long"
    if frequency == "DAILY" and (parts.keys() - _DAILY or any(c.isdigit() for c in parts.get("BYDAY", ""))):
        return "no daily rule can say that"
    if not _has_a_day(parts) or bounds.barren >= MOST_BARREN:
        return "it seems to have no day"
    return ""


def _has_a_day(parts: dict[str, str]) -> bool:
    """Whether any of its months is as long as any of its days of the month."""
    if "BYMONTH" not in parts or "BYMONTHDAY" not in parts:
        return True
    months, days = _numbers(parts["BYMONTH"]), _numbers(parts["BYMONTHDAY"])
    longest = max((_DAYS_OF.get(month, 0) for month in months), default=0)
    return any(0 < abs(day) <= longest for day in days)


def _numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",") if re.fullmatch(r"[+-]?\d{1,4}", one)]
