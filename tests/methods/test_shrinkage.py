"""What to expect of an effect that was picked out."""

import numpy as np
import pytest

from closeknit.methods.cells import LAGS
from closeknit.methods.joint import Size
from closeknit.methods.shrinkage import DEVIATIONS, careful, spread_in, spread_of
from tests.methods import worlds
from tests.methods.searched import searched


def size(times, sd):
    return Size("news", LAGS[0], times, times / 2, times * 2, sd, 20)


def drawn(n, share, *, error=0.3, seed=1):
    """Estimates of n log ratios, of which a share spreads with deviation 1 and the others are 0."""
    rng = np.random.default_rng(seed)
    truth = np.where(rng.random(n) < share, rng.normal(0, 1, n), 0.0)
    return truth, truth + rng.normal(0, error, n)


def test_weights_add_up_and_find_how_many_do_nothing():
    _, estimates = drawn(2000, 0.2)
    spread = spread_of(estimates, np.full(2000, 0.3))
    assert spread.weights.sum() == pytest.approx(1.0)
    assert spread.weights[DEVIATIONS <= 0.2].sum() == pytest.approx(0.8, abs=0.1)


def test_where_nothing_works_hardly_anything_is_left_of_a_size():
    _, estimates = drawn(120, 0.0)
    spread = spread_of(estimates, np.full(120, 0.3))
    assert careful(size(2.0, 0.4), spread) < 1.15


def test_large_sure_effects_hardly_move_and_unsure_ones_do():
    _, estimates = drawn(120, 0.2)
    spread = spread_of(estimates, np.full(120, 0.3))
    assert careful(size(4.0, 0.15), spread) == pytest.approx(4.0, rel=0.1)
    assert careful(size(2.0, 0.5), spread) < 1.6


def test_sizes_picked_for_being_large_come_out_right_on_average():
    truth, estimates = drawn(4000, 0.2)
    spread = spread_of(estimates, np.full(4000, 0.3))
    # A size comes with its prior of N(0, 1), which is taken out again.
    precision = 1 / 0.3**2
    sd = (precision + 1) ** -0.5
    picked = np.flatnonzero(estimates > 0.8)
    shrunk = [careful(size(float(np.exp(estimates[i] * precision * sd**2)), sd), spread) for i in picked]
    assert estimates[picked].mean() - truth[picked].mean() > 0.05
    assert np.log(shrunk).mean() == pytest.approx(truth[picked].mean(), abs=0.08)


def test_a_fit_that_knew_nothing_but_its_prior_expects_nothing():
    spread = spread_of(np.zeros(10), np.full(10, 0.3))
    assert careful(size(2.0, 1.0), spread) == 1.0


def test_the_spread_of_a_search_keeps_its_strong_triggers():
    found = searched(worlds.made(620, seed=1003).seen)
    best = found.sizes({"true_4"}).best("true_4")
    assert best.times * 0.85 < careful(best, spread_in(found.sums)) <= best.times * 1.05
