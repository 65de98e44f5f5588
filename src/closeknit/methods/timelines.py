"""Events and purchases of numbered accounts as plain lists in memory: what every sum of `cells` is made of.

All days are whole day numbers; accounts and kinds are numbered from 0. Large data comes as many such lists,
each of other accounts; how their sums are added up is in `adding`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from closeknit.methods.cells import Calendar, Ints, Window

FAR = 1 << 22
"""More days than any list spans; keeps accounts apart in sorted keys."""

LARGEST_CODE = 1 << 62


@dataclass(frozen=True)
class Histories:
    """Events and purchases of numbered accounts, each at risk from `first` to `last`, both included.

    An account whose last day lies before its first is never at risk; days at risk lie in the calendar.
    Purchases and events outside the days at risk still count as past and as events. Where only the first
    purchase counts, `last` is its day.
    """

    calendar: Calendar
    kinds: tuple[str, ...]
    first: Ints
    last: Ints
    segment: Ints
    bought_by: Ints
    bought_on: Ints
    event_of: Ints
    event_kind: Ints
    event_on: Ints
    known_on: Ints

    @property
    def accounts(self) -> int:
        """How many accounts there are, at risk or not."""
        return len(self.first)

    @cached_property
    def counted(self) -> Ints:
        """Which purchases lie on days at risk: their positions, sorted by account and day."""
        day, by = self.bought_on, self.bought_by
        at_risk = np.flatnonzero((day >= self.first[by]) & (day <= self.last[by]))
        return at_risk[np.argsort(by[at_risk] * FAR + day[at_risk], kind="stable")]

    @cached_property
    def bought(self) -> Ints:
        """Counted purchases of each account."""
        return np.bincount(self.bought_by[self.counted], minlength=self.accounts)

    @cached_property
    def before(self) -> Ints:
        """Place in `counted` of the first purchase of each account on a day of the calendar or later.

        Accounts x (days + 1); the place after its last one where none comes.
        """
        days = self.calendar.bin_days * self.calendar.bins + 1
        at = self.bought_by[self.counted] * days + self.bought_on[self.counted] - self.calendar.first_day + 1
        return np.cumsum(np.bincount(at, minlength=self.accounts * days)).reshape(self.accounts, days)

    @cached_property
    def events(self) -> tuple[Ints, ...]:
        """Distinct (kind, account, day, day it was known on), sorted by the four."""
        return distinct(self.event_kind, self.event_of, self.event_on, self.known_on)

    @cached_property
    def known(self) -> Occurrences:
        """Distinct events by the day they were known on."""
        return occurrences(self.event_kind, self.event_of, self.known_on)

    @cached_property
    def happened(self) -> Occurrences:
        """Distinct events by the day they happened on."""
        kind, account, day, _ = self.events
        new = np.append(True, (kind[1:] != kind[:-1]) | (account[1:] != account[:-1]) | (day[1:] != day[:-1]))
        new = new[: len(kind)]
        return Occurrences(kind[new], account[new], day[new])

    def seen(self, window: Window) -> Occurrences:
        """The events by the day that counts for a window: known for lags, happened for all others."""
        return self.known if window[0] > 0 else self.happened


@dataclass(frozen=True)
class Occurrences:
    """Distinct (kind, account, day), sorted by the three."""

    kind: Ints
    account: Ints
    day: Ints


def occurrences(kind: Ints, account: Ints, day: Ints) -> Occurrences:
    """Sorted distinct (kind, account, day)."""
    return Occurrences(*distinct(kind, account, day))


def distinct(*columns: Ints) -> tuple[Ints, ...]:
    """Distinct rows, sorted; as one number each where that is possible, which sorts many times faster."""
    if not len(columns[0]):
        return columns
    low = [int(column.min()) for column in columns]
    wide = [int(column.max()) - least + 1 for column, least in zip(columns, low, strict=True)]
    if np.prod([float(width) for width in wide]) >= LARGEST_CODE:
        return tuple(np.unique(np.stack(columns), axis=1))
    code = columns[0] - low[0]
    for column, least, width in zip(columns[1:], low[1:], wide[1:], strict=True):
        code = code * width + (column - least)
    code.sort()
    code = code[np.append(True, code[1:] != code[:-1])]
    out = []
    for least, width in zip(low[:0:-1], wide[:0:-1], strict=True):
        code, part = np.divmod(code, width)
        out.append(part + least)
    return (code + low[0], *reversed(out))
