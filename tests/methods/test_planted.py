"""The planted world over many repeats, where every purchase counts and where only the first does.

Each size is searched on seeds that nothing was chosen by; the figures are printed as a row of the table in
docs/explanation/simulated-businesses.md (`pytest -m slow -s`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.methods import worlds
from tests.methods.repeats import Tally, fresh, tally

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Repeated:
    """How often a world of a size is made. `purchases`: about so many of them count in each."""

    purchases: int
    accounts: int
    repeats: int
    first_only: bool = False
    bin_days: int = 7

    def __str__(self) -> str:
        counted = "first" if self.first_only else "all"
        return f"{counted}, {self.accounts:,} accounts{', by days' if self.bin_days == 1 else ''}"

    def searched(self) -> Tally:
        """All of them searched."""
        return tally(
            lambda seed: worlds.made(
                self.accounts, seed=seed, first_only=self.first_only, bin_days=self.bin_days
            ),
            fresh(self.repeats),
        )


SIZES = (
    Repeated(50, 62, 80),
    Repeated(170, 190, 120),
    Repeated(540, 620, 60),
    Repeated(540, 620, 60, bin_days=1),
    Repeated(2_100, 2_500, 20),
    Repeated(50, 120, 60, first_only=True),
    Repeated(170, 375, 60, first_only=True),
    Repeated(540, 1_240, 60, first_only=True),
    Repeated(540, 1_240, 60, first_only=True, bin_days=1),
    Repeated(2_100, 4_800, 20, first_only=True),
)
"""From 500 purchases on, the answer counts by days. As many first purchases take twice the accounts."""

POWER = {
    50: {4: 0.65},
    170: {4: 0.95, 3: 0.70},
    540: {4: 1.0, 3: 0.95, 2.5: 0.95, 6: 0.95},
    2_100: {4: 1.0, 3: 1.0, 2.5: 1.0, 6: 1.0},
}
"""How often a kind that makes one so many times as likely is found, at least; by purchases that count."""


@pytest.fixture(scope="module", params=SIZES, ids=str)
def planted(request):
    found = request.param.searched()
    print(f"\n| {request.param} {found.row()}")
    return request.param, found


def test_at_most_a_tenth_of_what_is_found_is_false(planted):
    share, error = planted[1].false_share
    assert share <= 0.10 + 2 * error
    assert planted[1].false_kinds <= 0.6


def test_strong_triggers_are_found(planted):
    size, found = planted
    for times, least in POWER[size.purchases].items():
        assert found.power(times) >= least, times


def test_ranges_hold_the_true_sizes(planted):
    assert planted[1].coverage() >= 0.87
    assert planted[1].coverage_of_found() >= 0.87


def test_windows_are_right_below_500_purchases_of_what_is_strong_and_sizes_too_from_there_on(planted):
    size, found = planted
    if size.purchases < 500:
        assert found.right_window(4) >= 0.8
        return
    for times in (2, 2.5, 3, 4, 6):
        assert found.median_size(times) == pytest.approx(times, rel=0.10 if times < 5 else 0.20), times
    assert min(found.right_window(times) for times in (3, 4, 6)) >= 0.8
