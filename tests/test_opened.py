"""How new each source is: seen from the day of the answer, and from today where nothing newer was loaded."""

from __future__ import annotations

from datetime import date

import pytest

from closeknit.lenses.seam import date_to_day
from closeknit.opened import fresh

TODAY = date(2026, 11, 27)
NEWEST = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("day", "seen", "newest", "said"),
    [
        (NEWEST, TODAY, NEWEST, "Calendar: 9 Mar 2026, 263 days old"),
        (date(2026, 3, 15), date(2026, 3, 15), NEWEST, "Calendar: 9 Mar 2026, 6 days old"),
        (TODAY, TODAY, TODAY, "Calendar: 27 Nov 2026, of today"),
        (TODAY, TODAY, date(2026, 12, 3), "Calendar: 3 Dec 2026, ahead of today"),
        (date(2026, 3, 5), date(2026, 3, 5), NEWEST, "Calendar: no day"),
        (TODAY, TODAY, None, "Calendar: no day"),
    ],
)
def test_the_age_of_a_source_is_that_on_the_day_it_is_seen_from(day, seen, newest, said) -> None:
    last = None if newest is None else date_to_day(newest)
    row = {"title": "Calendar", "last_day": last, "records": 2, "set_aside": 0}
    assert fresh(row, day, TODAY, seen).words == said
