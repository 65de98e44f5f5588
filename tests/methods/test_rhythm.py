"""Instalments counted as purchases, told by their clockwork."""

from dataclasses import replace

import numpy as np
import pytest

from closeknit.methods.rhythm import decisions, interval
from tests.methods import worlds


@pytest.fixture(scope="module")
def plain():
    return worlds.made(190, seed=1003)


def bought(h):
    return set(zip(h.bought_by.tolist(), h.bought_on.tolist(), strict=True))


def test_instalments_are_one_decision_on_the_day_of_the_first(plain):
    h, found = decisions(worlds.paid_in_parts(plain).seen)
    assert found is not None
    assert found.days == 30
    truth = bought(plain.seen)
    assert len(bought(h) & truth) >= 0.9 * len(truth)
    assert len(bought(h) - truth) <= 0.05 * len(truth)


@pytest.mark.parametrize("days", [(14, 28), (91, 182, 273)])
def test_other_intervals_are_found_too(plain, days):
    found = decisions(worlds.paid_in_parts(plain, days=days).seen)[1]
    assert found is not None
    assert found.days == days[0]


def test_calendar_months_are_an_interval(plain):
    h = plain.seen
    months = np.array([0, 31, 59, 90])  # from the first of January
    by, on = np.repeat(h.bought_by, 4), (h.bought_on[:, None] + months).ravel()
    found = decisions(replace(h, bought_by=by, bought_on=on))[1]
    assert found is not None
    assert found.days in (29, 30, 31)
    assert found.joined >= 2.5 * len(h.bought_by)


def test_purchases_without_a_rhythm_stay_as_they_are(plain):
    for world in (plain, worlds.in_bursts(plain, share=0.8, seed=1)):
        h, found = decisions(world.seen)
        assert found is None
        assert h is world.seen


def test_a_weekly_habit_is_no_instalment():
    rng = np.random.default_rng(1)
    by = np.repeat(np.arange(50), 100)
    on = np.tile(np.arange(100) * 7, 50)
    some = rng.random(len(by)) < 0.5
    assert interval(by[some], on[some]) is None


def test_two_payments_that_far_apart_are_two_decisions(plain):
    h = worlds.paid_in_parts(plain, days=(30,)).seen
    again, found = decisions(h)
    assert found is not None
    assert found.joined < 0.1 * len(h.bought_by)
    assert len(again.bought_by) + found.joined == len(h.bought_by)


def test_no_purchases_have_no_rhythm(plain):
    none = np.zeros(0, dtype=np.int64)
    assert decisions(replace(plain.seen, bought_by=none, bought_on=none))[1] is None
