"""BG/NBD against its published figures, its own gradient, and simulated customers."""

import numpy as np
import pytest
from scipy.optimize import check_grad

from closeknit.methods import bgnbd
from closeknit.methods.fitting import FitVerdict
from closeknit.methods.histories import Histories
from tests.methods.purchases_made import calibration, planted

PUBLISHED = np.array([0.2426, 4.4135, 0.7929, 2.4258])


def one(x, recency, watched, customers=1):
    """So many customers of one history."""
    which = np.zeros(customers, dtype=np.int64)
    return Histories(*(np.array([float(v)]) for v in (x, recency, watched, customers)), which)


@pytest.mark.public_data
def test_parameters_and_likelihood_equal_those_published_for_cdnow(public_data):
    fitted = bgnbd.fit(calibration(public_data("cdnow")))
    assert fitted.usable
    assert fitted.values == pytest.approx([0.2425945, 4.4136019, 0.7929199, 2.4258881], rel=1e-4)
    assert fitted.log_likelihood == pytest.approx(-9582.429, abs=1e-3)


def test_expected_purchases_equal_the_published_example():
    h = one(2, 30.43, 38.86)
    assert bgnbd.expected(h, PUBLISHED, 39.0)[0] == pytest.approx(1.226, abs=5e-4)


def test_the_gradient_is_that_of_the_likelihood():
    h, _ = planted(200, seed=1)

    def value(logs):
        return bgnbd.log_likelihood(h, np.exp(logs))[0]

    def slope(logs):
        return bgnbd.log_likelihood(h, np.exp(logs))[1]

    assert check_grad(value, slope, np.array([-0.5, 1.0, 0.2, 0.7])) < 1e-3


def test_who_bought_once_counts_as_active_and_silence_lowers_the_chance():
    assert bgnbd.active(one(0, 0, 50), PUBLISHED)[0] == 1.0
    fresh, stale = bgnbd.active(one(6, 40, 42), PUBLISHED)[0], bgnbd.active(one(6, 10, 42), PUBLISHED)[0]
    assert 0 < stale < 0.1 < 0.8 < fresh < 1


@pytest.mark.parametrize("a", [0.5, 0.999, 1.0, 1.001, 3.0])
@pytest.mark.parametrize("x", [0, 3, 150])
def test_expected_purchases_agree_with_futures_played_through(a, x):
    values = np.array([0.8, 6.0, a, 2.5])
    h = one(x, 60 if x else 0, 65, customers=60_000)
    futures = bgnbd.simulated(h, values, 52.0, np.random.default_rng(5))
    spread = futures.std() / np.sqrt(len(futures))
    assert bgnbd.expected(h, values, 52.0)[0] == pytest.approx(futures.mean(), abs=5 * spread + 1e-3)


def test_where_nobody_stops_the_fit_says_so_and_is_not_used():
    h, _ = planted(400, seed=3, stops=(1e-3, 1e3))
    fitted = bgnbd.fit(h)
    assert not fitted.usable
    assert fitted.verdict in (FitVerdict.BOUNDARY, FitVerdict.NOT_IDENTIFIED)
    assert "hardly anybody ever stops" in fitted.why


def test_a_longer_unit_changes_alpha_and_nothing_else():
    days, _ = planted(400, seed=4)
    halves = Histories(days.x, days.recency / 2, days.watched / 2, days.customers, days.which)
    one_unit, other = bgnbd.fit(days), bgnbd.fit(halves)
    assert other["alpha"] == pytest.approx(one_unit["alpha"] / 2, rel=1e-4)
    assert [other[n] for n in "rab"] == pytest.approx([one_unit[n] for n in "rab"], rel=1e-4)
