"""Series: rules, dates added and left out, exceptions, summer time, and series without an end."""

from __future__ import annotations

import pytest

from tests.sources.calendars.made import calendar, read, starts

AT = "UID:s\nDTSTART;TZID=Europe/Berlin:20260323T100000\nDTSTAMP:20260420T000000Z\n"


def days(*events: str) -> list[str]:
    return [str(start)[5:10] for start in starts(*events)]


def test_a_meeting_at_ten_stays_at_ten_when_summer_time_begins() -> None:
    assert starts(AT + "RRULE:FREQ=WEEKLY;COUNT=2") == ["2026-03-23T09:00:00Z", "2026-03-30T08:00:00Z"]


@pytest.mark.parametrize(
    ("rule", "there"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4", ["03-23", "03-25", "03-30", "04-01"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", ["03-23", "03-27", "04-24", "05-29"]),
        ("FREQ=DAILY;UNTIL=20260325", ["03-23", "03-24", "03-25"]),
        ("FREQ=DAILY;UNTIL=20260325T090000Z", ["03-23", "03-24", "03-25"]),
        ("FREQ=DAILY;UNTIL=20260325T085959Z", ["03-23", "03-24"]),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=23;COUNT=2", ["03-23", "03-23"]),
    ],
)
def test_a_rule_gives_the_days_of_its_meetings(rule: str, there: list[str]) -> None:
    assert days(f"{AT}RRULE:{rule}") == there


def test_dates_are_added_and_left_out() -> None:
    event = AT + (
        "RRULE:FREQ=DAILY;COUNT=3\nRDATE;TZID=Europe/Berlin:20260401T100000\n"
        "RDATE;VALUE=PERIOD:20260403T080000Z/PT1H\nEXDATE;TZID=Europe/Berlin:20260324T100000\n"
        "EXDATE;VALUE=DATE:20260325"
    )
    assert sorted(days(event)) == ["03-23", "04-01", "04-03"]


def test_an_exception_takes_the_place_of_its_occurrence_and_keeps_its_name() -> None:
    moved = "UID:s\nRECURRENCE-ID:20260330T080000Z\nDTSTART;TZID=Europe/Berlin:20260331T150000\nSUMMARY:Moved"
    rows, _, _ = read(calendar(moved, AT + "RRULE:FREQ=WEEKLY;COUNT=3"))
    assert [(row["occurrence"], row["start"]) for row in rows] == [
        ("2026-03-30T08:00:00Z", "2026-03-31T13:00:00Z"),
        ("2026-03-23T09:00:00Z", "2026-03-23T09:00:00Z"),
        ("2026-04-06T08:00:00Z", "2026-04-06T08:00:00Z"),
    ]


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY", "FREQ=WEEKLY;UNTIL=20991231T000000Z"])
def test_a_series_without_an_end_counts_up_to_the_newest_time_in_its_file(rule: str) -> None:
    rows, _, made = read(calendar(f"{AT}RRULE:{rule}"))
    assert [str(row["start"])[5:10] for row in rows] == ["03-23", "03-30", "04-06", "04-13", "04-20"]
    assert made.bounds.endless == 1


@pytest.mark.parametrize("stamp", ["20260420T000000Z", "99991231T235959Z"])
@pytest.mark.parametrize("until", ["99991231T235959Z", "99991231"])
@pytest.mark.parametrize("zone", ["", ";TZID=Asia/Tokyo"])
def test_a_time_that_stands_for_never_is_no_end_and_no_newest_time(stamp: str, until: str, zone: str) -> None:
    event = f"UID:s\nDTSTART{zone}:20260323T100000\nDTSTAMP:{stamp}\nRRULE:FREQ=WEEKLY;UNTIL={until}"
    rows, wrong, made = read(calendar(event, "UID:x\nDTSTART:20260301T100000\nDTSTAMP:20260330T120000Z"))
    assert (len(rows) - 1, wrong, made.bounds.endless) == (5 if stamp < "3" else 2, [], 1)


def test_an_end_before_all_time_leaves_the_first_one() -> None:
    event = "UID:s\nDTSTART;TZID=America/Lima:20260323T100000\nRRULE:FREQ=WEEKLY;UNTIL=00010101T000000Z"
    rows, wrong, _ = read(calendar(event))
    assert (len(rows), wrong) == (1, [])


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=99999999999", "FREQ=FOO", "COUNT=3",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYSETPOS=5", "FREQ=DAILY;BYYEARDAY=366;BYMONTH=1",
        "FREQ=WEEKLY;BYDAY=XX",
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_or_no_end_of_work_leaves_the_first_time(rule: str) -> None:
    rows, wrong, made = read(calendar(f"{AT}RRULE:{rule}"))
    assert (len(rows), wrong) == (1, [])
    assert made.bounds.not_followed or made.slips


def test_a_series_is_cut_after_thirteen_years_of_days() -> None:
    rows, _, made = read(calendar(AT + "RRULE:FREQ=DAILY;COUNT=999999"))
    assert len(rows) == 5_000
    assert made.bounds.cut == 1
