"""Made businesses whose triggers are known: the planted worlds that the search for triggers is held to.

The world of the reference table: 130 weeks of which the first 26 only build up history, accounts of very
different size z, a weekly chance of buying .003 exp(.8 z) with a yearly wave, and 40 kinds of events:
five that raise it, ten commoner in large accounts, five seasonal, five that follow purchases, and fifteen
that mean nothing. Everything has a daily date. What the analyst sees is the `Histories` alone.

The further worlds change one thing each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from closeknit.methods.cells import LOOK_BACK_DAYS, Calendar
from closeknit.methods.exposures import Histories

WEEKS = 130
DAYS = WEEKS * 7
WEEKLY_CHANCE = 0.003

Shape = Callable[[np.ndarray], np.ndarray]
"""From days since an event to how many times as likely a purchase is on that day."""


def step(times: float, low: int, high: int) -> Shape:
    """`times` as likely from `low` to `high` days after, both included."""
    return lambda lag: np.where((lag >= low) & (lag <= high), times, 1.0)


def fading(times: float, days: float) -> Shape:
    """`times` as likely the day after, wearing off exponentially within `days`."""
    return lambda lag: 1 + (times - 1) * np.exp(-(lag - 1) / days)


@dataclass(frozen=True)
class Kind:
    """A kind of event: how often in a week, what it does, and what drives it.

    size: its rate is multiplied by exp(size z). wave: by 1 + wave sin(year). follows: this share of
    purchases emits one 1 to 56 days later. works_until: day from which it does nothing any more.
    """

    name: str
    rate: float
    does: Shape | None = None
    size: float = 0.0
    wave: float = 0.0
    follows: float = 0.0
    works_until: int = DAYS
    times: float = 1.0
    window: tuple[int, int] = (0, 0)


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


def _true(name: str, rate: float, times: float, window: tuple[int, int], size: float = 0.0) -> Kind:
    return Kind(name, rate, step(times, *window), size=size, times=times, window=window)


def appendix_kinds(rng: np.random.Generator) -> tuple[Kind, ...]:
    """The 40 kinds of the reference table."""
    rates = iter(rng.uniform(0.004, 0.02, 40))
    return (
        _true("true_2", 0.012, 2.0, (1, 28)),
        _true("true_2.5", 0.012, 2.5, (1, 28), size=0.8),
        _true("true_3", 0.006, 3.0, (29, 91)),
        _true("true_4", 0.006, 4.0, (29, 91), size=0.8),
        _true("true_6", 0.004, 6.0, (1, 28)),
        *(Kind(f"size_{i}", next(rates), size=0.8) for i in range(10)),
        *(Kind(f"wave_{i}", next(rates), wave=0.8) for i in range(5)),
        *(Kind(f"after_{i}", next(rates) / 2, follows=0.4) for i in range(5)),
        *(Kind(f"null_{i}", next(rates)) for i in range(15)),
    )


@dataclass
class Making:
    """A world being made: random numbers, sizes of accounts, events of each kind (account, day)."""

    rng: np.random.Generator
    accounts: int
    z: np.ndarray = field(init=False)
    events: dict[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.z = self.rng.standard_normal(self.accounts)


def wave(days: np.ndarray) -> np.ndarray:
    """sin of the time of year."""
    return np.sin(2 * np.pi * days / 364)


def background(make: Making, kind: Kind) -> tuple[np.ndarray, np.ndarray]:
    """Events that come by themselves: (account, day)."""
    daily = kind.rate / 7 * np.exp(kind.size * make.z)
    peak = 1 + abs(kind.wave)
    many = make.rng.poisson(daily * peak * DAYS)
    account = np.repeat(np.arange(make.accounts), many)
    day = make.rng.integers(0, DAYS, len(account))
    keep = make.rng.random(len(day)) * peak < 1 + kind.wave * wave(day)
    pairs = np.unique(account[keep] * DAYS + day[keep])
    return pairs // DAYS, pairs % DAYS


def chances(make: Making, kinds: Sequence[Kind]) -> np.ndarray:
    """The chance of a purchase of every account on every day, accounts x days."""
    hazard = WEEKLY_CHANCE / 7 * np.exp(0.8 * make.z)[:, None] * (1 + 0.5 * wave(np.arange(DAYS)))
    for kind in kinds:
        if kind.does is not None:
            hazard *= effect(kind, make.events[kind.name], make.accounts)
    return -np.expm1(-hazard)


def effect(kind: Kind, events: tuple[np.ndarray, np.ndarray], accounts: int) -> np.ndarray:
    """How many times as likely one kind makes a purchase, accounts x days; the strongest event counts."""
    lags = np.arange(1, LOOK_BACK_DAYS + 1)
    factors = kind.does(lags)
    up, out = factors.max() > 1, np.ones((accounts, DAYS + LOOK_BACK_DAYS))
    where = np.flatnonzero(np.abs(factors - 1) > 0.01)
    account, day = (part[events[1] < kind.works_until] for part in events)
    cells = account[:, None], day[:, None] + lags[where]
    (np.maximum if up else np.minimum).at(out, cells, np.broadcast_to(factors[where], cells[1].shape))
    return out[:, :DAYS]


def followers(make: Making, kind: Kind, account: np.ndarray, day: np.ndarray) -> None:
    """Adds the events that purchases emit."""
    emits = make.rng.random(len(day)) < kind.follows
    later = day[emits] + make.rng.integers(1, 57, emits.sum())
    own_account, own_day = make.events[kind.name]
    seen = later < DAYS
    pairs = np.unique(
        np.concatenate([own_account * DAYS + own_day, account[emits][seen] * DAYS + later[seen]])
    )
    make.events[kind.name] = pairs // DAYS, pairs % DAYS


def made(accounts: int, *, seed: int, first_only: bool = False, kinds: Sequence[Kind] | None = None) -> World:
    """A world of so many accounts; by default with the 40 kinds of the reference table."""
    rng = np.random.default_rng(seed)
    kinds = tuple(appendix_kinds(rng) if kinds is None else kinds)
    make = Making(rng, accounts)
    for kind in kinds:
        make.events[kind.name] = background(make, kind)
    chance = chances(make, kinds)
    if first_only:
        chance[:, :LOOK_BACK_DAYS] = 0.0  # nobody has bought before the days at risk begin
    account, day = np.nonzero(rng.random((accounts, DAYS)) < chance)
    for kind in kinds:
        if kind.follows:
            followers(make, kind, account, day)
    return World(seen(make, kinds, account, day, first_only=first_only), kinds, make.z)


def seen(
    make: Making, kinds: Sequence[Kind], account: np.ndarray, day: np.ndarray, *, first_only: bool
) -> Histories:
    """What an analyst gets."""
    last = np.full(make.accounts, DAYS - 1)
    if first_only:
        np.minimum.at(last, account, day)
        first_ones = np.unique(account, return_index=True)[1]
        account, day = account[first_ones], day[first_ones]
    of = np.concatenate([make.events[k.name][0] for k in kinds])
    on = np.concatenate([make.events[k.name][1] for k in kinds])
    number = np.repeat(np.arange(len(kinds)), [len(make.events[k.name][0]) for k in kinds])
    return Histories(
        calendar=Calendar(LOOK_BACK_DAYS, 7, WEEKS - 26),
        kinds=tuple(k.name for k in kinds),
        first=np.full(make.accounts, LOOK_BACK_DAYS),
        last=last,
        segment=np.zeros(make.accounts, dtype=np.int64),
        bought_by=account,
        bought_on=day,
        event_of=of,
        event_kind=number,
        event_on=on,
        known_on=on,
    )
