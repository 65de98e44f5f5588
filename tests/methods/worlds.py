"""Made businesses whose triggers are known: the planted worlds that the search for triggers is held to.

The world of the reference table: 130 weeks of which the first 26 only build up history, accounts of very
different size z, a weekly chance of buying .003 exp(.8 z) with a yearly wave, and 40 kinds of events:
five that raise it, ten commoner in large accounts, five seasonal, five that follow purchases, and fifteen
that mean nothing. Everything has a daily date. What the analyst sees is the `Histories` alone.

With 62, 190, 620 and 2,500 accounts about 54, 168, 543 and 2,180 purchases are made on days at risk, or 27,
82, 265 and 1,066 first ones. Further worlds are made of other kinds (`Kind`), or change what is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from closeknit.methods.cells import LAGS, LOOK_BACK_DAYS, Calendar
from closeknit.methods.timelines import Histories

WEEKS = 130
DAYS = WEEKS * 7
WEEKLY_CHANCE = 0.003

Shape = Callable[[np.ndarray], np.ndarray]
"""From days since an event to how many times as likely a purchase is on that day."""

Pairs = tuple[np.ndarray, np.ndarray]
"""Accounts and days."""


def step(times: float, low: int, high: int) -> Shape:
    """`times` as likely from `low` to `high` days after, both included."""
    return lambda lag: np.where((lag >= low) & (lag <= high), times, 1.0)


def fading(times: float, days: float) -> Shape:
    """`times` as likely the day after, wearing off exponentially within `days`."""
    return lambda lag: 1 + (times - 1) * np.exp(-(lag - 1) / days)


@dataclass(frozen=True)
class Kind:
    """A kind of event: how often in a week, what it does, and what drives and records it.

    size: its rate is multiplied by exp(size z). wave: by 1 + wave sin(year). follows: this share of
    purchases emits one 1 to 56 days later. after: this share of events of the kind named emits one 1 to 14
    days later. works_until: day from which it does nothing. every: comes each so many days to everybody, or
    to this share of accounts. above: recorded only for accounts of larger z. buyers: only after a first
    purchase. delay: days until it is known. times, window: the truth, for those that work in one step.
    """

    name: str
    rate: float
    does: Shape | None = None
    size: float = 0.0
    wave: float = 0.0
    follows: float = 0.0
    after: tuple[str, float] = ("", 0.0)
    works_until: int = DAYS
    every: tuple[int, float] = (0, 1.0)
    above: float = -np.inf
    buyers: bool = False
    delay: int = 0
    times: float = 1.0
    window: tuple[int, int] = (0, 0)


def works(name: str, rate: float, times: float, lag: int, **more) -> Kind:
    """A kind that makes purchases `times` as likely throughout one of the lag windows."""
    return Kind(name, rate, step(times, *LAGS[lag]), times=times, window=LAGS[lag], **more)


def appendix_kinds(rng: np.random.Generator) -> tuple[Kind, ...]:
    """The 40 kinds of the reference table."""
    rates = iter(rng.uniform(0.004, 0.02, 40))
    return (
        works("true_2", 0.012, 2.0, 0),
        works("true_2.5", 0.012, 2.5, 0, size=0.8),
        works("true_3", 0.006, 3.0, 1),
        works("true_4", 0.006, 4.0, 1, size=0.8),
        works("true_6", 0.004, 6.0, 0),
        *(Kind(f"size_{i}", next(rates), size=0.8) for i in range(10)),
        *(Kind(f"wave_{i}", next(rates), wave=0.8) for i in range(5)),
        *(Kind(f"after_{i}", next(rates) / 2, follows=0.4) for i in range(5)),
        *(Kind(f"null_{i}", next(rates)) for i in range(15)),
    )


def null_kinds(rng: np.random.Generator) -> tuple[Kind, ...]:
    """The same kinds, none of which does anything."""
    return tuple(replace(kind, does=None) for kind in appendix_kinds(rng))


def among_nulls(rng: np.random.Generator, *kinds: Kind) -> tuple[Kind, ...]:
    """Some kinds among the 35 of the reference table that do nothing."""
    return (*kinds, *(k for k in appendix_kinds(rng) if k.does is None))


@dataclass(frozen=True)
class World:
    """What can be seen, and the truth behind it."""

    seen: Histories
    kinds: tuple[Kind, ...]
    z: np.ndarray

    @property
    def true(self) -> set[str]:
        """Kinds that change the chance of buying."""
        return {k.name for k in self.kinds if k.does is not None}


@dataclass
class Making:
    """A world being made: random numbers, sizes of accounts, and the events of each kind."""

    rng: np.random.Generator
    accounts: int
    z: np.ndarray = field(init=False)
    events: dict[str, Pairs] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.z = self.rng.standard_normal(self.accounts)

    def add(self, name: str, account: np.ndarray, day: np.ndarray) -> None:
        """Adds events of a kind; one a day and account, none after the end."""
        own = self.events.get(name, (np.zeros(0, int), np.zeros(0, int)))
        inside = day < DAYS
        pairs = np.unique(np.concatenate([own[0] * DAYS + own[1], account[inside] * DAYS + day[inside]]))
        self.events[name] = pairs // DAYS, pairs % DAYS


def made(
    accounts: int,
    *,
    seed: int,
    first_only: bool = False,
    kinds: Callable[[np.random.Generator], Sequence[Kind]] = appendix_kinds,
    together: tuple[str, str, float] | None = None,
    bin_days: int = 7,
) -> World:
    """A world of so many accounts. together: two kinds, and how much more they do while both do something.

    bin_days: how the analyst counts, by weeks or by days.
    """
    rng = np.random.default_rng(seed)
    all_kinds = tuple(kinds(rng))
    make = Making(rng, accounts)
    for kind in all_kinds:
        make.add(kind.name, *background(make, kind))
    for kind in all_kinds:
        if kind.after[0]:
            make.add(kind.name, *emitted(rng, *make.events[kind.after[0]], kind.after[1], 14))
    chance = chances(make, all_kinds, together)
    if first_only:
        chance[:, :LOOK_BACK_DAYS] = 0.0  # nobody has bought before the days at risk begin
    account, day = np.nonzero(rng.random((accounts, DAYS)) < chance)
    for kind in all_kinds:
        if kind.follows:
            make.add(kind.name, *emitted(rng, account, day, kind.follows, 56))
        recorded(make, kind, account, day)
    calendar = Calendar(LOOK_BACK_DAYS, bin_days, (DAYS - LOOK_BACK_DAYS) // bin_days)
    h = seen(make, all_kinds, (account, day), calendar, first_only=first_only)
    return World(h, all_kinds, make.z)


def background(make: Making, kind: Kind) -> Pairs:
    """Events that come by themselves."""
    if kind.every[0]:
        who = np.flatnonzero(make.rng.random(make.accounts) < kind.every[1])
        days = np.arange(0, DAYS, kind.every[0])
        return np.repeat(who, len(days)), np.tile(days, len(who))
    peak = 1 + abs(kind.wave)
    many = make.rng.poisson(kind.rate / 7 * np.exp(kind.size * make.z) * peak * DAYS)
    account = np.repeat(np.arange(make.accounts), many)
    day = make.rng.integers(0, DAYS, len(account))
    keep = make.rng.random(len(day)) * peak < 1 + kind.wave * wave(day)
    return account[keep], day[keep]


def wave(days: np.ndarray) -> np.ndarray:
    """sin of the time of year."""
    return np.sin(2 * np.pi * days / 364)


def emitted(
    rng: np.random.Generator, account: np.ndarray, day: np.ndarray, share: float, within: int
) -> Pairs:
    """What a share of events or purchases emits 1 to `within` days later."""
    emits = rng.random(len(day)) < share
    return account[emits], day[emits] + rng.integers(1, within + 1, emits.sum())


def recorded(make: Making, kind: Kind, account: np.ndarray, day: np.ndarray) -> None:
    """Leaves only those events of a kind that get into the records."""
    of, on = make.events[kind.name]
    keep = make.z[of] > kind.above
    if kind.buyers:
        first = np.full(make.accounts, DAYS)
        np.minimum.at(first, account, day)
        keep &= on > first[of]
    make.events[kind.name] = of[keep], on[keep]


def chances(make: Making, kinds: Sequence[Kind], together: tuple[str, str, float] | None) -> np.ndarray:
    """The chance of a purchase of every account on every day, accounts x days."""
    hazard = WEEKLY_CHANCE / 7 * np.exp(0.8 * make.z)[:, None] * (1 + 0.5 * wave(np.arange(DAYS)))
    effects = {k.name: effect(k, make.events[k.name], make.accounts) for k in kinds if k.does is not None}
    for one in effects.values():
        hazard *= one
    if together:
        both = (effects[together[0]] > 1) & (effects[together[1]] > 1)
        hazard *= np.where(both, together[2], 1.0)
    return -np.expm1(-hazard)


def effect(kind: Kind, events: Pairs, accounts: int) -> np.ndarray:
    """How many times as likely one kind makes a purchase, accounts x days; the strongest event counts."""
    lags = np.arange(1, LOOK_BACK_DAYS + 1)
    factors = kind.does(lags)
    stronger = np.maximum if factors.max() > 1 else np.minimum
    out = np.ones((accounts, DAYS + LOOK_BACK_DAYS))
    where = np.flatnonzero(np.abs(factors - 1) > 0.01)
    account, day = (part[events[1] < kind.works_until] for part in events)
    cells = account[:, None], day[:, None] + lags[where]
    stronger.at(out, cells, np.broadcast_to(factors[where], cells[1].shape))
    return out[:, :DAYS]


def seen(
    make: Making, kinds: Sequence[Kind], bought: Pairs, calendar: Calendar, *, first_only: bool
) -> Histories:
    """What an analyst gets."""
    account, day = bought
    last = np.full(make.accounts, DAYS - 1)
    if first_only:
        np.minimum.at(last, account, day)
        first_ones = np.unique(account, return_index=True)[1]
        account, day = account[first_ones], day[first_ones]
    of, on = (np.concatenate([make.events[k.name][part] for k in kinds]) for part in (0, 1))
    many = [len(make.events[k.name][0]) for k in kinds]
    return Histories(
        calendar=calendar,
        kinds=tuple(k.name for k in kinds),
        first=np.full(make.accounts, LOOK_BACK_DAYS),
        last=last,
        segment=np.zeros(make.accounts, dtype=np.int64),
        bought_by=account,
        bought_on=day,
        event_of=of,
        event_kind=np.repeat(np.arange(len(kinds)), many),
        event_on=on,
        known_on=on + np.repeat([k.delay for k in kinds], many),
    )


def logged_when_won(world: World, kind: str, *, otherwise: float, seed: int) -> World:
    """The same world where a kind is written down after a sale, with hindsight, and else rarely."""
    h, rng = world.seen, np.random.default_rng(seed)
    mine = h.event_kind == h.kinds.index(kind)
    key = np.sort(h.bought_by * DAYS * 2 + h.bought_on)
    at = h.event_of * DAYS * 2 + h.event_on
    next_one = key[np.minimum(np.searchsorted(key, at), len(key) - 1)]
    won = mine & (next_one >= at) & (next_one - at <= 91)
    known = np.where(won, h.event_on + next_one - at + rng.integers(1, 6, len(at)), h.known_on)
    keep = ~mine | won | (rng.random(len(at)) < otherwise)
    parts = {n: getattr(h, n)[keep] for n in ("event_of", "event_kind", "event_on")}
    return replace(world, seen=replace(h, **parts, known_on=known[keep]))


def on_one_day(world: World, kind: str, day: int) -> World:
    """The same world where a kind carries the date of an import."""
    h = world.seen
    mine = h.event_kind == h.kinds.index(kind)
    event_on, known_on = (np.where(mine, day, part) for part in (h.event_on, h.known_on))
    return replace(world, seen=replace(h, event_on=event_on, known_on=known_on))


def on_purchases(world: World, kind: str, *, share: float, seed: int) -> World:
    """The same world where a share of purchases brings an event of a kind on its very day."""
    h, rng = world.seen, np.random.default_rng(seed)
    some = rng.random(len(h.bought_on)) < share
    of, on = h.bought_by[some], h.bought_on[some]
    more = {"event_of": of, "event_on": on, "known_on": on}
    more["event_kind"] = np.full(len(of), h.kinds.index(kind))
    joined = {name: np.concatenate([getattr(h, name), added]) for name, added in more.items()}
    return replace(world, seen=replace(h, **joined))


def doubled(world: World, *, share: float, seed: int) -> World:
    """The same world where some accounts are two, with their events and purchases dealt out between them."""
    h, rng = world.seen, np.random.default_rng(seed)
    split = np.flatnonzero(rng.random(h.accounts) < share)
    other = np.arange(h.accounts)
    other[split] = h.accounts + np.arange(len(split))
    both = np.concatenate([np.arange(h.accounts), split])

    def dealt(of: np.ndarray) -> np.ndarray:
        return np.where(rng.random(len(of)) < 0.5, of, other[of])

    return replace(
        world,
        seen=replace(
            h,
            first=h.first[both],
            last=h.last[both],
            segment=h.segment[both],
            bought_by=dealt(h.bought_by),
            event_of=dealt(h.event_of),
        ),
    )


def paid_in_parts(world: World, *, days: Sequence[int] = (30, 60, 90)) -> World:
    """The same world where the instalments of each purchase are counted as purchases too."""
    h = world.seen
    by, on = np.tile(h.bought_by, len(days) + 1), np.concatenate([h.bought_on + d for d in (0, *days)])
    inside = on < DAYS
    return replace(world, seen=replace(h, bought_by=by[inside], bought_on=on[inside]))


def in_bursts(world: World, *, share: float, seed: int) -> World:
    """The same world where a share of purchases brings one or two more within ten days."""
    h, rng = world.seen, np.random.default_rng(seed)
    brings = np.where(rng.random(len(h.bought_on)) < share, rng.integers(1, 3, len(h.bought_on)), 0)
    by = np.concatenate([h.bought_by, np.repeat(h.bought_by, brings)])
    on = np.repeat(h.bought_on, brings)
    on = np.concatenate([h.bought_on, on + rng.integers(1, 11, len(on))])
    inside = on < DAYS
    return replace(world, seen=replace(h, bought_by=by[inside], bought_on=on[inside]))
