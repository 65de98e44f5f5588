"""Two counts compared: against another implementation, and by simulation."""

from math import comb, inf

import numpy as np
import pytest

from closeknit.methods.two_counts import least_to_tell, times_as_often


def test_the_range_is_that_of_R_poisson_test():
    """11 cases in 800 against 21 in 3,011: poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)), R's example."""
    found = times_as_often(11, 21, of_now=800, of_before=3011, level=0.95)
    assert found.value == pytest.approx(1.971488, abs=1e-6)
    assert (found.low, found.high) == pytest.approx((0.8584264, 4.2772659), abs=1e-6)


def test_chance_is_the_binomial_tail_given_the_sum():
    even = 800 / 3811
    tail = sum(comb(32, k) * even**k * (1 - even) ** (32 - k) for k in range(11, 33))
    assert times_as_often(11, 21, of_now=800, of_before=3011).p == pytest.approx(tail)


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
