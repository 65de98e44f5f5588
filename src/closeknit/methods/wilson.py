"""A share with its likely range, by Wilson's score interval.

For shares that were counted to the end; where some cases are still open, see `kaplan_meier`.

Source    Wilson (1927), JASA 22:209–212. 34 of 40 at 95 %: .709–.929.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True)
class Share:
    """A share and its likely range, all 0..1."""

    value: float
    low: float
    high: float


def normal_quantile(level: float) -> float:
    """How many standard deviations hold `level` (0..1) of a normal distribution around its middle."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(hits: float, n: float, *, level: float = 0.9) -> Share:
    """The share hits/n with its interval; nothing known (0..1, value 0) when n is 0."""
    if n <= 0:
        return Share(0.0, 0.0, 1.0)
    z = normal_quantile(level)
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # At the ends rounding may push a limit past the share itself.
    return Share(share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))
