"""Which days a time of the language means, by hand and by what the reference says of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.day_numbers import date_to_day, day_to_date
from closeknit.questions import windows
from closeknit.questions.days import bounds

AS_OF = date(2026, 5, 31)
UNITS = st.sampled_from(("day", "week", "month", "quarter", "year"))


@given(st.integers(1, 40), UNITS, st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_so_long_ago_ends_the_day_before_the_last_so_long_begins(count, unit, as_of):
    first, last = bounds(windows.Last(count, unit), as_of)
    assert bounds(windows.Ago("under", count, unit), as_of) == (first, last)
    assert bounds(windows.Ago("over", count, unit), as_of) == (None, first - 1)
    assert last == date_to_day(as_of)
    assert bounds(windows.Next(count, unit), as_of)[0] == last + 1


@pytest.mark.parametrize(
    ("window", "first", "last"),
    [
        (windows.Last(1, "month"), "2026-04-30", "2026-05-31"),
        (windows.Last(1, "quarter"), "2026-02-28", "2026-05-31"),
        (windows.Last(2, "week"), "2026-05-17", "2026-05-31"),
        (windows.Next(1, "month"), "2026-06-01", "2026-06-30"),
        (windows.This("week"), "2026-05-25", "2026-05-31"),
        (windows.This("quarter"), "2026-04-01", "2026-05-31"),
        (windows.This("year"), "2026-01-01", "2026-05-31"),
        (windows.InYear(2024), "2024-01-01", "2024-12-31"),
        (windows.On(date(2026, 2, 28)), "2026-02-28", "2026-02-28"),
    ],
)
def test_times_are_those_of_the_calendar_and_weeks_begin_on_monday(window, first, last):
    assert tuple(str(day_to_date(day)) for day in bounds(window, AS_OF)) == (first, last)


def test_before_and_after_a_day_leave_that_day_out():
    day = date(2026, 3, 1)
    assert bounds(windows.Before(day), AS_OF) == (None, date_to_day(day - timedelta(1)))
    assert bounds(windows.After(day), AS_OF) == (date_to_day(day + timedelta(1)), None)
    assert bounds(windows.Since(day), AS_OF) == (date_to_day(day), None)
