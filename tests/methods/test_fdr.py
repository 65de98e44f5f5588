"""Shares of false yeses against statsmodels."""

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from closeknit.methods.fdr import level_inside, q_values


def test_q_values_equal_those_of_benjamini_and_hochberg():
    p = np.random.default_rng(1).random(40) ** 3
    assert q_values(p) == pytest.approx(multipletests(p, method="fdr_bh")[1])


def test_none_asked_gives_none_back():
    assert len(q_values(np.zeros(0))) == 0


def test_weights_share_the_allowance_out():
    p = np.array([0.01, 0.02, 0.5, 0.5])
    assert q_values(p, np.array([1.0, 3.0, 1.0, 1.0]))[1] < q_values(p)[1]
    assert q_values(p, np.array([3.0, 1.0, 1.0, 1.0]))[1] > q_values(p)[1]
    assert q_values(p, np.full(4, 7.0)) == pytest.approx(q_values(p))


def test_inside_what_was_selected_one_asks_at_the_selected_share():
    assert level_inside(5, 40, 0.10) == pytest.approx(0.0125)
    assert level_inside(0, 0, 0.10) == 0.10
