"""Days, months and rhythms."""

from __future__ import annotations

from datetime import date, datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from closeknit.demo.days import add_months, office_minutes, rhythm, workday, workday_before, years_before

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def test_a_leap_day_five_years_ago_is_the_28th() -> None:
    assert years_before(date(2024, 2, 29), 5) == date(2019, 2, 28)


def test_a_month_after_the_31st_is_cut_to_the_month() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)


@given(DAYS)
def test_working_days_lie_within_two_days_and_never_on_a_weekend(day: date) -> None:
    assert 0 <= (workday(day) - day).days <= 2
    assert 0 <= (day - workday_before(day)).days <= 2
    assert workday(day).weekday() < 5
    assert workday_before(day).weekday() < 5


@given(DAYS, st.integers(-80, 80))
def test_months_there_and_back_never_move_on(day: date, months: int) -> None:
    there = add_months(day, months)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert add_months(there, -months) <= day


@given(st.integers(0, 10_000), st.floats(5, 200))
def test_a_rhythm_ascends_to_its_last_day_and_keeps_its_pace(seed: int, gap_days: float) -> None:
    first, last = date(2021, 1, 1), date(2026, 6, 30)
    days = rhythm(Random(seed), first=first, last=last, gap_days=gap_days, wobble=0.2)
    assert days == sorted(set(days))
    assert days[-1] == last
    assert days[0] >= date(2020, 12, 30)
    assert 0.6 < len(days) / ((last - first).days / gap_days) < 1.5 or len(days) < 12


def test_office_minutes_leave_out_nights_and_weekends() -> None:
    friday, monday = datetime(2026, 6, 26, 14, 30), datetime(2026, 6, 29, 7, 30)  # UTC; two hours ahead here
    assert office_minutes(friday, monday) == 30 + 30
    assert office_minutes(friday, friday) == 0
