"""Two counts compared: against another implementation, and by simulation."""

from math import inf, isclose

import numpy as np
import pytest
from scipy.stats import binomtest

from closeknit.methods.two_counts import least_to_tell, times_as_often


def test_the_range_is_that_of_the_exact_binomial_test_given_the_sum():
    """11 cases in 800 against 21 in 3,011 (Danish towns, as in the example of R's poisson.test)."""
    found = times_as_often(11, 21, of_now=800, of_before=3011, level=0.95)
    exact = binomtest(11, 32, 800 / 3811, alternative="greater")
    both = binomtest(11, 32).proportion_ci(0.95, "exact")
    odds = [share / (1 - share) * 3011 / 800 for share in (both.low, both.high)]
    assert isclose(found.value, (11 / 800) / (21 / 3011))
    assert isclose(found.low, odds[0])
    assert isclose(found.high, odds[1])
    assert isclose(found.p, exact.pvalue)


def test_none_before_has_no_upper_end_and_none_at_all_tells_nothing():
    assert times_as_often(4, 0, of_now=10, of_before=10).high == inf
    assert times_as_often(4, 0, of_now=10, of_before=10).p == 0.5**4
    assert times_as_often(0, 0, of_now=10, of_before=10).p == 1.0


def test_the_fewest_that_can_tell_can():
    least = least_to_tell(30, 20, 0.1)
    assert times_as_often(least, 0, of_now=30, of_before=20).p <= 0.1
    assert times_as_often(least - 1, 0, of_now=30, of_before=20).p > 0.1


@pytest.mark.slow
def test_chance_alone_seldom_looks_like_more():
    rng = np.random.default_rng(5)
    pairs = rng.binomial(40, 0.3, (4_000, 2))
    p = [times_as_often(int(a), int(b), of_now=40, of_before=40).p for a, b in pairs]
    assert np.mean(np.array(p) <= 0.1) <= 0.1
