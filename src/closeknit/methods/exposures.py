"""From plain lists of events and purchases to the sums of `cells`, in memory.

For businesses whose lists fit in memory, for shuffled copies of them (`placebo`), and as the measure that
an engine's sums are held to. All days are whole day numbers; accounts and kinds are numbered from 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from closeknit.methods.cells import (
    LAGS,
    LEAD,
    LOOK_BACK_DAYS,
    SAME_DAY,
    YEAR_DAYS,
    Bools,
    Calendar,
    Cells,
    Counts,
    Exposed,
    Facts,
    Floats,
    Ints,
    Population,
    Spells,
    Strata,
    Window,
    Within,
    bucket,
)

ALL_WINDOWS: tuple[Window, ...] = (*LAGS, SAME_DAY, LEAD)

FAR = 1 << 22
"""More days than any list spans; keeps accounts apart in sorted keys."""


@dataclass(frozen=True)
class Histories:
    """Events and purchases of numbered accounts, each at risk from `first` to `last`, both included.

    An account whose last day lies before its first is never at risk. Purchases and events outside the days
    at risk still count as past and as events. Where only the first purchase counts, `last` is its day.
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
        """Which purchases lie on days at risk: their positions."""
        day = self.bought_on
        return np.flatnonzero((day >= self.first[self.bought_by]) & (day <= self.last[self.bought_by]))

    @cached_property
    def known(self) -> Occurrences:
        """Distinct events by the day they were known on."""
        return occurrences(self.event_kind, self.event_of, self.known_on)

    @cached_property
    def happened(self) -> Occurrences:
        """Distinct events by the day they happened on."""
        return occurrences(self.event_kind, self.event_of, self.event_on)

    def seen(self, window: Window) -> Occurrences:
        """The events by the day that counts for a window: known for lags, happened for all others."""
        return self.known if window[0] > 0 else self.happened


@dataclass(frozen=True)
class Occurrences:
    """Distinct (kind, account, day), sorted by the three."""

    kind: Ints
    account: Ints
    day: Ints

    @cached_property
    def key(self) -> Ints:
        """One number for (kind, account, day) that sorts like it."""
        return _key(self.kind, self.account, self.day)


