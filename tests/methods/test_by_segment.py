"""Sizes by segment: drawn together where they are alike, told apart where they are not."""

import numpy as np
import pytest

from closeknit.methods.by_segment import by_segment, together
from closeknit.methods.joint import joint
from closeknit.methods.patterns import Patterns

WINDOW = (1, 28)


def test_three_sizes_worked_out_on_paper():
    """Weights 100, 25, 25: common .4, Q 27; scatter (27 - 2) / (150 - 11250 / 150) = 25 / 75."""
    sizes, errors = np.array([0.7, -0.2, -0.2]), np.array([0.1, 0.2, 0.2])
    drawn, spread, p = together(sizes, errors)
    scatter = (27.0 - 2) / 75
    assert p == pytest.approx(np.exp(-27.0 / 2))
    kept = scatter / (scatter + errors**2)
    weight = 1 / (scatter + errors**2)
    middle = weight @ sizes / weight.sum()
    assert drawn == pytest.approx(middle + kept * (sizes - middle))
    assert (spread < errors).all()


def test_sizes_that_scatter_no_more_than_chance_are_all_the_common_one():
    drawn, spread, p = together(np.array([0.5, 0.6, 0.4]), np.array([0.3, 0.3, 0.3]))
    assert drawn == pytest.approx([0.5] * 3)
    assert spread == pytest.approx([0.3 / np.sqrt(3)] * 3)
    assert p > 0.5


def test_one_segment_alone_stays_as_it_is():
    drawn, spread, p = together(np.array([0.5]), np.array([0.3]))
    assert (drawn.tolist(), spread.tolist(), p) == ([0.5], [0.3], 1.0)


def rows(times: tuple[float, ...], accounts: int = 200) -> tuple[Patterns, np.ndarray]:
    """Accounts of segments in turn, open a tenth of the time, with what that makes of 3 purchases each."""
    account = np.repeat(np.arange(accounts), 2)
    is_open = np.tile([False, True], accounts)
    weight = np.where(is_open, 0.1, 0.9)
    segment = account % len(times)
    raw = weight * np.where(is_open, np.array(times)[segment], 1.0)
    purchases = 3 * raw / np.repeat(raw.reshape(-1, 2).sum(axis=1), 2)
    level = np.zeros((len(account), 0), dtype=np.int64)
    return Patterns((("visit", WINDOW),), account, level, is_open[:, None], weight, purchases), segment


def test_a_kind_that_works_in_one_segment_only_is_told_apart():
    p, segment = rows((4.0, 1.0))
    found = by_segment(joint(p, seed=1, draws=50), ("visit", WINDOW), segment, seed=1, draws=50)
    one, other = found.inside
    assert found.p < 0.001
    assert one.times == pytest.approx(4.0, rel=0.1)
    assert other.times == pytest.approx(1.0, rel=0.15)
    assert other.low < 1 < other.high < one.low


def test_a_kind_that_works_alike_everywhere_is_not():
    p, segment = rows((3.0, 3.0, 3.0))
    found = by_segment(joint(p, seed=1, draws=50), ("visit", WINDOW), segment, seed=1, draws=50)
    assert found.p > 0.9
    assert [i.times for i in found.inside] == pytest.approx([3.0] * 3, rel=0.1)


def test_a_segment_with_too_little_says_nothing():
    p, segment = rows((3.0, 3.0))
    few = np.where(np.arange(len(segment)) < 8, 2, segment)
    found = by_segment(joint(p, seed=1, draws=0), ("visit", WINDOW), few, seed=1, draws=0)
    assert np.isnan(found.inside[2].times)
    assert not np.isnan(found.inside[0].times)
