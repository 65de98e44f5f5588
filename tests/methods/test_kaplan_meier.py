"""The curve against a published table, lifelines, and data whose truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times

from closeknit.methods.kaplan_meier import curve

FREIREICH_ENDED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
FREIREICH_OPEN = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
"""Weeks in remission of the 21 patients on 6-mercaptopurine (Freireich et al. 1963)."""


def freireich(level=0.95):
    ended, still = FREIREICH_ENDED, FREIREICH_OPEN
    return curve(ended + still, [1] * 9 + [0] * 12, [0] * 9 + [1] * 12, level=level)


@pytest.mark.parametrize(
    ("week", "share"),
    [(6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)],
)
def test_remission_times_give_the_published_table(week, share):
    assert round(freireich().over(week).value, 3) == share


def test_remission_times_have_the_published_median_of_23_weeks():
    median = freireich().quantile(0.5)
    assert (median.value, median.low, median.high) == (23, 13, None)


def random_case(seed, n=120):
    rng = np.random.default_rng(seed)
    times = rng.integers(1, 60, n).astype(float)
    return times, rng.random(n) < 0.7


@pytest.mark.parametrize("seed", range(5))
def test_curve_and_interval_equal_lifelines(seed):
    times, seen = random_case(seed)
    ours = curve(times, seen, ~seen, level=0.95)
    theirs = KaplanMeierFitter(alpha=0.05).fit(times, seen)
    band = theirs.confidence_interval_.to_numpy()
    inside = (ours.share > 0) & (ours.share < 1)
    at = np.isin(theirs.survival_function_.index, ours.times[inside])
    np.testing.assert_allclose(ours.share[inside], theirs.survival_function_.to_numpy()[at, 0], rtol=1e-12)
    np.testing.assert_allclose(ours.low[inside], band[at, 0], rtol=1e-9)
    np.testing.assert_allclose(ours.high[inside], band[at, 1], rtol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_median_and_its_interval_equal_lifelines(seed):
    times, seen = random_case(seed)
    ours = curve(times, seen, ~seen, level=0.95).quantile(0.5)
    theirs = KaplanMeierFitter(alpha=0.05).fit(times, seen)
    low, high = median_survival_times(theirs.confidence_interval_).to_numpy()[0]
    assert (ours.value, ours.low, ours.high) == (theirs.median_survival_time_, low, high)


def test_with_a_fifth_still_open_looking_at_the_closed_alone_flatters():
    rng = np.random.default_rng(11)
    minutes = rng.lognormal(np.log(75), 1.4, 40_000)
    seen_for = rng.exponential(np.quantile(minutes, 0.8) * 2.6, 40_000)
    closed = minutes <= seen_for
    assert 0.18 < 1 - closed.mean() < 0.24
    truth = (minutes <= 60).mean()
    flattered = (minutes[closed] <= 60).mean()
    ours = curve(np.where(closed, minutes, seen_for), closed, ~closed)
    assert flattered - truth >= 0.05
    assert abs((1 - ours.over(60).value) - truth) <= 0.01


def test_the_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(1_000):
        minutes, seen_for = rng.exponential(100, 150), rng.exponential(350, 150)
        closed = minutes <= seen_for
        found = curve(np.minimum(minutes, seen_for), closed, ~closed, level=0.95).over(60)
        held += found.low <= np.exp(-0.6) <= found.high
    assert 0.93 <= held / 1_000 <= 0.97


def test_nothing_is_said_of_times_that_nobody_was_seen_for():
    still = curve([10, 20], [1, 0], [0, 1])
    assert still.over(30) is None
    assert curve([10, 20], [1, 1], [0, 0]).over(30).value == 0
    assert curve([], [], []).over(1) is None
    assert curve([], [], []).quantile(0.5).value is None


def test_without_open_cases_the_share_gets_wilsons_interval():
    found = curve([1.0, 9.0], [34, 6], [0, 0], level=0.95).over(5)
    assert round(1 - found.high, 3) == 0.709
    assert round(1 - found.low, 3) == 0.929


@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=1, max_size=60))
def test_the_share_never_rises_and_order_does_not_matter(cases):
    times, seen = np.array([c[0] for c in cases], float), np.array([c[1] for c in cases])
    one = curve(times, seen, ~seen)
    other = curve(times[::-1], seen[::-1], ~seen[::-1])
    assert (np.diff(one.share) <= 1e-12).all()
    assert (one.low <= one.share + 1e-12).all()
    assert (one.share <= one.high + 1e-12).all()
    np.testing.assert_array_equal(one.share, other.share)
    assert one.n == len(cases)
