"""The time a profit answer looks at, and the part of it that has timesheets.

Revenue an hour means something only where both are there: when timesheets begin late or end early, the
time is cut to them and the answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
from dateutil.relativedelta import relativedelta

from closeknit.answers import wording
from closeknit.day_numbers import date_to_day, day_to_date
from closeknit.lenses.seam import Question

GRACE_DAYS = 31
"""Timesheets that begin this much later than the time asked for, or end earlier, do not cut it."""

DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def text(self) -> str:
        """1 Jul 2025 to 30 Jun 2026."""
        return f"{wording.day_text(day_to_date(self.first))} to {wording.day_text(day_to_date(self.last))}"

    @property
    def years(self) -> float:
        """Its length in years."""
        return (self.last - self.first + 1) / DAYS_A_YEAR


@dataclass(frozen=True)
class Periods:
    """The time asked for, the part of it with timesheets (None: there are none), and what to say of it."""

    asked: Period
    worked: Period | None
    note: str = ""


def periods(question: Question) -> Periods:
    """The time that the option `months` asks for (0: all there is), and its part with timesheets."""
    acts = question.tables["activities"]
    acts = acts.filter(acts.day <= question.as_of_day)
    found = question.collect(
        acts.aggregate(
            first=acts.day.min(),
            hours_first=acts.day.min(where=acts.hours > 0),
            hours_last=acts.day.max(where=acts.hours > 0),
        )
    ).to_pylist()[0]
    last = question.as_of_day
    asked = Period(_first_day(question, found["first"], last), last)
    if found["hours_first"] is None:
        return Periods(asked, None)
    return _cut(asked, found["hours_first"], found["hours_last"])


def _first_day(question: Question, oldest: int | None, last: int) -> int:
    months = int(str(question.options.get("months", 12)))
    if months <= 0:
        return last if oldest is None else min(oldest, last)
    start: date = question.as_of - relativedelta(months=months)
    return date_to_day(start) + 1


def _cut(asked: Period, hours_first: int, hours_last: int) -> Periods:
    if hours_last < asked.first:
        newest = wording.day_text(day_to_date(hours_last))
        return Periods(asked, None, f"The newest timesheet is of {newest}, before the time asked for.")
    late, early = hours_first > asked.first + GRACE_DAYS, hours_last < asked.last - GRACE_DAYS
    worked = Period(hours_first if late else asked.first, hours_last if early else asked.last)
    if not (late or early):
        return Periods(asked, worked)
    return Periods(asked, worked, f"Timesheets cover {worked.text}: hours and revenue are of that time.")


def within(column: ibis.expr.types.IntegerColumn, period: Period) -> ibis.expr.types.BooleanValue:
    """Whether a day lies in the period."""
    return (column >= period.first) & (column <= period.last)
