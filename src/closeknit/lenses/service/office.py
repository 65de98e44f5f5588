"""Office time: how many seconds of our own office hours lie between two moments.

A clock that runs only while the office is open, in local time, with the clocks' changes and public
holidays. Written as plain arithmetic so that it reads the same on every engine; no table is joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from closeknit.lenses.seam import Business

DAY = 86_400
MONDAY_SHIFT = 3
"""1970-01-01 was a Thursday: day numbers plus three count weeks from Monday."""


def has_office(business: Business) -> bool:
    """Whether the office is open at all."""
    return bool(business.office_days) and business.office_hours[1] > business.office_hours[0]


def office_seconds(moment: ir.IntegerValue, business: Business, first: int, last: int) -> ir.IntegerValue:
    """What the office clock shows at a moment (seconds since 1970, UTC), in seconds.

    Differences of two readings are office time. `first` and `last` bound the moments that can come.
    """
    opens, closes = (60 * minute for minute in business.office_hours)
    local = moment + _offset(moment, _changes(business.timezone, first, last))
    day, second = local // DAY, local % DAY
    today = ibis.greatest(ibis.least(second - opens, ibis.literal(closes - opens)), ibis.literal(0))
    holidays = _office_holidays(business, first // DAY - 1, last // DAY + 2)
    open_days = _weekdays_before(day, business.office_days) - _holidays_before(day, holidays)
    so_far = ibis.ifelse(_is_open(day, business, holidays), today, 0)
    return (open_days * (closes - opens) + so_far).cast("int64")


def _weekdays_before(day: ir.IntegerValue, weekdays: Sequence[int]) -> ir.IntegerValue:
    """Office weekdays on days before `day`, counted from the Monday before 1970."""
    shifted = day + MONDAY_SHIFT
    weekday = shifted % 7
    this_week = [ibis.ifelse(weekday > open_day, 1, 0) for open_day in weekdays]
    counted = (shifted // 7) * len(weekdays)
    for one in this_week:
        counted = counted + one
    return counted


def _holidays_before(day: ir.IntegerValue, holidays: Sequence[int]) -> ir.IntegerValue:
    if not holidays:
        return ibis.literal(0)
    steps = [(day <= holiday, count) for count, holiday in enumerate(holidays)]
    return ibis.cases(*steps, else_=len(holidays))


def _is_open(day: ir.IntegerValue, business: Business, holidays: Sequence[int]) -> ir.BooleanValue:
    usual = ((day + MONDAY_SHIFT) % 7).isin(list(business.office_days))
    return usual & day.notin(list(holidays)) if holidays else usual


def _office_holidays(business: Business, first: int, last: int) -> list[int]:
    """Holidays on which the office would be open otherwise."""
    return [
        h
        for h in sorted(set(business.holidays))
        if first <= h <= last and (h + MONDAY_SHIFT) % 7 in business.office_days
    ]


def _offset(moment: ir.IntegerValue, changes: Sequence[tuple[int, int]]) -> ir.IntegerValue:
    """Seconds to add for local time; `changes` are (first second no longer in force, offset)."""
    *before, (_, newest) = changes
    if not before:
        return ibis.literal(newest)
    return ibis.cases(*((moment < until, offset) for until, offset in before), else_=newest)


@lru_cache(maxsize=64)
def _changes(zone_name: str, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """The offsets in force from `first` to `last`, each with the second at which it ends."""
    zone = ZoneInfo(zone_name)
    found: list[tuple[int, int]] = []
    offset, low = _offset_at(zone, first), first
    while low < last:
        high = min(low + 4 * DAY, last)
        if _offset_at(zone, high) != offset:
            change = _change(zone, low, high)
            found.append((change, offset))
            offset = _offset_at(zone, high)
        low = high
    return (*found, (last, offset))


def _change(zone: ZoneInfo, low: int, high: int) -> int:
    before = _offset_at(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset_at(zone, middle) == before else (low, middle)
    return high


def _offset_at(zone: ZoneInfo, second: int) -> int:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    offset = moment.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
