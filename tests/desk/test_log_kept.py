"""Old entries of the log go by one way only, which the log tells, and never because a clock was wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from closeknit.desk.audit import By, entries, note
from closeknit.desk.log_kept import old, remove
from closeknit.desk.opening import Desk, open_desk
from closeknit.errors import ClockDoubted, SettingsError
from closeknit.settings_file import settings_from
from tests.desks import new_desk

NOW = datetime(2026, 11, 27, 12, 0)
CUT = datetime(2024, 11, 27)
BY = By("root", "console", NOW)
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture(params=["a file"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk in which something was done every 20 days for three years, and about the day two years ago."""
    address = request.getfixturevalue("postgresql") if request.param == "PostgreSQL" else ""
    opened = open_desk(tmp_path / "desk.sqlite" if address else new_desk(tmp_path / "desk.sqlite"), address)
    times = [NOW - timedelta(days=days) for days in range(1100, -1, -20)]
    do(opened, *sorted([*times, CUT - MICROSECOND, CUT]))
    yield opened
    opened.close()


def do(desk: Desk, *times: datetime) -> None:
    with desk.writing() as session:
        for at in times:
            note(session, By("ana", "console", at), "took out")
            session.flush()


def times_of(desk: Desk) -> list[datetime]:
    return [one.at for one in reversed(entries(desk, most=1000))]


def refused(desk: Desk, statement: str) -> bool:
    """Whether the database refuses a statement."""
    before = times_of(desk)
    with pytest.raises(sa.exc.DBAPIError, match="stay as they are"), desk.writing() as session:
        session.execute(sa.text(statement))
    return times_of(desk) == before


@pytest.mark.parametrize("kept", ["a file", "PostgreSQL"], indirect=True)
def test_what_is_older_than_two_years_goes_with_an_entry_that_says_so_and_nothing_else(kept: Desk) -> None:
    assert refused(kept, "DELETE FROM audit")
    told, before = old(kept, 24, NOW), times_of(kept)
    assert (told.before, told.of, told.oldest) == (CUT.date(), len(before), before[0])
    assert times_of(kept) == before, "looking removes nothing"
    assert remove(kept, 24, BY) == told
    assert told.entries == sum(at < CUT for at in before)
    assert times_of(kept) == [*(at for at in before if at >= CUT), NOW]
    newest = entries(kept, most=1)[0]
    assert (newest.who, newest.did, newest.about) == ("root", "removed entries before", "2024-11-27")
    assert refused(kept, "DELETE FROM audit WHERE entry_id = (SELECT min(entry_id) FROM audit)")
    assert refused(kept, "DELETE FROM audit WHERE entry_id = (SELECT max(entry_id) FROM audit)")
    assert refused(kept, "UPDATE audit SET who = 'eve'")


def test_what_an_entry_let_go_of_is_kept_again_after_the_next_entry(kept: Desk) -> None:
    with kept.writing() as session:
        note(session, BY, "removed entries before", "2024-11-27")
        session.flush()
        note(session, BY, "took out")
    assert refused(kept, "DELETE FROM audit WHERE entry_id = 1")


def test_where_nothing_is_old_nothing_is_noted(kept: Desk) -> None:
    before = times_of(kept)
    assert remove(kept, 60, BY).entries == 0
    assert times_of(kept) == before


def test_of_an_empty_log_nothing_is_old(desk: Desk) -> None:
    assert (old(desk, 24, NOW).entries, old(desk, 24, NOW).oldest) == (0, None)


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(days=1), timedelta(days=3650)])
def test_a_clock_that_jumped_ahead_removes_nothing_more(kept: Desk, ahead: timedelta) -> None:
    assert old(kept, 24, NOW + ahead) == old(kept, 24, NOW)


@pytest.mark.parametrize("behind", [timedelta(hours=1, seconds=1), timedelta(days=1), timedelta(days=3650)])
def test_a_clock_behind_the_newest_entry_is_told_and_nothing_removed(kept: Desk, behind: timedelta) -> None:
    before = times_of(kept)
    for trusted in (False, True):
        with pytest.raises(ClockDoubted, match="the log has entries of 2026-11-27 12:00"):
            remove(kept, 24, By("root", "console", NOW - behind), trusted=trusted)
    assert times_of(kept) == before
    assert old(kept, 24, NOW - timedelta(hours=1)).entries


def test_entries_written_while_the_clock_was_ahead_are_asked_about(kept: Desk) -> None:
    late = NOW + timedelta(days=3650)
    do(kept, late, late + timedelta(minutes=1))
    before, by = times_of(kept), By("root", "console", late + timedelta(hours=1))
    with pytest.raises(
        ClockDoubted, match="2026-11-27 12:00 is followed by one of 2036-11-24 12:00"
    ) as asked:
        remove(kept, 24, by)
    assert "--clock-was-right" in asked.value.remedy
    assert times_of(kept) == before
    assert remove(kept, 24, by, trusted=True).entries == len(before) - 2


def test_a_clock_set_back_since_is_asked_about(kept: Desk) -> None:
    do(kept, NOW - timedelta(hours=3))
    with pytest.raises(ClockDoubted, match="is followed by"):
        old(kept, 24, NOW)


@pytest.mark.parametrize("months", [0, 1, -3, "24", True])
def test_a_time_to_keep_that_would_forget_who_just_logged_in_is_refused(months: object) -> None:
    with pytest.raises(SettingsError, match=r"serve\.log_months"):
        settings_from({"serve": {"log_months": months}})
    assert settings_from({"serve": {"log_months": 2}}).serve_log_months == 2
