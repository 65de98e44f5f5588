"""What changed within a week: sentences about purchases, new customers, tickets, people and contracts.

Plain counts of what was loaded, beside the week before; nothing is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from closeknit.answers import Subject, wording
from closeknit.lenses.people import names
from closeknit.lenses.seam import Question

WEEK = 7
NAMED = 3
"""Customers that a sentence names."""


@dataclass(frozen=True)
class Change:
    """One thing that changed: a sentence, and whom it is about."""

    what: str
    """purchases, new customers, tickets, people or ends."""
    sentence: str
    subjects: tuple[Subject, ...] = ()


def lately(question: Question) -> tuple[Change, ...]:
    """What changed in the week up to the question's day; nothing is said of what stayed the same."""
    found = (_bought(question), _new(question), _tickets(question), _joined(question), _ended(question))
    return tuple(change for change in found if change is not None)


def _week(question: Question, day: ir.Column, *, back: int = 0) -> ir.BooleanValue:
    last = question.as_of_day - back * WEEK
    return (day > last - WEEK) & (day <= last)


def _bought(question: Question) -> Change | None:
    bought = question.tables["purchases"]
    bought = bought.filter(bought.kind != "end")
    now, before = _week(question, bought.day), _week(question, bought.day, back=1)
    sums = _one(
        question,
        bought.aggregate(
            n=now.sum(),
            n_before=before.sum(),
            money=bought.amount_base.sum(where=now).cast("float64"),
            money_before=bought.amount_base.sum(where=before).cast("float64"),
        ),
    )
    if not sums["n"] and not sums["n_before"]:
        return None
    said = wording.count(sums["n"] or 0, "purchase")
    money = _money(question, sums["money"])
    then = f"the week before {sums['n_before'] or 0:,}{_money(question, sums['money_before'])}"
    return Change("purchases", f"{said}{money}; {then}.")


def _money(question: Question, value: float | None) -> str:
    return f", {wording.money(value, question.business.currency)}" if value else ""


def _new(question: Question) -> Change | None:
    bought = question.tables["purchases"]
    first = bought.filter(bought.kind.isin(["first", "start"]))
    started = first.group_by("account_id").agg(day=first.day.min())
    rows = _rows(question, started.filter(_week(question, started.day)), "account_id")
    return _about(question, "new customers", rows, "new customer", "bought for the first time")


def _ended(question: Question) -> Change | None:
    bought = question.tables["purchases"]
    ends = bought.filter((bought.kind == "end") & _week(question, bought.known_day))
    rows = _rows(question, ends, "account_id")
    return _about(question, "ends", rows, "customer", "ended a contract")


def _joined(question: Question) -> Change | None:
    parties = question.tables["parties"]
    known = parties.filter(
        (parties.kind == "person")
        & (parties.standing != "ours")
        & (parties.account_id != parties.party_id)
        & _week(question, parties.first_day)
    )
    ids = _rows(question, known, "party_id")
    return _about(question, "people", ids, "person", "heard of for the first time", things="people")


def _tickets(question: Question) -> Change | None:
    cases = question.tables["cases"]
    tickets = cases.filter(cases.kind == "ticket")
    sums = _one(
        question,
        tickets.aggregate(
            opened=_week(question, tickets.opened_day).sum(),
            closed=_week(question, tickets.closed_day).sum(),
            still=(tickets.closed_day.isnull() & (tickets.status == "open")).sum(),
        ),
    )
    if not sums["opened"] and not sums["closed"]:
        return None
    return Change(
        "tickets",
        f"{wording.count(sums['opened'] or 0, 'ticket')} opened, {sums['closed'] or 0:,} closed; "
        f"{sums['still'] or 0:,} open now.",
    )


def _about(
    question: Question, what: str, ids: list[int], thing: str, did: str, *, things: str = ""
) -> Change | None:
    if not ids:
        return None
    known = names(question, ids[:NAMED])
    subjects = tuple(known.subject(i) for i in ids[:NAMED])
    return Change(what, f"{wording.count(len(ids), thing, things)} {did}.", subjects)


def _rows(question: Question, rows: ir.Table, column: str) -> list[int]:
    found = question.collect(rows.select(column).distinct().order_by(ibis.asc(column)))
    ids: list[int] = found[column].to_pylist()
    return ids


def _one(question: Question, sums: ir.Table) -> dict[str, Any]:
    found: dict[str, Any] = question.collect(sums).to_pylist()[0]
    return found
