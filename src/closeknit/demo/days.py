"""Days, months and rhythms: when things happen in a business that rests at weekends and in August."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
"""Time zone of the sample business."""

SEASON = (1.0, 1.05, 1.15, 1.0, 1.0, 0.95, 0.7, 0.6, 1.2, 1.2, 1.2, 0.75)
"""How busy a month is, January first: slack in high summer and at Christmas."""


def years_before(day: date, years: int) -> date:
    """The same day of an earlier year; 29 February becomes the 28th."""
    last = monthrange(day.year - years, day.month)[1]
    return day.replace(year=day.year - years, day=min(day.day, last))


def add_months(day: date, months: int) -> date:
    """The same day of a later or earlier month, cut to that month's length."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def workday(day: date) -> date:
    """That day, or the Monday after when it falls on a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def workday_before(day: date) -> date:
    """That day, or the Friday before when it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def workdays(first: date, last: date) -> Iterator[date]:
    """Every Monday to Friday from first to last, both included."""
    day = first
    while day <= last:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)


def any_day(rng: Random, first: date, last: date) -> date:
    """A working day between two days, likelier in busy months."""
    span = max(0, (last - first).days)
    for _ in range(6):
        day = first + timedelta(days=rng.randint(0, span))
        if rng.random() * 1.2 <= SEASON[day.month - 1]:
            break
    return workday_before(day) if workday_before(day) >= first else min(workday(day), last)


def rhythm(rng: Random, *, first: date, last: date, gap_days: float, wobble: float) -> list[date]:
    """Days from `last` back to `first`, about `gap_days` apart, ascending.

    `wobble` is the coefficient of variation of the gaps; gaps grow by a fifth in July and August.
    """
    shape = 1 / wobble**2
    day, days = last, [last]
    while True:
        gap = rng.gammavariate(shape, gap_days / shape) * (1.2 if day.month in (7, 8) else 1.0)
        day -= timedelta(days=max(2, round(gap)))
        if day < first:
            return sorted(set(days))
        days.append(workday_before(day))


def office_moment(rng: Random, day: date) -> datetime:
    """A moment of that day in UTC, mostly in office hours."""
    minute = min(max(int(rng.gauss(12.4, 2.6) * 60), 6 * 60), 23 * 60)
    local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, rng.randint(0, 59), tzinfo=ZONE)
    return to_utc(local)


def to_utc(local: datetime) -> datetime:
    """The same instant as a naive UTC time."""
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def to_local(utc: datetime) -> datetime:
    """A naive UTC time as local wall clock, without zone."""
    return utc.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZONE).replace(tzinfo=None)


def office_minutes(begin: datetime, until: datetime) -> int:
    """Minutes between two UTC times that fall on Monday to Friday, 9 to 17 local time."""
    start, stop = to_local(begin), to_local(until)
    total, day = 0.0, start.date()
    while day <= stop.date():
        if day.weekday() < 5:
            opens = max(start, datetime(day.year, day.month, day.day, 9))
            closes = min(stop, datetime(day.year, day.month, day.day, 17))
            total += max(0.0, (closes - opens).total_seconds() / 60)
        day += timedelta(days=1)
    return int(total)
