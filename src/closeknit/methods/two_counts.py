"""Two counts compared: how many times as often, with its likely range, and whether chance would give as many.

Given their sum, the one of two Poisson counts is binomial, whatever their rate; so is, nearly and on the safe
side, how many of some customers do a thing now and did before.

Source    Przyborowski & Wilenski (1940), Biometrika 31:313–323. Clopper & Pearson (1934), Biometrika
          26:404–413.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf, log

from scipy.special import betaincinv

from closeknit.methods.tails import binomial_at_least


@dataclass(frozen=True)
class Times:
    """How many times as often, with its likely range; `p`: how likely chance alone gives as many or more."""

    value: float
    low: float
    high: float
    p: float


def times_as_often(now: int, before: int, *, of_now: float, of_before: float, level: float = 0.9) -> Times:
    """`now` out of `of_now` against `before` out of `of_before`; both exposures above 0."""
    n, per = now + before, of_before / of_now
    even = of_now / (of_now + of_before)
    tail = (1 - level) / 2
    low = float(betaincinv(now, before + 1, tail)) if now else 0.0
    high = float(betaincinv(now + 1, before, 1 - tail)) if before else 1.0
    return Times(
        value=now / before * per if before else inf if now else 0.0,
        low=low / (1 - low) * per,
        high=high / (1 - high) * per if high < 1 else inf,
        p=float(binomial_at_least(now, n, even)) if n else 1.0,
    )


def least_to_tell(of_now: float, of_before: float, level: float) -> int:
    """The sum of both counts below which even all of them now would not be more than chance explains."""
    return ceil(log(level) / log(of_now / (of_now + of_before)))
