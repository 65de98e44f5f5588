"""Events summed up for each look: days of the quarter ahead in the weeks after them, and their number.

A look is an account on an origin, a day to look on; `panel` says what becomes of the sums. Events come as
plain lists, each of other accounts, and are added list by list, so memory does not grow with the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from closeknit.methods.cells import LAGS, YEAR_DAYS, Ints
from closeknit.methods.panel import HORIZON_DAYS, NEVER, Floats32
from closeknit.methods.timelines import distinct


@dataclass(frozen=True)
class Seen:
    """Events as they were seen: number of the account, kind, day that counts, day they were known on."""

    account: Ints
    kind: Ints
    day: Ints
    known: Ints


@dataclass(frozen=True)
class LookSums:
    """Sums for each look, and where the looks of each account are; fields as in `panel.Looks`.

    origins: the days looked on, rising. accounts: their numbers, sorted. row: accounts x origins, the look of
    each, -1 where there is none.
    """

    origins: Sequence[int]
    accounts: Ints
    row: Ints
    lags: Floats32
    year: Floats32
    last_event: Ints
    newest_event: Ints

    @classmethod
    def nothing(cls, origins: Sequence[int], origin: Ints, account: Ints, kinds: int) -> LookSums:
        """Sums of no events yet, for looks at these accounts on these origins, sorted by origin."""
        accounts, at = np.unique(account, return_inverse=True)
        row = np.full((len(accounts), len(origins)), -1, dtype=np.int64)
        row[at, np.searchsorted(origins, origin)] = np.arange(len(account))
        lags = np.zeros((len(LAGS), len(account), kinds), dtype=np.float32)
        last, newest = np.full((2, len(account)), NEVER, dtype=np.int64)
        return cls(origins, accounts, row, lags, np.zeros_like(lags[0]), last, newest)

    def add(self, events: Seen) -> None:
        """Add events of accounts that none were added of before; several of a kind and day count once."""
        if not len(self.accounts):
            return
        some = self._once(events)
        for at, origin in enumerate(self.origins):
            year = slice(*np.searchsorted(some.day, [origin - YEAR_DAYS + 1, origin + 1]))
            row = self.row[some.account[year], at]
            looked = np.flatnonzero(row >= 0)
            if len(looked):
                of = (column[year][looked] for column in (some.kind, some.day, some.known))
                self._add_to(self.row[:, at], origin, Seen(row[looked], *of))

    def _once(self, events: Seen) -> Seen:
        """Those of the accounts looked at, sorted by day; account: its place among them."""
        place = np.minimum(np.searchsorted(self.accounts, events.account), len(self.accounts) - 1)
        mine = np.flatnonzero(self.accounts[place] == events.account)
        rows = distinct(*(column[mine] for column in (events.day, place, events.kind, events.known)))
        # Of an event known on several days the last row is the one known latest.
        again = np.all([column[1:] == column[:-1] for column in rows[:3]], axis=0)
        once = np.flatnonzero(~np.append(again, False)[: len(rows[0])])
        day, account, kind, known = (column[once] for column in rows)
        return Seen(account, kind, day, known)

    def _add_to(self, rows: Ints, origin: int, of: Seen) -> None:
        """Add the events of the year before one origin, sorted by day; account: the look that each is of."""
        np.maximum.at(self.last_event, of.account, of.day)
        np.maximum.at(self.newest_event, of.account, of.known)
        low, kinds = int(rows[rows >= 0].min()), self.year.shape[1]
        shape = int(rows.max()) + 1 - low, kinds
        cell, age = (of.account - low) * kinds + of.kind, origin - of.day
        here = slice(low, low + shape[0])
        self.year[here] += np.bincount(cell, minlength=shape[0] * kinds).reshape(shape)
        for w, window in enumerate(LAGS):
            recent = slice(np.searchsorted(-age, -window[1]), None)
            days = days_ahead(age[recent], window)
            self.lags[w, here] += np.bincount(cell[recent], days, shape[0] * kinds).reshape(shape)


def days_ahead(age: Ints, window: tuple[int, int]) -> Ints:
    """Days of the horizon that lie in the window after an event of that age."""
    start, end = np.maximum(window[0] - age, 1), np.minimum(window[1] - age, HORIZON_DAYS)
    return np.asarray(np.maximum(end - start + 1, 0))
