"""How many purchases it takes, against the exact binomial and the method's own worked example."""

import numpy as np
import pytest
from scipy.stats import binom

from closeknit.methods.combining import upper_tail
from closeknit.methods.power import MOST, needed, power, share_of_purchases


def test_fifty_sales_see_a_sixfold_chance_twelve_times_against_two_and_a_half():
    assert 50 * share_of_purchases(0.05, 6) == pytest.approx(12.0)
    assert 50 * share_of_purchases(0.05, 3) == pytest.approx(6.8, abs=0.1)
    assert power(50, 0.05, 6, 0.1 / 40) > 0.9
    assert power(50, 0.05, 3, 0.1 / 40) < 0.5


def test_power_equals_the_exact_chance_of_a_small_enough_p():
    n, share, level = 80, 0.1, 0.0025
    counts = np.arange(n + 1.0)
    p = upper_tail(counts, np.full(n + 1, n * share), np.full(n + 1, n * share * (1 - share)))
    exact = binom.pmf(counts, n, share_of_purchases(share, 2.5))[p <= level].sum()
    assert power(n, share, 2.5, level) == pytest.approx(exact)


def test_what_is_needed_gives_the_chance_asked_for_and_little_more():
    n = needed(0.05, 3, 0.0025)
    assert power(n, 0.05, 3, 0.0025) >= 0.8
    assert power(int(n * 0.9), 0.05, 3, 0.0025) < 0.85
    assert n < needed(0.01, 3, 0.0025) < needed(0.01, 2, 0.0025)


def test_no_time_in_the_window_can_never_be_enough():
    assert power(1000, 0.0, 3, 0.05) == 0.0
    assert needed(0.0, 3, 0.05) == MOST
