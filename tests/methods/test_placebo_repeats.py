"""How often the search cries wolf, as it is told on a business's own data: 200 shuffles of each world."""

from itertools import islice

import numpy as np
import pytest

from closeknit.methods.placebo import RUNS, placebo, rounds
from tests.methods import worlds
from tests.methods.repeats import fresh
from tests.methods.searched import searched

pytestmark = pytest.mark.slow


def shuffled(world):
    found = searched(world.seen)
    return placebo(found.h.kinds, list(islice(rounds([found.search], seed=1), RUNS)))


@pytest.mark.parametrize(
    ("accounts", "kinds", "repeats"),
    [(62, worlds.null_kinds, 10), (190, worlds.null_kinds, 5), (62, worlds.appendix_kinds, 10),
     (190, worlds.appendix_kinds, 5)],
)  # fmt: skip
def test_shuffled_data_show_something_no_more_often_than_allowed(accounts, kinds, repeats):
    shown = [shuffled(worlds.made(accounts, seed=seed, kinds=kinds)) for seed in fresh(repeats)]
    shares = np.array([one.share.value for one in shown])
    print(
        f"\nshuffled, {kinds.__name__}, {accounts} accounts: {shares.mean():.3f}, at most {shares.max():.3f}"
    )
    # Businesses differ by more than the luck of their shuffles, so they tell the error of their mean.
    error = shares.std(ddof=1) / np.sqrt(repeats)
    assert shares.mean() <= 0.10 + 2 * error
    if kinds is worlds.null_kinds:
        assert not any(one.too_often(0.10) for one in shown)


def test_purchases_in_bursts_do_not_make_it_cry_wolf():
    world = worlds.in_bursts(worlds.made(190, seed=fresh(1)[0]), share=0.5, seed=1)
    assert not shuffled(world).too_often(0.10)
