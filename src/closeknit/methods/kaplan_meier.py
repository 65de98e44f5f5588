"""How long things take when some of them are not over yet: the Kaplan–Meier curve.

Reads     for each length of time: how many ended after it, and how many were still open when last seen
Gives     the share not over yet after any time, with its interval, and the time by which a share is over
Units     time: any, the same throughout. Shares: 0..1
Assumes   Being still open when last seen says nothing about ending soon.
Source    Kaplan & Meier (1958), JASA 53:457–481; Greenwood's variance on the log-log scale; intervals of
          quantiles: Brookmeyer & Crowley (1982), Biometrics 38:29–41. Checked against lifelines and
          against the published table of the Freireich (1963) remission times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from closeknit.methods.wilson import Share, normal_quantile, wilson

Floats = NDArray[np.float64]
Counts = Sequence[float] | Sequence[int] | Floats | NDArray[np.int64]

EVEN = 1e-12
"""Shares nearer to each other than this count as equal: they differ by rounding only."""


@dataclass(frozen=True)
class Quantile:
    """The time by which a share is over. None: later than anything seen so far."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Curve:
    """The share not over yet just after each of `times` (sorted, distinct), with its interval."""

    times: Floats
    at_risk: Floats
    ended: Floats
    open: Floats
    share: Floats
    low: Floats
    high: Floats
    level: float

    @property
    def n(self) -> int:
        """How many things the curve rests on, open ones included."""
        return int(self.ended.sum() + self.open.sum())

    @property
    def n_open(self) -> int:
        """How many of them were still open when last seen."""
        return int(self.open.sum())

    def over(self, time: float) -> Share | None:
        """The share that takes longer than `time`; None past the last time that anything was seen.

        While nothing was left open before, this is a plain share and gets Wilson's interval.
        """
        if not len(self.times) or (time > self.times[-1] and self.share[-1] > EVEN):
            return None
        upto = int(np.searchsorted(self.times, time, side="right"))
        if self.open[:upto].sum() == 0:
            return wilson(self.n - float(self.ended[:upto].sum()), self.n, level=self.level)
        return Share(float(self.share[upto - 1]), float(self.low[upto - 1]), float(self.high[upto - 1]))

    def quantile(self, share: float) -> Quantile:
        """The time by which `share` (0..1) of all is over: .5 is the median."""
        left = 1 - share + EVEN
        return Quantile(
            _first(self.times, self.share <= left),
            _first(self.times, self.low <= left),
            _first(self.times, self.high <= left),
        )


def curve(times: Counts, ended: Counts, still_open: Counts, *, level: float = 0.9) -> Curve:
    """The curve from counts by time; equal times may come in several entries, in any order.

    Things that ended at a time come before things last seen open at that same time.
    """
    when, where = np.unique(np.asarray(times, dtype=float), return_inverse=True)
    events = _summed(where, ended, len(when))
    censored = _summed(where, still_open, len(when))
    at_risk: Floats = (events + censored)[::-1].cumsum()[::-1]
    share = np.cumprod(1 - events / at_risk).astype(np.float64)
    share[np.abs(share) < EVEN] = 0.0
    low, high = _band(share, events, at_risk, level)
    return Curve(when, at_risk, events, censored, share, low, high, level)


def _summed(where: NDArray[np.intp], counts: Counts, n: int) -> Floats:
    return np.bincount(where, np.asarray(counts, dtype=float), n).astype(float)


def _band(share: Floats, events: Floats, at_risk: Floats, level: float) -> tuple[Floats, Floats]:
    """Log-log Greenwood limits; where the share is 1 or 0 that says nothing, and Wilson's stand in."""
    low, high = share.copy(), share.copy()
    inside = (share > 0) & (share < 1)
    with np.errstate(divide="ignore"):
        variance = np.cumsum(events / (at_risk * (at_risk - events)))[inside]
    log_share = np.log(share[inside])
    reach = normal_quantile(level) * np.sqrt(variance) / np.abs(log_share)
    low[inside], high[inside] = np.exp(log_share * np.exp(reach)), np.exp(log_share * np.exp(-reach))
    for i in np.flatnonzero(~inside):
        edge = wilson(share[i] * at_risk[i], at_risk[i], level=level)
        low[i], high[i] = edge.low, edge.high
    return np.minimum.accumulate(low), np.minimum.accumulate(high)


def _first(times: Floats, reached: NDArray[np.bool_]) -> float | None:
    where = np.flatnonzero(reached)
    return float(times[where[0]]) if len(where) else None
