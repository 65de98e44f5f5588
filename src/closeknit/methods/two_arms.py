"""Acted on or left alone, by lot: the difference it made, with its range, and how many it takes to see one.

Source    Newcombe (1998), Statistics in Medicine 17:873-890, method 10 (difference of shares: 56 of 70
          against 48 of 80 is .20, at 95 % .0524 to .3339). Welch (1947), Biometrika 34:28-35 (means).
          Plan: two-sided normal formula without pooling; 10 % against 12 % at 80 % takes 3,839 an arm.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf, sqrt
from statistics import NormalDist

import numpy as np

from closeknit.methods.cells import Floats
from closeknit.methods.tails import chi_square_above, student_reaches
from closeknit.methods.wilson import wilson

POWER = 0.8
"""The chance of seeing a difference that a plan aims at."""


@dataclass(frozen=True)
class Difference:
    """First arm less second, with its likely range."""

    value: float
    low: float
    high: float


def shares(hits: int, n: int, other_hits: int, other_n: int, *, level: float = 0.9) -> Difference:
    """Difference of two shares; both arms must hold somebody."""
    one, other = wilson(hits, n, level=level), wilson(other_hits, other_n, level=level)
    value = one.value - other.value
    down = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    up = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Difference(value, value - down, value + up)


def means(one: Floats, other: Floats, *, level: float = 0.9) -> Difference:
    """Difference of two means of unequal spread; each arm must hold at least two."""
    parts = [float(a.var(ddof=1)) / len(a) for a in (one, other)]
    value, error = float(one.mean() - other.mean()), sqrt(sum(parts))
    if error == 0:
        return Difference(value, value, value)
    freedom = sum(parts) ** 2 / sum(
        p**2 / (len(a) - 1) for p, a in zip(parts, (one, other), strict=True) if p
    )
    wide = float(student_reaches(0.5 + level / 2, freedom)) * error
    return Difference(value, value - wide, value + wide)


def needed(share: float, other: float, *, left_alone: float = 0.5, level: float = 0.95) -> float:
    """People in all it takes to tell two shares apart with POWER; `left_alone`: part in the second arm."""
    if share == other:
        return inf
    z = NormalDist().inv_cdf(0.5 + level / 2) + NormalDist().inv_cdf(POWER)
    variance = share * (1 - share) / (1 - left_alone) + other * (1 - other) / left_alone
    return ceil(z**2 * variance / (share - other) ** 2)


def share_to_leave(
    people: int,
    chance: float,
    *,
    least: float = 0.2,
    most: float = 0.5,
    times: float = 2.0,
    level: float = 0.9,
) -> tuple[float, float]:
    """The smallest part to leave alone that shows purchases made `times` as often, and people needed.

    Where even the largest part would not show it, the least is left alone. chance: of a purchase without
    acting. The people needed are those for the part that is given back.
    """
    acted = min(chance * times, 0.99)
    for part in np.arange(least, most + 1e-9, 0.05):
        if needed(acted, chance, left_alone=float(part), level=level) <= people:
            return round(float(part), 2), needed(acted, chance, left_alone=float(part), level=level)
    return least, needed(acted, chance, left_alone=least, level=level)


def as_drawn(left_alone: int, people: int, share: float) -> float:
    """How likely sizes as far from the planned share as these are by lot alone (chi-square)."""
    expected = people * share
    if not 0 < expected < people:
        return 1.0
    square = (left_alone - expected) ** 2 / expected + (left_alone - expected) ** 2 / (people - expected)
    return float(chi_square_above(square, 1))
