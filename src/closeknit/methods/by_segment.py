"""Whether an effect is of another size in some segments, and how large it is in each.

Question  Does a kind of event do more for some segments than for others?
Reads     the patterns that sizes are fitted on, and the segment of each of their rows
Model     The kind's window is one column a segment, fitted together with all other columns. Sizes of segments
          scatter about a common one (normal, on the log scale): each is drawn towards it by as much as the
          scatter among all of them advises, of which nothing is known but that it is seldom above 1.
Test      How far apart segments are, against the same accounts dealt out to them by lot. Accounts differ in
          what an event does to them for reasons of their own; where a few large ones lie then makes segments
          differ by any test that takes all accounts of one for alike.
Source    Röver (2020), Journal of Statistical Software 93(6):1-51 (scatter and common size integrated out);
          Röver et al. (2021), Research Synthesis Methods 12:448-474 (prior of the scatter); Phipson & Smyth
          (2010), Statistical Applications in Genetics and Molecular Biology 9:39 (p of deals by lot).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

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


DEALS = 999
"""How often accounts are dealt out to segments by lot."""

AT_ONCE = 4_000_000
"""Accounts dealt out at a time, all deals together."""


@dataclass(frozen=True)
class Inside:
    """The effect inside one segment. times, low, high: NaN where there is too little.

    p: the chance of no effect or the opposite one, by size and spread; 1 where there is too little.
    """

    segment: int
    times: float
    low: float
    high: float
    p: float
    purchases: int


@dataclass(frozen=True)
class BySegment:
    """The effect of a kind in each segment, and the chance of sizes as far apart by the luck of the deal.

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
    times, low, high, chance = np.full((4, len(shown)), np.nan)
    chance[:] = differ = 1.0
    if enough.any():
        middle, spread = together(plain[enough], errors[enough])
        wide = normal_quantile(level) * spread
        times[enough], low[enough], high[enough] = (np.exp(middle + sign * wide) for sign in (0, -1, 1))
        chance[enough] = ndtr(-middle / spread)
        differ = apart(alone, at, segment, np.array(shown)[enough], seed=seed)
    columns = (times, low, high, chance, bought)
    inside = zip(shown, *(column.tolist() for column in columns), strict=True)
    return BySegment(column[0], tuple(Inside(*one) for one in inside), differ)


def apart(alone: Joint, at: int, segment: Ints, shown: Ints, *, seed: int) -> float:
    """The chance of segments as far apart in one column of a fit if accounts were dealt out to them by lot.

    How far: purchases beyond those that the common effect expects, squared, over those expected, summed up
    over the segments shown. segment: of each row.
    """
    p = alone.patterns
    _, first, place = np.unique(p.account, return_index=True, return_inverse=True)
    of = segment[first]
    due, bought = (
        np.bincount(place, rows * p.open[:, at]).astype(float) for rows in (alone.expected, p.purchases)
    )
    beyond = bought - due
    some = np.flatnonzero((due > 0) & np.isin(of, shown))
    of, due, beyond = np.searchsorted(shown, of[some]), due[some], beyond[some]
    if len(shown) < 2:
        return 1.0
    # The common effect is that of the accounts shown alone.
    beyond = beyond - due * (beyond.sum() / due.sum())
    rng, further, done = np.random.default_rng(seed), 0, 0
    seen = _how_far(of[None], due, beyond, len(shown))[0]
    while done < DEALS:
        many = min(DEALS - done, max(1, AT_ONCE // len(of)))
        deals = rng.permuted(np.broadcast_to(of, (many, len(of))), axis=1)
        further += int((_how_far(deals, due, beyond, len(shown)) >= seen * (1 - 1e-12)).sum())
        done += many
    return (1 + further) / (1 + DEALS)


def _how_far(deals: Ints, due: Floats, beyond: Floats, segments: int) -> Floats:
    """How far apart segments are in each deal (deals x accounts)."""
    cell = (deals + segments * np.arange(len(deals))[:, None]).ravel()
    sums = [
        np.bincount(cell, np.tile(part, len(deals)), len(deals) * segments).reshape(-1, segments)
        for part in (beyond, due)
    ]
    return np.asarray((sums[0] ** 2 / sums[1]).sum(axis=1))


def together(sizes: Floats, errors: Floats) -> tuple[Floats, Floats]:
    """Log sizes drawn towards their common one, and their standard errors.

    What each scatter would make of them is weighed by how likely it is: taken for known, a scatter that
    came out too small would make ranges too narrow.
    """
    if len(sizes) == 1:
        return sizes, errors
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
    return middle, spread


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
