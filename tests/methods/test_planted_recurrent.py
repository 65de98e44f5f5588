"""The planted world over many repeats: every purchase counts.

Each size is searched on seeds that nothing was chosen by; the figures are printed as a row of the table in
docs/explanation/simulated-businesses.md (`pytest -m slow -s`).
"""

from functools import partial

import pytest

from tests.methods import worlds
from tests.methods.repeats import fresh, tally

pytestmark = pytest.mark.slow

REPEATS = {(62, 7): 80, (190, 7): 120, (620, 7): 60, (2500, 7): 20, (620, 1): 60}
"""Accounts and days of a bin, by how often: from 500 purchases on, the answer counts by days."""


@pytest.fixture(scope="module", params=REPEATS, ids="{0[0]} accounts by {0[1]} days".format)
def planted(request):
    accounts, bin_days = request.param
    made = partial(worlds.made, accounts, bin_days=bin_days)
    found = tally(lambda seed: made(seed=seed), fresh(REPEATS[request.param]))
    by = " by days" if bin_days == 1 else ""
    print(f"\n| all, {accounts:,} accounts{by} {found.row()}")
    return accounts, found


def test_at_most_a_tenth_of_what_is_found_is_false(planted):
    share, error = planted[1].false_share
    assert share <= 0.10 + 2 * error
    assert planted[1].false_kinds <= 0.6


def test_strong_triggers_are_found(planted):
    accounts, found = planted
    assert found.power(4) >= {62: 0.65, 190: 0.95, 620: 1.0, 2500: 1.0}[accounts]
    assert found.power(3) >= {62: 0, 190: 0.70, 620: 0.95, 2500: 1.0}[accounts]
    assert found.power(2.5) >= {62: 0, 190: 0, 620: 0.95, 2500: 1.0}[accounts]
    assert found.power(6) >= {62: 0, 190: 0, 620: 0.95, 2500: 1.0}[accounts]


def test_ranges_hold_the_true_sizes(planted):
    assert planted[1].coverage() >= 0.87
    assert planted[1].coverage_of_found() >= 0.87


def test_sizes_and_windows_are_right_from_500_purchases_on(planted):
    accounts, found = planted
    if accounts < 620:
        assert found.right_window(4) >= 0.8
        return
    for times in (2, 2.5, 3, 4, 6):
        assert found.median_size(times) == pytest.approx(times, rel=0.10 if times < 5 else 0.20), times
    assert min(found.right_window(times) for times in (3, 4, 6)) >= 0.8
