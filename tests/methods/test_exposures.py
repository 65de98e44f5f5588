"""Sums from lists against the same counted day by day, and what they must not depend on."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.methods import exposures
from closeknit.methods.cells import LAGS, LEAD, SAME_DAY, Calendar
from closeknit.methods.exposures import Clock
from closeknit.methods.recording import recording
from closeknit.methods.strata import grid
from closeknit.methods.timelines import Histories
from tests.methods import cells_naive, summed

ACCOUNTS, KINDS, FIRST, BINS = 4, 2, 200, 12
WINDOWS = (LAGS[0], (29, 50), SAME_DAY, LEAD)


def histories(rng, *, bin_days=7, events=40, purchases=12):
    """A handful of accounts with random risk, purchases and events, many of them on equal days."""
    span = BINS * bin_days
    first = FIRST + rng.integers(0, span // 2, ACCOUNTS)
    on = rng.integers(FIRST - 60, FIRST + span + 20, events)
    return Histories(
        calendar=Calendar(FIRST, bin_days, BINS),
        kinds=tuple(f"kind_{k}" for k in range(KINDS)),
        first=first,
        last=np.minimum(first + rng.integers(-3, span, ACCOUNTS), FIRST + span - 1),
        segment=rng.integers(0, 2, ACCOUNTS),
        bought_by=rng.integers(0, ACCOUNTS, purchases),
        bought_on=rng.integers(FIRST - 30, FIRST + span, purchases),
        event_of=rng.integers(0, ACCOUNTS, events),
        event_kind=rng.integers(0, KINDS, events),
        event_on=on,
        known_on=on + rng.integers(0, 3, events) * 10,
    )


def keys_of(strata):
    return list(
        zip(
            *(getattr(strata, n).tolist() for n in ("bin", "activity", "pace", "past", "segment")),
            strict=True,
        )
    )


@given(st.integers(0, 10_000), st.sampled_from([1, 7]), st.sampled_from(WINDOWS))
def test_exposed_days_equal_those_counted_day_by_day(seed, bin_days, window):
    h = histories(np.random.default_rng(seed), bin_days=bin_days)
    made = grid(h)
    keys = keys_of(made.strata)
    rows = {row.kind: row for row in exposures.exposures(h, made, exposures.spans(h, window), window)}
    for k, kind in enumerate(h.kinds):
        expected = {key: tuple(sums) for key, sums in cells_naive.exposed(h, k, window).items()}
        row = rows.get(kind)
        found = (
            {}
            if row is None
            else {
                keys[s]: (days, bought)
                for s, days, bought in zip(row.stratum, row.exposure, row.purchases, strict=True)
            }
        )
        assert found == expected


@given(st.integers(0, 10_000), st.sampled_from([1, 7]), st.sampled_from(WINDOWS))
def test_sums_within_accounts_equal_those_counted_day_by_day(seed, bin_days, window):
    rng = np.random.default_rng(seed)
    h = histories(rng, bin_days=bin_days)
    season = rng.uniform(0.5, 2.0, BINS)
    rows = {row.kind: row for row in summed.within(h, season, [window])}
    for k, kind in enumerate(h.kinds):
        expected = cells_naive.within(h, k, window, season)
        row = rows.get(kind)
        found = (0, 0, 0, 0) if row is None else (row.observed, row.expected, row.variance, row.spread)
        assert found == pytest.approx(expected)


def test_the_order_of_lists_and_repeated_events_change_nothing():
    h = histories(np.random.default_rng(5))
    order = np.random.default_rng(6).permutation(np.repeat(np.arange(len(h.event_of)), 2))
    parts = ("event_of", "event_kind", "event_on", "known_on")
    again = replace(h, **{name: getattr(h, name)[order] for name in parts})
    one, other = summed.cells(h), summed.cells(again)
    assert one.facts == other.facts
    assert one.population == other.population
    for left, right in zip(one.exposed, other.exposed, strict=True):
        assert (left.kind, left.window) == (right.kind, right.window)
        assert np.array_equal(left.exposure, right.exposure)


def test_what_is_known_late_opens_no_window_before_it_is_known():
    h = histories(np.random.default_rng(7), events=1)
    h = replace(h, known_on=h.event_on + 40)
    parts = exposures.spans(h, LAGS[0])
    assert (parts.start > h.known_on[0]).all()
    assert (exposures.spans(h, LEAD).end < h.event_on[0]).all()


def test_an_event_that_is_a_purchase_itself_is_not_taken_for_one_recorded_before_it():
    """Contracts that grow: each is a purchase of its day; only the first account buys on another day too."""
    h = Histories(
        calendar=Calendar(0, 7, 60),
        kinds=("contract.expanded",),
        first=np.zeros(3, dtype=int),
        last=np.full(3, 419),
        segment=np.zeros(3, dtype=int),
        bought_by=np.array([0, 0, 1]),
        bought_on=np.array([100, 150, 200]),
        event_of=np.array([0, 1, 2]),
        event_kind=np.zeros(3, dtype=int),
        event_on=np.array([100, 200, 300]),
        known_on=np.array([101, 201, 300]),
    )
    (grown,) = recording(h).facts
    assert (grown.events, grown.by_buyers, grown.on_purchases) == (3, 0, 2)
    assert (grown.before, grown.late) == (1, 0)


def test_a_clock_weighs_part_of_a_bin_by_its_days():
    h = histories(np.random.default_rng(1))
    clock = Clock(h, np.tile(np.arange(1.0, BINS + 1), (ACCOUNTS, 1)))
    start, end = FIRST + 5, FIRST + 15
    assert clock.over(np.array([2]), np.array([start]), np.array([end]))[0] == 2 * 1 + 7 * 2 + 2 * 3
