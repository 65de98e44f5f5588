"""Local days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.book.days import local_days, offsets_of
from closeknit.engines import Engine
from tests.book.conftest import Shop, day

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Africa/Casablanca", "Pacific/Apia")


def test_days_change_at_local_midnight_in_summer_and_winter(shop: Shop) -> None:
    days = {r["subject"]: str(day(r["day"])) for r in shop.rows("activities", kind="call.held")}
    assert days == {
        "2024-01-01T22:59:59": "2024-01-01",
        "2024-01-01T23:00": "2024-01-02",
        "2024-07-01T21:59": "2024-07-01",
        "2024-07-01T22:00": "2024-07-02",
        "1969-12-31T23:30": "1970-01-01",
    }


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=5, deadline=None)
@given(st.lists(st.datetimes(datetime(1900, 1, 1), datetime(2199, 1, 1)), min_size=50, max_size=50))
def test_local_days_agree_with_zoneinfo(duckdb_engine: Engine, zone: str, moments: list[datetime]) -> None:
    table = duckdb_engine.from_arrow(pa.table({"at": pa.array(moments, pa.timestamp("us"))}), "moments")
    offsets = duckdb_engine.from_arrow(offsets_of(ZoneInfo(zone)), "offsets")
    found = duckdb_engine.collect(local_days(table, offsets, day="at")).to_pylist()
    for row in found:
        local = row["at"].replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert day(row["day"]) == local.date()


def test_no_time_has_no_day(every_engine: Engine) -> None:
    times = pa.array([None, datetime(2024, 3, 31, 0, 59, 59, 999_999)], pa.timestamp("us"))
    table = every_engine.from_arrow(pa.table({"at": times}), "moments")
    offsets = every_engine.from_arrow(offsets_of(ZoneInfo("Europe/Berlin")), "offsets")
    days = every_engine.collect(local_days(table, offsets, day="at")).to_pylist()
    assert sorted((r["day"] for r in days), key=str) == [19813, None]


def test_every_change_of_the_clocks_is_known() -> None:
    zone = ZoneInfo("Europe/Berlin")
    pieces = offsets_of(zone).to_pylist()
    spring = [p for p in pieces if p["from_second"] == int(datetime(2024, 3, 31, 1, tzinfo=UTC).timestamp())]
    assert [p["offset"] for p in spring] == [7200]
    assert all(a["to_second"] == b["from_second"] for a, b in pairwise(pieces))
    assert timedelta(seconds=pieces[-1]["to_second"]) > timedelta(days=365 * 240)
