"""Purchase histories as models of repeat buying see them: how often, how lately, watched how long.

A history is (x, t_x, T): x repeat purchases after the first, the last of them t_x after the first, and
T from the first purchase to the end of watching. Equal histories are counted once, so a fit costs the
same for a thousand customers as for a million that behave alike. No model is fitted here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNIT_DAYS: dict[str, float] = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12}
"""Length of a unit of time, in days."""

LONGEST_DAYS = 1 << 20
"""Longest time between two days of a history that can be told apart, in days."""


@dataclass(frozen=True)
class Histories:
    """Distinct histories with how many customers have each.

    x: repeat purchases. recency: t_x, and watched: T, both in `unit`. customers: how many have this
    history. which: for each customer, in the order given, the position of its history.
    """

    x: Floats
    recency: Floats
    watched: Floats
    customers: Floats
    which: Ints
    unit: str = "weeks"

    @property
    def total(self) -> int:
        """How many customers there are."""
        return len(self.which)

    @cached_property
    def counts(self) -> tuple[Floats, Ints, Floats]:
        """Distinct numbers of repeat purchases, which of them each history has, and customers with each."""
        counts, where = np.unique(self.x, return_inverse=True)
        many = np.bincount(where, self.customers, len(counts))
        return counts, where.astype(np.int64), many.astype(float)

    @property
    def repeats(self) -> int:
        """How many repeat purchases they made together."""
        return round(float(self.x @ self.customers))


def histories(purchases: Ints, first: Ints, last: Ints, *, until: int, unit: str = "weeks") -> Histories:
    """Histories of customers from their days of purchase, first and last day, seen up to day `until`.

    Purchases of one customer on one day count as one; every customer has at least one. Days are whole
    days since any common origin. Customers whose first day is after `until` must be left out before.
    """
    x, recency, watched = purchases - 1, last - first, until - first
    if len(x) and (x.min() < 0 or watched.min() < 0 or (recency > watched).any()):
        raise ValueError("a history needs a first purchase, and none after its end")
    code = (x.astype(np.int64) * LONGEST_DAYS + recency) * LONGEST_DAYS + watched
    distinct, which, counts = np.unique(code, return_inverse=True, return_counts=True)
    days = UNIT_DAYS[unit]
    return Histories(
        x=(distinct // LONGEST_DAYS**2).astype(float),
        recency=(distinct // LONGEST_DAYS % LONGEST_DAYS) / days,
        watched=(distinct % LONGEST_DAYS) / days,
        customers=counts.astype(float),
        which=which.astype(np.int64),
        unit=unit,
    )
