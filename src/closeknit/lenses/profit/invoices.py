"""Who pays late: what is past its due date now, and how long invoices take to be paid.

Invoices still open are counted with those paid (Kaplan–Meier): looking at paid ones alone would flatter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from closeknit.answers import (
    Action,
    AnswerTable,
    Estimate,
    Evidence,
    Finding,
    ShownColumn,
    Subject,
    Verdict,
    wording,
)  # fmt: skip
from closeknit.day_numbers import day_to_date
from closeknit.engines.portable import among
from closeknit.lenses.behind import behind, listed, of_cases
from closeknit.lenses.parts import Part
from closeknit.lenses.people import People, greeting
from closeknit.lenses.profit.period import Period, within
from closeknit.lenses.seam import Question
from closeknit.methods.kaplan_meier import curve

REMIND_MINUTES = 5
REMIND_AFTER = 7
"""Days past due from which a customer is reminded: money on its way arrives by then."""

LEAST_INVOICES = 20
"""Below this many invoices due, how long customers take to pay is not said."""

LATE_DAYS = (0, 14, 30, 60)
LEAST_LATE = 5
"""A customer is called a late payer from this many invoices on."""


@dataclass(frozen=True)
class Overdue:
    """One invoice past its due date."""

    case_id: int
    number: str
    account_id: int
    contact_id: int | None
    amount: float
    due_day: int


def overdue(question: Question) -> list[Overdue]:
    """Invoices that are past due and not paid, the oldest first."""
    rows = _past_due(question)
    found = question.collect(rows.order_by([rows.due_day, rows.case_id])).to_pylist()
    return [Overdue(number=wording.case_number(row.pop("case_key")), **row) for row in found]


def invoices_past_due(question: Question, accounts: Sequence[int]) -> ir.Table:
    """Invoices of these customers that are past due, as they were issued: party_id, day, activity_id."""
    return of_cases(question, among(_past_due(question), "account_id", accounts), "invoice.issued")


def _past_due(question: Question) -> ir.Table:
    """case_id, case_key, account_id, contact_id, due_day and amount of invoices past due and not paid."""
    cases = question.tables["cases"]
    owed = ibis.coalesce(cases.open_base, cases.amount_base).cast("float64")
    return cases.filter(
        cases.kind == "invoice", _open(question, cases), cases.due_day < question.as_of_day, owed > 0
    ).select("case_id", "case_key", "account_id", "contact_id", "due_day", amount=owed)


def _open(question: Question, cases: ir.Table) -> ir.BooleanValue:
    """Not paid by the date of the answer; an invoice paid later was open then."""
    later = cases.closed_day > question.as_of_day
    return (cases.status.fill_null("open") == "open") | (later.fill_null(False) & (cases.status == "paid"))


def invoices(question: Question, period: Period, found: Sequence[Overdue], people: People) -> Part:
    """Findings, table and actions on invoices past due and on how late customers pay."""
    findings: tuple[Finding, ...] = ()
    actions: tuple[Action, ...] = ()
    if found:
        unpaid = _unpaid(question, found, people)
        findings, actions = (unpaid,), _reminders(question, found, people, unpaid.id)
    late, left_out = _how_late(question, period)
    return Part(
        findings=findings + late,
        tables=(_table(question, found, people),) if found else (),
        actions=actions,
        left_out=left_out,
    )


def _unpaid(question: Question, found: Sequence[Overdue], people: People) -> Finding:
    currency = question.business.currency
    total = sum(o.amount for o in found)
    owing = {o.account_id for o in found}
    oldest = found[0]
    sentence = (
        f"{wording.money(total, currency)} is past its due date at {wording.count(len(owing), 'customer')}; "
        f"the oldest since {wording.day_text(day_to_date(oldest.due_day))} "
        f"({people.subject(oldest.account_id).name}, {wording.money(oldest.amount, currency)})."
    )
    return Finding(
        id=question.finding_id("profit", "unpaid"),
        kind="unpaid",
        sentence=sentence,
        verdict=Verdict.COUNTED,
        n=len(found),
        n_what="invoices",
        estimate=Estimate(total, currency, money="at stake"),
        subjects=tuple(people.subject(a) for a in _by_amount(found)[:20]),
        evidence=listed("cases", [o.case_id for o in found], "invoices past their due date and not paid"),
        values={"amount": total, "invoices": len(found), "customers": len(owing)},
        weight=total,
    )


def _by_amount(found: Sequence[Overdue]) -> list[int]:
    """Customers by what they owe, the most first; nobody known is left out."""
    owed: dict[int, float] = defaultdict(float)
    for invoice in found:
        owed[invoice.account_id] += invoice.amount
    return sorted((a for a in owed if a), key=lambda a: (-owed[a], a))


def _reminders(
    question: Question, found: Sequence[Overdue], people: People, finding_id: str
) -> tuple[Action, ...]:
    by_account: dict[int, list[Overdue]] = defaultdict(list)
    for invoice in found:
        by_account[invoice.account_id].append(invoice)
    late = [a for a in _by_amount(found) if question.as_of_day - by_account[a][0].due_day >= REMIND_AFTER]
    return tuple(_reminder(question, by_account[a], people, finding_id) for a in late)


def _reminder(question: Question, owed: list[Overdue], people: People, finding_id: str) -> Action:
    currency, oldest = question.business.currency, owed[0]
    total = sum(o.amount for o in owed)
    since = wording.day_text(day_to_date(oldest.due_day))
    contact = people.contact_at(oldest.account_id, oldest.contact_id)
    late = wording.span(question.as_of_day - oldest.due_day)
    return Action(
        subject=people.subject(oldest.account_id),
        kind="unpaid",
        reason=f"{wording.money(total, currency)} past due, the oldest by {late}",
        first_line=f"{greeting(contact)} {_ask_for_payment(owed, total, currency, since)}",
        minutes=REMIND_MINUTES,
        finding_id=finding_id,
        at_stake=Estimate(total, currency, money="at stake"),
        owner=people.owners.get(oldest.account_id),
        contact=contact,
    )


def _ask_for_payment(owed: list[Overdue], total: float, currency: str, since: str) -> str:
    amount = wording.money(total, currency, exact=True)
    ask = "Could you tell me when to expect it, or whether something is in the way?"
    if len(owed) == 1:
        return f"invoice {owed[0].number} over {amount} was due on {since} and is still open here. {ask}"
    numbers = wording.listing([o.number for o in owed])
    return (
        f"{len(owed)} invoices ({numbers}), together {amount}, are still open here; the first was due on "
        f"{since}. {ask.replace('it,', 'them,')}"
    )


def _how_late(question: Question, period: Period) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """How long after its due date an invoice is paid, open ones counted until the date of the answer."""
    counted = question.collect(_lateness(question, period)).to_pylist()
    undated = sum(r["paid"] for r in counted if r["days"] is None)
    known = [r for r in counted if r["days"] is not None]
    paid = sum(r["paid"] for r in known)
    due = paid + sum(r["open"] for r in known)
    left_out: tuple[str, ...] = ()
    if undated:
        said = f"{wording.count(undated, 'paid invoice')} without the day of payment"
        left_out = (f"{said}: left out of how late customers pay.",)
    if due < LEAST_INVOICES or not paid:
        return (), left_out
    found = curve(*([r[name] for r in known] for name in ("days", "paid", "open")))
    over = {d: found.over(d) for d in LATE_DAYS}
    late = over[0]
    if late is None:
        return (), left_out
    more = [f"{wording.share(s.value)} more than {d} days" for d, s in over.items() if d and s and s.value]
    sentence = f"{wording.share(late.value)} of invoices are paid after their due date"
    sentence += f", {more[0]}" if more else ""
    return (
        Finding(
            id=question.finding_id("profit", "paid_late"),
            kind="paid_late",
            sentence=f"{sentence}.",
            verdict=Verdict.COUNTED if not found.n_open else Verdict.ESTABLISHED,
            n=due,
            n_what="invoices due",
            estimate=Estimate(late.value, "share", late.low, late.high),
            evidence=_due_evidence(question, period),
            values={f"over_{d}_days": s.value for d, s in over.items() if s},
        ),
    ), left_out


def _due(question: Question, period: Period) -> ir.Table:
    """Invoices that fell due in the time and were not cancelled."""
    cases = question.tables["cases"]
    return cases.filter(
        cases.kind == "invoice", within(cases.due_day, period), cases.status.fill_null("open") != "void"
    )


def _lateness(question: Question, period: Period) -> ir.Table:
    """Counts by days after the due date: paid then, or still open when last seen. Null: nobody says when."""
    rows = _due(question, period)
    is_open = _open(question, rows)
    seen = ibis.ifelse(is_open, ibis.literal(question.as_of_day), rows.closed_day)
    days = (seen - rows.due_day).cast("int64")
    late = ibis.ifelse(days < 0, ibis.literal(0, "int64"), days)
    rows = rows.select(is_open=is_open, days=late)
    return rows.group_by("days").aggregate(paid=(~rows.is_open).sum(), open=rows.is_open.sum())


def _due_evidence(question: Question, period: Period) -> Evidence:
    rows = _due(question, period)
    rows = rows.filter(_open(question, rows) | rows.closed_day.notnull())
    return behind(question, "cases", rows, f"invoices due {period.text}")


def late_by_client(question: Question, period: Period) -> dict[int, tuple[int, int]]:
    """For each customer: invoices due in the time, and how many of them were or are late."""
    rows = _due(question, period)
    rows = rows.filter(_open(question, rows) | rows.closed_day.notnull())
    seen = ibis.ifelse(_open(question, rows), ibis.literal(question.as_of_day), rows.closed_day)
    late = (seen > rows.due_day).cast("int64")
    grouped = rows.group_by("account_id").aggregate(due=rows.count(), late=late.sum())
    return {r["account_id"]: (r["due"], r["late"]) for r in question.collect(grouped).to_pylist()}


def _table(question: Question, found: Sequence[Overdue], people: People) -> AnswerTable:
    currency = question.business.currency
    names: list[Subject] = [people.subject(o.account_id) for o in found]
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "customer"),
        ShownColumn("invoice", "invoice"),
        ShownColumn("due", "was due", kind="day"),
        ShownColumn("days", "days late", kind="number"),
        ShownColumn("amount", "still open", currency, "money"),
    )
    data = {
        "party_id": [o.account_id for o in found],
        "name": [n.name for n in names],
        "invoice": [o.number for o in found],
        "due": [day_to_date(o.due_day) for o in found],
        "days": np.array([question.as_of_day - o.due_day for o in found], dtype="int64"),
        "amount": [o.amount for o in found],
    }
    return AnswerTable("overdue", "Invoices past their due date", columns, pa.table(data))