def occurrences(kind: Ints, account: Ints, day: Ints) -> Occurrences:
    """Sorted distinct (kind, account, day)."""
    key = np.sort(_key(kind, account, day))
    key = key[np.append(True, key[1:] != key[:-1])] if len(key) else key
    rest, days = np.divmod(key, FAR)
    kinds, accounts = np.divmod(rest, FAR)
    return Occurrences(kinds, accounts, days - FAR // 2)


def _key(kind: Ints, account: Ints, day: Ints) -> Ints:
    return np.asarray((kind * FAR + account) * FAR + day + FAR // 2)


@dataclass(frozen=True)
class Spans:
    """Exposed days as disjoint spans within days at risk: start and end day, both included."""

    kind: Ints
    account: Ints
    start: Ints
    end: Ints


def spans(h: Histories, window: Window) -> Spans:
    """The exposed days at risk of every kind and account, for one window."""
    events, (low, high) = h.seen(window), window
    start, end = events.day + low, events.day + high
    follows = (events.kind[1:] == events.kind[:-1]) & (events.account[1:] == events.account[:-1])
    # Spans of one window are equally long, so each ends at the latest where the next one starts.
    end[:-1] = np.where(follows, np.minimum(end[:-1], start[1:] - 1), end[:-1])
    start = np.maximum(start, h.first[events.account])
    end = np.minimum(end, h.last[events.account])
    some = start <= end
    return Spans(events.kind[some], events.account[some], start[some], end[some])


def near(h: Histories, window: Window) -> tuple[Ints, Ints]:
    """(kind, position in `h.counted`) of every purchase on an exposed day, for one window."""
    events, (low, high) = h.seen(window), window
    by, on = h.bought_by[h.counted], h.bought_on[h.counted]
    kinds = np.arange(len(h.kinds))[:, None]
    since = np.searchsorted(events.key, _key(kinds, by, on - high), side="left")
    until = np.searchsorted(events.key, _key(kinds, by, on - low), side="right")
    kind, purchase = np.nonzero(until > since)
    return kind, purchase


@dataclass(frozen=True)
class Grid:
    """Accounts x bins: days at risk, and the stratum row of each where there are any (else -1)."""

    days: Floats
    stratum: Ints
    strata: Strata


def grid(h: Histories) -> Grid:
    """The strata of all accounts, and which of them each account is in when."""
    calendar = h.calendar
    starts = calendar.first_day + calendar.bin_days * np.arange(calendar.bins)
    ends = np.minimum(h.last[:, None], starts + calendar.bin_days - 1)
    days = np.maximum(ends - np.maximum(h.first[:, None], starts) + 1, 0).astype(float)
    told = counts(h)
    active = _counts_before(_only(h.known, ~told.routine), starts, h.accounts, LOOK_BACK_DAYS)
    lively = _counts_before(_only(h.known, told.clustered), starts, h.accounts, FAR // 4)
    pace = lively * YEAR_DAYS // np.maximum(starts - (h.first[:, None] - LOOK_BACK_DAYS), 1)
    bought = Occurrences(np.zeros_like(h.bought_by), h.bought_by, h.bought_on)
    past = _counts_before(bought, starts, h.accounts, FAR // 4)
    return _strata(h, days, (bucket(active), bucket(pace), bucket(past)))


def counts(h: Histories) -> Counts:
    """How the events of each kind spread over the accounts at risk."""
    some = h.last >= h.first
    each = np.zeros((len(h.kinds), h.accounts))
    seen = h.known.day <= h.calendar.last_day
    np.add.at(each, (h.known.kind[seen], h.known.account[seen]), 1.0)
    each = each[:, some]
    days = h.calendar.bin_days * h.calendar.bins + LOOK_BACK_DAYS
    return Counts(
        events=each.sum(axis=1),
        squares=(each**2).sum(axis=1),
        having=(each > 0).sum(axis=1).astype(float),
        accounts=int(some.sum()),
        years=days / YEAR_DAYS,
    )


def _only(events: Occurrences, kinds: Bools) -> Occurrences:
    """The events of some kinds."""
    keep = kinds[events.kind]
    return Occurrences(events.kind[keep], events.account[keep], events.day[keep])


def _counts_before(events: Occurrences, starts: Ints, accounts: int, look_back: int) -> Ints:
    """Accounts x starts: how many events lie in the `look_back` days before each start."""
    key = np.sort(events.account * FAR + events.day + FAR // 2)
    at = np.arange(accounts)[:, None] * FAR + starts + FAR // 2
    return np.asarray(np.searchsorted(key, at) - np.searchsorted(key, at - look_back))


def _strata(h: Histories, days: Floats, buckets: tuple[Ints, Ints, Ints]) -> Grid:
    account, when = np.nonzero(days)
    codes = np.stack([when, *(b[account, when] for b in buckets), h.segment[account]])
    sizes = codes.max(axis=1, initial=0) + 1
    shape = tuple(int(size) for size in sizes)
    rows, which = np.unique(np.ravel_multi_index(tuple(codes), shape), return_inverse=True)
    stratum = np.full(days.shape, -1, dtype=np.int64)
    stratum[account, when] = which
    bought = stratum[h.bought_by[h.counted], h.calendar.bin_of(h.bought_on[h.counted])]
    bins, activity, pace, past, segment = (part.astype(np.int64) for part in np.unravel_index(rows, shape))
    exposure = np.bincount(which, weights=days[account, when], minlength=len(rows)).astype(float)
    purchases = np.bincount(bought, minlength=len(rows)).astype(float)
    strata = Strata(h.calendar, bins, activity, pace, past, segment, exposure, purchases)
    return Grid(days, stratum, strata)


def cells(h: Histories, made: Grid | None = None, windows: Sequence[Window] = ALL_WINDOWS) -> Cells:
    """All sums of the histories that need no baseline."""
    made = made or grid(h)
    exposed = [row for window in windows for row in exposures(h, made, window)]
    return Cells(made.strata, spells(h), exposed, facts(h), population(h))


def exposures(h: Histories, made: Grid, window: Window) -> Iterator[Exposed]:
    """Exposed days and purchases by stratum, for each kind that has any in the window."""
    parts, width = spans(h, window), len(made.strata)
    piece, when, days = _pieces(parts, h.calendar)
    cell = parts.kind[piece] * width + made.stratum[parts.account[piece], when]
    size = len(h.kinds) * width
    exposed = np.bincount(cell, weights=days, minlength=size).reshape(len(h.kinds), width)
    kind, purchase = near(h, window)
    at = made.stratum[h.bought_by[h.counted], h.calendar.bin_of(h.bought_on[h.counted])][purchase]
    bought = np.bincount(kind * width + at, minlength=size).reshape(len(h.kinds), width).astype(float)
    for k, name in enumerate(h.kinds):
        rows = np.flatnonzero(exposed[k])
        if len(rows):
            yield Exposed(name, window, rows, exposed[k, rows], bought[k, rows])


def _pieces(parts: Spans, calendar: Calendar) -> tuple[Ints, Ints, Floats]:
    """Spans cut at the ends of bins: (position of the span, bin, days)."""
    low, high = calendar.bin_of(parts.start), calendar.bin_of(parts.end)
    many = high - low + 1
    piece = np.repeat(np.arange(len(many)), many)
    when = np.arange(len(piece)) - np.repeat(np.cumsum(many) - many, many) + low[piece]
    starts = calendar.first_day + calendar.bin_days * when
    ends = np.minimum(parts.end[piece], starts + calendar.bin_days - 1)
    return piece, when, (ends - np.maximum(parts.start[piece], starts) + 1).astype(float)


def facts(h: Histories) -> tuple[Facts, ...]:
    """What else counts of each kind."""
    return tuple(_facts_of(h, k) for k in range(len(h.kinds)))


def _facts_of(h: Histories, k: int) -> Facts:
    mine = h.event_kind == k
    pairs = np.unique(np.stack([h.event_of[mine], h.event_on[mine], h.known_on[mine]]), axis=1)
    of, on, known = pairs
    at_risk = (on >= h.first[of]) & (on <= h.last[of])
    buyer = np.zeros(h.accounts, dtype=bool)
    buyer[h.bought_by[h.counted]] = True
    distinct = np.unique(of[at_risk] * FAR + on[at_risk] + FAR // 2) // FAR
    ahead = _ahead(h, of, on)
    close, delay = ahead <= LOOK_BACK_DAYS, known - on
    late = close & (delay > ahead)
    usual = delay[~close].mean() if (~close).any() else 0.0
    return Facts(
        h.kinds[k],
        events=len(distinct),
        accounts=len(np.unique(distinct)),
        busiest_day=max(_busiest(of, on), _busiest(of, known)),
        before=int(close.sum()),
        late=int(late.sum()),
        late_unusually=int((late & (delay > 7 + 2 * usual)).sum()),
        by_buyers=int(buyer[distinct].sum()),
    )


def _busiest(of: Ints, days: Ints) -> int:
    """The most accounts with an event on one day."""
    distinct = np.unique(of * FAR + days + FAR // 2) % FAR
    return int(np.unique(distinct, return_counts=True)[1].max(initial=0))


def _ahead(h: Histories, of: Ints, on: Ints) -> Ints:
    """Days from each event to the account's next counted purchase, on the same day or later; FAR for none."""
    bought = np.sort(_key(np.zeros_like(h.counted), h.bought_by[h.counted], h.bought_on[h.counted]))
    if not len(bought):
        return np.full(len(of), FAR)
    at = _key(np.zeros_like(of), of, on)
    next_one = np.searchsorted(bought, at)
    ahead = bought[np.minimum(next_one, len(bought) - 1)] - at
    same = (next_one < len(bought)) & (bought[np.minimum(next_one, len(bought) - 1)] // FAR == of)
    return np.where(same, ahead, FAR)


def spells(h: Histories) -> Spells:
    """Days at risk of the accounts that bought."""
    bought = np.bincount(h.bought_by[h.counted], minlength=h.accounts)
    buyers = np.flatnonzero(bought)
    only_one = len(buyers) > 0 and bool((bought[buyers] == 1).all())
    last_bought = np.full(h.accounts, -FAR)
    np.maximum.at(last_bought, h.bought_by[h.counted], h.bought_on[h.counted])
    until = only_one and bool((last_bought[buyers] == h.last[buyers]).all())
    return Spells(h.first[buyers], h.last[buyers], bought[buyers].astype(float), until)


def population(h: Histories) -> Population:
    """Everybody at risk."""
    days = np.maximum(h.last - h.first + 1, 0)
    buyers = np.unique(h.bought_by[h.counted])
    return Population(
        accounts=int((days > 0).sum()),
        days=float(days.sum()),
        purchases=len(h.counted),
        busiest_day=int(np.unique(h.bought_on[h.counted], return_counts=True)[1].max(initial=0)),
        buyers=len(buyers),
        buyer_days=float(days[buyers].sum()),
    )


@dataclass(frozen=True)
class Clock:
    """A weight for every day of every account, summed up so that any span of days costs two look-ups.

    days, weights: accounts x bins. total: their sum up to the start of each bin, accounts x (bins + 1).
    """

    h: Histories
    weights: Floats

    @cached_property
    def total(self) -> Floats:
        """Weight up to the start of each bin, as if at risk throughout."""
        steps = np.zeros((self.weights.shape[0], self.weights.shape[1] + 1))
        np.cumsum(self.weights * self.h.calendar.bin_days, axis=1, out=steps[:, 1:])
        return steps

    def over(self, account: Ints, start: Ints, end: Ints) -> Floats:
        """Weight of the days from start to end, both included."""
        return self._before(account, end + 1) - self._before(account, start)

    def _before(self, account: Ints, day: Ints) -> Floats:
        when, rest = np.divmod(day - self.h.calendar.first_day, self.h.calendar.bin_days)
        last = self.weights.shape[1] - 1
        return np.asarray(self.total[account, when] + self.weights[account, np.minimum(when, last)] * rest)


def within(h: Histories, season: Floats, windows: Sequence[Window] = ALL_WINDOWS) -> list[Within]:
    """The sums within accounts, given the season's weight of a day of each bin."""
    clock = Clock(h, np.broadcast_to(season, (h.accounts, len(season))))
    bought = np.bincount(h.bought_by[h.counted], minlength=h.accounts).astype(float)
    some = np.maximum(h.last, h.first)
    own = np.where(bought > 0, clock.over(np.arange(h.accounts), h.first, some), 1.0)
    return [row for window in windows for row in _within_of(h, window, clock, own, bought)]


def _within_of(h: Histories, window: Window, clock: Clock, own: Floats, bought: Floats) -> Iterator[Within]:
    parts = spans(h, window)
    theirs = bought[parts.account] > 0
    kind, account = parts.kind[theirs], parts.account[theirs]
    weight = clock.over(account, parts.start[theirs], parts.end[theirs]) / own[account]
    hit_kind, hit_purchase = near(h, window)
    hit = hit_kind * h.accounts + h.bought_by[h.counted][hit_purchase]
    # Every purchase on an exposed day has its exposed day in a span of the same kind and account.
    pairs, at = np.unique(kind * h.accounts + account, return_inverse=True)
    share = np.minimum(np.bincount(at, weights=weight, minlength=len(pairs)), 1.0)
    observed = np.bincount(np.searchsorted(pairs, hit), minlength=len(pairs)).astype(float)
    kind, n = pairs // h.accounts, bought[pairs % h.accounts]
    sums = [observed, n * share, n * share * (1 - share), (observed - n * share) ** 2]
    of_kind = [np.bincount(kind, weights=part, minlength=len(h.kinds)) for part in sums]
    for k in np.unique(kind):
        yield Within(h.kinds[k], window, *(float(part[k]) for part in of_kind))
