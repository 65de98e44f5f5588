"""Predictors of a purchase within a quarter: a row for each look at an account on a day, all known that day.

Everything known counts, chosen by a test or not: every kind of event by lag window, how often each kind
comes, what was bought and when, how lively the account is, how long it is known, season and segment. An
event enters as the share of the coming quarter that lies within a lag window after it, so that what is
about to wear off counts for less. How the sums come out of lists is not in here, nor is any fit.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from closeknit.methods.cells import LAGS, LOOK_BACK_DAYS, ROUTINE_A_YEAR, YEAR_DAYS, Bools, Floats, Ints

HORIZON_DAYS = 91
"""A purchase is foretold for this many days."""

NEVER = -(1 << 30)
"""Stands for a day that never was."""

Floats32 = NDArray[np.float32]

HABIT, PLAIN, SEASON, SEGMENT, WINDOW = 0, 1, 2, 3, 4
"""Families of predictors, each held back by a strength of its own; from WINDOW on, one for each kind of
event: a few kinds do much and most do nothing, so one strength for all would drown the few."""


@dataclass(frozen=True)
class Looks:
    """Sums for each look, one row each, sorted by origin and account. Days are day numbers, NEVER if none.

    account: its number. origin: the day of the look; everything below was known then, but for `next_day`
    (first purchase within the horizon) and `next_known` (when that became known). first_day, last_day: at
    risk. bought, bought_year: days with purchases so far, and in the last year. spent: on them.
    last_bought, last_event. lags: lag windows x rows x kinds, days of the horizon within the window after
    an event. year: rows x kinds, days with events in the last year. newest_bought, newest_event: the
    latest day on which anything that went in became known.
    """

    kinds: tuple[str, ...]
    segments: tuple[str, ...]
    account: Ints
    origin: Ints
    segment: Ints
    first_day: Ints
    last_day: Ints
    bought: Ints
    bought_year: Ints
    spent: Floats
    last_bought: Ints
    last_event: Ints
    next_day: Ints
    next_known: Ints
    newest_bought: Ints
    newest_event: Ints
    lags: Floats32
    year: Floats32

    def __len__(self) -> int:
        return len(self.account)

    def where(self, rows: Bools) -> Looks:
        """Some of the looks."""
        flat = {
            f.name: getattr(self, f.name)[rows]
            for f in fields(self)
            if f.name not in ("kinds", "segments", "lags")
        }
        return replace(self, **flat, lags=self.lags[:, rows])

    @property
    def too_early(self) -> Bools:
        """Looks that hold what nobody could know on their day; always none, unless the clock is wrong."""
        return np.maximum(self.newest_bought, self.newest_event) > self.origin

    @cached_property
    def routine(self) -> Bools:
        """Kinds that come more than monthly to those who have them: they say nothing of activity."""
        having = (self.year > 0).sum(axis=0)
        return np.asarray(self.year.sum(axis=0) > ROUTINE_A_YEAR * np.maximum(having, 1))

    @cached_property
    def activity(self) -> Floats:
        """Days with events of kinds that are not routine, in the last year."""
        return np.asarray(self.year[:, ~self.routine].sum(axis=1), dtype=float)

    @property
    def known_days(self) -> Floats:
        """For how long the account has been seen."""
        return np.asarray(np.maximum(self.origin - self.first_day + LOOK_BACK_DAYS, 1), dtype=float)

    def bought_known_by(self, day: int) -> Bools:
        """Whether it bought within the horizon, as far as was known on a day."""
        return np.asarray((self.next_day != NEVER) & (self.next_known <= day))

    @property
    def share_at_risk(self) -> Floats:
        """Share of the horizon at risk: all of it for who buys, as the purchase may be what ended it."""
        days = np.minimum(self.last_day - self.origin, HORIZON_DAYS)
        return np.where(self.next_day != NEVER, 1.0, days / HORIZON_DAYS)


@dataclass(frozen=True)
class Predictor:
    """One column: its family, and the kind of event or what else it is of."""

    family: int
    name: str


@dataclass(frozen=True)
class Predictors:
    """Columns of comparable size (standard deviation about 1) for all looks."""

    columns: tuple[Predictor, ...]
    x: Floats32

    @property
    def family(self) -> Ints:
        """The family of each column."""
        return np.array([c.family for c in self.columns], dtype=np.int64)


@dataclass(frozen=True)
class Scales:
    """Middle and spread of each column, taken once, so that later looks are measured alike."""

    middle: Floats
    spread: Floats


PLAIN_NAMES = (
    "bought", "rate", "bought_lately", "bought_year", "ever_bought", "order_size", "activity",
    "activity_squared", "event_lately", "known_for",
)  # fmt: skip


def predictors(looks: Looks, scales: Scales | None = None) -> tuple[Predictors, Scales]:
    """All predictors, and the scales they were measured on (those given, if any)."""
    share = np.minimum(looks.lags, HORIZON_DAYS) / HORIZON_DAYS
    windows = [share[w] for w in range(len(LAGS))]
    raw = np.concatenate(
        [
            *windows,
            _against_all(looks, np.log1p(looks.year)),
            _against_all(looks, _plain(looks)),
            _season(looks),
            _segments(looks),
        ],
        axis=1,
        dtype=np.float32,
    )
    columns = (
        *(Predictor(WINDOW + i, kind) for _ in LAGS for i, kind in enumerate(looks.kinds)),
        *(Predictor(HABIT, kind) for kind in looks.kinds),
        *(Predictor(PLAIN, name) for name in PLAIN_NAMES),
        *(Predictor(SEASON, name) for name in ("sin", "cos")),
        *(Predictor(SEGMENT, name) for name in looks.segments),
    )
    if scales is None:
        spread = raw.std(axis=0, dtype=float)
        # Shares of the quarter keep their size: a rare kind is not blown up by being rare.
        window = np.array([c.family >= WINDOW for c in columns])
        spread = np.where(window, 0.5, np.where(spread > 1e-9, spread, 1.0))
        scales = Scales(raw.mean(axis=0, dtype=float), spread)
    x = (raw - scales.middle.astype(np.float32)) / scales.spread.astype(np.float32)
    return Predictors(columns, np.asarray(x, dtype=np.float32)), scales


def _against_all(looks: Looks, values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Values less their mean over everybody on the same day.

    Whatever adds up grows with the age of the data alone; only the difference between accounts tells.
    """
    _, where, many = np.unique(looks.origin, return_inverse=True, return_counts=True)
    means = (
        np.stack([np.bincount(where, weights=column) / many for column in values.T], axis=1)
        if values.shape[1] and len(values)
        else np.zeros((len(many), values.shape[1]))
    )
    return np.asarray(values - means[where])


