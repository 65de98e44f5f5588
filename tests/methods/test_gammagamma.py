"""Gamma-Gamma against its published figures and made customers."""

import numpy as np
import pytest
from scipy.optimize import check_grad

from closeknit.methods import gammagamma
from closeknit.methods.gammagamma import Spending
from tests.methods.purchases_made import CALIBRATED, cdnow


def repeat_spending(folder):
    rows = cdnow(folder).sort_values(["customer", "day"])
    rows = rows[rows["day"] <= CALIBRATED]
    again = rows[rows.groupby("customer").cumcount() > 0].groupby("customer")["amount"].agg(["count", "mean"])
    return Spending(again["count"].to_numpy(dtype=float), again["mean"].to_numpy())


def made(customers=800, seed=2):
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 9, customers).astype(float)
    scale = rng.gamma(4.0, 1 / 30.0, customers)
    return Spending(x, rng.gamma(6.0 * x, 1 / scale) / x)


@pytest.mark.public_data
def test_parameters_and_likelihood_equal_those_published_for_cdnow(public_data):
    spending = repeat_spending(public_data("cdnow"))
    fitted = gammagamma.fit(spending)
    assert (len(spending.x), fitted.usable) == (946, True)
    assert fitted.values == pytest.approx([6.249, 3.745, 15.448], rel=1e-3)
    assert fitted.log_likelihood == pytest.approx(-4055.918, abs=2e-3)
    assert gammagamma.average(fitted.values) == pytest.approx(35.17, rel=1e-3)


def test_planted_parameters_are_found_again():
    fitted = gammagamma.fit(made(4_000))
    for name, truth in (("p", 6.0), ("q", 4.0), ("gamma", 30.0)):
        low, high = fitted.interval(name, level=0.999)
        assert low < truth < high


def test_the_gradient_is_that_of_the_likelihood():
    spending = made(100)

    def value(logs):
        return gammagamma.log_likelihood(spending, np.exp(logs))[0]

    def slope(logs):
        return gammagamma.log_likelihood(spending, np.exp(logs))[1]

    assert check_grad(value, slope, np.array([1.0, 0.5, 2.0])) < 1e-3


def test_few_purchases_are_drawn_to_the_average_and_many_are_not():
    values = np.array([6.25, 3.74, 15.44])
    few, many = gammagamma.expected(np.array([1.0, 50.0]), np.array([100.0, 100.0]), values)
    assert gammagamma.average(values) < few < many < 100


def test_customers_who_all_spend_alike_are_told_as_that():
    rng = np.random.default_rng(1)
    x = rng.integers(1, 6, 300).astype(float)
    fitted = gammagamma.fit(Spending(x, rng.gamma(5.0 * x, 4.0) / x))
    assert not fitted.usable
    assert "customers hardly differ in what they spend" in fitted.why


def test_spending_that_rises_with_frequency_is_noticed():
    x = np.arange(1.0, 21.0)
    assert gammagamma.goes_together(Spending(x, x * 10)) == pytest.approx(1.0)
    assert gammagamma.goes_together(Spending(x, np.full(20, 5.0))) == 0.0
    assert gammagamma.goes_together(Spending(x[:2], x[:2])) == 0.0
