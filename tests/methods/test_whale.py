"""The whale curve on figures one can add up by hand."""

import numpy as np
import pytest

from closeknit.methods.whale import whale

CLIENTS = [60, 50, 40, 0, -20, -30]


def test_the_best_bring_more_than_all_and_the_others_take_it_back():
    found = whale(CLIENTS)
    assert (found.total, found.peak, found.peak_count, found.taken_back) == (100, 1.5, 3, 50)


def test_the_curve_starts_at_nothing_peaks_and_ends_at_all():
    found = whale(CLIENTS)
    assert found.share[0] == 0
    assert found.share[-1] == pytest.approx(1)
    assert found.share[25] == pytest.approx(1.5)


def test_the_band_holds_the_curve_and_is_the_same_each_time():
    one, two = whale(CLIENTS * 20), whale(CLIENTS * 20)
    assert (one.low <= one.share + 1e-9).all()
    assert (one.share <= one.high + 1e-9).all()
    np.testing.assert_array_equal(one.low, two.low)


@pytest.mark.parametrize("values", [[], [-5.0, 3.0], [0.0]])
def test_without_profit_there_is_no_curve(values):
    assert whale(values) is None
