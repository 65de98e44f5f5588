"""Whether an effect is of another size in some segments, and how large it is in each.

Question  Does a kind of event do more for some segments than for others?
Reads     the patterns that sizes are fitted on, and the segment of each of their rows
Model     The kind's window is one column a segment, fitted together with all other columns. Sizes of segments
          scatter about a common one (normal, on the log scale): each is drawn towards it by as much as the
          scatter among all of them advises, of which nothing is known but that it is seldom above 1.
Test      Cochran's Q on the plain sizes, those with their prior taken out again.
Source    Röver (2020), Journal of Statistical Software 93(6):1-51 (scatter and common size integrated out);
          Röver et al. (2021), Research Synthesis Methods 12:448-474 (prior of the scatter); Cochran
          (1954), Biometrics 10:101-129.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import gammaincc

from closeknit.methods.cells import Floats, Ints
from closeknit.methods.joint import DRAWS, RANGE_SD, Joint, joint
from closeknit.methods.patterns import Column, Patterns
from closeknit.methods.wilson import normal_quantile

LEAST_EXPECTED = 5.0
"""Purchases that the fit of all segments together expects in the window of one, for its size to be told."""

SCATTER_SD = 0.5
"""Of the half-normal prior of the scatter: effects that differ by a factor of 1.6 either way are usual."""

SCATTERS = np.linspace(0, 4 * SCATTER_SD, 81)[:, None]
"""The scatters that are weighed, one a row; the first is none."""


@dataclass(frozen=True)
class Inside:
    """The effect inside one segment. times, low, high: NaN where there is too little."""

    segment: int
    times: float
    low: float
    high: float
    purchases: int


@dataclass(frozen=True)
class BySegment:
    """The effect of a kind in each segment, and the chance of sizes as far apart if all were the same.

    p is 1 where fewer than two segments have enough.
    """

    kind: str
    inside: tuple[Inside, ...]
    p: float


def by_segment(
    alone: Joint, column: Column, segment: Ints, *, seed: int, level: float = 0.9, draws: int = DRAWS
) -> BySegment:
    """The effect of one column of a fit, split by the segment of each row, where it has any time."""
    p, at = alone.patterns, alone.patterns.columns.index(column)
    shown = [int(s) for s in np.unique(segment) if p.open[segment == s, at].any()]
    fit = joint(_split(p, at, segment, shown), seed=seed, level=level, draws=draws)
    plain, errors = _plain(fit, len(shown))
    bought = np.array([int(p.purchases[p.open[:, at] & (segment == s)].sum()) for s in shown])
    expected = np.array([alone.expected[p.open[:, at] & (segment == s)].sum() for s in shown])
    enough = expected >= LEAST_EXPECTED
    times, low, high = np.full((3, len(shown)), np.nan)
    chance = 1.0
    if enough.any():
        middle, spread, chance = together(plain[enough], errors[enough])
        wide = normal_quantile(level) * spread
        times[enough], low[enough], high[enough] = (np.exp(middle + sign * wide) for sign in (0, -1, 1))
    inside = zip(shown, times.tolist(), low.tolist(), high.tolist(), bought.tolist(), strict=True)
    return BySegment(column[0], tuple(Inside(*one) for one in inside), chance)


def together(sizes: Floats, errors: Floats) -> tuple[Floats, Floats, float]:
    """Log sizes drawn towards their common one, their standard errors, and p of Cochran's Q.

    What each scatter would make of them is weighed by how likely it is: taken for known, a scatter that
    came out too small would make ranges too narrow.
    """
    if len(sizes) == 1:
        return sizes, errors, 1.0
    precision = 1 / (errors**2 + SCATTERS**2)
    total = precision.sum(axis=1, keepdims=True)
    common = (precision * sizes).sum(axis=1, keepdims=True) / total
    squares = (precision * (sizes - common) ** 2).sum(axis=1, keepdims=True)
    likely = np.log(precision).sum(axis=1, keepdims=True) - np.log(total) - squares
    weight = np.exp((likely - likely.max() - (SCATTERS / SCATTER_SD) ** 2) / 2).T
    weight /= weight.sum()
    kept = SCATTERS**2 * precision
    drawn = common + kept * (sizes - common)
    variance = kept * errors**2 + (1 - kept) ** 2 / total
    middle = (weight @ drawn)[0]
    spread = np.sqrt((weight @ (variance + (drawn - middle) ** 2))[0])
    return middle, spread, float(gammaincc((len(sizes) - 1) / 2, squares[0, 0] / 2))


def _split(p: Patterns, at: int, segment: Ints, shown: Sequence[int]) -> Patterns:
    """The patterns with one column a segment, at the end, in place of a column."""
    others = np.delete(p.open, at, axis=1)
    inside = [p.open[:, at] & (segment == s) for s in shown]
    kind, window = p.columns[at]
    columns = [c for place, c in enumerate(p.columns) if place != at]
    named = [(f"{kind} in {s}", window) for s in shown]
    return replace(
        p, columns=(*columns, *named), open=np.concatenate([others, np.stack(inside, axis=1)], axis=1)
    )


def _plain(fit: Joint, last: int) -> tuple[Floats, Floats]:
    """The last log sizes of a fit with the prior of their ranges taken out, and their standard errors."""
    middle, spread = fit.middle[-last:], fit.spread[-last:]
    precision = np.maximum(spread**-2 - RANGE_SD**-2, 1e-3)
    return middle * spread**-2 / precision, precision**-0.5
