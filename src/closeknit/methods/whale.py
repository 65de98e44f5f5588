"""The whale curve: how much of all profit the best customers bring, added up from the best down.

The curve rises above 100 % where some customers bring more than the whole, and falls back to 100 % as
those who cost money take it away again.

Units     values: money per customer. Shares of customers and of profit: 1 is all.
Source    Kaplan & Narayanan (2001), Journal of Cost Management 15(5); band by resampling customers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = 50
RESAMPLES = 400


@dataclass(frozen=True)
class Whale:
    """`share` of the total that the best `customers` (0..1) bring, with a band."""

    customers: Floats
    share: Floats
    low: Floats
    high: Floats
    total: float
    peak: float
    """The highest share of the total that any number of best customers brings."""
    peak_count: int
    """How many customers that is: all who bring more than nothing."""
    taken_back: float
    """Money that the others take away again."""


def whale(values: Sequence[float] | Floats, *, seed: int = 0, level: float = 0.9) -> Whale | None:
    """The curve for one value a customer; None when there are none or the total is not above 0.

    The band comes from RESAMPLES draws of as many customers with replacement; draws whose total is not
    above 0 have no curve and are left out.
    """
    money = np.sort(np.asarray(values, dtype=float))[::-1]
    total = float(money.sum())
    if not len(money) or total <= 0:
        return None
    grid = np.linspace(0, 1, STEPS + 1)
    gains = money[money > 0]
    low, high = _band(money, grid, np.random.default_rng(seed), level)
    return Whale(
        customers=grid,
        share=_curve(money[None, :], grid)[0],
        low=low,
        high=high,
        total=total,
        peak=float(gains.sum()) / total,
        peak_count=len(gains),
        taken_back=abs(float(money[money < 0].sum())),
    )


def _curve(money: Floats, grid: Floats) -> Floats:
    """Cumulative shares of the total at `grid`, one row for each row of sorted `money`."""
    summed = np.concatenate([np.zeros((len(money), 1)), np.cumsum(money, axis=1)], axis=1)
    at = grid * money.shape[1]
    below = np.minimum(at.astype(int), money.shape[1] - 1)
    part = at - below
    values = summed[:, below] * (1 - part) + summed[:, below + 1] * part
    return np.asarray(values / summed[:, -1:])


def _band(money: Floats, grid: Floats, rng: np.random.Generator, level: float) -> tuple[Floats, Floats]:
    curves = []
    for _ in range(RESAMPLES):
        drawn = np.sort(money[rng.integers(0, len(money), len(money))])[::-1]
        if drawn.sum() > 0:
            curves.append(_curve(drawn[None, :], grid)[0])
    limits = np.quantile(np.array(curves), [(1 - level) / 2, (1 + level) / 2], axis=0)
    return limits[0], limits[1]
