"""Buying at discrete opportunities: is there one chance to buy a year, quarter or month, and who used it.

Question  Do these customers buy at most once a period, a whole number of periods apart?
Rule      A cycle is seen when, of at least LEAST_GAPS gaps between purchase days of a customer, LEAST_SHARE
          lie within NEAR of a whole number of cycles, none counts as less than one, and LEAST_NEXT are one
          cycle long. Gaps at random would lie so near in 2 NEAR = 1 of 4 cases. The longest such cycle wins:
          whole years are whole months too.
Units     days. An opportunity counts as missed once NEAR of a cycle has gone by after it.
Assumes   Each customer's opportunities start with its first purchase; those who buy at one event share them.
Source    The rule is ours; the histories are those of `bgbb`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from closeknit.methods.histories import Histories, Ints, histories

CYCLES = {"year": 365.25, "quarter": 365.25 / 4, "month": 365.25 / 12}
"""Days of each cycle, the longest first."""

NEAR = 1 / 8
"""How far from a whole number of cycles a gap may be, in cycles."""

LEAST_GAPS, LEAST_SHARE, LEAST_NEXT = 50, 0.9, 0.25


@dataclass(frozen=True)
class Cycle:
    """One opportunity to buy in so many days. share: gaps that are whole cycles; gaps: of how many."""

    name: str
    share: float = 1.0
    gaps: int = 0

    @property
    def days(self) -> float:
        """Its length."""
        return CYCLES[self.name]

    def within(self, days: float) -> int:
        """How many opportunities come in so many days."""
        return round(days / self.days)


def measured(name: str, gaps: Ints, counts: Ints) -> tuple[Cycle, float]:
    """How well gaps (each with how often it is seen) keep to a cycle, and the share of one cycle."""
    many = max(int(counts.sum()), 1)
    whole = np.maximum(np.round(gaps / CYCLES[name]), 1)
    near = np.abs(gaps - whole * CYCLES[name]) <= NEAR * CYCLES[name]
    share, following = (float(counts[mask].sum()) / many for mask in (near, near & (whole == 1)))
    return Cycle(name, share, int(counts.sum())), following


def cycle_of(gaps: Ints, counts: Ints) -> Cycle | None:
    """The cycle that these gaps keep to; None where they keep to none, or are too few to tell."""
    if counts.sum() < LEAST_GAPS:
        return None
    for name in CYCLES:
        cycle, following = measured(name, gaps, counts)
        if cycle.share >= LEAST_SHARE and following >= LEAST_NEXT:
            return cycle
    return None


def taken(purchases: Ints, first: Ints, last: Ints, *, until: int, cycle: Cycle) -> Histories:
    """Histories in opportunities: how many were used after the first purchase, the last, and how many passed.

    Days as for `histories`. Of several purchases at one opportunity one counts.
    """
    recency = np.round((last - first) / cycle.days).astype(np.int64)
    passed = np.floor((until - first) / cycle.days - NEAR).astype(np.int64)
    watched = np.maximum(np.maximum(passed, recency), 0)
    x = np.where(recency > 0, np.clip(purchases - 1, 1, recency), 0)
    end = int(watched.max()) if len(watched) else 0
    made = histories(x + 1, end - watched, end - watched + recency, until=end, unit="days")
    return replace(made, unit=cycle.name)
