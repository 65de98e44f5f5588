"""Sizes by segment: drawn together where they are alike, told apart where they are not."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad_vec
from scipy.stats import multivariate_normal

from closeknit.methods.by_segment import apart, by_segment, together
from closeknit.methods.joint import joint
from closeknit.methods.patterns import Patterns

WINDOW = (1, 28)


def weighed(sizes: np.ndarray, errors: np.ndarray, scatter: float) -> np.ndarray:
    """How likely a scatter is, and what it makes of the sizes: chance, chance x means, chance x squares.

    By differences from the first size, which know nothing of the common one, and the whole normal of the
    sizes and the common one turned about at once.
    """
    wide = np.diag(errors[1:] ** 2 + scatter**2) + errors[0] ** 2 + scatter**2
    chance = multivariate_normal(cov=wide).pdf(sizes[1:] - sizes[0]) * np.exp(-2 * scatter**2)
    known = np.diag([*(errors**-2 + scatter**-2), len(sizes) * scatter**-2])
    known[:-1, -1] = known[-1, :-1] = -(scatter**-2)
    covariance = np.linalg.inv(known)
    means = (covariance @ [*(sizes * errors**-2), 0.0])[:-1]
    return np.array([chance, *(chance * means), *(chance * (means**2 + np.diag(covariance)[:-1]))])


def test_three_sizes_and_their_errors_are_those_worked_out_another_way():
    sizes, errors = np.array([0.7, -0.2, -0.2]), np.array([0.1, 0.2, 0.2])
    drawn, spread = together(sizes, errors)
    total = quad_vec(lambda scatter: weighed(sizes, errors, scatter), 1e-4, 2)[0]
    means, squares = total[1:4] / total[0], total[4:] / total[0]
    assert drawn == pytest.approx(means, abs=1e-4)
    assert spread == pytest.approx(np.sqrt(squares - means**2), abs=1e-4)


def test_sizes_that_scatter_no_more_than_chance_are_nearly_the_common_one():
    drawn, spread = together(np.array([0.5, 0.6, 0.4]), np.array([0.3, 0.3, 0.3]))
    assert drawn == pytest.approx([0.5, 0.54, 0.46], abs=0.02)
    assert (spread < 0.26).all()
    assert (spread > 0.3 / np.sqrt(3)).all()


def test_one_segment_alone_stays_as_it_is():
    drawn, spread = together(np.array([0.5]), np.array([0.3]))
    assert (drawn.tolist(), spread.tolist()) == ([0.5], [0.3])


def test_ranges_of_drawn_sizes_hold_the_true_ones_as_often_as_they_say():
    rng, held = np.random.default_rng(7), []
    errors = np.linspace(0.15, 0.45, 12)
    for _ in range(400):
        truth = 0.5 + rng.normal(0, 0.3, 12)
        drawn, spread = together(rng.normal(truth, errors), errors)
        held += (np.abs(drawn - truth) < 1.645 * spread).tolist()
    assert 0.85 < np.mean(held) < 0.93


def patterns_of(n: np.ndarray, times: np.ndarray) -> Patterns:
    """Accounts that are open a tenth of the time, with what that makes of n purchases each."""
    is_open = np.tile([False, True], len(n))
    weight = np.where(is_open, 0.1, 0.9)
    raw = weight * np.where(is_open, np.repeat(times, 2), 1.0)
    purchases = np.repeat(n, 2) * raw / np.repeat(raw.reshape(-1, 2).sum(axis=1), 2)
    account = np.repeat(np.arange(len(n)), 2)
    level = np.zeros((len(account), 0), dtype=np.int64)
    return Patterns((("visit", WINDOW),), account, level, is_open[:, None], weight, purchases)


def rows(times: tuple[float, ...], accounts: int = 200) -> tuple[Patterns, np.ndarray]:
    """Accounts of segments in turn, with 3 purchases each."""
    segment = np.arange(accounts) % len(times)
    return patterns_of(np.full(accounts, 3.0), np.array(times)[segment]), np.repeat(segment, 2)


def test_a_kind_that_works_in_one_segment_only_is_told_apart():
    p, segment = rows((4.0, 1.0))
    found = by_segment(joint(p, seed=1, draws=50), ("visit", WINDOW), segment, seed=1, draws=50)
    one, other = found.inside
    assert found.p == 0.001
    assert one.times == pytest.approx(4.0, rel=0.1)
    assert other.times == pytest.approx(1.0, rel=0.15)
    assert other.low < 1 < other.high < one.low


def test_a_kind_that_works_alike_everywhere_is_not():
    p, segment = rows((3.0, 3.0, 3.0))
    found = by_segment(joint(p, seed=1, draws=50), ("visit", WINDOW), segment, seed=1, draws=50)
    assert found.p > 0.9
    assert [i.times for i in found.inside] == pytest.approx([3.0] * 3, rel=0.1)


def test_one_large_account_makes_no_segment_differ():
    """It buys 60 times and what happens does much to it; wherever it lies, that segment stands out."""
    n, times = np.full(120, 3.0), np.full(120, 2.0)
    n[0], times[0] = 60, 12.0
    p, segment = patterns_of(n, times), np.repeat(np.arange(120) % 3, 2)
    found = by_segment(joint(p, seed=1, draws=0), ("visit", WINDOW), segment, seed=1, draws=0)
    assert found.inside[0].times > 1.3 * found.inside[1].times
    assert found.p > 0.2


@pytest.mark.slow
def test_accounts_that_differ_make_segments_differ_no_oftener_than_chance_allows():
    """Twelve segments of 8 accounts of unlike size; what an event does varies, whatever the segment."""
    rng, chances = np.random.default_rng(5), []
    segment = np.repeat(np.arange(12), 8)
    for _ in range(300):
        n = np.maximum(rng.poisson(10 * np.exp(0.8 * rng.standard_normal(96))), 1)
        p = patterns_of(n.astype(float), np.exp(1 + rng.normal(0, 0.7, 96)))
        opened = rng.binomial(n, p.purchases[1::2] / n)
        p = replace(p, purchases=np.stack([n - opened, opened], axis=1).ravel().astype(float))
        chances.append(apart(joint(p, seed=1, draws=0), 0, np.repeat(segment, 2), np.arange(12), seed=1))
    assert np.mean(np.array(chances) < 0.1) < 0.1 + 2 * 0.0173


def test_a_segment_with_too_little_says_nothing():
    p, segment = rows((3.0, 3.0))
    few = np.where(np.arange(len(segment)) < 8, 2, segment)
    found = by_segment(joint(p, seed=1, draws=0), ("visit", WINDOW), few, seed=1, draws=0)
    assert np.isnan(found.inside[2].times)
    assert not np.isnan(found.inside[0].times)


def told(groups: list[tuple[int, float]], *, compared: bool = False) -> list[bool]:
    """Whether the size is told in segments of so many accounts with so many purchases each, alike in all.

    compared: with everybody, not each account with itself.
    """
    n = np.concatenate([np.full(accounts, bought) for accounts, bought in groups])
    segment = np.repeat(np.arange(len(groups)), [2 * accounts for accounts, _ in groups])
    p = patterns_of(n, np.full(len(n), 3.0))
    if compared:
        level = np.zeros((len(p), 4), dtype=np.int64)
        level[:, 3] = segment
        p = replace(p, level=level)
    found = by_segment(joint(p, seed=1, draws=0), ("visit", WINDOW), segment, seed=1, draws=0)
    return [not np.isnan(inside.times) for inside in found.inside]


def test_what_to_expect_of_a_segment_goes_by_what_its_own_accounts_buy():
    """A quarter of all purchases fall into the window: of 5 that buy 60 times, and of 16 that buy once."""
    assert told([(400, 2), (5, 60)]) == [True, True]
    assert told([(40, 20), (16, 1)]) == [True, False]


def test_where_everybody_is_compared_it_goes_by_how_often_the_segment_buys():
    assert told([(100, 1), (100, 0.04)], compared=True) == [True, False]
    assert told([(1000, 0.1), (20, 1)], compared=True) == [True, False]
    assert told([(1000, 0.1), (40, 1)], compared=True) == [True, True]


def test_the_size_of_few_purchases_is_that_of_a_fit_without_a_prior():
    """Of 24 purchases 8 fall into a tenth of the time: odds of 1/2 for 1/9, log odds have 1/8 + 1/16."""
    p = patterns_of(np.full(8, 3.0), np.full(8, 4.5))
    whole = np.zeros(len(p), dtype=np.int64)
    (inside,) = by_segment(joint(p, seed=1, draws=0), ("visit", WINDOW), whole, seed=1, draws=0).inside
    assert np.log(inside.times) == pytest.approx(np.log(4.5), abs=0.01)
    wide = np.log(inside.high / inside.low) / 2
    assert wide == pytest.approx(1.645 * np.sqrt(1 / 8 + 1 / 16), abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("scatter", [0.0, 0.5])
def test_ranges_hold_the_true_sizes_in_made_worlds(scatter):
    """Twelve segments of 30 accounts that buy 4 times: purchases fall by chance, sizes scatter or do not."""
    rng, held = np.random.default_rng(11), []
    segment = np.repeat(np.arange(12), 30)
    for _ in range(25):
        truth = np.log(2.5) + rng.normal(0, scatter, 12)
        p = patterns_of(np.full(360, 4.0), np.exp(truth)[segment])
        opened = rng.binomial(4, p.purchases[1::2] / 4)
        p = replace(p, purchases=np.stack([4.0 - opened, opened], axis=1).ravel())
        found = by_segment(joint(p, seed=1), ("visit", WINDOW), np.repeat(segment, 2), seed=1)
        held += [i.low < np.exp(t) < i.high for i, t in zip(found.inside, truth, strict=True)]
    print(f"\nheld with scatter {scatter}: {np.mean(held):.3f}")
    assert np.mean(held) > 0.85
    assert scatter == 0.0 or np.mean(held) < 0.94
