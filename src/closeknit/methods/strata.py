"""The strata of accounts in memory: who was how lively when, and what lies in each (`cells.Strata`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from closeknit.methods.cells import (
    BUCKETS,
    EDGES,
    LOOK_BACK_DAYS,
    YEAR_DAYS,
    Bools,
    Counts,
    Floats,
    Ints,
    Strata,
    bucket,
)
from closeknit.methods.timelines import Histories, Occurrences

BUCKET_OF = bucket(np.arange(EDGES[-1] + 1))
"""The bucket of each count up to the last edge."""


@dataclass(frozen=True)
class Grid:
    """Accounts x bins: days at risk, and the stratum row of each where there are any (else -1)."""

    days: Floats
    stratum: Ints
    strata: Strata

    @cached_property
    def stretches(self) -> Stretches:
        """Neighbouring bins at risk of one account in which its level stays."""
        codes, level = np.unique(self.strata.code // self.strata.calendar.bins, return_inverse=True)
        here = np.append(level, -1)[self.stratum]
        begins = here >= 0
        begins[:, 1:] &= here[:, 1:] != here[:, :-1]
        account, when = np.nonzero(begins)
        many = (here >= 0).sum(axis=1)
        start = np.argmax(here >= 0, axis=1)
        follows = np.append(account[1:] == account[:-1], False)
        until = np.where(follows, np.append(when[1:], 0), (start + many)[account])
        place = (np.cumsum(begins) - 1).reshape(begins.shape)
        calendar = self.strata.calendar
        days = [calendar.first_day + calendar.bin_days * bins for bins in (when, until)]
        row = np.full((len(codes), calendar.bins), -1)
        row[level, self.strata.bin] = np.arange(len(level))
        return Stretches(here[account, when], days[0], days[1] - 1, place, row)


@dataclass(frozen=True)
class Stretches:
    """Of each stretch its level, first and last day; `place`: accounts x bins, which stretch a bin is in.

    row: levels x bins, the row of `Strata`, -1 where nobody was at risk.
    """

    level: Ints
    first: Ints
    last: Ints
    place: Ints
    row: Ints


def counts(h: Histories) -> Counts:
    """How the events of each kind spread over the accounts at risk."""
    some, kinds = h.last >= h.first, len(h.kinds)
    seen = (h.known.day <= h.calendar.last_day) & some[h.known.account]
    kind, account = h.known.kind[seen], h.known.account[seen]
    each = np.bincount(kind * h.accounts + account, minlength=kinds * h.accounts)
    each = each.reshape(kinds, h.accounts).astype(float)
    days = h.calendar.bin_days * h.calendar.bins + LOOK_BACK_DAYS
    return Counts(
        events=each.sum(axis=1),
        squares=(each**2).sum(axis=1),
        having=(each > 0).sum(axis=1).astype(float),
        accounts=int(some.sum()),
        years=days / YEAR_DAYS,
    )


def grid(h: Histories, told: Counts | None = None) -> Grid:
    """The strata of all accounts, and which of them each account is in when.

    told: how events spread over everybody, where these are not all the accounts.
    """
    calendar, told = h.calendar, told or counts(h)
    starts = calendar.first_day + calendar.bin_days * np.arange(calendar.bins)
    ends = np.minimum(h.last[:, None], starts + calendar.bin_days - 1)
    days = np.maximum(ends - np.maximum(h.first[:, None], starts) + 1, 0)
    active = _so_far(h, _only(h.known, ~told.routine), lately=True)
    lively = _so_far(h, _only(h.known, told.clustered))
    pace = lively * YEAR_DAYS // np.maximum(starts - (h.first[:, None] - LOOK_BACK_DAYS), 1)
    past = _so_far(h, Occurrences(np.zeros_like(h.bought_by), h.bought_by, h.bought_on))
    account, when = np.nonzero(days)
    level = h.segment[account]
    for count in (active, pace, past):
        level = level * BUCKETS + BUCKET_OF[np.minimum(count[account, when], EDGES[-1])]
    codes, which = np.unique(level * calendar.bins + when, return_inverse=True)
    stratum = np.full(days.shape, -1, dtype=np.int64)
    stratum[account, when] = which
    at = stratum[h.bought_by[h.counted], calendar.bin_of(h.bought_on[h.counted])]
    exposure = np.bincount(which, weights=days[account, when], minlength=len(codes)).astype(float)
    purchases = np.bincount(at, minlength=len(codes)).astype(float)
    return Grid(days.astype(float), stratum, Strata.of(calendar, codes, exposure, purchases))


def _only(events: Occurrences, kinds: Bools) -> Occurrences:
    """The events of some kinds."""
    keep = kinds[events.kind]
    return Occurrences(events.kind[keep], events.account[keep], events.day[keep])


def _so_far(h: Histories, events: Occurrences, *, lately: bool = False) -> Ints:
    """Accounts x bins: how many lie before the start of each bin; lately: in the `LOOK_BACK_DAYS` before."""
    calendar = h.calendar
    back = LOOK_BACK_DAYS // calendar.bin_days
    width = back + calendar.bins
    # An event counts from the start of the next bin on; what is older than all of it, from the beginning.
    since = np.maximum(calendar.bin_of(events.day) + 1 + back, 0)
    inside = since < width
    each = np.bincount(events.account[inside] * width + since[inside], minlength=h.accounts * width)
    total = np.cumsum(each.reshape(h.accounts, width), axis=1)
    return total[:, back:] - total[:, : calendar.bins] if lately else total[:, back:]
