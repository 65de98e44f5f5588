"""Wilson's interval against the value it is known by."""

import pytest

from closeknit.methods.wilson import wilson


def test_34_of_40_lies_between_709_and_929():
    share = wilson(34, 40, level=0.95)
    assert (round(share.value, 3), round(share.low, 3), round(share.high, 3)) == (0.85, 0.709, 0.929)


@pytest.mark.parametrize(("hits", "n"), [(0, 12), (12, 12), (1, 1), (0, 1)])
def test_the_range_stays_between_nothing_and_all(hits, n):
    share = wilson(hits, n)
    assert 0 <= share.low <= share.value <= share.high <= 1
    assert share.high - share.low > 0


def test_without_anything_counted_nothing_is_known():
    share = wilson(0, 0)
    assert (share.low, share.high) == (0.0, 1.0)
