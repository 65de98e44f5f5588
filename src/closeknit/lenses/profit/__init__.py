"""Which customers really pay: what an hour brings, what was never invoiced, who pays late.

Question  Which customers really make us money once all hours, extras and late payments are counted?
Reads     activities (money, hours, cost), lines (margin), cases (invoices, deals, tickets, estimates),
          timeline (who worked), parties
Gives     findings a customer at a time, one row a customer, the whale curve, whom to bill and to remind
Units     base currency without tax; hours; days are local
Assumes   Hours and revenue of the same time belong together.
Source    Kaplan & Anderson (2004); Kaplan & Narayanan (2001); see `guide`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from closeknit.answers import Answer, Finding, wording
from closeknit.lenses.parts import Part, answered, not_enough, together
from closeknit.lenses.people import READS as PARTY_COLUMNS
from closeknit.lenses.people import people
from closeknit.lenses.profit import overview
from closeknit.lenses.profit.clients import Clients, clients
from closeknit.lenses.profit.estimates import Estimated, beyond_estimate, estimates
from closeknit.lenses.profit.guide import TEXT
from closeknit.lenses.profit.invoices import Overdue, invoices, late_by_client, overdue
from closeknit.lenses.profit.overview import STATES
from closeknit.lenses.profit.period import Periods, periods
from closeknit.lenses.profit.rates import UNINVOICED_RULE, Worked, rates
from closeknit.lenses.profit.sales import counts, sales
from closeknit.lenses.profit.short import SHORT
from closeknit.lenses.profit.timesheets import Timesheets, completeness, timesheets
from closeknit.lenses.seam import Lens, Option, Question
from closeknit.lenses.unrated import READS as UNRATED_COLUMNS
from closeknit.lenses.unrated import unrated

QUESTION = "Which customers really make us money, once all hours, extras and late payments are counted?"


def profit(question: Question) -> Answer:
    """The answer for one business; see the module's docstring."""
    time = periods(question)
    question.progress.step("Adding up hours and money", 0, 3)
    found = clients(question, time)
    owed = overdue(question)
    question.progress.step("Comparing with estimates and due dates", 1, 3)
    estimated = estimates(question, time.asked)
    sheets = timesheets(question, time.worked)
    named = people(question, _named(found, owed, estimated, sheets))
    cases = counts(question, time.asked)
    question.progress.step("Looking for what stands out", 2, 3)
    shown = time.worked or time.asked
    table = overview.client_table(
        question, found, cases, late_by_client(question, time.asked), owed, _beyond(estimated)
    )
    whole = together(
        [
            unrated(question, "profit", since=shown.first),
            rates(Worked(question, time.worked, found, named, sheets.coverage)) if time.worked else Part(),
            invoices(question, time.asked, owed, named),
            Part(tables=(table,)),
            overview.curve_of_profit(question, found, shown),
            overview.products(question, shown) if found.margins else Part(),
            beyond_estimate(question, estimated, named),
            sales(question, time.asked, cases, found),
            completeness(question, sheets, named),
            Part() if time.worked else Part(findings=(_no_hours(question, time),)),
        ]
    )
    return _answer(question, time, found, whole)


def _named(
    found: Clients, owed: Sequence[Overdue], estimated: Sequence[Estimated], sheets: Timesheets
) -> set[int]:
    """Numbers of all who may be named: customers, whom to remind, and who wrote down hours."""
    return (
        {c.party_id for c in found.rows}
        | {i for o in owed for i in (o.account_id, o.contact_id) if i}
        | {e.account_id for e in estimated}
        | {w.party_id for w in sheets.workers}
    )


def _answer(question: Question, time: Periods, found: Clients, whole: Part) -> Answer:
    tables = sorted(whole.tables, key=lambda t: t.name != "clients")
    headline = overview.headline(question, found, whole.findings)
    # What cannot be counted stands first, then what is said first, then what is about most money; plain
    # counts keep their order.
    findings = sorted(whole.findings, key=lambda f: (f.kind != "no_rate", f.sentence != headline, -f.weight))
    said = _assumptions(time, found, question.business.currency)
    whole = replace(whole, findings=tuple(findings), tables=tuple(tables), assumptions=said)
    return answered(LENS, question, whole, headline)


def _beyond(estimated: list[Estimated]) -> dict[int, float]:
    beyond: dict[int, float] = {}
    for e in estimated:
        if e.in_period and e.beyond:
            beyond[e.account_id] = beyond.get(e.account_id, 0.0) + e.beyond
    return beyond


def _no_hours(question: Question, time: Periods) -> Finding:
    why = time.note or "No hours were loaded."
    return not_enough(
        question.finding_id("profit", "no_hours"),
        "no_hours",
        f"What an hour with each customer brings cannot be told. {why}",
        n_what="hours",
        needed="a time export (Harvest or any table with day, customer and hours) of the last 3 months",
    )


def _assumptions(time: Periods, found: Clients, currency: str) -> tuple[str, ...]:
    said = []
    if found.revenue:
        period = time.worked or time.asked
        said.append(f"Revenue is invoices, orders and credit notes without tax, {period.text}.")
    if time.note and time.worked is not None:
        said.append(time.note)
    if found.cost_from:
        said.append(f"Cost is {found.cost_from}.")
    if found.flagged_hours:
        said.append(UNINVOICED_RULE)
    if found.hours_elsewhere:
        share = found.hours_elsewhere / (found.hours_elsewhere + found.hours)
        cost = found.cost_elsewhere
        worth = f", at a cost of {wording.money(cost, currency)}" if cost else ""
        said.append(
            f"{found.hours_elsewhere:,.0f} hours ({wording.share(share)}) went to no customer{worth}: they "
            "are not spread over customers."
        )
    return tuple(said)


LENS = Lens(
    name="profit",
    question=QUESTION,
    place="Money",
    reads={
        "activities": (
            *UNRATED_COLUMNS, "case_id", "hours", "cost_base", "billable", "invoiced",
        ),
        "lines": ("activity_id", "account_id", "day", "product", "amount_base", "profit_base"),
        "cases": (
            "case_id", "case_key", "kind", "account_id", "contact_id", "name", "status", "opened_day",
            "due_day", "closed_day", "amount", "currency", "amount_base", "open_base", "estimate_hours",
        ),
        "timeline": ("activity_id", "party_id", "role"),
        "parties": PARTY_COLUMNS,
    },
    ask=profit,
    minimum="invoices or orders; for rates, hours by customer for at least one month",
    text=TEXT,
    options=(
        Option("months", "int", 12, "Months to look back from the date of the answer; 0: all there is."),
    ),
    states=STATES,
    findings={
        "no_rate": "amounts in a currency without a rate, which cannot be counted",
        "loss_maker": "a customer whose work and goods cost more than it pays",
        "low_rate": "a customer that brings far less an hour than the average",
        "never_invoiced": "hours that may be invoiced and were not",
        "unpaid": "invoices past their due date",
        "paid_late": "how many invoices are paid after their due date",
        "whale": "how much profit the best customers bring and the others take back",
        "losing_product": "products sold below cost",
        "beyond_estimate": "how estimates compare with the hours taken",
        "proposals": "offers won and lost",
        "heavy_support": "a customer with a far larger share of tickets than of money",
        "timesheets": "how complete the timesheets are",
        "no_hours": "without timesheets, what an hour brings cannot be told",
    },
    pictures=("whale",),
    short=SHORT,
)  # fmt: skip
