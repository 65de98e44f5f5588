"""BG/BB against its published figures, its own gradient, and customers played through."""

import numpy as np
import pytest
from scipy.optimize import check_grad

from closeknit.methods import bgbb
from closeknit.methods.histories import Histories

PUBLISHED = np.array([1.2035, 0.7497, 0.6567, 2.7834])
"""Fader, Hardie & Shang (2010), Marketing Science 29:1086-1108, table 2."""

DONORS = {
    (0, 0): 3464, (1, 1): 1091, (1, 2): 277, (1, 3): 129, (1, 4): 78, (1, 5): 119, (1, 6): 129, (2, 2): 613,
    (2, 3): 255, (2, 4): 155, (2, 5): 173, (2, 6): 234, (3, 3): 322, (3, 4): 181, (3, 5): 225, (3, 6): 357,
    (4, 4): 240, (4, 5): 284, (4, 6): 512, (5, 5): 335, (5, 6): 728, (6, 6): 1203,
}  # fmt: skip
"""How many of 11,104 donors of 1995 gave x times in the next six years, the last time in year t (table 1 of
the same paper; also published at brucehardie.com/datasets)."""


def histories(many, watched=6):
    """Distinct histories from {(x, recency): customers}."""
    x, recency = (np.array(column, dtype=float) for column in zip(*many, strict=True))
    counts = np.array(list(many.values()), dtype=float)
    which = np.repeat(np.arange(len(counts)), counts.astype(int))
    return Histories(x, recency, np.full(len(x), float(watched)), counts, which, "year")


def test_parameters_and_likelihood_equal_those_published_for_11104_donors():
    fitted = bgbb.fit(histories(DONORS))
    assert fitted.n == 11_104
    assert fitted.usable
    assert fitted.values == pytest.approx(PUBLISHED, rel=1e-3)
    assert fitted.log_likelihood == pytest.approx(-33_225.58, abs=0.01)


def test_chances_of_all_histories_add_up_to_one():
    every = {(x, last): 1 for last in range(7) for x in ([0] if last == 0 else range(1, last + 1))}
    h = histories(every)
    ways = np.array([1.0 if x == 0 else float(binomial(last - 1, x - 1)) for x, last in every])
    assert (np.exp(bgbb._history(h, PUBLISHED)) * ways).sum() == pytest.approx(1)


def binomial(n, k):
    from math import comb

    return comb(n, k)


def test_the_gradient_is_that_of_the_likelihood():
    h = histories(DONORS)
    found = check_grad(
        lambda logs: bgbb.log_likelihood(h, np.exp(logs))[0],
        lambda logs: bgbb.log_likelihood(h, np.exp(logs))[1],
        np.array([0.2, -0.3, -0.4, 1.1]),
    )
    assert found < 0.05


def test_who_bought_last_time_stays_with_the_chance_of_the_model():
    gamma, delta = PUBLISHED[2:]
    fresh = histories({(6, 6): 1})
    assert bgbb.active(fresh, PUBLISHED)[0] == pytest.approx((delta + 6) / (gamma + delta + 6))
    stale = histories({(3, 3): 1})
    assert 0 < bgbb.active(stale, PUBLISHED)[0] < bgbb.active(fresh, PUBLISHED)[0]


@pytest.mark.parametrize(("x", "recency"), [(0, 0), (2, 4), (6, 6)])
def test_expected_purchases_agree_with_futures_played_through(x, recency):
    h = histories({(x, recency): 40_000})
    futures = bgbb.simulated(h, PUBLISHED, 5.0, np.random.default_rng(5))
    spread = futures.std() / np.sqrt(len(futures))
    assert bgbb.expected(h, PUBLISHED, 5.0)[0] == pytest.approx(futures.mean(), abs=5 * spread)


def test_where_nobody_stops_the_fit_says_so_and_is_not_used():
    rng = np.random.default_rng(2)
    bought = rng.random((600, 6)) < rng.beta(2, 2, 600)[:, None]
    last = np.where(bought.any(axis=1), 6 - bought[:, ::-1].argmax(axis=1), 0)
    many: dict[tuple[int, int], int] = {}
    for pair in zip(bought.sum(axis=1).tolist(), last.tolist(), strict=True):
        many[pair] = many.get(pair, 0) + 1
    fitted = bgbb.fit(histories(many))
    assert not fitted.usable
    assert "stop" in fitted.why
