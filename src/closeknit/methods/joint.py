"""How large effects are: all windows of all selected kinds fitted together.

Model     Accounts against themselves: given how often an account bought, its purchases fall on its days at
          risk in proportion to season x product of the ratios of the open windows. Where only the first
          purchase counts that would count the purchase against the days before it, so there everybody
          is compared: a Poisson hazard with the account's activity, pace and segment beside the windows.
          Every log ratio has a N(0, 1) prior: with few purchases the plain fit runs off to infinity.
Gives     the most likely ratios, drawn towards 1 where purchases are few. Their ranges come from the same fit
          with a prior of N(0, 2): drawn as little as may be, they hold large effects as often as middling
          ones. They take the larger of two spreads: that of the fit's curvature, and that of fits to
          accounts drawn again with replacement, which knows of bursts.
Source    Farrington (1995), Biometrics 51:228-235; Whitaker et al. (2006), Statistics in Medicine
          25:1768-1797 (accounts against themselves). Moulton & Zeger (1991), Computational
          Statistics & Data Analysis 11:53-63 (one-step bootstrap).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from closeknit.methods.cells import Floats, Window
from closeknit.methods.likelihoods import Rows, rows
from closeknit.methods.patterns import Patterns
from closeknit.methods.wilson import normal_quantile

PRIOR_SD = 1.0
"""Prior deviation of a log ratio."""

RANGE_SD = 2.0
"""Prior deviation of a log ratio in the fit that ranges come from."""

DRAWS = 400

AT_ONCE = 2_000_000
"""Numbers held at once while accounts are drawn."""


@dataclass(frozen=True)
class Size:
    """How many times as likely a purchase is while a window is open, with its likely range.

    purchases: bought while it was open. sd: of the logarithm of `times`. The range is not quite centred on
    it: that is less drawn towards 1.
    """

    kind: str
    window: Window
    times: float
    low: float
    high: float
    sd: float
    purchases: int

    @property
    def log_times(self) -> float:
        """The logarithm of `times`."""
        return float(np.log(self.times))


@dataclass(frozen=True)
class Mode:
    """The top of a fit: values of its terms and their covariance by curvature."""

    values: Floats
    covariance: Floats


@dataclass(frozen=True)
class Joint:
    """A fit of all columns of `patterns` together.

    expected: purchases to be expected in each row of the patterns. covariance: that of the log ratios.
    middle, spread: of the logarithms of their ranges, as a normal has.
    """

    patterns: Patterns
    expected: Floats
    log_times: Floats
    covariance: Floats
    middle: Floats
    spread: Floats
    level: float

    @cached_property
    def sizes(self) -> tuple[Size, ...]:
        """The size of each column."""
        sd = np.sqrt(np.diag(self.covariance))
        wide = normal_quantile(self.level) * self.spread
        bought = self.patterns.purchases @ self.patterns.open
        low, high = self.middle - wide, self.middle + wide
        ends = np.minimum(low, self.log_times), np.maximum(high, self.log_times)
        times, low, high = (np.exp(part) for part in (self.log_times, *ends))
        return tuple(
            Size(kind, window, float(times[c]), float(low[c]), float(high[c]), float(sd[c]), int(bought[c]))
            for c, (kind, window) in enumerate(self.patterns.columns)
        )

    def of(self, kind: str) -> tuple[Size, ...]:
        """The sizes of one kind, window by window."""
        return tuple(size for size in self.sizes if size.kind == kind)

    def best(self, kind: str) -> Size:
        """The window of a kind that surely does most: with the highest lower bound."""
        return max(self.of(kind), key=lambda size: size.low)

    def share_following(self, kind: str) -> float:
        """Share of all purchases that follow the kind and would not be expected without it."""
        times = np.array([size.log_times if size.kind == kind else 0.0 for size in self.sizes])
        gone = 1 - np.exp(-(self.patterns.open @ times))
        total = self.patterns.purchases.sum()
        return float(np.maximum(gone @ self.patterns.purchases / total, 0.0)) if total > 0 else 0.0


def joint(p: Patterns, *, seed: int, level: float = 0.9, draws: int = DRAWS) -> Joint:
    """All columns of the patterns fitted together; with `draws` 0 no accounts are drawn again.

    Equal seeds give equal digits.
    """
    r, others = rows(p)
    top = mode(r, _precision(r, others, PRIOR_SD))
    loose = _precision(r, others, RANGE_SD)
    wide = mode(r, loose, near=top.values)
    spread = np.sqrt(np.diag(wide.covariance))
    if draws:
        spread = np.maximum(spread, redrawn(r, wide, loose, draws=draws, seed=seed).std(axis=1))
    wider = spread / np.sqrt(np.diag(wide.covariance))
    widened = top.covariance * np.outer(wider, wider)
    return Joint(
        p,
        expected=r.expected(top.values),
        log_times=top.values[others:],
        covariance=widened[others:, others:],
        middle=wide.values[others:],
        spread=spread[others:],
        level=level,
    )


def _precision(r: Rows, others: int, sd: float) -> Floats:
    """The precision of a prior of N(0, sd) on every term; where there is a level, it is free."""
    precision = np.full(r.terms.shape[1], PRIOR_SD**-2)
    precision[others:] = sd**-2
    if others:
        precision[0] = 0.0
    return np.diag(precision)


def mode(r: Rows, precision: Floats, *, near: Floats | None = None) -> Mode:
    """The most likely values under a normal prior about 0 with this precision (terms x terms).

    near: where to begin, to be there sooner.
    """
    values = np.zeros(r.terms.shape[1]) if near is None else near
    if near is None and not r.themselves:
        values[0] = np.log(max(r.purchases.sum(), 0.5) / r.weight.sum())
    for _ in range(60):
        slope = r.slope(values) - precision @ values
        step = np.linalg.solve(r.curvature(values) + precision, slope)
        values = values + np.clip(step, -1, 1)
        if np.abs(step).max(initial=0) < 1e-10:
            break
    return Mode(values, np.asarray(np.linalg.inv(r.curvature(values) + precision)))


def redrawn(r: Rows, top: Mode, precision: Floats, *, draws: int, seed: int) -> Floats:
    """Values fitted to accounts drawn again with replacement, terms x draws.

    Each takes one Newton step from the first fit with its curvature: further steps change the spread of the
    draws by a few hundredths and cost as many passes over all rows.
    """
    rng = np.random.default_rng(seed)
    accounts = len(r.starts)
    scores = r.scores(top.values)
    batch = max(1, AT_ONCE // max(accounts, 1))
    parts = []
    for low in range(0, draws, batch):
        times = rng.multinomial(accounts, np.full(accounts, 1 / accounts), min(batch, draws - low))
        slope = scores.T @ times.T - (precision @ top.values)[:, None]
        parts.append(top.values[:, None] + top.covariance @ slope)
    return np.concatenate(parts, axis=1)


def vanishes(alone: Size, beside: Size) -> bool:
    """Whether an effect is gone once other kinds are beside it: they, not it, may be the cause."""
    return alone.low > 1 and beside.low <= 1 and beside.log_times < alone.log_times / 2
