"""What the forecast would have been worth: made on past days from what was known on them, held to what came.

On each origin the model is fitted anew to quarters that had ended, with purchases known by then; its
chances are corrected by what earlier forecasts came to. Then everybody is scored, and a quarter later one
looks who bought. The last such fit, on all there is, is the one that scores today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from closeknit.methods.calibration import (
    LEAST,
    Calibration,
    Correction,
    brier,
    calibration,
    correction,
    slope,
)
from closeknit.methods.cells import Bools, Floats, Ints
from closeknit.methods.panel import HORIZON_DAYS, Looks, Predictors, Scales, predictors, simple_orders
from closeknit.methods.ranking import Day, Gain, Held, gain, held
from closeknit.methods.ridge import Ridge, Seen, ridge
from closeknit.progress import Progress, Quiet

STEP_DAYS = 28
"""Days from one origin to the next."""

ORIGINS = 13
"""Origins that are held to account: a year of them."""

BEFORE = 4
"""Origins before those that only teach how to correct chances."""

ENOUGH = 20
"""Purchases a fit has to learn from."""


@dataclass(frozen=True)
class Trial:
    """One origin: who was scored (positions in the looks), what was expected, and the corrected chance."""

    origin: int
    rows: Ints
    expected: Floats
    chance: Floats


@dataclass(frozen=True)
class Backtest:
    """All trials, the worth of the lists, and the fit on everything."""

    looks: Looks
    trials: tuple[Trial, ...]
    days: tuple[Day, ...]
    held: Held
    gain: Gain
    brier: float
    brier_of_share: float
    """Brier of telling everybody the share that bought."""
    slope: float
    foretold: float
    """Purchases foretold over all days, and `came` those that came."""
    came: int
    last: Model


@dataclass(frozen=True)
class Model:
    """The fit on everything known, its scales, and the correction learned from all trials."""

    ridge: Ridge
    scales: Scales
    correction: Correction | None
    orders: tuple[Calibration | None, ...]
    """Corrections that make chances of the simple orders."""

    def scored(self, looks: Looks) -> tuple[Predictors, Floats, Floats]:
        """Predictors, purchases to expect and corrected chances of other looks."""
        made, _ = predictors(looks, self.scales)
        expected = self.ridge.expected(made.x)
        return made, expected, _corrected(self.correction, expected)


class NotEnough(ValueError):
    """Too few purchases to learn from and to be held to: `seen` of `needed`."""

    def __init__(self, seen: int, needed: int) -> None:
        super().__init__(f"{seen} purchases to learn from, {needed} needed")
        self.seen, self.needed = seen, needed


class AllBought(ValueError):
    """Purchases enough, `seen`, but everybody made one in every quarter: nobody to tell them apart from."""

    def __init__(self, seen: int) -> None:
        super().__init__(f"{seen} purchases, and nobody without one to tell those who buy apart from")
        self.seen = seen


def backtest(
    looks: Looks, *, last_day: int, first: int, seed: int = 0, progress: Progress | None = None
) -> Backtest:
    """Forecasts on past days held to what came. `first`: how many the list holds. last_day: of the data.

    Raises:
        NotEnough: too few purchases for a fit on any origin.
        AllBought: enough of them, and nobody who did not buy.
        ValueError: a look holds what nobody could know on its day.
    """
    if looks.too_early.any():
        raise ValueError(
            f"{int(looks.too_early.sum()):,} of {len(looks):,} looks hold what was known only later"
        )
    made, scales = predictors(looks)
    complete = looks.origin + HORIZON_DAYS <= last_day
    origins = np.unique(looks.origin[complete])[-(ORIGINS + BEFORE) :]
    trials, fit = _trials(looks, made, origins, progress or Quiet())
    judged = tuple(t for t in trials if t.origin in origins[-ORIGINS:])
    known = _learned(looks, made, last_day)
    if fit is None or not judged or known.bought.all():
        seen = int((complete & (looks.next_day > 0)).sum())
        if any(_all_bought(_learned(looks, made, int(day))) for day in (*origins, last_day)):
            raise AllBought(seen)
        raise NotEnough(seen, ENOUGH)
    final = ridge(known, made.family, start=fit)
    rows = np.concatenate([t.rows for t in trials])
    bought = looks.bought_known_by(last_day)
    simple = simple_orders(looks)
    model = Model(
        final,
        scales,
        _from_earlier(looks, trials, last_day),
        tuple(calibration(simple[rows, o], bought[rows]) for o in range(simple.shape[1])),
    )
    days = tuple(_day(looks, trial, bought, simple, first=first) for trial in judged)
    return _judged(looks, trials, days, np.concatenate([t.chance for t in judged]), model, seed=seed)


def _trials(
    looks: Looks, made: Predictors, origins: Sequence[int] | Ints, progress: Progress
) -> tuple[tuple[Trial, ...], Ridge | None]:
    """A trial on each origin that had enough to learn from, oldest first, and the last fit."""
    trials: list[Trial] = []
    fit: Ridge | None = None
    for at, origin in enumerate(int(o) for o in origins):
        progress.step("Testing the list on past days", at, len(origins))
        seen = _learned(looks, made, origin)
        if seen.bought.sum() < ENOUGH or _all_bought(seen):
            continue
        fit = ridge(seen, made.family, start=fit, rounds=6 if fit is None else 1)
        rows = np.flatnonzero(looks.origin == origin)
        expected = fit.expected(made.x[rows])
        trials.append(
            Trial(origin, rows, expected, _corrected(_from_earlier(looks, trials, origin), expected))
        )
    return tuple(trials), fit


def _all_bought(seen: Seen) -> bool:
    """Whether purchases are many enough to learn from, and yet teach nothing."""
    return bool(seen.bought.sum() >= ENOUGH and seen.bought.all())


def _learned(looks: Looks, made: Predictors, day: int) -> Seen:
    """Quarters that had ended by a day, with the purchases known then."""
    ended = looks.origin + HORIZON_DAYS <= day
    return Seen(
        made.x[ended],
        looks.bought_known_by(day)[ended],
        looks.share_at_risk[ended],
        weight=STEP_DAYS / HORIZON_DAYS,
    )


def _from_earlier(looks: Looks, trials: Sequence[Trial], day: int) -> Correction | None:
    """The correction that was to be learned by a day from trials whose quarter had ended."""
    bought = looks.bought_known_by(day)
    return correction([(t.expected, bought[t.rows]) for t in trials if t.origin + HORIZON_DAYS <= day])


def _corrected(learned: Correction | None, expected: Floats) -> Floats:
    return -np.expm1(-expected) if learned is None else learned(expected)


def _day(looks: Looks, trial: Trial, bought: Bools, simple: Floats, *, first: int) -> Day:
    """The list of a day: its order by the forecast beside the simple orders, and who then bought."""
    orders = np.concatenate([trial.expected[:, None], simple[trial.rows]], axis=1)
    return Day(
        trial.origin, looks.account[trial.rows], orders, bought[trial.rows], min(first, len(trial.rows))
    )


def _judged(
    looks: Looks,
    trials: Sequence[Trial],
    days: tuple[Day, ...],
    chance: Floats,
    model: Model,
    *,
    seed: int,
) -> Backtest:
    """What the days came to, with the chances told on all of them."""
    came = np.concatenate([day.bought for day in days])
    if came.sum() < LEAST:
        raise NotEnough(int(came.sum()), LEAST)
    return Backtest(
        looks=looks,
        trials=tuple(trials),
        days=days,
        held=held(days),
        gain=gain(days, seed=seed),
        brier=brier(chance, came),
        brier_of_share=brier(np.full(len(came), came.mean()), came),
        slope=slope(chance, came),
        foretold=float(chance.sum()),
        came=int(came.sum()),
        last=model,
    )
