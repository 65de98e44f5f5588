"""Correcting chances, and telling whether they came true."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import isotonic_regression

from closeknit.methods.calibration import LEAST, brier, calibration, correction, slope


def overdone(n=40_000, seed=3):
    """Chances twice too high, and what happened."""
    rng = np.random.default_rng(seed)
    true = rng.beta(1, 6, n)
    return 2 * true, rng.random(n) < true, true


def test_chances_twice_too_high_are_halved():
    told, bought, true = overdone()
    corrected = calibration(told, bought)(told)
    assert np.abs(corrected - true).mean() < 0.02
    assert brier(corrected, bought) < brier(told, bought)


def test_the_curve_never_falls_and_is_the_isotonic_one_of_its_groups():
    told, bought, _ = overdone(800)
    curve = calibration(told, bought)
    assert (np.diff(curve.chances) >= 0).all()
    assert isotonic_regression(curve.chances).x == pytest.approx(curve.chances)
    assert bought.sum() / len(bought) == pytest.approx(curve(told).mean(), rel=0.2)


def test_below_ten_purchases_nothing_is_corrected():
    bought = np.zeros(100, dtype=bool)
    bought[: LEAST - 1] = True
    assert calibration(np.arange(100.0), bought) is None
    assert correction([]) is None


def test_a_correction_keeps_the_level_of_the_newest_fit():
    told, bought, _ = overdone()
    learned = correction([(told, bought)])
    assert learned(told / 5).mean() == pytest.approx(-np.expm1(-told / 5).mean())


def test_nothing_is_foretold_for_certain_however_well_the_few_did():
    scores = np.repeat([1.0, 2.0, 3.0], 20)
    bought = np.repeat([False, True, True], 20)
    bought[:LEAST] = True
    chances = calibration(scores, bought)(scores)
    assert chances.max() == pytest.approx(20.5 / 21)
    learned = correction([(scores, bought)])
    assert 0 < learned(scores).min() < learned(scores).max() < 1
    assert learned(np.zeros(3)).tolist() == [0, 0, 0]


def test_slope_equals_statsmodels_logit_on_the_log_odds():
    told, bought, _ = overdone(3000)
    told = np.clip(told, 0.001, 0.999)
    odds = np.log(told / (1 - told))
    other = sm.Logit(bought, sm.add_constant(odds)).fit(disp=False)
    assert slope(told, bought) == pytest.approx(other.params[1], abs=1e-6)


def test_slope_of_equal_chances_is_unknown():
    assert np.isnan(slope(np.full(5, 0.2), np.array([True, False, True, False, False])))