def _plain(looks: Looks) -> Floats:
    """What does not hang on one kind of event; columns as in PLAIN_NAMES."""
    ever = looks.last_bought != NEVER
    rate = _rate(looks)
    size = np.log1p(np.maximum(looks.spent, 0) / np.maximum(looks.bought, 1))
    usual = size[ever & (looks.spent > 0)].mean() if (ever & (looks.spent > 0)).any() else 0.0
    active = np.log1p(looks.activity)
    columns = [
        np.log1p(looks.bought),
        np.log(rate),
        _fading(looks.origin, looks.last_bought, HORIZON_DAYS),
        np.log1p(looks.bought_year),
        ever.astype(float),
        np.where(ever & (looks.spent > 0), size - usual, 0.0),
        active,
        _against_all(looks, active[:, None])[:, 0] ** 2,
        _fading(looks.origin, looks.last_event, 28),
        np.log(looks.known_days),
    ]
    return np.stack(columns, axis=1)


def _season(looks: Looks) -> Floats:
    """The time of year in the middle of the horizon; nothing before a whole year was seen."""
    if not len(looks) or np.ptp(looks.origin) < YEAR_DAYS:
        return np.zeros((len(looks), 2))
    turn = 2 * np.pi * (looks.origin + HORIZON_DAYS / 2) / YEAR_DAYS
    return np.stack([np.sin(turn), np.cos(turn)], axis=1)


def _rate(looks: Looks) -> Floats:
    """Purchases a day, drawn towards those of all on the same day: a short history says little."""
    days = looks.known_days
    _, where = np.unique(looks.origin, return_inverse=True)
    overall = np.bincount(where, weights=looks.bought) / np.maximum(np.bincount(where, weights=days), 1.0)
    return np.asarray((looks.bought + 1.0) / (days + 1.0 / np.maximum(overall[where], 1e-6)))


def _fading(origin: Ints, day: Ints, days: float) -> Floats:
    """1 on the day itself, less the longer ago; 0 for never."""
    return np.where(day == NEVER, 0.0, np.exp(-np.maximum(origin - day, 0) / days))


def _segments(looks: Looks) -> Floats:
    """A column for each segment."""
    return np.asarray(looks.segment[:, None] == np.arange(len(looks.segments)), dtype=float)


SIMPLE = ("past purchases", "activity", "latest purchase")
"""The simple orders that any model has to beat, as people would say them."""


def simple_orders(looks: Looks) -> Floats:
    """Scores of the simple orders, rows x SIMPLE; the higher the sooner."""
    recent = np.where(looks.last_bought == NEVER, looks.last_event - (1 << 20), looks.last_bought)
    return np.stack([looks.bought / looks.known_days, looks.activity, recent.astype(float)], axis=1)
