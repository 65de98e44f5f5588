"""The office clock against a count minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import numpy as np
import pyarrow as pa
import pytest

from closeknit.day_numbers import EPOCH
from closeknit.lenses.seam import Business
from closeknit.lenses.service.office import has_office, office_seconds

BERLIN = Business(timezone="Europe/Berlin", office_hours=(9 * 60, 17 * 60), holidays=(20_179, 20_209))
"""20,179 is 1 April 2025, a Tuesday; 20,209 the first of May."""

ODD = Business(timezone="America/New_York", office_days=(1, 5), office_hours=(7 * 60 + 30, 12 * 60))


def counted(start: int, end: int, business: Business) -> int:
    """Office minutes between two moments, one minute after the other."""
    zone, minutes = ZoneInfo(business.timezone), 0
    for second in range(start, end, 60):
        local = datetime.fromtimestamp(second, UTC).astimezone(zone)
        day = (local.date() - EPOCH).days
        minute = 60 * local.hour + local.minute
        opens, closes = business.office_hours
        is_open = local.weekday() in business.office_days and day not in business.holidays
        minutes += is_open and opens <= minute < closes
    return minutes


@pytest.mark.parametrize("business", [BERLIN, ODD], ids=["Berlin", "New York"])
def test_office_time_equals_a_count_minute_by_minute(business):
    rng = np.random.default_rng(3)
    first = int(datetime(2025, 3, 24, tzinfo=UTC).timestamp())
    starts = first + 60 * rng.integers(0, 60 * 24 * 14, 25)
    ends = starts + 60 * rng.integers(0, 60 * 24 * 9, 25)
    table = ibis.memtable(pa.table({"start": starts, "end": ends}))
    bounds = (first - 86_400, first + 40 * 86_400)
    clock = [office_seconds(table[c], business, *bounds) for c in ("start", "end")]
    found = table.select(seconds=clock[1] - clock[0]).to_pyarrow()["seconds"].to_pylist()
    expected = [60 * counted(int(a), int(b), business) for a, b in zip(starts, ends, strict=True)]
    assert found == expected


def test_the_clocks_change_in_the_night_costs_no_office_time():
    friday = int(datetime(2025, 3, 28, 16, tzinfo=UTC).timestamp())
    table = ibis.memtable({"at": [friday, friday + int(timedelta(days=3).total_seconds())]})
    shown = office_seconds(table["at"], BERLIN, friday - 86_400, friday + 8 * 86_400)
    before, after = table.select(at=shown).to_pyarrow()["at"].to_pylist()
    # Friday 17:00 in winter time to Monday 18:00 in summer time: all of Monday's eight hours.
    assert after - before == 8 * 3600


def test_an_office_that_never_opens_is_none():
    assert not has_office(Business(office_days=()))
    assert not has_office(Business(office_hours=(600, 600)))
    assert has_office(BERLIN)
