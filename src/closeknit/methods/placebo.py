"""How often the search cries wolf on this very data: the same search after all truth was shuffled away.

Whole histories of events are exchanged between accounts of one segment that have about as many events;
segments of few accounts count as one. That keeps the calendar, the bursts and how events hang together, and
breaks what they have to do with purchases. Whatever is found then is false.

The chance of a purchase on each account's days is that of the data as it is; the nuisance's share of each
variance too. What is summed anew is what lies in the windows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from closeknit.methods import sccs
from closeknit.methods.cells import LAGS, Bools, Floats, Ints, Within
from closeknit.methods.evidence import WINDOWS, Sums, evidence, q_together
from closeknit.methods.exposures import Clock, Own, own, spans, within_of
from closeknit.methods.hazard import Baseline
from closeknit.methods.strata import Grid
from closeknit.methods.timelines import Histories
from closeknit.methods.wilson import Share, wilson

RUNS = 200

GROUPS = 10
"""Accounts of a segment are exchanged within tenths by their number of events."""

LEAST_IN_GROUP = 5
"""Accounts that are exchanged with one another, at least, where there are as many.

Small segments are cut into fewer parts, and those that are smaller still are one together.
"""


@dataclass(frozen=True)
class Placebo:
    """What was found in shuffled data: in how many runs anything, and how often each kind.

    share: of runs that found anything, with its 90 % range. It should be no more than the share of false
    kinds that the search allows itself. accounts: those searched in each run, of all there are (`of`).
    """

    runs: int
    share: Share
    by_kind: dict[str, int]
    accounts: int = 0
    of: int = 0

    def too_often(self, allowed: float) -> bool:
        """Whether the search cries wolf more often than it may, beyond what so few runs can tell."""
        return self.share.value > allowed + 2 * float(np.sqrt(allowed * (1 - allowed) / max(self.runs, 1)))


@dataclass(frozen=True)
class Search:
    """The search as it was made on the data as it is. asked: the kinds that no guard refused."""

    h: Histories
    made: Grid
    fitted: Baseline
    season: Floats
    sums: Sums
    asked: Bools
    q: float

    @cached_property
    def clock(self) -> Clock:
        """The chance of a purchase on each day; spans never reach days that are not at risk (stratum -1)."""
        return Clock(self.h, np.append(self.fitted.rate, 0.0)[self.made.stratum])

    @cached_property
    def own(self) -> Own:
        """The season over the accounts' own days, which no exchange of events changes."""
        return own(self.h, self.season)

    @cached_property
    def kept(self) -> Floats:
        """What the nuisance leaves of the variance between accounts, kinds x windows; bursts apart."""
        some = self.sums.expected_between > 0
        whole = np.where(some, self.sums.expected_between, 1.0)
        return np.where(some, self.sums.variance_between / whole / self.sums.scatter, 1.0)


def rounds(searches: Sequence[Search], *, seed: int) -> Iterator[Bools]:
    """For one shuffle after the other, without end, which kinds were found in it, search after search."""
    rng, groups = np.random.default_rng(seed), [groups_of(search.h) for search in searches]
    while True:
        shuffled = [
            (evidence(counted(search, exchanged(search.h, own, rng))), search.asked)
            for search, own in zip(searches, groups, strict=True)
        ]
        found = zip(searches, q_together(shuffled), strict=True)
        yield np.concatenate([(up <= search.q) | (down <= search.q) for search, (up, down) in found])


def placebo(kinds: Sequence[str], found: Sequence[Bools]) -> Placebo:
    """What some rounds show together."""
    alarms = np.array(found, dtype=bool).reshape(len(found), len(kinds))
    counts = alarms.sum(axis=0)
    return Placebo(
        runs=len(found),
        share=wilson(float(alarms.any(axis=1).sum()), len(found)),
        by_kind={kind: int(n) for kind, n in zip(kinds, counts, strict=True) if n},
    )


def exchanged(h: Histories, groups: Sequence[Ints], rng: np.random.Generator) -> Histories:
    """The same data with the accounts' whole histories of events exchanged within each group.

    Nobody in a group keeps their own: in groups of five, a fifth of the truth would be left otherwise.
    """
    to = np.arange(h.accounts)
    for group in groups:
        order = rng.permutation(group)
        to[order] = np.roll(order, 1)
    return replace(h, event_of=to[h.event_of])


def groups_of(h: Histories) -> tuple[Ints, ...]:
    """Accounts at risk, by segment and tenth of their number of events; none where only one is at risk."""
    at_risk = np.flatnonzero(h.last >= h.first)
    events = np.bincount(h.event_of, minlength=h.accounts)
    segment = _large(h.segment[at_risk])
    out = []
    for one in np.unique(segment):
        mine = at_risk[segment == one]
        order = mine[np.argsort(events[mine], kind="stable")]
        parts = np.array_split(order, max(1, min(GROUPS, len(order) // LEAST_IN_GROUP)))
        out += [part for part in parts if len(part) > 1]
    return tuple(out)


def _large(segment: Ints) -> Ints:
    """The segment of each account, anew: those below `LEAST_IN_GROUP` are one, with the next if need be."""
    _, of, many = np.unique(segment, return_inverse=True, return_counts=True)
    order = np.argsort(many, kind="stable")
    smaller = np.cumsum(many[order]) - many[order]
    one = order[(many[order] < LEAST_IN_GROUP) | (smaller < LEAST_IN_GROUP)]
    return np.where(np.isin(of, one), -1, of)


def counted(search: Search, h: Histories) -> Sums:
    """The counts of both designs in shuffled histories."""
    row = {kind: k for k, kind in enumerate(h.kinds)}
    out = np.zeros((6, len(h.kinds), len(WINDOWS)))
    lags: list[Within] = []
    for c, window in enumerate(WINDOWS):
        parts = spans(h, window)
        expected = search.clock.over(parts.account, parts.start, parts.end)
        days = (parts.end - parts.start + 1).astype(float)
        for place, weights in ((0, parts.high - parts.low), (1, expected), (5, days / search.fitted.days)):
            out[place][:, c] = np.bincount(parts.kind, weights=weights, minlength=len(h.kinds))
        for one in within_of(h, search.own, parts, window):
            out[3:5, row[one.kind], c] = one.expected, one.variance
            lags += [one] if window in LAGS else []
    out[2] = out[1] * search.kept
    once = search.sums.once
    scatter = 1.0 if once else sccs.bursts(lags)
    out[[2, 4]] *= scatter
    return Sums(h.kinds, *out, scatter=scatter, once=once)
