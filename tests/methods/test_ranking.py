"""What lists hold: counted by hand, and ranges that know what luck is."""

import numpy as np
import pytest

from closeknit.methods.ranking import Day, gain, held, per_day


def day(scores, bought, first, origin=0):
    return Day(origin, np.arange(len(bought)), np.array(scores, float), np.array(bought, bool), first)


def test_shares_and_times_are_counted_over_all_days():
    one = day([[4, 1], [3, 2], [2, 3], [1, 4]], [1, 1, 0, 0], 2)
    other = day([[4, 1], [3, 2], [2, 3], [1, 4]], [0, 1, 0, 1], 2)
    found = held([one, other])
    assert found.precision == pytest.approx([3 / 4, 1 / 4])
    assert found.capture == pytest.approx([3 / 4, 1 / 4])
    assert found.base == pytest.approx(1 / 2)
    assert found.times == pytest.approx([1.5, 0.5])
    assert per_day(one) == pytest.approx([1, 0])


def random_days(seed, good):
    """Thirteen days; the first order knows something beyond the second or not."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal(400)
    days = []
    for origin in range(13):
        extra = rng.standard_normal(400)
        bought = rng.random(400) < 0.05 * np.exp(0.8 * z + 0.9 * extra)
        scores = np.stack([z + good * extra, z, rng.standard_normal(400)], axis=1)
        days.append(day(scores, bought, 40, origin))
    return days


def test_a_gain_that_is_there_has_a_range_above_nothing():
    found = gain(random_days(1, 1.0))
    assert found.low > 0
    assert found.best == 1
    assert found.low < found.value < found.high


def test_no_gain_over_the_same_order():
    days = [Day(d.origin, d.account, d.scores[:, [1, 1, 2]], d.bought, d.first) for d in random_days(2, 0.0)]
    found = gain(days)
    assert found.value == 0
    assert found.low <= 0


def test_the_same_seed_gives_the_same_digits():
    assert gain(random_days(3, 0.5)) == gain(random_days(3, 0.5))
