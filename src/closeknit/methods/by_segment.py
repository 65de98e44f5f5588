"""Whether an effect is of another size in some segments, and how large it is in each.

Question  Does a kind of event do more for some segments than for others?
Reads     the patterns that sizes are fitted on, and the segment of each of their rows
Model     The kind's window is one column a segment, fitted together with all other columns. Sizes of segments
          scatter about a common one (normal, on the log scale): each is drawn towards it by as much as the
          scatter among all of them advises. Where they scatter no more than chance, all are the common one.
Test      Cochran's Q on the plain sizes, those with their prior taken out again.
Source    DerSimonian & Laird (1986), Controlled Clinical Trials 7:177-188; Cochran (1954), Biometrics
          10:101-129.
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
    """Log sizes drawn towards their common one, their standard errors, and p of Cochran's Q."""
    weight = errors**-2
    common = float(weight @ sizes / weight.sum())
    q, more = float(weight @ (sizes - common) ** 2), len(sizes) - 1
    if not more:
        return sizes, errors, 1.0
    scatter = max(0.0, (q - more) / float(weight.sum() - weight @ weight / weight.sum()))
    total = 1 / (errors**2 + scatter)
    middle, spread = float(total @ sizes / total.sum()), 1 / float(total.sum())
    kept = scatter / (scatter + errors**2)
    drawn = middle + kept * (sizes - middle)
    variance = kept * errors**2 + (1 - kept) ** 2 * spread
    return drawn, np.sqrt(variance), float(gammaincc(more / 2, q / 2))


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
