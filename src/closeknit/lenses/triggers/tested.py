"""What the list would have been worth on past days: the finding, the table by day and the curve."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from closeknit.answers import AnswerTable, Estimate, Finding, Picture, ShownColumn, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.parts import Part, not_enough
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.forecast import Forecast, reached
from closeknit.lenses.triggers.outcomes import Outcome
from closeknit.lenses.triggers.reading import outcome_of
from closeknit.methods.backtest import AllBought, Backtest, NotEnough
from closeknit.methods.panel import SIMPLE
from closeknit.methods.ranking import per_day

SHARES = np.linspace(0, 1, 51)
"""How much of everybody a list holds, along the curve."""


def tested(question: Question, forecast: Forecast) -> Part:
    """The worth of the list on past days; how much is missing where it could not be told."""
    outcome = outcome_of(question)
    worth = forecast.tested
    if not isinstance(worth, Backtest):
        return Part(findings=(_untold(question, worth, outcome),))
    return Part(
        findings=(_finding(question, forecast, worth, outcome),),
        tables=(_table(worth, outcome),),
        pictures=(_picture(worth, outcome),),
        assumptions=_assumptions(forecast, worth, outcome),
    )


def _untold(question: Question, untested: NotEnough | AllBought, outcome: Outcome) -> Finding:
    if isinstance(untested, AllBought):
        why = f"everybody {outcome.did} within every 13 weeks, so there is nobody to tell them apart from"
        needed = f"some who have not {outcome.did} within 13 weeks"
    else:
        why = f"too few {outcome.nouns} to learn from and to be tested on"
        few = max(untested.needed - untested.seen, 1)
        more = wording.count(few, f"more {outcome.noun}", f"more {outcome.nouns}")
        needed = f"about {more} over at least half a year"
    first = "the most active" if outcome.once else f"those who {outcome.done} most often"
    return not_enough(
        question.finding_id("triggers", "backtest"),
        "backtest",
        f"How likely each one is to {outcome.done} cannot be told yet: {why}. "
        f"The list is in a simple order, {first} first.",
        n=untested.seen,
        n_what=outcome.nouns,
        needed=needed,
    )


def _finding(question: Question, forecast: Forecast, worth: Backtest, outcome: Outcome) -> Finding:
    gain, list_ = worth.gain, worth.held
    simple = SIMPLE[gain.best - 1]
    beats = gain.low > 0
    size = sum(min(d.first, len(d.account)) for d in worth.days) // len(worth.days)
    said = (
        f"Tested on {len(worth.days)} past days: of the {size:,} first on the list, "
        f"{wording.share(float(list_.precision[0]))} {outcome.did} within 13 weeks, {list_.times[0]:.1f} "
        f"times as often as everybody (likely {gain.times_low:.1f}–{gain.times_high:.1f}). "
    )
    if beats:
        said += (
            f"Going by {simple} alone reaches {list_.times[gain.best]:.1f} times; the gain over it is "
            f"{gain.value:.1f} (likely {gain.low:.1f}–{gain.high:.1f})."
        )
    else:
        said += (
            f"That is not shown to be better than going by {simple} alone ({list_.times[gain.best]:.1f} "
            f"times; difference likely {gain.low:z.1f} to {gain.high:z.1f}), so the list here simply goes by "
            f"{simple}."
        ).replace("-", "−")
    return Finding(
        id=question.finding_id("triggers", "backtest"),
        kind="backtest",
        sentence=said,
        verdict=Verdict.ESTABLISHED if beats else Verdict.NO_EVIDENCE,
        n=worth.came,
        n_what=outcome.nouns,
        estimate=Estimate(round(gain.value, 2), "times as often", round(gain.low, 2), round(gain.high, 2)),
        values=_values(worth, forecast, size),
    )


def _values(worth: Backtest, forecast: Forecast, size: int) -> dict[str, str | int | float | bool | None]:
    return {
        "list": size,
        "precision": round(float(worth.held.precision[0]), 4),
        "times": round(float(worth.held.times[0]), 3),
        "times_low": round(worth.gain.times_low, 3),
        "times_high": round(worth.gain.times_high, 3),
        "capture": round(float(worth.held.capture[0]), 4),
        "simple": SIMPLE[worth.gain.best - 1],
        "simple_times": round(float(worth.held.times[worth.gain.best]), 3),
        "gain": round(worth.gain.value, 3),
        "gain_low": round(worth.gain.low, 3),
        "gain_high": round(worth.gain.high, 3),
        "brier": round(worth.brier, 5),
        "brier_of_share": round(worth.brier_of_share, 5),
        "slope": None if np.isnan(worth.slope) else round(worth.slope, 3),
        "expected": round(worth.foretold, 1),
        "came": worth.came,
        "one_in": forecast.one_in,
    }


def _table(worth: Backtest, outcome: Outcome) -> AnswerTable:
    shares = np.stack([per_day(day) for day in worth.days])
    data = pa.table(
        {
            "day": pa.array([d.origin for d in worth.days], pa.int64()),
            "everybody": [float(d.bought.mean()) for d in worth.days],
            "list": shares[:, 0],
            "simple": shares[:, worth.gain.best],
            "bought": pa.array([int(d.bought.sum()) for d in worth.days], pa.int64()),
        }
    )
    columns = (
        ShownColumn("day", "on", kind="day"),
        ShownColumn("everybody", "of everybody", kind="share"),
        ShownColumn("list", "of this list", kind="share"),
        ShownColumn("simple", f"going by {SIMPLE[worth.gain.best - 1]}", kind="share"),
        ShownColumn("bought", f"{outcome.did} in all", kind="number"),
    )
    note = f"Share that {outcome.did} within 13 weeks after the day, with what was known on it."
    return AnswerTable("backtest", "The list on past days", columns, data, note)


def _picture(worth: Backtest, outcome: Outcome) -> Picture:
    names = ("this list", f"going by {SIMPLE[worth.gain.best - 1]}", "at random")
    curves = (reached(worth, 0, SHARES), reached(worth, worth.gain.best, SHARES), SHARES)
    tenth = float(reached(worth, 0, np.array([0.1]))[0])
    data = pa.table(
        {
            "contacted": np.tile(100 * SHARES, len(names)),
            "reached": np.concatenate([100 * c for c in curves]),
            "order": [name for name in names for _ in SHARES],
        }
    )
    since, until = (day_to_date(worth.days[at].origin) for at in (0, -1))
    return Picture(
        "backtest",
        f"The first tenth of the list holds {wording.share(tenth)} of those who {outcome.done} within 13 "
        "weeks",
        f"{len(worth.days)} past days, {wording.day_text(since)} to {wording.day_text(until)}, "
        f"{worth.came:,} {outcome.nouns}",
        "line",
        data,
        "contacted",
        "reached",
        x_label="% contacted, the likeliest first",
        y_label="% of them reached",
        series="order",
        order=names,
    )


def _assumptions(forecast: Forecast, worth: Backtest, outcome: Outcome) -> tuple[str, ...]:
    said = [
        f"Chances on past days: {worth.foretold:,.0f} {outcome.nouns} foretold, {worth.came:,} came. Each "
        "day used only what was known on it."
    ]
    if forecast.one_in > 1:
        said.append(f"Learned from one in {forecast.one_in} customers, chosen by their number.")
    return tuple(said)
