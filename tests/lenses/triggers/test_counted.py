"""Sums made part by part against the same sums made at once, and against sums made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from closeknit.lenses.triggers.counted import Counted, counted
from closeknit.lenses.triggers.history import History
from closeknit.methods import sccs
from closeknit.methods.cells import LAGS, LEAD, SAME_DAY, Calendar, Cells, Facts, Population
from closeknit.methods.recording import recording
from closeknit.methods.timelines import Histories
from tests.lenses.triggers.told import ACCOUNTS, EVENTS, PURCHASES, question, scattered, told
from tests.methods import summed, worlds


def sorted_kinds(h: Histories) -> Histories:
    """The same with kinds in the order of their names and each purchase once, as a history counts them."""
    names = tuple(sorted(h.kinds))
    place = np.array([names.index(kind) for kind in h.kinds])
    by, on = np.unique(np.stack([h.bought_by, h.bought_on]), axis=1)
    return replace(h, kinds=names, event_kind=place[h.event_kind], bought_by=by, bought_on=on)


def same_cells(found: Cells, wanted: Cells) -> None:
    """Equal to the last digit, row for row."""
    for name in ("bin", "activity", "pace", "past", "segment", "exposure", "purchases"):
        assert np.array_equal(getattr(found.strata, name), getattr(wanted.strata, name)), name
    assert found.facts == wanted.facts
    assert found.population == wanted.population
    assert [(e.kind, e.window) for e in found.exposed] == [(e.kind, e.window) for e in wanted.exposed]
    for one, other in zip(found.exposed, wanted.exposed, strict=True):
        for name in ("stratum", "exposure", "purchases"):
            assert np.array_equal(getattr(one, name), getattr(other, name)), (one.kind, one.window, name)
    assert found.spells.until_purchase is wanted.spells.until_purchase
    assert spans_of(found) == spans_of(wanted)


def spans_of(cells: Cells) -> dict[tuple[int, int], float]:
    """Purchases by first and last day at risk."""
    out: dict[tuple[int, int], float] = {}
    s = cells.spells
    for first, last, n in zip(s.first.tolist(), s.last.tolist(), s.purchases.tolist(), strict=True):
        out[first, last] = out.get((first, last), 0.0) + n
    return out


def same_as_in_memory(h: Histories, engine, *, at_once: int = 300) -> Counted:
    """Counts a history part by part out of an engine and in memory as a whole; both say the same."""
    found = counted(question(engine), told(h, engine), at_once=at_once)
    season = np.exp(np.random.default_rng(1).normal(0, 0.5, h.calendar.bins))
    cells, within = found.near_events(season)
    same_cells(cells, summed.cells(h))
    wanted = summed.within(h, season)
    for one, other in zip(within, wanted, strict=True):
        assert (one.kind, one.window, one.observed) == (other.kind, other.window, other.observed)
        parts = [getattr(one, name) for name in ("expected", "variance", "spread")]
        assert parts == pytest.approx([other.expected, other.variance, other.spread], rel=1e-6, abs=1e-7)
    return found


CASES = [(7, False), (1, False), (7, True)]


@pytest.mark.parametrize(("bin_days", "first_only"), CASES)
def test_sums_equal_those_made_in_memory(duckdb_engine, bin_days, first_only):
    with duckdb_engine.scratch():
        same_as_in_memory(scattered(11, bin_days=bin_days, first_only=first_only), duckdb_engine)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 125))
def test_sums_equal_those_made_in_memory_whatever_the_history(duckdb_engine, seed):
    with duckdb_engine.scratch():
        bin_days, first_only = CASES[seed % 3]
        same_as_in_memory(scattered(seed, bin_days=bin_days, first_only=first_only), duckdb_engine)


@pytest.mark.slow
@pytest.mark.parametrize("first_only", [False, True])
def test_sums_of_a_made_world_equal_those_made_in_memory(duckdb_engine, first_only):
    with duckdb_engine.scratch():
        h = sorted_kinds(worlds.made(620, seed=2101, first_only=first_only).seen)
        found = same_as_in_memory(h, duckdb_engine, at_once=20_000)
        season = sccs.season(found.strata, found.recording.spells)
        assert season == pytest.approx(sccs.season(found.strata, recording(h).spells), rel=1e-9)


def by_hand() -> list[pa.Table]:
    """Three accounts, one of them with two events, the second of which was known five days late."""
    events = {
        "account_id": [7, 7, 7, 99, 7],
        "kind": ["quote", "quote", "quote", "quote", "not asked about"],
        "day": [201, 210, 210, 210, 215],
        "known_day": [201, 215, 215, 210, 215],
        "activity_id": [1, 2, 3, 4, 5],
    }
    bought = [205, 230, 230, 230]
    purchases = {"account_id": [7, 8, 8, 99], "day": bought, "known_day": bought, "amount_base": [None] * 4}
    accounts = {
        "account_id": [7, 8, 9],
        "first_day": [200, 200, 207],
        "last_day": [255, 255, 220],
        "segment": ["", "", ""],
    }
    alike = zip((accounts, purchases, events), (ACCOUNTS, PURCHASES, EVENTS), strict=True)
    return [pa.table(rows, schema) for rows, schema in alike]


def told_by_hand(engine) -> History:
    """The same as tables of an engine."""
    accounts, purchases, events = (engine.from_arrow(table, "by_hand") for table in by_hand())
    return History(accounts, purchases, events, {"quote": "touch"}, Calendar(200, 7, 8))


def says_what_was_counted_by_hand(engine) -> None:
    """Sums worked out on paper."""
    cells, _ = counted(question(engine), told_by_hand(engine), at_once=1).near_events(np.ones(8))
    assert cells.population == Population(
        accounts=3, days=126.0, purchases=2, busiest_day=1, buyers=2, buyer_days=112.0
    )
    assert cells.facts == (
        Facts(
            "quote",
            events=2,
            accounts=1,
            busiest_day=1,
            before=1,
            late=0,
            late_unusually=0,
            by_buyers=2,
            on_purchases=0,
        ),
    )
    days = {row.window: (row.exposure.sum(), row.purchases.sum()) for row in cells.exposed}
    assert days == {LAGS[0]: (42, 1), LAGS[1]: (26, 0), SAME_DAY: (2, 0), LEAD: (10, 1)}
    assert (cells.strata.exposure.sum(), cells.strata.purchases.sum()) == (126, 2)
    first_week = cells.strata.bin == 0
    assert cells.strata.exposure[first_week].tolist() == [14]
    assert cells.strata.purchases[first_week].tolist() == [1]


def test_sums_are_those_counted_by_hand(duckdb_engine):
    with duckdb_engine.scratch():
        says_what_was_counted_by_hand(duckdb_engine)


@pytest.mark.slow
def test_spark_gives_the_sums_counted_by_hand_and_those_made_in_memory(spark_engine):
    with spark_engine.scratch():
        says_what_was_counted_by_hand(spark_engine)
        same_as_in_memory(scattered(12), spark_engine)
