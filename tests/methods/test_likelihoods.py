"""Slopes and curvatures against differences of the log-likelihoods written out."""

import numpy as np
import pytest

from closeknit.methods.likelihoods import Rows, rows
from closeknit.methods.patterns import columns_of, patterns
from tests.methods import worlds
from tests.methods.searched import searched


def made(themselves):
    rng = np.random.default_rng(1)
    account = np.sort(rng.integers(0, 12, 80))
    terms = rng.integers(0, 2, (80, 3)).astype(float)
    return Rows(terms, rng.uniform(5, 50, 80), rng.poisson(0.6, 80).astype(float), account, themselves)


def log_likelihood(r, values):
    effect = r.terms @ values
    raw = r.weight * np.exp(effect)
    if not r.themselves:
        return r.purchases @ effect - raw.sum()
    own = np.bincount(r.account, weights=raw)
    bought = np.bincount(r.account, weights=r.purchases)
    return r.purchases @ effect - bought @ np.log(np.where(own > 0, own, 1))


@pytest.mark.parametrize("themselves", [True, False])
def test_slope_and_curvature_are_those_of_the_likelihood(themselves):
    r, at, width = made(themselves), np.array([0.3, -0.5, 0.2]), 1e-5
    steps = np.eye(3) * width
    slope = [(log_likelihood(r, at + s) - log_likelihood(r, at - s)) / (2 * width) for s in steps]
    assert r.scores(at).sum(axis=0) == pytest.approx(slope, rel=1e-4)
    curve = [-(r.scores(at + s) - r.scores(at - s)).sum(axis=0) / (2 * width) for s in steps]
    assert r.curvature(at) == pytest.approx(np.array(curve), rel=1e-4)


def test_accounts_against_themselves_expect_as_many_purchases_as_each_made():
    r = made(True)
    expected = np.bincount(r.account, weights=r.expected(np.array([0.3, -0.5, 0.2])))
    assert expected == pytest.approx(np.bincount(r.account, weights=r.purchases))


def test_everybody_together_has_what_else_is_known_before_the_windows():
    found = searched(worlds.made(120, seed=1000, first_only=True).seen)
    columns = columns_of(["true_4"], [(29, 91)])
    among, before = rows(patterns(found.h, columns, found.season, among=found.made))
    assert not among.themselves
    assert among.terms.shape[1] == before + 1
    assert (among.terms[:, 0] == 1).all()
    alone, none = rows(patterns(found.h, columns, found.season))
    assert alone.themselves
    assert none == 0
