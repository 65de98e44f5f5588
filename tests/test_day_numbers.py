"""Days as whole numbers."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from closeknit.day_numbers import FOR_EVER, LONG_AGO, date_to_day, day_to_date


@given(st.dates())
def test_a_date_comes_back_from_its_number_and_lies_within_all_days_that_there_are(day: date) -> None:
    number = date_to_day(day)
    assert day_to_date(number) == day
    assert LONG_AGO < number <= FOR_EVER


def test_the_ends_of_all_days_are_those_of_the_calendar() -> None:
    assert date_to_day(date(1970, 1, 1)) == 0
    assert day_to_date(FOR_EVER) == date.max
    assert date_to_day(date.min) > LONG_AGO
