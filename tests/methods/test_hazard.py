"""The chance of a purchase and the score test beside it, against statsmodels."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm

from closeknit.methods.cells import LAGS, Calendar, Exposed, Strata
from closeknit.methods.hazard import PIECE_SD, baseline, between, of_time, pieces_of
from closeknit.methods.strata import grid
from tests.methods import worlds


@pytest.fixture(scope="module")
def strata():
    return grid(worlds.made(190, seed=1000).seen).strata


def test_purchases_expected_add_up_to_those_made(strata):
    fitted = baseline(strata)
    assert (fitted.rate * strata.exposure).sum() == pytest.approx(strata.purchases.sum())


def test_without_priors_the_rates_are_those_of_a_poisson_regression(strata, monkeypatch):
    monkeypatch.setattr("closeknit.methods.hazard.TERM_SD", 1e4)
    fitted = baseline(strata)
    offset = np.log(strata.exposure)
    other = sm.GLM(strata.purchases, fitted.terms.columns, family=sm.families.Poisson(), offset=offset).fit()
    assert fitted.rate == pytest.approx(other.mu / strata.exposure, rel=1e-5)


def test_the_score_test_equals_that_of_a_regression_with_the_exposure_added(strata, monkeypatch):
    monkeypatch.setattr("closeknit.methods.hazard.TERM_SD", 1e4)
    rng = np.random.default_rng(1)
    share = rng.integers(0, 2, len(strata)) * 1.0  # whole strata exposed, so that a column can say it
    rows = np.flatnonzero(share)
    exposed = Exposed("made", LAGS[0], rows, strata.exposure[rows], strata.purchases[rows])
    fitted = baseline(strata)
    observed, expected, variance = between(exposed, fitted)
    model = sm.GLM(
        strata.purchases, fitted.terms.columns, family=sm.families.Poisson(), offset=np.log(strata.exposure)
    )
    chi2, _, _ = model.score_test(model.fit().params, exog_extra=share[:, None])
    assert (observed - expected) ** 2 / variance == pytest.approx(float(np.squeeze(chi2)), rel=1e-4)


def test_exposed_days_that_the_strata_explain_leave_hardly_any_variance(strata):
    fitted = baseline(strata)
    everything = Exposed("all", LAGS[0], np.arange(len(strata)), strata.exposure, strata.purchases)
    _, expected, variance = between(everything, fitted)
    assert variance == pytest.approx(0.01 * expected)


def test_more_purchases_let_time_vary_more_freely():
    calendar = Calendar(182, 7, 104)
    assert [pieces_of(calendar, n)[1] for n in (50, 300, 1000)] == [0, 8, 104]
    assert pieces_of(Calendar(182, 1, 728), 5000)[1] == 8


def test_a_sudden_quiet_month_is_seen_where_there_are_many_purchases():
    days = np.full(104, 70_000.0)
    bought = np.full(104, 20.0)
    bought[50:54] = 8.0
    zeros = np.zeros(104, dtype=int)
    strata = Strata(Calendar(182, 7, 104), np.arange(104), zeros, zeros, zeros, zeros, days, bought)
    rate = baseline(strata).rate * days
    assert rate[50:54].mean() < 13
    assert rate[:50].mean() == pytest.approx(20, rel=0.1)
    assert PIECE_SD < 1


def test_days_as_bins_carry_the_days_of_the_week():
    assert of_time(Calendar(182, 1, 700)).shape[1] == of_time(Calendar(182, 7, 100)).shape[1] + 6


def test_the_order_of_strata_changes_nothing(strata):
    order = np.random.default_rng(2).permutation(len(strata))
    names = ("bin", "activity", "pace", "past", "segment", "exposure", "purchases")
    mixed = replace(strata, **{name: getattr(strata, name)[order] for name in names})
    assert baseline(mixed).rate == pytest.approx(baseline(strata).rate[order], rel=1e-6)


def test_no_purchases_at_all_make_no_trouble(strata):
    fitted = baseline(replace(strata, purchases=np.zeros(len(strata))))
    assert np.isfinite(fitted.rate).all()
