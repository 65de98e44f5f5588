"""The range of a forecast holds what comes, as often as it says."""

import numpy as np
import pytest

from closeknit.methods import bgnbd, forecasts, paretonbd
from tests.methods.purchases_made import planted


def test_the_range_holds_the_expected_total_and_comes_out_the_same_again():
    h, _ = planted(500, seed=8)
    fitted = bgnbd.fit(h)
    total = forecasts.total(bgnbd, fitted, h, 365.0 / 7)
    assert total.low < total.value < total.high
    assert total == forecasts.total(bgnbd, fitted, h, 365.0 / 7)


@pytest.mark.parametrize("model", [bgnbd, paretonbd])
def test_slopes_and_played_futures_give_the_same_range(model, monkeypatch):
    h, _ = planted(400, seed=3)
    fitted = model.fit(h)
    played = forecasts.total(model, fitted, h, 26.0)
    monkeypatch.setattr(forecasts, "SIMULATED_CUSTOMERS", 0)
    sloped = forecasts.total(model, fitted, h, 26.0)
    width = played.high - played.low
    assert sloped.value == played.value
    assert (sloped.low, sloped.high) == pytest.approx((played.low, played.high), abs=0.2 * width)


def test_a_fit_that_may_not_be_used_gives_no_forecast():
    h, _ = planted(400, seed=3, stops=(1e-3, 1e3))
    with pytest.raises(ValueError, match="hardly anybody ever stops"):
        forecasts.total(bgnbd, bgnbd.fit(h), h, 26.0)


@pytest.mark.slow
def test_planted_purchases_of_next_year_lie_in_the_90_percent_range_in_86_of_100_worlds():
    held, told = 0, 0
    for seed in range(200):
        h, later = planted(1_000, until=730, ahead=365, seed=1_000 + seed, scale=150.0)
        fitted = bgnbd.fit(h)
        if fitted.usable:
            told += 1
            total = forecasts.total(bgnbd, fitted, h, 365 / 7, seed=seed)
            held += total.low <= later <= total.high
    assert told >= 190
    assert held / told >= 0.86


@pytest.mark.slow
def test_the_chance_of_being_a_customer_still_is_calibrated():
    """Over planted worlds, customers given a chance p make p of the purchases that active ones make."""
    slopes = []
    for seed in range(20):
        h, _ = planted(1_000, until=730, ahead=365, seed=seed, scale=150.0)
        fitted = bgnbd.fit(h)
        told = bgnbd.active(h, fitted.values)
        truth = bgnbd.active(h, np.array([0.9, 150 / 7, 0.8, 2.5]))
        weights = h.customers * (h.x > 0)
        centred = told - np.average(told, weights=weights)
        slopes.append((weights * centred * truth).sum() / (weights * centred * centred).sum())
    assert 0.9 < float(np.mean(slopes)) < 1.1
