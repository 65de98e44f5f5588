"""Histories brought into memory are those that were told, whole, and the same ones each time."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from closeknit.lenses.triggers.drawn import Collected, drawn
from closeknit.methods import exposures
from closeknit.methods.timelines import Histories
from tests.lenses.triggers.test_counted import same_cells
from tests.lenses.triggers.told import ids, question, scattered, told


@pytest.fixture
def ask(duckdb_engine):
    """Collects from a told history."""
    with duckdb_engine.scratch():

        def collect(h: Histories, **how) -> Collected:
            asked = question(duckdb_engine)
            return drawn(asked, told(h, duckdb_engine)).some(**how)

        yield collect


def test_all_accounts_come_back_as_they_were_told(ask):
    h = scattered(31)
    found = ask(h, most=10_000)
    assert not found.is_sample
    assert np.array_equal(found.ids, ids(np.arange(h.accounts)))
    assert found.h.kinds == h.kinds
    same_cells(exposures.cells(found.h), exposures.cells(h))


def test_a_sample_holds_whole_accounts_and_is_the_same_each_time(ask):
    h = scattered(32, accounts=400)
    found, again = (ask(h, most=200) for _ in range(2))
    assert found.is_sample
    assert 0 < found.h.accounts < found.of == 400
    for field in fields(Histories)[2:]:
        assert np.array_equal(getattr(found.h, field.name), getattr(again.h, field.name))
    told_of = np.searchsorted(ids(np.arange(400)), found.ids)
    events = np.unique(np.stack([h.event_of, h.event_kind, h.event_on, h.known_on]), axis=1)
    assert len(found.h.events[0]) == np.isin(events[0], told_of).sum()
    assert len(found.h.event_of) <= 200
    assert len(found.h.bought_by) == np.isin(h.bought_by, told_of).sum()


def test_only_the_events_of_the_kinds_asked_for_come(ask):
    h = scattered(33)
    found = ask(h, kinds=["d", "c"], most=10_000)
    assert found.h.kinds == ("c", "d")
    wanted = h.event_kind == 3
    days = np.unique(np.stack([h.event_of[wanted], h.event_on[wanted]]), axis=1)
    mine = found.h.event_kind == 1
    assert np.array_equal(np.unique(np.stack([found.h.event_of[mine], found.h.event_on[mine]]), axis=1), days)
