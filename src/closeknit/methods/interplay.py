"""Whether two kinds of events together do more, or less, than each by itself would let expect.

Reads     the patterns that sizes are fitted on, and the window of each kind that does most
Gives     for each pair of kinds how many times the product of both effects a purchase is while both are open
Assumes   Only kinds that were found by themselves are paired: among all kinds there would be too many pairs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import ndtr

from closeknit.methods.cells import Bools, Window
from closeknit.methods.fdr import q_values
from closeknit.methods.joint import DRAWS, Joint, joint
from closeknit.methods.patterns import Patterns

LEAST_EXPECTED = 3.0
"""Purchases to be expected while both are open, from which on a pair is asked about."""


@dataclass(frozen=True)
class Together:
    """Two kinds: `times` the product of their effects while both are open, with its range, and its q."""

    kinds: tuple[str, str]
    times: float
    low: float
    high: float
    q: float


def pairs(
    p: Patterns, best: Mapping[str, Window], *, seed: int, level: float = 0.9, draws: int = DRAWS
) -> tuple[Together, ...]:
    """Every pair of kinds that are open together often enough, surest first."""
    alone = joint(p, seed=seed, draws=0)
    fits = []
    for one, other in combinations(best, 2):
        both = _open(p, one, best[one]) & _open(p, other, best[other])
        if _expected(alone, both) >= LEAST_EXPECTED:
            fit = joint(p.beside((f"{one} + {other}", (0, 0)), both), seed=seed, level=level, draws=draws)
            fits.append(((one, other), fit.sizes[-1]))
    p_values = np.array([2 * ndtr(-abs(size.log_times) / size.sd) for _, size in fits])
    found = [
        Together(kinds, size.times, size.low, size.high, float(q))
        for (kinds, size), q in zip(fits, q_values(p_values), strict=True)
    ]
    return tuple(sorted(found, key=lambda pair: (pair.q, pair.kinds)))


def _open(p: Patterns, kind: str, window: Window) -> Bools:
    return np.asarray(p.open[:, p.columns.index((kind, window))])


def _expected(alone: Joint, rows: Bools) -> float:
    """Purchases to be expected on these rows by the effects of each kind alone."""
    p = alone.patterns
    raw = p.weight * np.exp(p.open @ alone.log_times)
    return float(raw[rows].sum() / raw.sum() * p.purchases.sum())
