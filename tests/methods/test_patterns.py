"""Rows of open windows against days counted one by one."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.methods.cells import LAGS
from closeknit.methods.patterns import columns_of, patterns
from closeknit.methods.strata import grid
from tests.methods import cells_naive
from tests.methods.test_exposures import BINS, KINDS, histories

COLUMNS = columns_of([f"kind_{k}" for k in range(KINDS)], (LAGS[0], (29, 50)))


def by_day(h, season, *, levels=None):
    """(account, level, open windows) → [weight, purchases], counted on each day at risk."""
    out = defaultdict(lambda: [0.0, 0.0])
    for account in range(h.accounts):
        days, bought = cells_naive.days_at_risk(h, account), cells_naive.purchases_of(h, account)
        if levels is None and not set(bought) & set(days):
            continue
        for day in days:
            windows = tuple(
                cells_naive.is_exposed(h, account, h.kinds.index(kind), window, day)
                for kind, window in COLUMNS
            )
            key = (account, () if levels is None else levels[account, day][1:], windows)
            out[key][0] += season[(day - h.calendar.first_day) // h.calendar.bin_days]
            out[key][1] += bought.count(day)
    return {key: tuple(sums) for key, sums in out.items()}


def as_found(p):
    """The same of a table of patterns."""
    return {
        (int(a), tuple(level), tuple(o)): (w, y)
        for a, level, o, w, y in zip(
            p.account, p.level.tolist(), p.open.tolist(), p.weight, p.purchases, strict=True
        )
    }


@given(st.integers(0, 10_000), st.sampled_from([1, 7]), st.booleans())
def test_rows_equal_days_counted_one_by_one(seed, bin_days, everybody):
    rng = np.random.default_rng(seed)
    h = histories(rng, bin_days=bin_days)
    season = rng.uniform(0.5, 2.0, BINS)
    made = grid(h) if everybody else None
    expected = by_day(h, season, levels=cells_naive.strata(h)[1] if everybody else None)
    found = as_found(patterns(h, COLUMNS, season, among=made))
    assert found.keys() == expected.keys()
    assert all(found[key] == pytest.approx(expected[key]) for key in expected)


def test_rows_are_sorted_by_account_and_more_columns_split_them_further():
    h = histories(np.random.default_rng(4), purchases=40)
    few, many = (patterns(h, COLUMNS[:n], np.ones(BINS)) for n in (1, 4))
    assert (np.diff(many.account) >= 0).all()
    assert len(few) < len(many)
    assert few.weight.sum() == pytest.approx(many.weight.sum())


def test_dozens_of_columns_are_kept_apart():
    h = histories(np.random.default_rng(4), purchases=40)
    p = patterns(h, COLUMNS * 20, np.ones(BINS))
    assert p.open.shape[1] == 80
    assert len(p) == len(patterns(h, COLUMNS, np.ones(BINS)))


def test_one_more_column_leaves_the_rest_alone():
    p = patterns(histories(np.random.default_rng(4), purchases=40), COLUMNS, np.ones(BINS))
    more = p.beside(("both", (0, 0)), p.open[:, 0] & p.open[:, 1])
    assert more.columns[-1] == ("both", (0, 0))
    assert np.array_equal(more.open[:, :-1], p.open)
