"""Matched comparison: of each buyer and the non-buyers like it, how much oftener the buyer had an event.

Model     In a set with one buyer and any number of others, of whom m in all had the event, the buyer is one
          of them with odds theta m : (size - m). theta is the odds ratio; sets in which all or none had it
          say nothing. The likeliest theta is that of the conditional logistic regression.
Range     Exact: those theta under which as many buyers with the event, or as few, would not be strange
          (each tail half of what is left, the seen number counted half: mid-p). No large numbers needed.
Source    Breslow & Day (1980), Statistical Methods in Cancer Research I, chapter 7; checked against
          statsmodels' ConditionalLogit, and for pairs against the binomial.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from closeknit.methods.cells import Floats

WIDEST = 12.0
"""log of the largest odds ratio that is told apart from infinity."""


@dataclass(frozen=True)
class Matched:
    """An odds ratio with its exact range; infinite or 0 where all telling sets point one way.

    telling: sets that say something. with_event: of them, those in which the buyer had it. p: two-sided.
    """

    odds: float
    low: float
    high: float
    p: float
    telling: int
    with_event: int


def matched_odds(sets: Sequence[tuple[bool, Sequence[bool]]], *, level: float = 0.9) -> Matched:
    """The odds ratio over sets of (whether the buyer had the event, whether each of the others had it)."""
    shares, seen = [], 0
    for buyer, others in sets:
        exposed, size = int(buyer) + sum(others), 1 + len(others)
        if 0 < exposed < size:
            shares.append(exposed / (size - exposed))
            seen += int(buyer)
    odds = np.array(shares)
    if not len(odds):
        return Matched(1.0, 0.0, float("inf"), 1.0, 0, 0)
    tail = (1 - level) / 2
    at_least, at_most = _tails(odds, seen, 0.0)
    return Matched(
        odds=_likeliest(odds, seen),
        low=0.0 if seen == 0 else _where(lambda t: _tails(odds, seen, t)[0] - tail),
        high=float("inf") if seen == len(odds) else _where(lambda t: _tails(odds, seen, t)[1] - tail),
        p=min(1.0, 2 * min(at_least, at_most)),
        telling=len(odds),
        with_event=seen,
    )


def _likeliest(odds: Floats, seen: int) -> float:
    """Where as many buyers with the event are expected as there are."""
    if seen == 0:
        return 0.0
    if seen == len(odds):
        return float("inf")
    return _where(lambda t: float((odds * np.exp(t) / (1 + odds * np.exp(t))).sum()) - seen)


def _tails(odds: Floats, seen: int, log_odds: float) -> tuple[float, float]:
    """Chance of at least, and of at most, so many buyers with the event; the seen number counts half."""
    chances = odds * np.exp(log_odds) / (1 + odds * np.exp(log_odds))
    counts = np.array([1.0])
    for chance in chances:
        counts = np.convolve(counts, [1 - chance, chance])
    half = counts[seen] / 2
    return float(counts[seen + 1 :].sum() + half), float(counts[:seen].sum() + half)


def _where(crosses: Callable[[float], float]) -> float:
    """The odds ratio at which a function of its logarithm crosses 0; the edge where it does not."""
    low, high = crosses(-WIDEST), crosses(WIDEST)
    if low * high > 0:
        return float(np.exp(-WIDEST if abs(low) < abs(high) else WIDEST))
    return float(np.exp(brentq(crosses, -WIDEST, WIDEST)))
