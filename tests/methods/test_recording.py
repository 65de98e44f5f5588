"""Facts of kinds and of everybody at risk, from handfuls of events."""

import numpy as np

from closeknit.methods.cells import Calendar
from closeknit.methods.recording import recording
from closeknit.methods.timelines import Histories
from tests.methods import worlds


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
