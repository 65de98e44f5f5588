"""Histories brought into memory are those that were told, whole, and the same ones each time."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from closeknit.lenses.triggers.drawn import Collected, drawn
from closeknit.methods.timelines import Histories
from tests.lenses.triggers.test_counted import same_cells
from tests.lenses.triggers.told import ids, question, scattered, told
from tests.methods import summed


@pytest.fixture
def draw(duckdb_engine):
    """What is drawn of a told history."""
    with duckdb_engine.scratch():
        yield lambda h: drawn(question(duckdb_engine), told(h, duckdb_engine))


@pytest.fixture
def ask(draw):
    """Collects from a told history."""

    def collect(h: Histories, **how) -> Collected:
        return draw(h).some(**how)

    return collect


def without_events(accounts: int) -> Histories:
    """Prospects of whom nothing is known yet but that they are there."""
    none = np.zeros(0, dtype=np.int64)
    h = scattered(34, accounts=accounts)
    return replace(h, event_of=none, event_kind=none, event_on=none, known_on=none)


def test_all_accounts_come_back_as_they_were_told(ask):
    h = scattered(31)
    found = ask(h, most=10_000)
    assert not found.is_sample
    assert np.array_equal(found.ids, ids(np.arange(h.accounts)))
    assert found.h.kinds == h.kinds
    same_cells(summed.cells(found.h), summed.cells(h))


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


def test_accounts_without_events_come_in_parts_too(draw):
    h = without_events(400)
    bins = h.calendar.bins
    parts = list(draw(h).parts(at_once=50 * bins))
    assert sum(part.accounts for part in parts) == 400
    assert len(parts) >= 8
    assert max(part.accounts for part in parts) <= 50


def test_what_a_part_holds_is_events_and_bins_of_accounts_together(draw):
    h = scattered(35, accounts=400)
    parts = list(draw(h).parts(at_once=1_000))
    assert max(len(part.event_of) + part.accounts * part.calendar.bins for part in parts) <= 1_000
    assert sum(len(part.event_of) for part in parts) == len(h.event_of)


def test_a_sample_of_accounts_without_events_is_bounded_too(ask, monkeypatch):
    h = without_events(400)
    monkeypatch.setattr("closeknit.lenses.triggers.drawn.MOST_BINS", 100 * h.calendar.bins)
    found = ask(h, most=10_000)
    assert found.is_sample
    assert 80 < found.h.accounts <= 100
