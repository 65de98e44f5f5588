"""What time costs and who used it: time-driven activity-based costing.

The cost of a group of people, divided by the minutes they can really work, is a rate. Whoever uses
minutes bears rate × minutes; what nobody used is shown and never spread over those who did.

Source    Kaplan & Anderson (2004), Harvard Business Review 82(11):131–138.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Allocation:
    """Cost of each user of the time, in the order given, and of the time that nobody used."""

    costs: tuple[float, ...]
    used: float
    used_cost: float
    unused: float
    """Below 0 when more was used than there should be: the capacity is set too low."""
    unused_cost: float


def capacity_rate(cost: float, practical: float) -> float:
    """Cost of one unit of time: what the people cost, over the time they can really work (not 0)."""
    return cost / practical


def allocated(times: Sequence[float], *, rate: float, practical: float) -> Allocation:
    """Time-driven costs of users who took `times`, out of `practical` units of time at `rate` each."""
    used = sum(times)
    return Allocation(
        costs=tuple(rate * time for time in times),
        used=used,
        used_cost=rate * used,
        unused=practical - used,
        unused_cost=rate * (practical - used),
    )
