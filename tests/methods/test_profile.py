"""The lag profile on made businesses."""

import numpy as np
import pytest

from closeknit.methods.cells import LAGS
from closeknit.methods.patterns import patterns
from closeknit.methods.profile import SEVERAL, STRETCHES, one_at_a_time, profile, profile_columns
from tests.methods import worlds
from tests.methods.searched import searched


def profile_of(kind, accounts=500, seed=1000):
    found = searched(worlds.made(accounts, seed=seed, kinds=lambda _: (kind,)).seen)
    p = patterns(found.h, profile_columns(kind.name, [kind.name]), found.season)
    return profile(p, kind.name, seed=1)


def test_stretches_are_parts_of_the_lag_windows():
    assert [low for low, _ in STRETCHES[1:]] == [high + 1 for _, high in STRETCHES[:-1]]
    assert {low for low, _ in LAGS} <= {low for low, _ in STRETCHES}
    assert STRETCHES[-1][1] == LAGS[-1][1] == SEVERAL[1]


def test_other_kinds_stand_beside_it_in_their_usual_windows():
    columns = profile_columns("news", ["call", "news"])
    assert [c for c in columns if c[0] == "news"] == [("news", s) for s in STRETCHES]
    assert [c for c in columns if c[0] == "call"] == [("call", w) for w in LAGS]


def test_an_effect_that_wears_off_shows_as_such():
    found = profile_of(worlds.Kind("visit", 0.02, worlds.fading(6.0, 25.0)))
    assert found.times[0] > found.times[3] > found.times[-1]
    assert found.low[0] > 1
    assert found.low[-1] < 1 < found.high[-1]


def test_the_band_holds_a_step_and_lies_around_the_line():
    found = profile_of(worlds.works("quote", 0.02, 4.0, 1))
    truth = np.where([29 <= low <= 91 for low, _ in found.windows], 4.0, 1.0)
    assert (found.low <= truth).all()
    assert (truth <= found.high).all()
    assert (found.low < found.times).all()


def test_days_after_several_events_are_set_apart():
    found = searched(worlds.made(50, seed=1, kinds=lambda _: (worlds.Kind("often", 0.2),)).seen)
    p = patterns(found.h, profile_columns("often", []), found.season)
    apart = one_at_a_time(p, "often")
    assert apart.columns[-1] == ("often", SEVERAL)
    assert apart.open[:, :-1].sum(axis=1).max() == 1
    assert apart.open[:, -1].sum() == (p.open.sum(axis=1) > 1).sum()


def test_equal_seeds_give_equal_digits():
    kind = worlds.works("quote", 0.02, 4.0, 1)
    one, again = profile_of(kind, 100), profile_of(kind, 100)
    assert one.low == pytest.approx(again.low, rel=0, abs=0)
