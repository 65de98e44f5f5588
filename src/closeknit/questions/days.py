"""Which day numbers a time of the language means, seen from the day a question is asked for."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from closeknit.day_numbers import date_to_day
from closeknit.questions import windows

Bounds = tuple[int | None, int | None]
"""First and last day number, both included; None: open."""

APART: dict[windows.Unit, int] = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
"""Days between two events: a month has 30 where it begins on no calendar day of its own."""


def moved(day: date, count: int, unit: windows.Unit) -> date:
    """The day so many units later; earlier for a negative count. 31 May less a month is 30 April."""
    months = {"month": 1, "quarter": 3, "year": 12}
    if unit in months:
        found: date = day + relativedelta(months=count * months[unit])
        return found
    return day + timedelta(days=count * APART[unit])


def bounds(window: windows.Window | None, as_of: date) -> Bounds:
    """First and last day of a time. What lies over 30 days ago and in the last 30 days never overlap."""
    match window:
        case None:
            return None, None
        case windows.Last(count, unit) | windows.Ago("under", count, unit):
            return date_to_day(moved(as_of, -count, unit)), date_to_day(as_of)
        case windows.Ago("over", count, unit):
            return None, date_to_day(moved(as_of, -count, unit)) - 1
        case windows.Between(least, most, unit):
            return date_to_day(moved(as_of, -most, unit)), date_to_day(moved(as_of, -least, unit))
        case windows.Next(count, unit):
            return date_to_day(as_of) + 1, date_to_day(moved(as_of, count, unit))
        case windows.Since(day):
            return date_to_day(day), None
        case windows.Before(day):
            return None, date_to_day(day) - 1
        case windows.After(day):
            return date_to_day(day) + 1, None
        case windows.On(day):
            return date_to_day(day), date_to_day(day)
        case windows.Through(first, last):
            return date_to_day(first), date_to_day(last)
        case windows.InYear(year):
            return date_to_day(date(year, 1, 1)), date_to_day(date(year, 12, 31))
        case windows.This(unit):
            return date_to_day(begun(as_of, unit)), date_to_day(as_of)
    raise TypeError(f"no time: {window!r}")


def begun(day: date, unit: windows.Unit) -> date:
    """The first day of the week (Monday), month, quarter or year that a day lies in."""
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
        case "year":
            return date(day.year, 1, 1)
    return day
