"""The held-back fit: the reference it equals, and what its strengths do."""

import numpy as np
import pytest
import statsmodels.api as sm

from closeknit.methods.ridge import Ridge, Seen, ridge


def made(n=3000, seed=5):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, 6))
    hazard = np.exp(-2 + x @ np.array([0.8, -0.5, 0, 0, 0, 0]))
    return Seen(x, rng.random(n) < -np.expm1(-hazard), np.ones(n))


def test_without_holding_back_it_equals_statsmodels_binomial_with_complementary_log_log_link():
    seen = made()
    fit = ridge(seen, np.zeros(6, dtype=int), strengths=np.zeros(1))
    link = sm.families.links.CLogLog()
    other = sm.GLM(seen.bought, sm.add_constant(seen.x), sm.families.Binomial(link)).fit()
    assert fit.intercept == pytest.approx(other.params[0], abs=1e-5)
    assert fit.coefficients == pytest.approx(other.params[1:], abs=1e-5)


def test_half_the_time_at_risk_counts_as_an_offset():
    seen = made()
    half = Seen(seen.x, seen.bought, np.full(len(seen.bought), 0.5))
    whole = ridge(seen, np.zeros(6, dtype=int), strengths=np.ones(1))
    other = ridge(half, np.zeros(6, dtype=int), strengths=np.ones(1))
    assert other.intercept == pytest.approx(whole.intercept + np.log(2), abs=1e-5)


def test_a_family_that_does_nothing_is_held_back_and_one_that_does_is_not():
    fit = ridge(made(), np.array([0, 0, 1, 1, 1, 1]))
    assert fit.strengths[0] < 10 < 100 < fit.strengths[1]
    assert fit.coefficients[:2] == pytest.approx([0.8, -0.5], abs=0.15)
    assert np.abs(fit.coefficients[2:]).max() < 0.08


def test_starting_from_an_earlier_fit_gives_the_same():
    seen, family = made(), np.zeros(6, dtype=int)
    fit = ridge(seen, family, strengths=np.full(1, 3.0))
    again = ridge(seen, family, strengths=np.full(1, 3.0), start=ridge(made(seed=6), family))
    assert again.coefficients == pytest.approx(fit.coefficients, abs=1e-5)


@pytest.mark.parametrize("off", [-8, -3, 3, 8, 30])
def test_a_start_far_off_leads_to_the_same_fit(off):
    seen, family, strengths = made(), np.zeros(6, dtype=int), np.full(1, 3.0)
    fit = ridge(seen, family, strengths=strengths)
    for start in (
        Ridge(fit.intercept + off, fit.coefficients, strengths),
        Ridge(fit.intercept, fit.coefficients + off, strengths),
    ):
        again = ridge(seen, family, strengths=strengths, start=start)
        assert again.intercept == pytest.approx(fit.intercept, abs=1e-5)
        assert again.coefficients == pytest.approx(fit.coefficients, abs=1e-5)


def test_nobody_having_bought_is_refused():
    with pytest.raises(ValueError, match="some must have bought"):
        ridge(Seen(np.zeros((3, 1)), np.zeros(3, dtype=bool), np.ones(3)), np.zeros(1, dtype=int))
