"""How many purchases it takes to find a trigger, and how likely one is found with those there are.

Model     Of n purchases a share pi RR / (1 + pi (RR - 1)) falls within the window of an event that makes a
          purchase RR times as likely, where the window is open for a share pi of all time at risk.
Assumes   Purchases come one by one. Bursts and fitted nuisance need a little more.
"""

from __future__ import annotations

import numpy as np

from closeknit.methods.combining import upper_tail
from closeknit.methods.tails import binomial_at_least

CHANCE = 0.8
"""The chance of finding it that a plan aims at."""

AT_ONCE = 32
"""Counts tried at once in a search for the fewest that do."""

MOST = 1_000_000
"""More purchases than this are not planned for."""


def share_of_purchases(open_share: float, times: float) -> float:
    """Share of purchases within a window that is open for `open_share` of the time."""
    return open_share * times / (1 + open_share * (times - 1))


def power(purchases: int, open_share: float, times: float, level: float) -> float:
    """The chance that p is at most `level` for a kind that makes a purchase `times` as likely."""
    if purchases < 1 or not 0 < open_share < 1:
        return 0.0
    least = _least_count(purchases, open_share, level)
    return float(binomial_at_least(least, purchases, share_of_purchases(open_share, times)))


def needed(open_share: float, times: float, level: float, chance: float = CHANCE) -> int:
    """Purchases in all for finding it with `chance`; MOST where even that many would not do."""
    low, high = 1, 32
    while high < MOST and power(high, open_share, times, level) < chance:
        low, high = high, 2 * high
    if high >= MOST:
        return MOST
    while high - low > max(low // 50, 1):
        middle = (low + high) // 2
        low, high = (low, middle) if power(middle, open_share, times, level) >= chance else (middle, high)
    return high


def _least_count(purchases: int, open_share: float, level: float) -> int:
    """The fewest purchases within the window that give a p of at most `level`."""
    expected = purchases * open_share
    low, high = int(expected), purchases
    while high - low > 1:
        # A handful of counts in one call costs as much as a single one.
        counts = np.unique(np.linspace(low + 1, high, AT_ONCE).astype(np.int64))
        same = np.full(len(counts), expected)
        enough = np.flatnonzero(upper_tail(counts.astype(float), same, same * (1 - open_share)) <= level)
        first = int(enough[0]) if len(enough) else len(counts) - 1
        low, high = (int(counts[first - 1]) if first else low), int(counts[first])
    return high
