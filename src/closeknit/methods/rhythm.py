"""Purchases that follow one another like clockwork: instalments of one decision, not many decisions.

Question  Does a list of purchases hold payments that came because of an earlier purchase alone?
Method    Days between purchases of one account, up to four apart, are counted by their length. Where one
          length stands out far above those around it and explains a good share of all purchases, chains of
          at least three purchases, each that long after the one before, are one decision: their first.
Assumes   Nobody decides anew every so many days, to the day. A standing order is one decision, too.
Not here  Instalments that name what they are part of, and equal amounts: the book tells those better.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from closeknit.methods.cells import Bools, Floats, Ints
from closeknit.methods.timelines import FAR, Histories

SHORTEST_DAYS, LONGEST_DAYS = 14, 100
"""Lengths that instalments are looked for at: two weeks to a quarter."""

SLACK_DAYS = 3
"""How far instalments may be off at most: months differ in length, and weekends put payments off."""

MOST_OF_THEM = 0.9
"""The share of a hump that has to lie within a smaller slack, where instalments keep to the day."""

AROUND_DAYS = (5, 14)
"""How far off those lengths lie that it is compared with: so far that a weekly habit does not stand out."""

NEXT = 4
"""Purchases of other decisions may lie between two instalments."""

LEAST = 10
TIMES_AROUND = 3.0
SHARE = 0.2
"""What stands out: so many at least, so many times what lies around, so large a share of all purchases."""


@dataclass(frozen=True)
class Rhythm:
    """The days between instalments, and how many purchases are part of an earlier one."""

    days: int
    joined: int


def decisions(h: Histories) -> tuple[Histories, Rhythm | None]:
    """The histories with instalments counted once; as they are, and nothing, where there is no rhythm."""
    later, rhythm = instalments(h.bought_by, h.bought_on)
    if rhythm is None:
        return h, None
    return replace(h, bought_by=h.bought_by[~later], bought_on=h.bought_on[~later]), rhythm


def instalments(by: Ints, on: Ints) -> tuple[Bools, Rhythm | None]:
    """Which purchases, of accounts `by` on days `on` in any order, are part of an earlier one."""
    by = np.unique(by, return_inverse=True)[1]
    order = np.lexsort((on, by))
    later, steady = np.zeros(len(by), dtype=bool), interval(by[order], on[order])
    if steady is None:
        return later, None
    later[order] = _follows(by[order], on[order], *steady)
    return later, Rhythm(steady[0], int(later.sum()))


def interval(by: Ints, on: Ints) -> tuple[int, int] | None:
    """The days after which a good share of purchases follow another of the account, give or take how many.

    by, on: account and day of each purchase, sorted by both.
    """
    gaps = [(on[step:] - on[:-step])[by[step:] == by[:-step]] for step in range(1, NEXT + 1)]
    most = LONGEST_DAYS + AROUND_DAYS[1]
    every = np.concatenate(gaps)
    counts = np.bincount(every[(every >= 0) & (every <= most)], minlength=most + 1).astype(float)
    best, days = 0.0, 0
    for length in range(SHORTEST_DAYS, LONGEST_DAYS + 1):
        hump = counts[length - SLACK_DAYS : length + SLACK_DAYS + 1]
        aside = np.arange(AROUND_DAYS[0], AROUND_DAYS[1] + 1)
        around = counts[np.concatenate([length - aside, length + aside])].mean() * len(hump)
        # Of lengths that hold as many, the one in the middle of the hump.
        height = float(hump @ (SLACK_DAYS + 1 - np.abs(np.arange(len(hump)) - SLACK_DAYS)))
        if hump.sum() >= max(LEAST, TIMES_AROUND * around, SHARE * len(on)) and height > best:
            best, days = height, length
    return (days, _slack(counts, days)) if days else None


def _slack(counts: Floats, days: int) -> int:
    """The fewest days off within which most of the hump lies: the fewer, the fewer true decisions fall in."""
    within = [counts[days - off : days + off + 1].sum() for off in range(SLACK_DAYS + 1)]
    return int(np.argmax(np.array(within) >= MOST_OF_THEM * within[-1]))


def _follows(by: Ints, on: Ints, days: int, slack: int) -> Bools:
    """Which purchases follow another in a chain of three or more."""
    key = by * FAR + on
    before = _one_near(key, -days, slack)
    follows = before >= 0
    # From one to the one before it: as many steps as the chain is long.
    place = np.zeros(len(key), dtype=np.int64)
    for at in np.flatnonzero(follows):
        place[at] = place[before[at]] + 1
    longest = place.copy()
    for at in np.flatnonzero(follows)[::-1]:
        longest[before[at]] = max(longest[before[at]], longest[at])
    for at in np.flatnonzero(follows):
        longest[at] = max(longest[at], longest[before[at]])
    return np.asarray(follows & (longest >= 2))


def _one_near(key: Ints, away: int, slack: int) -> Ints:
    """For each key the position of the nearest one this far away, give or take the slack; -1 for none."""
    found = np.full(len(key), -1)
    for off in sorted(range(-slack, slack + 1), key=abs, reverse=True):
        at = np.searchsorted(key, key + away + off)
        there = key[np.minimum(at, len(key) - 1)] == key + away + off
        found = np.where(there, at, found)
    return found
