"""Matched odds: the conditional logistic regression they are, and exact ranges for few."""

import numpy as np
import pytest
from scipy.stats import binom
from statsmodels.discrete.conditional_models import ConditionalLogit

from closeknit.methods.matched import matched_odds


def made(sets, others, theta, seed):
    rng = np.random.default_rng(seed)
    out = []
    for _ in range(sets):
        had = rng.random(others + 1) < 0.3
        weight = np.where(had, theta, 1.0)
        buyer = rng.choice(others + 1, p=weight / weight.sum())
        out.append((bool(had[buyer]), [bool(h) for at, h in enumerate(had) if at != buyer]))
    return out


@pytest.mark.parametrize("others", [1, 3])
def test_odds_equal_statsmodels_conditional_logit(others):
    sets = made(80, others, 3.0, 11)
    exposed = np.array([[buyer, *rest] for buyer, rest in sets], dtype=float)
    bought = np.zeros_like(exposed)
    bought[:, 0] = 1
    groups = np.repeat(np.arange(len(sets)), others + 1)
    model = ConditionalLogit(bought.ravel(), exposed.reshape(-1, 1), groups=groups).fit(disp=False)
    assert np.log(matched_odds(sets).odds) == pytest.approx(model.params[0], abs=1e-3)


def test_pairs_are_a_binomial():
    sets = [(True, [False])] * 9 + [(False, [True])] * 3 + [(True, [True])] * 5
    found = matched_odds(sets)
    assert (found.telling, found.with_event, found.odds) == (12, 9, pytest.approx(3.0))
    mid_p = 2 * (binom.sf(9, 12, 0.5) + binom.pmf(9, 12, 0.5) / 2)
    assert found.p == pytest.approx(mid_p)
    share = found.low / (1 + found.low)
    assert binom.sf(9, 12, share) + binom.pmf(9, 12, share) / 2 == pytest.approx(0.05, abs=1e-6)


def test_where_all_point_one_way_there_is_no_upper_end():
    found = matched_odds([(True, [False])] * 6)
    assert found.odds == found.high == np.inf
    assert 1 < found.low < 10


def test_without_telling_sets_nothing_is_said():
    found = matched_odds([(True, [True]), (False, [False])])
    assert (found.telling, found.low, found.high, found.p) == (0, 0.0, np.inf, 1.0)


def test_ranges_hold_the_truth_nine_times_in_ten():
    inside = 0
    for seed in range(60):
        found = matched_odds(made(40, 1, 2.5, seed))
        inside += found.low <= 2.5 <= found.high
    assert inside >= 48
