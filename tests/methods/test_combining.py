"""Tails of counts against scipy's distributions, and the Cauchy combination against its definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from closeknit.methods.combining import combined, upper_tail


def tail(observed, expected, variance):
    return float(upper_tail(*(np.array([float(v)]) for v in (observed, expected, variance)))[0])


def middle(distribution, count):
    return distribution.sf(count) + distribution.pmf(count) / 2


@pytest.mark.parametrize("count", [0, 1, 4, 11])
def test_a_variance_like_the_mean_gives_the_poisson_tail(count):
    assert tail(count, 2.5, 2.5) == pytest.approx(middle(stats.poisson(2.5), count))


@pytest.mark.parametrize("count", [0, 3, 8])
def test_a_smaller_variance_gives_the_binomial_tail(count):
    assert tail(count, 2.4, 1.92) == pytest.approx(middle(stats.binom(12, 0.2), count))


@pytest.mark.parametrize("count", [0, 3, 8])
def test_a_larger_variance_gives_the_negative_binomial_tail(count):
    assert tail(count, 2.5, 5.0) == pytest.approx(middle(stats.nbinom(2.5, 0.5), count))


def test_many_purchases_come_near_the_normal_tail():
    assert tail(560, 500, 500) == pytest.approx(stats.norm.sf(60 / np.sqrt(500)), rel=0.2)


def test_nothing_expected_and_nothing_seen_says_nothing():
    assert tail(0, 0, 0) == 0.5
    assert tail(1, 0, 0) == 0.0


def test_more_than_a_binomial_could_bring_is_unlikely_but_not_impossible():
    assert 0 < tail(12, 3, 0.6) < 1e-6


@given(st.integers(0, 60), st.floats(0.01, 80), st.floats(0.2, 3))
def test_a_higher_count_is_never_likelier(count, expected, scatter):
    p, higher = (tail(c, expected, scatter * expected) for c in (count, count + 1))
    assert 0 <= higher <= p + 1e-12 <= 1 + 1e-12


def test_combining_equals_the_mean_of_tangents():
    p = np.array([0.01, 0.2, 0.7])
    mean = np.tan((0.5 - p) * np.pi).mean()
    assert combined(p) == pytest.approx(0.5 - np.arctan(mean) / np.pi)


def test_one_p_is_itself_and_none_is_one():
    assert combined(np.array([0.03])) == pytest.approx(0.03)
    assert combined(np.zeros(0)) == 1.0


def test_the_smallest_p_of_several_counts_about_as_often_as_there_are_windows():
    assert combined(np.array([1e-20, 0.5, 1.0])) == pytest.approx(3e-20, rel=1e-3)
    assert combined(np.array([0.001, 1.0, 1.0])) < 0.01


def test_independent_ps_of_nothing_combine_to_ps_of_nothing():
    draws = np.random.default_rng(1).random((20_000, 3))
    found = np.array([combined(row) for row in draws])
    for level in (0.01, 0.05):
        assert (found < level).mean() == pytest.approx(level, abs=4 * np.sqrt(level / 20_000))
