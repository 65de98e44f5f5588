"""Two arms by lot: published differences, ranges and plans."""

import numpy as np
import pytest
from scipy.stats import ttest_ind

from closeknit.methods.two_arms import as_drawn, means, needed, share_to_leave, shares


def test_a_difference_of_shares_has_the_range_of_newcombes_own_example():
    found = shares(56, 70, 48, 80, level=0.95)
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)


def test_ten_against_twelve_percent_takes_3839_an_arm():
    assert needed(0.12, 0.10) == pytest.approx(2 * 3_839, abs=2)


def test_a_difference_of_means_has_the_range_of_welch_in_scipy():
    rng = np.random.default_rng(2)
    one, other = rng.normal(5, 3, 40), rng.normal(4, 1, 15)
    found, welch = means(one, other, level=0.9), ttest_ind(one, other, equal_var=False)
    assert (found.low, found.high) == pytest.approx(welch.confidence_interval(0.9))


def test_equal_money_on_both_sides_has_no_width():
    assert means(np.zeros(3), np.zeros(4)) == means(np.ones(2), np.ones(2))


def test_a_fifth_is_left_alone_where_that_shows_a_doubling():
    assert share_to_leave(5_000, 0.1)[0] == 0.2


def test_more_is_left_alone_where_it_takes_more():
    part, people = share_to_leave(350, 0.1)
    assert 0.2 < part <= 0.5
    assert people <= 350


def test_too_few_leave_a_fifth_alone_and_say_how_many_it_takes():
    part, people = share_to_leave(30, 0.1)
    assert part == 0.2
    assert people > 300


def test_sizes_far_from_the_plan_are_no_lot():
    assert as_drawn(20, 100, 0.2) == 1.0
    assert as_drawn(60, 100, 0.2) < 0.001
