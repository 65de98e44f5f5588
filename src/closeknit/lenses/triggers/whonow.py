"""Who just had an event that comes before purchases and has not bought yet: the list, in the order that pays.

Everybody is scored on everything known (`forecast`); the list holds those with a window open today
(`open_today`). Customers, prospects and possible new customers are told apart. Where the model was not shown
to beat the best simple order on past days, the list is in that order, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from closeknit.answers import (
    Action,
    AnswerTable,
    Estimate,
    Finding,
    ShownColumn,
    Verdict,
    wording,
)
from closeknit.answers.happenings import after
from closeknit.day_numbers import day_to_date
from closeknit.lenses.behind import listed
from closeknit.lenses.introductions import introductions
from closeknit.lenses.parts import Part
from closeknit.lenses.people import greeting
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.event_activities import activity_of_each
from closeknit.lenses.triggers.forecast import Forecast, reasons
from closeknit.lenses.triggers.history import History
from closeknit.lenses.triggers.open_today import NEWCOMERS, Listed, Row, the_list
from closeknit.lenses.triggers.reading import outcome_of
from closeknit.lenses.triggers.windows import Opening
from closeknit.methods.backtest import Backtest

MINUTES = 10
"""To write to or call one on the list."""

ACTIONS = 20

ALWAYS = ("name", "activity_id")
"""Columns that a list has although nobody on it has anything in them."""

GROUPS = {
    "customer": ("who_now", "customer", "customers"),
    "prospect": ("who_now_prospects", "prospect", "prospects"),
    "possible": ("who_now_possible", "possible new customer", "possible new customers"),
}
"""Standing, kind of finding and table, and what one is called."""


def who_now(question: Question, history: History, forecast: Forecast, openings: Sequence[Opening]) -> Part:
    """The list, apart by standing, and whom to turn to."""
    if not openings:
        return Part()
    found = the_list(question, history, forecast, openings)
    parts: list[Part] = []
    for standing, (name, one, many) in GROUPS.items():
        mine = [r for r in found.rows if _standing(found, r) == standing]
        if mine:
            parts.append(_group(found, name, mine, one, many))
    if not parts:
        return Part(findings=(_nobody(question, openings),), left_out=found.spared)
    return Part(
        findings=tuple(f for p in parts for f in p.findings),
        tables=tuple(t for p in parts for t in p.tables),
        actions=tuple(a for p in parts for a in p.actions)[:ACTIONS],
        left_out=found.spared,
    )


def _standing(found: Listed, row: Row) -> str:
    standing = found.around.standing.get(row.account, "customer")
    return standing if standing in GROUPS else "customer"


def _nobody(question: Question, openings: Sequence[Opening]) -> Finding:
    kinds = wording.listing([after(o.kind) for o in openings])
    return Finding(
        id=question.finding_id("triggers", "who_now"),
        kind="who_now",
        sentence=f"Nobody is within the weeks after {kinds} today without having {outcome_of(question).did} "
        "since.",
        verdict=Verdict.COUNTED,
        n=0,
    )


def _group(found: Listed, name: str, rows: Sequence[Row], one: str, many: str) -> Part:
    finding = _finding(found, name, rows, one, many)
    shown = rows[: found.forecast.first]
    return Part(
        findings=(finding,),
        tables=(_table(found, name, rows, many),),
        actions=tuple(_action(found, row, finding.id) for row in shown[:ACTIONS]),
    )


def _finding(found: Listed, name: str, rows: Sequence[Row], one: str, many: str) -> Finding:
    question, who, outcome = found.question, found.around.people, found.outcome
    first = [who.subject(r.account) for r in rows[:3]]
    chances = np.array([r.chance for r in rows])
    expected = float(np.nansum(chances))
    stakes = [value for r in rows if (value := found.value(r)) is not None]
    many_more = wording.count(max(1, round(expected)), outcome.noun, outcome.nouns)
    told = "" if np.isnan(chances).all() else f" About {many_more} can be expected of them within 13 weeks."
    stake = ""
    if stakes:
        stake = f" At stake: about {wording.money(sum(stakes), question.business.currency)}."
    verb = "is" if len(rows) == 1 else "are"
    return Finding(
        id=question.finding_id("triggers", name),
        kind=name,
        sentence=f"{wording.count(len(rows), one, many)} {verb} within the weeks after such an event and "
        f"{'has' if len(rows) == 1 else 'have'} not {outcome.did} since: "
        f"{wording.listing([s.name for s in first] + [''] * (len(rows) - len(first)))}.{told}{stake}",
        verdict=Verdict.SUGGESTIVE if not np.isnan(chances).all() else Verdict.COUNTED,
        n=len(rows),
        n_what=many,
        estimate=Estimate(sum(stakes), question.business.currency, money="at stake") if stakes else None,
        subjects=tuple(first),
        evidence=listed(
            "parties", [r.account for r in rows], f"had the event, and has not {outcome.did} since"
        ),
        values={"people": len(rows), "expected": round(expected, 1)},
        weight=float(sum(stakes)),
    )


def _why(found: Listed, row: Row) -> str:
    """The terms of the score in words, most first."""
    forecast = found.forecast
    if forecast.simple is not None or forecast.made is None or not isinstance(forecast.tested, Backtest):
        return ""
    terms = reasons(forecast.made, forecast.tested, row.place)[:3]
    return ", ".join(f"{after(n) if event else n} ({times:.1f} times as likely)" for n, event, times in terms)


def _event_words(found: Listed, row: Row) -> str:
    more = f" and {wording.count(len(row.others), 'more event')}" if row.others else ""
    return f"{after(row.kind)}, {wording.span(found.question.as_of_day - row.event_day)} ago{more}"


def _table(found: Listed, name: str, rows: Sequence[Row], many: str) -> AnswerTable:
    data = _cells(found, rows)
    currency, outcome = found.question.business.currency, found.outcome
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("activity_id", "", kind="id"),
        ShownColumn("name", "who"),
        ShownColumn("event", "event"),
        ShownColumn("days_left", "days left", kind="number"),
        ShownColumn("chance", f"{outcome.does} within 13 weeks", kind="share"),
        ShownColumn("at_stake", "at stake", currency, "money"),
        ShownColumn("ours", "who of us knows them"),
        ShownColumn("introduction", "who could introduce you"),
        ShownColumn("contact", "contact"),
        ShownColumn("why", "why likelier than the middle one"),
        ShownColumn("event_day", "on", kind="day"),
        ShownColumn("source", "told by"),
        ShownColumn("usual_order", "usual order", currency, "money"),
    )
    kept = tuple(c for c in columns if data[c.name].null_count < data.num_rows or c.name in ALWAYS)
    note = f"At stake: the chance of {outcome.one} within 13 weeks times the usual order."
    return AnswerTable(name, f"Who now: {many}", kept, data.select([c.name for c in kept]), note)


def _cells(found: Listed, rows: Sequence[Row]) -> pa.Table:
    owners = [found.around.ours(r.account) for r in rows]
    contacts = [found.contact(r) for r in rows]
    # Who is known from outside only has nobody of us who deals with them, but perhaps a way in.
    unknown = [r.account for r in rows if _standing(found, r) == "possible"]
    doors = introductions(found.question, unknown)
    return pa.table(
        {
            "party_id": pa.array([r.account for r in rows], pa.int64()),
            "activity_id": pa.array(activity_of_each(found.question, rows), pa.int64()),
            "name": [found.around.people.subject(r.account).name for r in rows],
            "event": [_event_words(found, r) for r in rows],
            "event_day": pa.array([r.event_day for r in rows], pa.int64()),
            "source": pa.array([found.source(r) for r in rows], pa.string()),
            "days_left": pa.array([r.days_left for r in rows], pa.int64()),
            "chance": pa.array([None if np.isnan(r.chance) else r.chance for r in rows], pa.float64()),
            "usual_order": pa.array([found.around.order(r.account) or None for r in rows], pa.float64()),
            "at_stake": pa.array([found.value(r) for r in rows], pa.float64()),
            "why": pa.array([_why(found, r) or None for r in rows], pa.string()),
            "contact": pa.array([c.name if c else None for c in contacts], pa.string()),
            "ours": pa.array([o.name if o else None for o in owners], pa.string()),
            "introduction": pa.array(
                [doors[r.account].words if r.account in doors else None for r in rows], pa.string()
            ),
        }
    )


def _action(found: Listed, row: Row, finding_id: str) -> Action:
    contact = found.contact(row)
    value, currency = found.value(row), found.question.business.currency
    known = (
        "" if np.isnan(row.chance) else f"; {wording.share(row.chance)} {found.outcome.done} within 13 weeks"
    )
    known += f": {why}" if known and (why := _why(found, row)) else ""
    on = wording.day_text(day_to_date(row.event_day))
    return Action(
        subject=found.around.people.subject(row.account),
        kind="who_now",
        reason=f"{_event_words(found, row)}, {wording.count(row.days_left, 'day')} left{known}",
        first_line=f"{greeting(contact)} {_opening_line(row.kind, on)} Is there anything we can do for you?",
        minutes=MINUTES,
        finding_id=finding_id,
        at_stake=Estimate(value, currency, money="at stake") if value else None,
        owner=found.around.ours(row.account),
        contact=contact,
    )


def _opening_line(kind: str, on: str) -> str:
    """The first sentence to somebody after an event; outside news is named, what they did with us is not."""
    if kind.startswith("news."):
        return f"I read your news of {on}: congratulations."
    if kind in NEWCOMERS:
        return "we have not met yet, so let me say who we are."
    if kind == "project.finished":
        return f"our project was finished on {on}; I would like to hear how it does."
    if kind.endswith("end_neared"):
        return "your contract ends before long, and I would like to talk in good time about what comes next."
    return "I have been thinking about what comes next for you."
