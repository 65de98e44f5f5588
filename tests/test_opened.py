"""How new each source is: seen from the day of the answer, and from today where nothing newer was loaded."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import ibis
import pytest

from closeknit.book.reading import Reading
from closeknit.book.whereabouts import Whereabouts
from closeknit.day_numbers import date_to_day
from closeknit.errors import UnknownQuestion
from closeknit.opened import AskedDay, OpenFolder, fresh
from closeknit.settings import Settings

TODAY = date(2026, 11, 27)
NEWEST = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("seen", "newest", "said"),
    [
        (TODAY, NEWEST, "Calendar: 9 Mar 2026, 263 days old"),
        (date(2026, 3, 15), NEWEST, "Calendar: 9 Mar 2026, 6 days old"),
        (TODAY, TODAY, "Calendar: 27 Nov 2026"),
        (TODAY, date(2026, 12, 3), "Calendar: 3 Dec 2026, ahead of today"),
        (TODAY, None, "Calendar: undated"),
    ],
)
def test_the_age_of_a_source_is_that_on_the_day_it_is_seen_from(seen, newest, said) -> None:
    last = None if newest is None else date_to_day(newest)
    row = {"title": "Calendar", "records": 2, "set_aside": 0}
    assert fresh(row, seen, last).words == said


class Folder(OpenFolder):
    """Orders, one of them known a month after its day, and a list of people."""

    def __init__(self) -> None:
        self.__dict__["engine"] = SimpleNamespace(collect=lambda table: table.to_pyarrow())
        book = SimpleNamespace(tables=lambda _: book_tables(), folder=Path("book"))
        self.__dict__["book"] = book
        self._reading = Reading(book, self.engine, Settings(), Whereabouts())

    def today_here(self) -> date:
        return TODAY


def book_tables() -> dict[str, ibis.Table]:
    last = {"shop": date_to_day(NEWEST), "people": None}
    rows = [
        {"stream_id": s, "title": s, "last_day": day, "records": 1, "set_aside": 0} for s, day in last.items()
    ]
    days = [date_to_day(date(2026, 1, 5)), date_to_day(date(2026, 2, 1)), date_to_day(NEWEST)]
    known = [days[0], days[1] + 30, days[2]]
    activities = ibis.memtable({"stream_id": ["shop"] * 3, "day": days, "known_day": known})
    return {"activities": activities, "freshness": ibis.memtable(rows)}


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (NEWEST, "shop: 9 Mar 2026, 263 days old"),
        (date(2026, 3, 8), "shop: 1 Feb 2026, 35 days old"),
        (date(2026, 2, 10), "shop: 5 Jan 2026, 36 days old"),
        (date(2026, 1, 1), "shop: undated"),
        (TODAY, "shop: 9 Mar 2026, 263 days old"),
    ],
)
def test_an_answer_as_of_an_earlier_day_says_how_new_each_source_was_then(day, said) -> None:
    assert [f.words for f in Folder().freshness(day)] == ["people: undated", said]


def test_a_day_yet_to_come_is_refused_however_it_is_given_and_today_is_not() -> None:
    tomorrow = date(2026, 11, 28)
    for given in (tomorrow, tomorrow.isoformat()):
        with pytest.raises(UnknownQuestion, match="28 Nov 2026 is yet to come") as refused:
            Folder().asked_day(given)
        assert refused.value.remedy == "Ask as of today or an earlier day."
    assert Folder().asked_day(TODAY) == AskedDay(TODAY, "")
