"""A share from samples of several kinds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from closeknit.methods.stratified import Sampled, stratified
from closeknit.methods.wilson import wilson

KINDS = st.integers(1, 40).flatmap(
    lambda n: st.builds(
        lambda hits, more: Sampled(hits, n, n + more), st.integers(0, n), st.integers(0, 1000)
    )
)


def test_one_large_kind_is_wilsons_interval():
    share, plain = stratified([Sampled(34, 40, 10**9)]), wilson(34, 40, level=0.95)
    assert (share.value, share.low) == pytest.approx((plain.value, plain.low), abs=1e-6)


def test_kinds_count_by_their_size_not_by_how_many_were_looked_at():
    share = stratified([Sampled(10, 10, 900), Sampled(5, 10, 100)])
    assert share.value == pytest.approx(0.95)
    assert share.low == pytest.approx(0.70, abs=0.01)


def test_what_was_looked_at_to_the_end_is_known():
    assert stratified([Sampled(3, 4, 4), Sampled(1, 1, 1)]).low == pytest.approx(0.8)


def test_without_any_nothing_is_known():
    assert (stratified([]).low, stratified([Sampled(0, 0, 10)]).high) == (0.0, 1.0)


@given(st.lists(KINDS, min_size=1, max_size=5))
def test_the_share_lies_within_its_range(kinds):
    share = stratified(kinds)
    assert 0 <= share.low <= share.value + 1e-12
    assert share.value - 1e-12 <= share.high <= 1


@pytest.mark.parametrize(("common", "rare"), [(0.99, 0.9), (0.95, 0.7), (0.9, 0.9)])
def test_the_range_holds_the_truth_nearly_as_often_as_it_says(common, rare):
    truth = 0.9 * common + 0.1 * rare
    held = 0.0
    for hits in range(51):
        for few in range(11):
            found = stratified([Sampled(hits, 50, 90_000), Sampled(few, 10, 10_000)])
            chance = binom.pmf(hits, 50, common) * binom.pmf(few, 10, rare)
            held += chance * (found.low <= truth <= found.high)
    assert held >= 0.93
