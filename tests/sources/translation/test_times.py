"""Times: every shape of files, in UTC, and a code for what cannot be read."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.sources.translation.times import DAY_FIRST, MONTH_FIRST, UNDECIDED, TimeRules, times_sql
from tests.sources.mapped import connect

CON = connect()


def read(text: str, **rules: object) -> tuple[str | None, str | None]:
    """A text as UTC time and problem code."""
    CON.execute("create or replace temp table given as select ? as text", [text])
    at, code = CON.sql(
        f'select "at", code from ({times_sql("from given", TimeRules(**rules))})'  # type: ignore[arg-type]
    ).fetchone()  # type: ignore[misc]
    return (None if at is None else str(at)), code


def all_read(texts: list[str], **rules: object) -> list[str | None]:
    """Many texts as UTC times, in their order."""
    CON.execute("create or replace temp table given as select distinct unnest(?) as text", [texts])
    query = times_sql("from given", TimeRules(**rules))  # type: ignore[arg-type]
    found = {text: at and str(at) for text, at in CON.sql(f'select text, "at" from ({query})').fetchall()}
    return [found[text] for text in texts]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-01-05", "2024-01-05 00:00:00"),
        ("2024/1/5", "2024-01-05 00:00:00"),
        ("20240105", "2024-01-05 00:00:00"),
        ("2024-01-05 10:11", "2024-01-05 10:11:00"),
        ("2026-08-01T14:22:00Z", "2026-08-01 14:22:00"),
        ("2026-03-12 09:14:02 +0000", "2026-03-12 09:14:02"),
        ("2026-03-12T09:14:02.123456+02:00", "2026-03-12 07:14:02.123456"),
        ("2026-03-12 09:14:02 -05:30", "2026-03-12 14:44:02"),
        ("2024-01-05 10:11 GMT+1", "2024-01-05 09:11:00"),
        ("13.02.24", "2024-02-13 00:00:00"),
        ("29-02-2016 01:16", "2016-02-29 01:16:00"),
        ("3.4.24 14.22", "2024-04-03 14:22:00"),
        ("12 Mar 2024", "2024-03-12 00:00:00"),
        ("Mar 2024", "2024-03-01 00:00:00"),
        ("02-Nov-04", "2004-11-02 00:00:00"),
        ("31. Dez. 1999", "1999-12-31 00:00:00"),
        ("Mar 12, 2024", "2024-03-12 00:00:00"),
        ("Mon, 12 Mar 2024 10:00:00 +0000", "2024-03-12 10:00:00"),
        ("Sat Sep 05 08:12:14 UTC 2026", "2026-09-05 08:12:14"),
        ("Sat Sep 05 08:12:14 +0200 2026", "2026-09-05 06:12:14"),
        ("2024-01-05 12:00 AM", "2024-01-05 00:00:00"),
        ("2024-01-05 12:30 p.m.", "2024-01-05 12:30:00"),
        ("45631", "2024-12-05 00:00:00"),
        ("45631.5", "2024-12-05 12:00:00"),
    ],
)
def test_every_shape_of_files_is_read(text: str, at: str) -> None:
    assert read(text, order=DAY_FIRST, languages=("de",)) == (at, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024-02-30", "date.impossible"),
        ("31/02/2024", "date.impossible"),
        ("1201-05-05", "date.impossible"),
        ("3201-10-21", "date.impossible"),
        ("0/0/00", "date.impossible"),
        ("2024-01-05 25:00", "date.impossible"),
        ("2024-01-05T10:00:00+25:00", "date.impossible"),
        ("Q3 2024", "date.unreadable"),
        ("soon", "date.unreadable"),
        ("2020-05-05 xyz", "date.unreadable"),
    ],
)
def test_what_is_no_day_gets_a_code(text: str, code: str) -> None:
    assert read(text, order=DAY_FIRST) == (None, code)


def test_a_language_nobody_knows_leaves_english() -> None:
    assert read("12 Mar 2024", languages=("xx",))[0] == "2024-03-12 00:00:00"


def test_day_and_month_follow_the_order() -> None:
    assert read("03/04/2024", order=DAY_FIRST)[0] == "2024-04-03 00:00:00"
    assert read("03/04/2024", order=MONTH_FIRST)[0] == "2024-03-04 00:00:00"
    assert read("03/04/2024", order=UNDECIDED) == (None, "date.undecided")


def test_without_an_order_a_date_that_can_be_read_in_one_way_is_read() -> None:
    assert read("13/02/2024", order=UNDECIDED)[0] == "2024-02-13 00:00:00"
    assert read("02/13/2024", order=UNDECIDED)[0] == "2024-02-13 00:00:00"


def test_a_day_is_midnight_of_the_business_and_a_clock_of_the_zone_given() -> None:
    berlin = {"day_zone": "Europe/Berlin"}
    assert read("2024-07-01", **berlin)[0] == "2024-06-30 22:00:00"
    assert read("2024-07-01 08:00", **berlin)[0] == "2024-07-01 06:00:00"
    assert read("2024-07-01 08:00", zone="UTC", **berlin)[0] == "2024-07-01 08:00:00"
    assert read("2024-07-01", zone="UTC", **berlin)[0] == "2024-06-30 22:00:00"


def test_patterns_and_epochs_are_read_as_told() -> None:
    assert read("24;03;12", pattern="%y;%m;%d") == ("2024-03-12 00:00:00", None)
    assert read("12.3.", pattern="%y;%m;%d")[1] == "date.unreadable"
    assert read("24;02;31", pattern="%y;%m;%d")[1] == "date.impossible"
    assert read("31-Feb-24", pattern="%d-%b-%y")[1] == "date.impossible"
    assert read("1481176800000", epoch="ms") == ("2016-12-08 06:00:00", None)
    assert read("1481176800", epoch="s") == ("2016-12-08 06:00:00", None)
    assert read("99999999999999", epoch="s")[1] in ("date.impossible", "date.unreadable")


@settings(max_examples=8, deadline=None)
@given(st.lists(st.dates(date(1900, 1, 2), date(2199, 12, 30)), min_size=1, max_size=50, unique=True))
def test_any_day_comes_back_from_every_writing(days: list[date]) -> None:
    expected = [str(datetime(day.year, day.month, day.day)) for day in days]
    assert all_read([day.isoformat() for day in days]) == expected
    assert all_read([f"{d.day}/{d.month}/{d.year}" for d in days], order=DAY_FIRST) == expected
    assert all_read([f"{d.month}/{d.day}/{d.year}" for d in days], order=MONTH_FIRST) == expected
    assert all_read([f"{d:%d %b %Y}" for d in days]) == expected


OFFSETS = st.integers(-48, 56).map(lambda quarters: 15 * quarters)
MOMENTS = st.tuples(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)), OFFSETS)


@settings(max_examples=8, deadline=None)
@given(st.lists(MOMENTS, min_size=1, max_size=50, unique=True))
def test_an_offset_is_taken_off(moments: list[tuple[datetime, int]]) -> None:
    def written(moment: datetime, minutes: int) -> str:
        hours, rest = divmod(abs(minutes), 60)
        return f"{moment:%Y-%m-%dT%H:%M:%S.%f}{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"

    expected = [str(moment - timedelta(minutes=minutes)) for moment, minutes in moments]
    assert all_read([written(*one) for one in moments]) == expected
