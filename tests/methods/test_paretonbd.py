"""Pareto/NBD against its published figures and simulated customers."""

import numpy as np
import pytest
from scipy.optimize import check_grad
from scipy.special import hyp2f1

from closeknit.methods import paretonbd
from closeknit.methods.histories import histories
from tests.methods.purchases_made import calibration, planted
from tests.methods.test_bgnbd import one

CDNOW = np.array([0.5533, 10.578, 0.6062, 11.669])


@pytest.mark.public_data
def test_parameters_and_likelihood_equal_those_published_for_cdnow(public_data):
    fitted = paretonbd.fit(calibration(public_data("cdnow")))
    assert fitted.usable
    assert fitted.values == pytest.approx(CDNOW, rel=1e-3)
    assert fitted.log_likelihood == pytest.approx(-9594.976, abs=2e-3)


@pytest.mark.parametrize("beta", [3.0, 6.0, 20.0])
@pytest.mark.parametrize("s", [0.6, 1.0, 2.5])
@pytest.mark.parametrize("x", [0, 4, 150])
def test_expected_purchases_agree_with_futures_played_through(beta, s, x):
    values = np.array([0.8, 6.0, s, beta])
    h = one(x, 60 if x else 0, 65, customers=60_000)
    futures = paretonbd.simulated(h, values, 52.0, np.random.default_rng(5))
    spread = futures.std() / np.sqrt(len(futures))
    assert paretonbd.expected(h, values, 52.0)[0] == pytest.approx(futures.mean(), abs=5 * spread + 1e-3)


def test_the_likelihood_adds_up_to_one_over_all_that_can_happen_in_a_short_time():
    """Chance of no purchase, plus that of one at any moment, plus little else."""
    values, watched = np.array([0.7, 9.0, 0.6, 12.0]), 0.5
    none = np.exp(paretonbd.log_likelihood(one(0, 0, watched), values)[0])
    moments = (np.arange(2_000) + 0.5) / 2_000 * watched
    once = (
        np.mean([np.exp(paretonbd.log_likelihood(one(1, m, watched), values)[0]) for m in moments]) * watched
    )
    assert none + once == pytest.approx(1.0, abs=3e-3)
    assert none < 1


def test_very_many_purchases_do_not_overflow():
    h = histories(np.array([900]), np.array([0]), np.array([900]), until=1_000)
    assert np.isfinite(paretonbd.log_likelihood(h, CDNOW)[0])
    assert paretonbd.active(h, CDNOW)[0] < 1e-6


@pytest.mark.parametrize("values", [CDNOW, np.array([0.8, 6.0, 2.0, 5.0]), np.array([1.5, 20.0, 0.3, 80.0])])
def test_the_chance_of_having_stopped_equals_the_published_formula(values):
    """Fader & Hardie (2005), equations for alpha at least, and below, beta."""
    r, alpha, s, beta = values
    h = histories(np.array([1, 2, 9, 40]), np.zeros(4, int), np.array([0, 30, 60, 69]), until=70)
    near, far = (alpha, beta) if alpha >= beta else (beta, alpha)
    power, second = r + s + h.x, (s + 1) * np.ones(4) if alpha >= beta else r + h.x
    early, late = (
        hyp2f1(power, second, power + 1, (near - far) / (near + t)) / (near + t) ** power
        for t in (h.recency, h.watched)
    )
    odds = s / power * (alpha + h.watched) ** (r + h.x) * (beta + h.watched) ** s * (early - late)
    assert paretonbd.active(h, values) == pytest.approx(1 / (1 + odds), rel=1e-6)


def test_the_gradient_is_that_of_the_likelihood():
    h, _ = planted(200, seed=1)

    def value(logs):
        return paretonbd.log_likelihood(h, np.exp(logs))[0]

    def slope(logs):
        return paretonbd.log_likelihood(h, np.exp(logs))[1]

    assert check_grad(value, slope, np.array([-0.5, 1.0, 0.2, 2.7])) < 1e-3
