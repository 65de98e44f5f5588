"""Who is waiting for an answer right now, the customers who bring most first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.answers import (
    Action,
    AnswerTable,
    Finding,
    ShownColumn,
    Verdict,
    wording,
)
from closeknit.day_numbers import day_to_date
from closeknit.lenses.behind import listed, of_cases
from closeknit.lenses.parts import Part
from closeknit.lenses.people import People, greeting
from closeknit.lenses.seam import Question
from closeknit.lenses.service.tickets import Tickets, tickets, waits
from closeknit.lenses.unrated import is_unrated

FORGOTTEN_DAYS = 180
"""Tickets open longer than this without an answer look forgotten in the tool, not waiting."""

ANSWER_MINUTES = 10
YEAR = 365


@dataclass(frozen=True)
class Waiting:
    """One ticket without an answer."""

    case_id: int
    name: str
    account_id: int
    person: int | None
    opened_day: int
    minutes: float
    """Waiting time, up to its answer; of a ticket without one up to the newest fact of its source."""
    answered: bool = False

    @property
    def quoted(self) -> str:
        """Its subject in quotes; empty where it has none."""
        return f'"{self.name}"' if self.name else ""


def without_answer(question: Question, found: Tickets) -> list[Waiting]:
    """Open tickets without an answer in sources that say when they answered, the oldest first."""
    rows = found.rows.filter(waits(found.rows))
    wanted = rows.select(
        "case_id", "name", "account_id", "person", "opened_day",
        minutes=(rows.watched_until - rows.opened).cast("float64") / 60.0,
    ).order_by(["opened_day", "case_id"])  # fmt: skip
    return ticket_rows(question, wanted)


def opened_in_vain(question: Question, accounts: Sequence[int]) -> ir.Table:
    """The tickets of these customers that wait, as they came in: party_id, day, activity_id."""
    rows = tickets(question).recent
    return of_cases(question, rows.filter(waits(rows), rows.account_id.isin(list(accounts))), "ticket.opened")


def ticket_rows(question: Question, wanted: ir.Table) -> list[Waiting]:
    """Rows with the columns of Waiting, as values."""
    rows: list[dict[str, Any]] = question.collect(wanted).to_pylist()
    return [Waiting(**(row | {"name": row["name"] or ""})) for row in rows]


def year_revenue(question: Question, accounts: Sequence[int]) -> dict[int, float]:
    """What each of these customers brought in the last 365 days; not in it: those of whom it is not known."""
    if not accounts:
        return {}
    acts = question.tables["activities"]
    rows = acts.filter(
        acts.account_id.isin(sorted(accounts)), acts.is_revenue, acts.day > question.as_of_day - YEAR
    )
    summed = rows.group_by("account_id").aggregate(
        brought=rows.amount_base.sum().cast("float64"), unrated=is_unrated(rows).sum()
    )
    found = question.collect(summed).to_pylist()
    return {r["account_id"]: r["brought"] or 0.0 for r in found if not r["unrated"]}


def waiting_now(
    question: Question, found: Sequence[Waiting], people: People, brought: Mapping[int, float]
) -> Part:
    """Finding, table and actions on customers without an answer."""
    fresh = [w for w in found if question.as_of_day - w.opened_day <= FORGOTTEN_DAYS]
    old = len(found) - len(fresh)
    left_out: tuple[str, ...] = ()
    if old:
        said = wording.count(old, "ticket")
        left_out = (
            f"{said} without an answer for more than {FORGOTTEN_DAYS} days: forgotten in the tool rather "
            "than waiting; not on today's list.",
        )
    if not fresh:
        return Part(left_out=left_out)
    by_account: dict[int, list[Waiting]] = defaultdict(list)
    for ticket in fresh:
        by_account[ticket.account_id].append(ticket)
    order = sorted(by_account, key=lambda a: (-brought.get(a, 0.0), by_account[a][0].opened_day, a))
    finding = _finding(question, fresh, order, people, brought)
    currency = question.business.currency
    actions = [_answer(by_account[a], people, brought.get(a, 0.0), finding, question) for a in order if a]
    table = _table(fresh, people, brought, currency, question.as_of_day)
    return Part(findings=(finding,), tables=(table,), actions=tuple(actions), left_out=left_out)


def _finding(
    question: Question,
    fresh: Sequence[Waiting],
    order: Sequence[int],
    people: People,
    brought: Mapping[int, float],
) -> Finding:
    oldest = wording.day_text(day_to_date(fresh[0].opened_day))
    single = len(fresh) == 1
    sentence = (
        f"{wording.count(len(fresh), 'ticket')} {'is' if single else 'are'} waiting for a first answer, "
        f"{'' if single else 'the oldest '}since {oldest}"
    )
    first = next((a for a in order if a), 0)
    if first:
        worth = brought.get(first, 0.0)
        year = f" ({wording.money(worth, question.business.currency)} in the last year)" if worth > 0 else ""
        sentence += f". Start with {people.subject(first).name}{year}"
    return Finding(
        id=question.finding_id("service", "unanswered"),
        kind="unanswered",
        sentence=f"{sentence}.",
        verdict=Verdict.COUNTED,
        n=len(fresh),
        n_what="tickets",
        subjects=tuple(people.subject(a) for a in order[:20] if a),
        evidence=listed("cases", [w.case_id for w in fresh], "open tickets without an answer"),
        values={"tickets": len(fresh), "customers": len([a for a in order if a])},
        weight=sum(max(0.0, brought.get(a, 0.0)) for a in order),
    )


def _answer(
    tickets: Sequence[Waiting], people: People, worth: float, finding: Finding, question: Question
) -> Action:
    oldest = tickets[0]
    contact = people.contact_at(oldest.account_id, oldest.person)
    since = wording.day_text(day_to_date(oldest.opened_day))
    more = f", and to {wording.count(len(tickets) - 1, 'more ticket')}" if len(tickets) > 1 else ""
    year = f" · brought {wording.money(worth, question.business.currency)} last year" if worth > 0 else ""
    waited = wording.span(question.as_of_day - oldest.opened_day)
    what = f"to {oldest.quoted}" if oldest.quoted else "to a ticket"
    message = f"your message {oldest.quoted}".rstrip()
    return Action(
        subject=people.subject(oldest.account_id),
        kind="unanswered",
        reason=f"has waited {waited} for an answer {what}{more}{year}",
        first_line=(
            f"{greeting(contact)} I am sorry that {message} of {since} has gone without an answer until now. "
            "I have it in front of me and you will hear from me today."
        ),
        minutes=ANSWER_MINUTES,
        finding_id=finding.id,
        owner=people.owners.get(oldest.account_id),
        contact=contact,
        due_day=question.as_of_day,
        obligation=True,
    )


def _table(
    fresh: Sequence[Waiting], people: People, brought: Mapping[int, float], currency: str, today: int
) -> AnswerTable:
    order = sorted(fresh, key=lambda w: (-brought.get(w.account_id, 0.0), w.opened_day, w.case_id))
    data = {
        "case_id": [w.case_id for w in order],
        "party_id": [w.account_id for w in order],
        "customer": [people.subject(w.account_id).name if w.account_id else None for w in order],
        "ticket": [w.name or None for w in order],
        "opened": [day_to_date(w.opened_day) for w in order],
        "days": [today - w.opened_day for w in order],
        "brought": [brought.get(w.account_id) for w in order],
    }
    columns = (
        ShownColumn("case_id", "", kind="id"),
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("customer", "customer"),
        ShownColumn("ticket", "ticket"),
        ShownColumn("opened", "since", kind="day"),
        ShownColumn("days", "days", kind="number"),
        ShownColumn("brought", "last year", currency, "money"),
    )
    return AnswerTable("unanswered", "Waiting for a first answer", columns, pa.table(data))
