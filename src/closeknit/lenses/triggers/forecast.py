"""How likely everybody is to buy within a quarter, and what such forecasts were worth on past days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.history import History
from closeknit.lenses.triggers.looks import Origins, looks
from closeknit.methods.backtest import STEP_DAYS, AllBought, Backtest, NotEnough, backtest
from closeknit.methods.cells import Floats
from closeknit.methods.panel import (
    HORIZON_DAYS,
    NEVER,
    PLAIN,
    SEGMENT,
    WINDOW,
    Looks,
    Predictors,
    simple_orders,
)

MOST_LOOKS = 300_000
"""Looks that are learned from; beyond, one in so many accounts."""

MOST_ORIGINS = 39
"""Past days that are learned from: three years of them."""

MOST_CONTACTS = 50
"""What a team can contact unless it says otherwise: a tenth of everybody, at most so many."""


@dataclass(frozen=True)
class Forecast:
    """Everybody at risk today with their chance, the order of the list, and the test of it on past days.

    tested: or why it could not be: too few purchases, or nobody without one to tell those who buy apart from.
    chance: NaN where it is not known. score: the order, higher first. simple: the name of the simple order
    that is used because the model was not shown to be better; "" where the model is used.
    """

    looks: Looks
    chance: Floats
    score: Floats
    first: int
    one_in: int
    tested: Backtest | NotEnough | AllBought
    simple: int | None = None
    made: Predictors | None = None

    @property
    def place_of(self) -> dict[int, int]:
        """Where each account's row is."""
        return {int(number): at for at, number in enumerate(self.looks.account)}


def forecast(
    question: Question, history: History, *, contacts: int = 0, first_only: bool = False
) -> Forecast:
    """The forecast for the day of the question. contacts: how many the team can contact; 0: by size."""
    # What happened since the last day of data is not known, so that day stands for today.
    day = min(question.as_of_day, history.calendar.last_day)
    today = looks(history, question.collect, Origins(day, 1, 1, today=True))
    if first_only:
        today = today.where(today.last_bought == NEVER)
    many = len(today)
    first = contacts or max(1, min(MOST_CONTACTS, many // 10))
    days = origins(history, day)
    if days is None or not many:
        return _plain(today, first, NotEnough(0, 0))
    one_in = max(1, -(-many * days.count // MOST_LOOKS))
    question.progress.step("Looking at past days", 0, 1)
    past = looks(history, question.collect, days, one_in=one_in)
    try:
        tested = backtest(past, last_day=day, first=max(1, first // one_in), progress=question.progress)
    except (NotEnough, AllBought) as why:
        # Its traceback would hold all that was looked at for as long as the forecast is kept.
        return _plain(today, first, why.with_traceback(None))
    return _scored(today, tested, first, one_in)


def origins(history: History, day: int) -> Origins | None:
    """The past days to learn from: every four weeks, the latest of which a whole quarter has passed since.

    A few later ones teach nothing yet; None where not one lies within the days at risk.
    """
    latest = day - HORIZON_DAYS
    count = min((latest - history.calendar.first_day) // STEP_DAYS + 1, MOST_ORIGINS)
    return Origins(latest - STEP_DAYS * (count - 1), STEP_DAYS, count) if count > 0 else None


def _plain(today: Looks, first: int, untested: NotEnough | AllBought) -> Forecast:
    """Without a model: those who buy most often first, then the most active."""
    orders = simple_orders(today)
    order = np.lexsort((orders[:, 1], orders[:, 0]))
    score = np.empty(len(today))
    score[order] = np.arange(len(today))
    return Forecast(today, np.full(len(today), np.nan), score, first, 1, untested, simple=0)


def _scored(today: Looks, tested: Backtest, first: int, one_in: int) -> Forecast:
    made, expected, chance = tested.last.scored(today)
    if tested.gain.low > 0:
        return Forecast(today, chance, expected, first, one_in, tested=tested, made=made)
    at = tested.gain.best - 1
    score, curve = simple_orders(today)[:, at], tested.last.orders[at]
    chance = curve(score) if curve is not None else np.full(len(today), np.nan)
    return Forecast(today, chance, score, first, one_in, simple=at, tested=tested, made=made)


PHRASES: dict[str, str] = {
    "bought": "buys often", "rate": "buys often", "bought_year": "buys often", "ever_bought": "buys often",
    "bought_lately": "bought lately", "order_size": "buys for much", "activity": "much is going on there",
    "activity_squared": "much is going on there", "event_lately": "something happened just now",
    "known_for": "how long you know each other",
}  # fmt: skip
"""What the plain predictors are called in words."""

WORTH_SAYING = 1.15
"""A term is named from so many times as likely on."""


def reasons(made: Predictors, tested: Backtest, row: int) -> list[tuple[str, bool, float]]:
    """What makes one likelier than the middle, most first: (kind or phrase, whether an event, times)."""
    parts = made.x[row] * tested.last.ridge.coefficients
    sums: dict[tuple[str, bool], float] = {}
    for column, part in zip(made.columns, parts, strict=True):
        if column.family >= WINDOW or column.family == 0:
            key = (column.name, True)
        elif column.family == PLAIN:
            key = (PHRASES[column.name], False)
        elif column.family == SEGMENT and column.name:
            key = (column.name, False)
        else:
            continue
        sums[key] = sums.get(key, 0.0) + float(part)
    named = [(name, event, float(np.exp(total))) for (name, event), total in sums.items()]
    return sorted((n for n in named if n[2] >= WORTH_SAYING), key=lambda n: (-n[2], n[0]))


def reached(tested: Backtest, column: int, shares: Floats) -> Floats:
    """Share of buyers among the first so many of an order, all past days together."""
    found, buyers = np.zeros(len(shares)), 0.0
    for day in tested.days:
        order = np.lexsort((day.account, -day.scores[:, column]))
        taken = np.concatenate([[0.0], np.cumsum(day.bought[order])])
        found += taken[np.round(shares * len(order)).astype(int)]
        buyers += float(day.bought.sum())
    return found / max(buyers, 1.0)
