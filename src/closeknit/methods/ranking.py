"""What a list of the first k is worth: how many on it buy, against other lists of the same length.

Accounts, not looks, are drawn again for ranges: an account that buys often is seen on many days.

Source    Efron (1979), Annals of Statistics 7:1-26 (bootstrap), drawn by whole accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from closeknit.methods.cells import Bools, Floats, Ints


@dataclass(frozen=True)
class Day:
    """One origin: its accounts, scores of each order (accounts x orders), and who bought afterwards."""

    origin: int
    account: Ints
    scores: Floats
    bought: Bools
    first: int
    """How many the list holds."""


@dataclass(frozen=True)
class Held:
    """Of each order over all days: share of the list that bought, and share of buyers that were on it."""

    precision: Floats
    capture: Floats
    base: float
    """Share of everybody that bought."""

    @property
    def times(self) -> Floats:
        """How many times as often those on the list buy as everybody."""
        return np.asarray(
            self.precision / self.base if self.base > 0 else np.full(len(self.precision), np.nan)
        )


def held(days: Sequence[Day]) -> Held:
    """What each order's lists held, all days together."""
    hits = np.zeros(days[0].scores.shape[1])
    places = buyers = everybody = 0.0
    for day in days:
        lists = _sorted(day)
        hits += day.bought[lists[: day.first]].sum(axis=0)
        places += min(day.first, len(day.account))
        buyers += float(day.bought.sum())
        everybody += len(day.account)
    return Held(hits / max(places, 1.0), hits / max(buyers, 1.0), buyers / max(everybody, 1.0))


def per_day(day: Day) -> Floats:
    """Share of each order's list of one day that bought."""
    return np.asarray(day.bought[_sorted(day)[: day.first]].mean(axis=0))


@dataclass(frozen=True)
class Gain:
    """By how much the first order's list holds more buyers than the best of the others, as times-as-often.

    value, low, high: difference in times as often as everybody. times_low, times_high: range of the first
    order's own. best: which of the others (1 …) is best.
    """

    value: float
    low: float
    high: float
    times_low: float
    times_high: float
    best: int


def gain(days: Sequence[Day], *, draws: int = 400, seed: int = 0, level: float = 0.9) -> Gain:
    """The gain of the first order over the best of the others, with its range over redrawn accounts.

    The best of the others is chosen anew in every draw, so its luck counts for it, not against it.
    """
    rng = np.random.default_rng(seed)
    numbers = np.unique(np.concatenate([day.account for day in days]))
    lists = [_long_lists(day) for day in days]
    places = [np.searchsorted(numbers, day.account) for day in days]
    gains, own = np.empty(draws), np.empty(draws)
    for draw in range(draws):
        many = rng.multinomial(len(numbers), np.full(len(numbers), 1 / len(numbers)))
        times = _drawn([many[place] for place in places], days, lists)
        gains[draw], own[draw] = times[0] - times[1:].max(), times[0]
    edges = [50 - 50 * level, 50 + 50 * level]
    seen = held(days).times
    low, high = np.percentile(gains, edges)
    times_low, times_high = np.percentile(own, edges)
    best = 1 + int(np.argmax(seen[1:]))
    return Gain(
        float(seen[0] - seen[best]), float(low), float(high), float(times_low), float(times_high), best
    )


def _sorted(day: Day) -> Ints:
    """Positions of accounts by falling score, one column an order; equal ones by number, mixed."""
    mixed = (day.account * 2654435761) % 4294967291
    return np.stack([np.lexsort((mixed, -day.scores[:, o])) for o in range(day.scores.shape[1])], axis=1)


def _long_lists(day: Day) -> Ints:
    """The beginnings of the sorted lists: enough to fill `first` places whatever is drawn."""
    return _sorted(day)[: 3 * day.first + 50]


def _drawn(many: Sequence[Ints], days: Sequence[Day], lists: Sequence[Ints]) -> Floats:
    """How many times as often each order's lists buy, where accounts count `many` times."""
    hits = np.zeros(days[0].scores.shape[1])
    filled = np.zeros(len(hits))
    buyers = everybody = 0.0
    for weight, day, order in zip(many, days, lists, strict=True):
        w = weight[order]
        taken = np.minimum(np.cumsum(w, axis=0), day.first)
        counted = np.diff(taken, axis=0, prepend=0)
        hits += (counted * day.bought[order]).sum(axis=0)
        filled += taken[-1]
        buyers += float(weight @ day.bought)
        everybody += float(weight.sum())
    base = max(buyers / max(everybody, 1.0), 1e-12)
    return np.asarray(hits / np.maximum(filled, 1.0) / base)
