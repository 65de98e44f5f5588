"""The season of accounts compared with themselves, and what bursts of purchases do."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from closeknit.methods import sccs
from closeknit.methods.cells import LAGS, Spells, Within
from closeknit.methods.hazard import of_time
from closeknit.methods.recording import recording
from closeknit.methods.strata import grid
from tests.methods import summed, worlds


def test_the_season_is_the_most_likely_one_given_how_often_each_account_bought():
    h = worlds.made(190, seed=1000).seen
    h = replace(h, first=h.first + 7 * (np.arange(190) % 40) + 3, last=h.last - np.arange(190) % 90)
    made = grid(h)
    found = sccs.season(made.strata, recording(h).spells)
    columns, when = of_time(h.calendar), h.calendar.bin_of(h.bought_on[h.counted])
    bought = np.bincount(h.bought_by[h.counted], minlength=190)

    def downhill(values):
        effect = columns @ values
        own = np.log(made.days @ np.exp(effect))
        return bought @ own - effect[when].sum() + values @ values / 2

    best = minimize(downhill, np.zeros(columns.shape[1])).x
    weight = np.exp(columns @ best)
    assert found == pytest.approx(weight / weight.mean(), rel=1e-3)


def test_customers_who_come_later_and_buy_less_are_no_trend():
    rng = np.random.default_rng(3)
    h = worlds.made(600, seed=1001, kinds=lambda _: (worlds.Kind("none", 0.01),)).seen
    late = np.arange(600) % 2 == 1
    keep = ~late[h.bought_by] | ((h.bought_on > 546) & (rng.random(len(h.bought_by)) < 0.3))
    h = replace(
        h,
        first=np.where(late, 546, h.first),
        bought_by=h.bought_by[keep],
        bought_on=h.bought_on[keep],
    )
    strata = grid(h).strata
    themselves = sccs.season(strata, recording(h).spells)
    everybody = sccs.season(strata, replace(recording(h).spells, until_purchase=True))
    fall = [np.log(s[78:].mean() / s[26:52].mean()) for s in (themselves, everybody)]
    assert abs(fall[0]) < 0.25
    assert fall[1] < -0.3


def test_first_purchases_take_the_season_of_everybody_at_risk():
    h = worlds.made(600, seed=1002, first_only=True).seen
    weight = sccs.season(grid(h).strata, recording(h).spells)
    assert np.isfinite(weight).all()
    assert weight.max() / weight.min() < 10  # the purchase ends the account's own time: alone it runs away


def test_rows_of_equal_spells_may_be_joined():
    h = worlds.made(190, seed=1003).seen
    strata, apart = grid(h).strata, recording(h).spells
    joined = Spells(apart.first[:1], apart.last[:1], apart.purchases.sum(keepdims=True), False)
    assert sccs.season(strata, joined) == pytest.approx(sccs.season(strata, apart))


def sums(spread):
    return Within("kind", LAGS[0], 3.0, 3.0, 2.0, spread)


def test_purchases_in_bursts_scatter_more():
    assert sccs.bursts([sums(2.0), sums(2.0)]) == 1.0
    assert sccs.bursts([sums(3.0), sums(5.0)]) == 2.0
    assert sccs.bursts([]) == 1.0


def test_kinds_that_stand_out_are_no_scatter():
    found = Within("trigger", LAGS[0], 30.0, 5.0, 4.0, 90.0)
    assert sccs.bursts([sums(2.2), found]) == pytest.approx(1.1)


def test_made_bursts_are_measured():
    plain = worlds.made(400, seed=1004, kinds=worlds.null_kinds)
    scatter = []
    for world in (plain, worlds.in_bursts(plain, share=0.5, seed=1)):
        h = world.seen
        season = sccs.season(grid(h).strata, recording(h).spells)
        scatter.append(sccs.bursts(summed.within(h, season, LAGS)))
    assert scatter[0] < 1.15
    assert scatter[1] > 1.4
