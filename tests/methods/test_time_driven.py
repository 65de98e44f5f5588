"""The worked example of Kaplan & Anderson (2004)."""

import pytest

from closeknit.methods.time_driven import allocated, capacity_rate

ORDERS, INQUIRIES, CHECKS = 49_000 * 8, 1_400 * 44, 2_500 * 50


def test_the_published_example_comes_out():
    rate = capacity_rate(560_000, 700_000)
    found = allocated([ORDERS, INQUIRIES, CHECKS], rate=rate, practical=700_000)
    assert rate == pytest.approx(0.80)
    assert [c / n for c, n in zip(found.costs, (49_000, 1_400, 2_500), strict=True)] == pytest.approx(
        [6.40, 35.20, 40.0]
    )
    assert (found.used, found.unused) == (578_600, 121_400)
    assert (found.used_cost, found.unused_cost) == pytest.approx((462_880, 97_120))


def test_more_time_than_there_is_shows_as_less_than_nothing_unused():
    assert allocated([8, 4], rate=50, practical=10).unused == -2
