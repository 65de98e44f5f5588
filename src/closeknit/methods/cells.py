"""What the search for triggers counts: time at risk and purchases, in all and near events.

The tables here are all that the search knows of the data; every fit and test works on them. They stay small
whatever the data: strata are at most bins x buckets x segments, sums one row a kind and window.

An account is at risk on each day from its first to its last day, both included: the last day is that
of the purchase where only the first one counts. A window (low, high) is a range of days from the
event to the purchase: (1, 28) is "bought 1 to 28 days after", (0, 0) the same day, and (-91, -1)
"bought up to 91 days before". A day d is exposed to a kind and window when the account had an event
of the kind whose day + low <= d <= day + high. Several such events on one day count once. For windows
above 0 the event's day is the one it was known on, otherwise the one it happened on: what nobody could
have known opens no window, and what was learned late is not what came after.

How the sums are made of plain lists of events is in `strata`, `exposures` and `recording`, how those of
many lists become one in `adding`; what they say is in `screening`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Window = tuple[int, int]

LAGS: tuple[Window, ...] = ((1, 28), (29, 91), (92, 182))
"""Windows in which an event may raise or lower what is bought: 1-4, 5-13 and 14-26 weeks after it.

All are whole weeks long, so that quiet weekends weigh on every window alike.
"""

SAME_DAY: Window = (0, 0)
"""Event and purchase on one day: what came first is not known, so it is kept apart."""

LEAD: Window = (-91, -1)
"""The quarter before the event: what is bought more often there makes the event, not the other way."""

LOOK_BACK_DAYS = 182
"""How far back events count as activity; risk starts no earlier than this after the first day of data."""

YEAR_DAYS = 364
"""A year of whole weeks, for the pace of events."""

ROUTINE_A_YEAR = 12
"""Events a year, in accounts that have the kind at all, from which on it is routine."""

EDGES: tuple[int, ...] = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)
"""Counts at which the next bucket of activity, pace or past purchases begins; 0 is a bucket of its own."""

BUCKETS = len(EDGES) + 1


def bucket(counts: Ints) -> Ints:
    """The bucket of each count: how many of `EDGES` it has reached."""
    return np.searchsorted(np.asarray(EDGES), counts, side="right").astype(np.int64)


def bucket_level(buckets: Ints) -> Floats:
    """log(1 + count) in the middle of each bucket."""
    lowest = np.array([0, *EDGES])
    highest = np.array([0, *(edge - 1 for edge in EDGES[1:]), EDGES[-1]])
    return np.asarray(np.log1p((lowest + highest) / 2)[buckets])


@dataclass(frozen=True)
class Counts:
    """Of each kind, over the accounts at risk: its events known up to the last day of the calendar.

    events: how many (account, kind and day distinct). squares: sum over accounts of their events squared.
    having: accounts with any. accounts: how many there are in all. years: of `YEAR_DAYS`, from
    `LOOK_BACK_DAYS` before the first day of the calendar to its last.
    """

    events: Floats
    squares: Floats
    having: Floats
    accounts: int
    years: float

    @property
    def routine(self) -> Bools:
        """Kinds that come more than monthly to those who have them: a newsletter drowns all else.

        They are left out of `Strata.activity` and `Strata.pace`.
        """
        return np.asarray(self.events > ROUTINE_A_YEAR * self.years * self.having)

    @property
    def clustered(self) -> Bools:
        """Kinds that come in accounts that have them and others that do not, more than by chance.

        How many of such events a year an account has tells how large and lively it is (`Strata.pace`).
        """
        mean = self.events / max(self.accounts, 1)
        variance = self.squares / max(self.accounts, 1) - mean**2
        more = 1 + 3 * np.sqrt(2 / max(self.accounts, 1))
        return np.asarray((variance > mean * more) & ~self.routine)


@dataclass(frozen=True)
class Calendar:
    """Time cut into `bins` pieces of `bin_days` days; bin 0 starts on day number `first_day`."""

    first_day: int
    bin_days: int
    bins: int

    @property
    def last_day(self) -> int:
        """The last day of the last bin."""
        return self.first_day + self.bin_days * self.bins - 1

    def bin_of(self, days: Ints) -> Ints:
        """The bin of each day number."""
        return (days - self.first_day) // self.bin_days


@dataclass(frozen=True)
class Strata:
    """One row for each (bin, activity, pace, past, segment) in which somebody was at risk, in any order.

    bin: position in the calendar. Of the days before the bin starts: activity: bucket of the events of all
    kinds but the routine ones (`Counts`; account, kind and day distinct) known in the last
    `LOOK_BACK_DAYS`; pace: bucket of the known events of clustered kinds a year, that is their number x
    `YEAR_DAYS` // days since `LOOK_BACK_DAYS` before the account's first day at risk; past: bucket of
    purchases. segment: 0, 1, … in any order. exposure: account-days at risk. purchases: bought on them.
    """

    calendar: Calendar
    bin: Ints
    activity: Ints
    pace: Ints
    past: Ints
    segment: Ints
    exposure: Floats
    purchases: Floats

    def __len__(self) -> int:
        return len(self.bin)

    @property
    def code(self) -> Ints:
        """One number for each row: (segment, activity, pace, past) x bins + bin."""
        level = (self.segment * BUCKETS + self.activity) * BUCKETS + self.pace
        return (level * BUCKETS + self.past) * self.calendar.bins + self.bin

    @classmethod
    def of(cls, calendar: Calendar, code: Ints, exposure: Floats, purchases: Floats) -> Strata:
        """The rows that these numbers stand for."""
        rest, bins = np.divmod(code, calendar.bins)
        rest, past = np.divmod(rest, BUCKETS)
        rest, pace = np.divmod(rest, BUCKETS)
        segment, activity = np.divmod(rest, BUCKETS)
        return cls(calendar, bins, activity, pace, past, segment, exposure, purchases)


@dataclass(frozen=True)
class Spells:
    """Accounts with a purchase while at risk, by their first and last day at risk, in any order.

    purchases: bought on days at risk by the accounts of a row. Rows may repeat (first, last).
    until_purchase: whether every account's risk ends with its purchase: where only the first counts.
    """

    first: Ints
    last: Ints
    purchases: Floats
    until_purchase: bool


@dataclass(frozen=True)
class Exposed:
    """Of one kind and window, the strata with exposed days: their rows, and what lies in them.

    stratum: row numbers of `Strata`. exposure: exposed account-days at risk. purchases: bought on them.
    """

    kind: str
    window: Window
    stratum: Ints
    exposure: Floats
    purchases: Floats


@dataclass(frozen=True)
class Within:
    """Of one kind and window, purchases on exposed days against what the accounts' own time says.

    With s the season's weight of a day (`sccs.season`), e the share of an account's sum of s over its days
    at risk that is exposed, and n its purchases, over accounts with purchases: observed = purchases on
    exposed days, expected = sum of n e, variance = sum of n e (1 - e). spread = sum of (purchases of the
    account on exposed days - n e) squared: above the variance where purchases come in bursts.
    """

    kind: str
    window: Window
    observed: float
    expected: float
    variance: float
    spread: float


@dataclass(frozen=True)
class Facts:
    """What else is known of a kind; it decides whether a lift may be said at all.

    events: distinct (account, day) while the account was at risk; accounts: that had one.
    busiest_day: the largest number of them on one day (known or happened, whichever is larger).
    before: events that happened 1 to 182 days before the account's next purchase; one on the day of a
    purchase, which may be the purchase itself (a contract that grows), is not before it.
    late: those of them that were known only after that purchase. late_unusually: those of `late` with a
    delay (known - happened) of more than 7 days + twice the mean delay of the kind's other events, which
    no purchase followed within 182 days (mean 0 where there are none).
    on_purchases: events on the day of a purchase of the account while at risk: they may be that purchase.
    by_buyers: all other events of accounts with a purchase while at risk.
    """

    kind: str
    events: int
    accounts: int
    busiest_day: int
    before: int
    late: int
    late_unusually: int
    by_buyers: int
    on_purchases: int


@dataclass(frozen=True)
class Population:
    """Everybody at risk: accounts and account-days, in all and of accounts with a purchase while at risk.

    purchases: purchases on days at risk. busiest_day: the most of them on one day.
    """

    accounts: int
    days: float
    purchases: int
    busiest_day: int
    buyers: int
    buyer_days: float


@dataclass(frozen=True)
class Cells:
    """All sums of one question that need no fit before."""

    strata: Strata
    spells: Spells
    exposed: Sequence[Exposed]
    facts: Sequence[Facts]
    population: Population
