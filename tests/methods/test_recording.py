"""Facts of kinds and of everybody at risk, from handfuls of events."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.methods.cells import Calendar
from closeknit.methods.recording import recording
from closeknit.methods.timelines import Histories
from tests.methods import cells_naive, worlds
from tests.methods.test_exposures import histories


def recorded(seed, *, bin_days, batch):
    """Random histories, told of with a delay that is mostly none and in batches of some days."""
    rng = np.random.default_rng(seed)
    h = histories(rng, bin_days=bin_days, purchases=6)
    known = h.event_on + rng.choice([0, 0, 0, 5, 15, 40], len(h.event_on))
    return replace(h, known_on=-(-known // batch) * batch)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1, 7, 30]), st.sampled_from([1, 30]))
def test_facts_equal_those_counted_account_by_account(seed, bin_days, batch):
    h = recorded(seed, bin_days=bin_days, batch=batch)
    told = recording(h).facts
    assert told == tuple(cells_naive.facts(h, k) for k in range(len(h.kinds)))


def test_facts_tell_when_and_for_whom_events_were_recorded():
    h = Histories(
        calendar=Calendar(0, 7, 60),
        kinds=("note",),
        first=np.array([0, 0, 0]),
        last=np.array([419, 419, 419]),
        segment=np.zeros(3, dtype=int),
        bought_by=np.array([0, 0]),
        bought_on=np.array([100, 300]),
        event_of=np.array([0, 0, 0, 1, 2]),
        event_kind=np.zeros(5, dtype=int),
        event_on=np.array([60, 95, 310, 95, 500]),
        known_on=np.array([60, 120, 312, 95, 500]),
    )
    (note,) = recording(h).facts
    assert (note.events, note.accounts, note.busiest_day, note.by_buyers) == (4, 2, 2, 3)
    assert (note.before, note.late, note.late_unusually) == (2, 1, 1)
    everybody = recording(h).population
    assert (everybody.purchases, everybody.buyers, everybody.buyer_days) == (2, 1, 420.0)


def test_delays_that_are_usual_for_a_kind_are_not_unusual_before_a_purchase():
    seen = worlds.made(60, seed=1000, kinds=lambda _: (worlds.Kind("news", 0.1, delay=30),)).seen
    (news,) = recording(seen).facts
    assert news.late > 0.1 * news.before
    assert news.late_unusually == 0


def test_spells_say_whether_risk_ends_with_the_purchase():
    for first_only in (False, True):
        h = worlds.made(60, seed=1001, first_only=first_only).seen
        assert recording(h).spells.until_purchase is first_only
        assert recording(h).spells.purchases.sum() == len(h.counted)
