"""From book tables to the history that the search reads, with the calendar it is counted in.

Data begins where both purchases and events are recorded; risk begins half a year later, so that every day
at risk has its past. It ends with the last day of data, at the latest on the day of the question.
"""

from __future__ import annotations

from dataclasses import replace

import ibis.expr.types as ir
import numpy as np

from closeknit.answers import wording
from closeknit.day_numbers import day_to_date
from closeknit.engines.portable import stacked
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.happened import recorded
from closeknit.lenses.triggers.history import History
from closeknit.lenses.triggers.kinds import Sort, sort_of
from closeknit.lenses.triggers.made_buying import buying
from closeknit.lenses.triggers.made_dealings import dealings
from closeknit.lenses.triggers.made_people import persons
from closeknit.lenses.triggers.outcomes import OUTCOMES, STEADY, Outcome, at_risk, decisions, first_signs
from closeknit.lenses.triggers.segments import segments
from closeknit.methods.cells import LOOK_BACK_DAYS, Calendar, Ints

WEEK = 7

DAILY_FROM = 500
"""Decisions from which on days are counted and not weeks, where their dates are real."""

MOST_CELLS = 20_000_000
"""Accounts x days up to which days are counted."""

STRAY_SHARE = 0.002
"""Share of rows before which data is not taken to begin: stray dates of long ago."""

MOST_KINDS = 200
"""Kinds asked about at once, the commonest."""

ONE_WEEKDAY, ONE_DAY_OF_MONTH = 0.8, 0.3
"""Shares of decisions on one day of the week or month from which on their dates are not those of days."""


def outcome_of(question: Question) -> Outcome:
    """The outcome that the option asks for."""
    return OUTCOMES[str(question.options.get("outcome") or "purchase")]


def history(question: Question) -> History:
    """Everything the search reads of a business; see `History`.

    Raises:
        UnknownQuestion: no customer has the attribute that the option `segment` names.
    """
    outcome, asked = outcome_of(question), segments(question)
    bought = question.keep(decisions(question, outcome), "decisions")
    happened, kinds, rare = _events(question, outcome)
    days = _days(question, bought)
    # Seldom things, such as customers lost, are on record from the first purchase on, not from their own.
    kept = days if outcome.name == "escalation" else _days(question, question.tables["purchases"])
    calendar = weeks_of(kept, _days(question, happened), question.as_of_day)
    signs = first_signs(question, happened)
    inside = (calendar.first_day, calendar.last_day)
    accounts = question.keep(asked.of(at_risk(question, outcome, bought, signs, inside)), "at_risk")
    if _daily(question, accounts, days, calendar):
        calendar = Calendar(calendar.first_day, 1, calendar.bins * WEEK)
    notes = (*_counted(calendar), *rare, *_in_parts(question))
    return History(accounts, bought, happened, kinds, calendar, notes)


def among_customers(question: Question, told: History) -> History:
    """The same history with everybody at risk from the day after the first purchase on."""
    asked, calendar = segments(question), told.calendar
    signs = first_signs(question, told.events)
    inside = (calendar.first_day, calendar.last_day)
    rows = asked.of(at_risk(question, OUTCOMES["repeat"], told.purchases, signs, inside))
    return replace(told, accounts=question.keep(rows, "customers_at_risk"))


def _events(question: Question, outcome: Outcome) -> tuple[ir.Table, dict[str, Sort], tuple[str, ...]]:
    """All events to ask about, their kinds with their sorts, and what to say of kinds left out."""
    known = recorded(question)
    known = known.filter(known.kind.notin(outcome.itself))
    made = [*dealings(question), *persons(question), *buying(question)]
    every = stacked(known.drop("plays"), *made)
    every = every.filter(
        every.known_day <= question.as_of_day,
        every.day <= every.known_day,
        every.kind.notin(outcome.itself),
    )
    happened = question.keep(every, "events")
    by_kind = question.collect(happened.group_by("kind").aggregate(n=happened.count())).to_pylist()
    plays = question.collect(known.group_by("kind").aggregate(plays=known.plays.min())).to_pylist()
    part = {row["kind"]: row["plays"] for row in plays}
    by_kind.sort(key=lambda row: (-row["n"], row["kind"]))
    shown = sorted(row["kind"] for row in by_kind[:MOST_KINDS])
    kinds: dict[str, Sort] = {
        kind: "step" if kind in outcome.steps else sort_of(kind, part.get(kind, "")) or "signal"
        for kind in shown
    }
    left = len(by_kind) - len(shown)
    said = (
        f"{wording.count(left, 'rarer kind')} of events: only the {MOST_KINDS} commonest are asked about.",
    )
    if left:
        happened = happened.filter(happened.kind.isin(shown))
    return happened, kinds, said if left else ()


def _days(question: Question, rows: ir.Table) -> tuple[Ints, Ints]:
    """Distinct days of these rows in order, and how many rows each has."""
    counted = question.collect(rows.group_by("day").aggregate(n=rows.count()).order_by("day"))
    return tuple(np.asarray(counted[name].to_numpy(), dtype=np.int64) for name in ("day", "n"))  # type: ignore[return-value]


def weeks_of(bought: tuple[Ints, Ints], happened: tuple[Ints, Ints], until: int) -> Calendar:
    """Whole weeks at risk, from half a year after both purchases and events are recorded; perhaps none."""
    if not (len(bought[0]) and len(happened[0])):
        return Calendar(until, WEEK, 0)
    begins = max(_begin(*bought), _begin(*happened)) + LOOK_BACK_DAYS
    last = min(int(max(bought[0][-1], happened[0][-1])), until)
    weeks = max((last - begins + 1) // WEEK, 0)
    return Calendar(last + 1 - weeks * WEEK, WEEK, weeks)


def _begin(days: Ints, many: Ints) -> int:
    """The first day, but for stray ones."""
    return int(days[np.searchsorted(np.cumsum(many), STRAY_SHARE * many.sum(), side="right")])


def _daily(question: Question, accounts: ir.Table, days: tuple[Ints, Ints], calendar: Calendar) -> bool:
    """Whether there are enough decisions, with the dates of days, and not too many accounts."""
    inside = days[0] >= calendar.first_day
    day, many = days[0][inside], days[1][inside]
    if many.sum() < DAILY_FROM:
        return False
    weekday = np.bincount(day % WEEK, many)
    of_month = np.bincount([day_to_date(d).day for d in day], many)
    if weekday.max() > ONE_WEEKDAY * many.sum() or of_month.max() > ONE_DAY_OF_MONTH * many.sum():
        return False
    count = question.collect(accounts.aggregate(n=accounts.count()))["n"][0].as_py()
    return bool(count * calendar.bins * WEEK <= MOST_CELLS)


def _in_parts(question: Question) -> tuple[str, ...]:
    """What to say where payments at a steady interval were told by their dates alone."""
    bought = question.tables["purchases"]
    found = bought.filter(bought["rule"] == STEADY, bought.term_days.isnull(), bought.kind != "end")
    if not question.collect(found.aggregate(n=found.count()))["n"][0].as_py():
        return ()
    return (
        "Purchases that follow one another at a steady interval are taken for instalments: they count once.",
    )


def _counted(calendar: Calendar) -> tuple[str, ...]:
    if not calendar.bins:
        return ()
    first, last = (wording.day_text(day_to_date(d)) for d in (calendar.first_day, calendar.last_day))
    return (f"Counted are {first} to {last}; the half year before is what one could look back on.",)
