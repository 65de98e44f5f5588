"""How events were recorded and who was at risk, from lists in memory: facts, buyers' time, and everybody's.

All of it is sums of whole numbers that can be added over accounts; what is a mean or a comparison with one
is made at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from closeknit.methods.cells import LOOK_BACK_DAYS, Bools, Facts, Ints, Population, Spells
from closeknit.methods.timelines import FAR, Histories, Occurrences


@dataclass(frozen=True)
class Tally:
    """Distinct keys in order, and for each the sums of some columns (keys x columns)."""

    key: Ints
    sums: Ints

    def of(self, kind: int) -> Tally:
        """The part whose keys are `kind` x FAR and more, without that."""
        low, high = np.searchsorted(self.key, [kind * FAR, (kind + 1) * FAR])
        return Tally(self.key[low:high] - kind * FAR, self.sums[low:high])


def tally(key: Ints, *columns: Ints) -> Tally:
    """The sums of columns by key; how often each key comes where there are none."""
    keys, where = np.unique(key, return_inverse=True)
    sums = [np.bincount(where, c, len(keys)) for c in columns] or [np.bincount(where, minlength=len(keys))]
    return Tally(keys, np.stack(sums, axis=1).astype(np.int64))


def added(tallies: Sequence[Tally]) -> Tally:
    """All tallies as one."""
    return tally(np.concatenate([t.key for t in tallies]), *np.concatenate([t.sums for t in tallies]).T)


@dataclass(frozen=True)
class Recording:
    """Sums of some accounts.

    by_kind: kinds x (events at risk, accounts with one, those of buyers but for those on the day of a
    purchase, those on one, all events, their delays).
    happened, known: accounts with an event by kind and day. close: events before a purchase by kind and
    delay, and how many of them were known late. risk: purchases by days at risk, and accounts whose risk
    does not end with their one purchase. purchases: by day. everybody: accounts, days, buyers, their days.
    """

    kinds: tuple[str, ...]
    by_kind: Ints
    happened: Tally
    known: Tally
    close: Tally
    risk: Tally
    purchases: Tally
    everybody: Ints

    @property
    def facts(self) -> tuple[Facts, ...]:
        """What else counts of each kind."""
        return tuple(self._facts(k) for k in range(len(self.kinds)))

    def _facts(self, k: int) -> Facts:
        events, accounts, of_buyers, own, every, delays = (int(n) for n in self.by_kind[k])
        close = self.close.of(k)
        n, late = close.sums.T
        others = every - int(n.sum())
        delay = close.key - FAR // 2
        usual = (delays - int(delay @ n)) / others if others else 0.0
        busiest = (days.of(k).sums.max(initial=0) for days in (self.happened, self.known))
        return Facts(
            self.kinds[k],
            events=events,
            accounts=accounts,
            busiest_day=int(max(busiest)),
            before=int(n.sum()),
            late=int(late.sum()),
            late_unusually=int(late[delay > 7 + 2 * usual].sum()),
            by_buyers=of_buyers,
            on_purchases=own,
        )

    @property
    def spells(self) -> Spells:
        """Days at risk of the accounts that bought, those of equal days together."""
        first, last = np.divmod(self.risk.key, FAR)
        purchases, others = self.risk.sums.T
        until = len(first) > 0 and not others.any()
        return Spells(first - FAR // 2, last - FAR // 2, purchases.astype(float), until)

    @property
    def population(self) -> Population:
        """Everybody at risk."""
        accounts, days, buyers, theirs = (int(n) for n in self.everybody)
        return Population(
            accounts=accounts,
            days=float(days),
            purchases=int(self.purchases.sums.sum()),
            busiest_day=int(self.purchases.sums.max(initial=0)),
            buyers=buyers,
            buyer_days=float(theirs),
        )


def recording(h: Histories) -> Recording:
    """The sums of these accounts."""
    days, buys = np.maximum(h.last - h.first + 1, 0), h.bought > 0
    everybody = np.array([(days > 0).sum(), days.sum(), buys.sum(), days[buys].sum()])
    kind, delay, late = _close(h)
    return Recording(
        h.kinds,
        _by_kind(h),
        happened=_days(h.happened),
        known=_days(h.known),
        close=tally(kind * FAR + delay + FAR // 2, np.ones_like(late), late),
        risk=_risk(h),
        purchases=tally(h.bought_on[h.counted]),
        everybody=everybody,
    )


def together(parts: Sequence[Recording]) -> Recording:
    """The sums of all accounts."""
    return Recording(
        parts[0].kinds,
        by_kind=np.sum([part.by_kind for part in parts], axis=0),
        happened=added([part.happened for part in parts]),
        known=added([part.known for part in parts]),
        close=added([part.close for part in parts]),
        risk=added([part.risk for part in parts]),
        purchases=added([part.purchases for part in parts]),
        everybody=np.sum([part.everybody for part in parts], axis=0),
    )


def _days(seen: Occurrences) -> Tally:
    """Accounts with an event, by kind and day."""
    return tally(seen.kind * FAR + seen.day + FAR // 2)


def _by_kind(h: Histories) -> Ints:
    events, kinds = h.happened, len(h.kinds)
    at_risk = (events.day >= h.first[events.account]) & (events.day <= h.last[events.account])
    pairs = np.bincount(
        events.kind[at_risk] * h.accounts + events.account[at_risk], minlength=kinds * h.accounts
    )
    pairs = pairs.reshape(kinds, h.accounts)
    own = np.bincount(events.kind[at_risk][_on_purchases(h, events, at_risk)], minlength=kinds)
    kind, _, day, known = h.events
    every, delays = np.bincount(kind, minlength=kinds), np.bincount(kind, known - day, kinds)
    of_buyers = pairs @ (h.bought > 0) - own
    sums = [pairs.sum(axis=1), (pairs > 0).sum(axis=1), of_buyers, own, every, delays]
    return np.stack(sums, axis=1).astype(np.int64)


def _on_purchases(h: Histories, events: Occurrences, at_risk: Bools) -> Bools:
    """Which of the events at risk fall on the day of a counted purchase of their account."""
    account, at = events.account[at_risk], events.day[at_risk] - h.calendar.first_day
    return np.asarray(h.before[account, at + 1] > h.before[account, at])


def _close(h: Histories) -> tuple[Ints, Ints, Ints]:
    """Events 1 to `LOOK_BACK_DAYS` before the next counted purchase of their account: kind, delay, late."""
    kind, account, day, known = h.events
    first, last = h.calendar.first_day, h.calendar.last_day
    some = (day <= last) & (h.bought[account] > 0)
    kind, account, day, known = (part[some] for part in (kind, account, day, known))
    place = h.before[account, np.maximum(day + 1, first) - first]
    comes = place < h.before[account, -1]
    kind, day, known, place = (part[comes] for part in (kind, day, known, place))
    bought = h.bought_on[h.counted][place]
    close = bought - day <= LOOK_BACK_DAYS
    delay, late = (known - day)[close], (known > bought)[close]
    return kind[close], delay, late.astype(np.int64)


def _risk(h: Histories) -> Tally:
    buyers = np.flatnonzero(h.bought)
    last_bought = h.bought_on[h.counted][np.cumsum(h.bought)[buyers] - 1]
    others = (h.bought[buyers] > 1) | (last_bought != h.last[buyers])
    key = (h.first[buyers] + FAR // 2) * FAR + h.last[buyers] + FAR // 2
    return tally(key, h.bought[buyers], others)
