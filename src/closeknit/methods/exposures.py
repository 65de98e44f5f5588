"""Exposed days of plain lists of events, and the sums over them: between accounts and within them.

An event's span of days ends where the next one's begins, so no day counts twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from closeknit.methods.cells import (
    LAGS,
    LEAD,
    SAME_DAY,
    Calendar,
    Exposed,
    Floats,
    Ints,
    Window,
    Within,
)
from closeknit.methods.strata import Grid, Stretches
from closeknit.methods.timelines import Histories

ALL_WINDOWS: tuple[Window, ...] = (*LAGS, SAME_DAY, LEAD)

AT_ONCE = 4_000_000
"""Levels x bins x kinds that are summed at a time, to keep memory low."""


@dataclass(frozen=True)
class Spans:
    """Exposed days as disjoint spans within days at risk, sorted by kind and account.

    start, end: the first and last day. low, high: places in `Histories.counted` of the first purchase on
    the days, and of the first one after them.
    """

    kind: Ints
    account: Ints
    start: Ints
    end: Ints
    low: Ints
    high: Ints

    def where(self, some: Ints | slice) -> Spans:
        """Some of the spans."""
        parts = (self.kind, self.account, self.start, self.end, self.low, self.high)
        return Spans(*(part[some] for part in parts))


def spans(h: Histories, window: Window) -> Spans:
    """The exposed days at risk of every kind and account, for one window."""
    events, (low, high) = h.seen(window), window
    start, end = events.day + low, events.day + high
    follows = (events.kind[1:] == events.kind[:-1]) & (events.account[1:] == events.account[:-1])
    # Spans of one window are equally long, so each ends at the latest where the next one starts.
    end[:-1] = np.where(follows, np.minimum(end[:-1], start[1:] - 1), end[:-1])
    start = np.maximum(start, h.first[events.account])
    end = np.minimum(end, h.last[events.account])
    some = np.flatnonzero(start <= end)
    kind, account, start, end = events.kind[some], events.account[some], start[some], end[some]
    first = h.calendar.first_day
    return Spans(
        kind, account, start, end, h.before[account, start - first], h.before[account, end + 1 - first]
    )


def near(parts: Spans) -> tuple[Ints, Ints]:
    """(kind, place in `Histories.counted`) of every purchase on these exposed days."""
    piece, place = _expanded(parts.low, parts.high - parts.low)
    return parts.kind[piece], place


def _expanded(low: Ints, many: Ints) -> tuple[Ints, Ints]:
    """The numbers low, low + 1 … of each range, one after the other, and the place of the range of each."""
    some = np.flatnonzero(many)
    low, many = low[some], many[some]
    ends = np.cumsum(many)
    shift = np.repeat(low - (ends - many), many)
    return np.repeat(some, many), np.arange(len(shift)) + shift


def exposures(h: Histories, made: Grid, parts: Spans, window: Window) -> Iterator[Exposed]:
    """Exposed days and purchases by stratum, for each kind that has any in the window of these spans."""
    at = made.stratum[h.bought_by[h.counted], h.calendar.bin_of(h.bought_on[h.counted])]
    together = max(1, AT_ONCE // max(made.stretches.row.size, 1))
    for first in range(0, len(h.kinds), together):
        some = range(first, min(first + together, len(h.kinds)))
        here = parts.where(slice(*np.searchsorted(parts.kind, [some.start, some.stop])))
        days = _days(h.calendar, made.stretches, here, some)
        kind, place = near(here)
        width = len(made.strata)
        bought = np.bincount((kind - first) * width + at[place], minlength=len(some) * width)
        bought = bought.reshape(len(some), width)
        for k in some:
            of_stratum = np.zeros(width)
            used = made.stretches.row >= 0
            of_stratum[made.stretches.row[used]] = days[k - first][used]
            rows = np.flatnonzero(of_stratum)
            if len(rows):
                yield Exposed(
                    h.kinds[k], window, rows, of_stratum[rows], bought[k - first, rows].astype(float)
                )


def _days(calendar: Calendar, stretches: Stretches, parts: Spans, kinds: range) -> Floats:
    """Exposed days, kinds x levels x bins.

    Spans are cut where the level of their account changes; of each piece only its two ends are counted, by
    bin: the days between follow from running sums over bins.
    """
    low, high = (stretches.place[parts.account, calendar.bin_of(day)] for day in (parts.start, parts.end))
    piece, stretch = _expanded(low, high - low + 1)
    shape = len(kinds), len(stretches.row), calendar.bins + 2
    cell = ((parts.kind[piece] - kinds.start) * shape[1] + stretches.level[stretch]) * shape[2]
    start = np.maximum(parts.start[piece], stretches.first[stretch])
    after = np.minimum(parts.end[piece], stretches.last[stretch]) + 1
    change = np.zeros(shape[0] * shape[1] * shape[2])
    for day, sign in ((start, 1), (after, -1)):
        when, rest = np.divmod(day - calendar.first_day, calendar.bin_days)
        # From its day on, a piece has the rest of the bin, and all of each later one.
        change += sign * np.bincount(cell + when, calendar.bin_days - rest, len(change))
        if calendar.bin_days > 1:
            late = np.flatnonzero(rest)
            change += sign * np.bincount(cell[late] + when[late] + 1, rest[late], len(change))
    return np.cumsum(change.reshape(shape), axis=2)[:, :, :-2]


@dataclass(frozen=True)
class Clock:
    """A weight for every day of every account, summed up so that any span of days costs two look-ups.

    weights: of a day, accounts x bins. total: their sum up to each day, accounts x (days + 1).
    """

    h: Histories
    weights: Floats

    @cached_property
    def total(self) -> Floats:
        """Weight of the days of the calendar before each, as if at risk throughout."""
        days = np.repeat(self.weights, self.h.calendar.bin_days, axis=1)
        return np.cumsum(np.pad(days, ((0, 0), (1, 0))), axis=1)

    def over(self, account: Ints, start: Ints, end: Ints) -> Floats:
        """Weight of the days from start to end, both included."""
        first = self.h.calendar.first_day
        return np.asarray(self.total[account, end + 1 - first] - self.total[account, start - first])


@dataclass(frozen=True)
class Own:
    """The season over the accounts' own days at risk, for sums within accounts.

    days: the weight of the days of the calendar before each, the first of which is `first`. all_of: that of
    each buyer's days at risk.
    """

    first: int
    days: Floats
    all_of: Floats

    def over(self, start: Ints, end: Ints) -> Floats:
        """Weight of the days from start to end, both included."""
        return np.asarray(self.days[end + 1 - self.first] - self.days[start - self.first])


def own(h: Histories, season: Floats) -> Own:
    """The accounts' own time, given the season's weight of a day of each bin."""
    days = np.append(0.0, np.cumsum(np.repeat(season, h.calendar.bin_days)))
    theirs = Own(h.calendar.first_day, days, np.ones(h.accounts))
    buyers = np.flatnonzero(h.bought)
    theirs.all_of[buyers] = theirs.over(h.first[buyers], h.last[buyers])
    return theirs


def within_of(h: Histories, theirs: Own, parts: Spans, window: Window) -> Iterator[Within]:
    """The sums within accounts of one window, whose spans these are."""
    parts = parts.where(np.flatnonzero(h.bought[parts.account]))
    if not len(parts.kind):
        return
    weight = theirs.over(parts.start, parts.end)
    pair = parts.kind * h.accounts + parts.account
    starts = np.flatnonzero(np.append(True, pair[1:] != pair[:-1]))
    kind, account = parts.kind[starts], parts.account[starts]
    share = np.minimum(np.add.reduceat(weight, starts) / theirs.all_of[account], 1.0)
    observed, n = np.add.reduceat(parts.high - parts.low, starts), h.bought[account]
    sums = [observed, n * share, n * share * (1 - share), (observed - n * share) ** 2]
    of_kind = [np.bincount(kind, weights=part, minlength=len(h.kinds)) for part in sums]
    for k in np.unique(kind):
        yield Within(h.kinds[k], window, *(float(part[k]) for part in of_kind))
