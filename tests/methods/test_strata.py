"""Strata from lists against the same counted day by day."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from closeknit.methods.strata import grid
from tests.methods import cells_naive
from tests.methods.test_exposures import histories, keys_of


@given(st.integers(0, 10_000), st.sampled_from([1, 7]))
def test_strata_equal_those_counted_day_by_day(seed, bin_days):
    h = histories(np.random.default_rng(seed), bin_days=bin_days)
    s = grid(h).strata
    found = dict(zip(keys_of(s), zip(s.exposure, s.purchases, strict=True), strict=True))
    assert found == {key: tuple(sums) for key, sums in cells_naive.strata(h)[0].items()}
