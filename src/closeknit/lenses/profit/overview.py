"""The whole picture: one table of all customers, the whale curve, products that lose money, the headline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from closeknit.answers import (
    STATES_BETWEEN,
    AnswerTable,
    Estimate,
    Evidence,
    Finding,
    Picture,
    ShownColumn,
    Verdict,
    wording,
)
from closeknit.lenses.behind import behind, listed
from closeknit.lenses.parts import Part
from closeknit.lenses.profit.clients import Client, Clients
from closeknit.lenses.profit.evidence import hours_owed, work_and_revenue
from closeknit.lenses.profit.invoices import Overdue, invoices_past_due
from closeknit.lenses.profit.period import Period
from closeknit.lenses.profit.rates import LEAST_UNINVOICED, low_paying
from closeknit.lenses.profit.sales import Counts
from closeknit.lenses.profit.sums import product_sums
from closeknit.lenses.seam import Question, State
from closeknit.lenses.states import state_column
from closeknit.methods.whale import Whale, whale

STATES = (
    State(
        "loss-making",
        "costs more than it pays",
        "its work and goods cost more than it pays",
        said="loss-making",
        because=("paid {revenue}", "cost {cost}"),
        even_none=("revenue",),
        behind=work_and_revenue,
    ),
    State(
        "low-rate",
        "brings little an hour",
        "an hour brings less than 60 % of your average",
        said="low-rate",
        because=("{rate} an hour",),
        even_none=("rate",),
        behind=work_and_revenue,
    ),
    State(
        "never-invoiced",
        "hours not invoiced",
        "hours older than 45 days that may be invoiced and were not",
        said="not fully invoiced",
        because=("{never_invoiced:hour} not invoiced",),
        behind=hours_owed,
    ),
    State(
        "overdue",
        "has not paid in time",
        "has an invoice past its due date",
        said="overdue",
        because=("{overdue} past its due date",),
        behind=invoices_past_due,
    ),
)

LEAST_CURVE = 5
"""Fewer customers with a known profit than this make no curve."""


def client_table(
    question: Question,
    clients: Clients,
    cases: Mapping[int, Counts],
    late: Mapping[int, tuple[int, int]],
    owed: Sequence[Overdue],
    beyond: Mapping[int, float],
) -> AnswerTable:
    """One row a customer, by revenue. Columns that nothing is known for are left out."""
    open_amounts: dict[int, float] = {}
    for invoice in owed:
        open_amounts[invoice.account_id] = open_amounts.get(invoice.account_id, 0.0) + invoice.amount
    states = {c.party_id: "low-rate" for c in low_paying(clients)}
    rows = []
    for c in clients.rows:
        counted, (due, was_late) = cases.get(c.party_id, Counts()), late.get(c.party_id, (0, 0))
        rows.append(
            {
                **_figures(c),
                "won": counted.won or None,
                "lost": counted.lost or None,
                "tickets": counted.tickets or None,
                "paid_late": was_late / due if due else None,
                "overdue": open_amounts.get(c.party_id),
                "beyond_estimate": beyond.get(c.party_id),
                "state": _states(c, states.get(c.party_id, ""), c.party_id in open_amounts),
            }
        )
    return _table(question, rows)


def _figures(client: Client) -> dict[str, Any]:
    return {
        "party_id": client.party_id,
        "name": client.name,
        "revenue": client.revenue,
        "hours": client.hours or None,
        "rate": client.rate,
        "cost": client.cost,
        "profit": client.profit,
        "never_invoiced": client.uninvoiced_hours or None,
    }


def _states(client: Client, low: str, owes: bool) -> str | None:
    found = ["loss-making"] if (client.profit or 0) < 0 else [low] if low else []
    if client.uninvoiced_hours >= LEAST_UNINVOICED:
        found.append("never-invoiced")
    return STATES_BETWEEN.join([*found, "overdue"] if owes else found) or None


def _table(question: Question, rows: list[dict[str, Any]]) -> AnswerTable:
    currency = question.business.currency
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "customer"),
        ShownColumn("revenue", "revenue", currency, "money"),
        ShownColumn("hours", "hours", "hours", "number"),
        ShownColumn("rate", "an hour", currency, "money"),
        ShownColumn("cost", "cost", currency, "money"),
        ShownColumn("profit", "profit", currency, "money"),
        ShownColumn("never_invoiced", "hours never invoiced", "hours", "number"),
        ShownColumn("beyond_estimate", "hours beyond estimate", "hours", "number"),
        ShownColumn("won", "offers won", kind="number"),
        ShownColumn("lost", "offers lost", kind="number"),
        ShownColumn("tickets", "tickets", kind="number"),
        ShownColumn("paid_late", "paid late", kind="share"),
        ShownColumn("overdue", "past due", currency, "money"),
        state_column(STATES, "to look at"),
    )
    always = {"party_id", "name", "revenue"}
    known = {k for row in rows for k, v in row.items() if v is not None} | always
    shown = tuple(c for c in columns if c.name in known)
    data = pa.table({c.name: [row[c.name] for row in rows] for c in shown})
    return AnswerTable("clients", "What each customer brings and takes", shown, data)


def curve_of_profit(question: Question, clients: Clients, period: Period) -> Part:
    """The whale curve with its finding, over customers whose cost is known."""
    known = [c for c in clients.rows if c.profit is not None]
    found = whale([c.profit or 0.0 for c in known]) if len(known) >= LEAST_CURVE else None
    if found is None:
        return Part()
    finding = _whale_finding(question, found, known, period)
    left = sum(c.profit is None and c.revenue != 0 for c in clients.rows)
    said = f"{wording.count(left, 'customer')} whose cost or revenue is not known: left out of profit."
    return Part(
        findings=(finding,),
        pictures=(_whale_picture(found, finding.sentence, len(known), period),),
        left_out=(said,) if left else (),
    )


def _whale_finding(question: Question, found: Whale, known: Sequence[Client], period: Period) -> Finding:
    currency = question.business.currency
    best, total = found.peak_count, wording.money(found.total, currency)
    losing = [c for c in known if (c.profit or 0) < 0]
    if losing:
        sentence = (
            f"{wording.count(best, 'customer')} {'brings' if best == 1 else 'bring'} "
            f"{wording.share(found.peak)} of your profit of {total}; "
            f"{len(losing):,} {'takes' if len(losing) == 1 else 'take'} back "
            f"{wording.money(found.taken_back, currency)} of it."
        )
    else:
        sentence = f"Every one of {wording.count(best, 'customer')} adds to your profit of {total}."
    by_loss = sorted(losing, key=lambda c: (c.profit or 0, c.party_id))
    return Finding(
        id=question.finding_id("profit", "whale"),
        kind="whale",
        sentence=sentence,
        verdict=Verdict.COUNTED,
        n=len(known),
        n_what="customers",
        estimate=Estimate(found.total, currency),
        subjects=tuple(c.subject for c in by_loss[:20]),
        evidence=listed("parties", [c.party_id for c in known], f"profit known, {period.text}"),
        values={"total": found.total, "peak": found.peak, "losing": len(losing), "back": found.taken_back},
    )


def _whale_picture(found: Whale, title: str, n: int, period: Period) -> Picture:
    data = {
        "customers": found.customers * 100,
        "share": found.share * 100,
        "low": found.low * 100,
        "high": found.high * 100,
    }
    return Picture(
        name="whale",
        title=title,
        subtitle=f"Profit added up from the best customer down; {period.text}, {n:,} customers",
        kind="whale",
        data=pa.table(data),
        x="customers",
        y="share",
        x_label="% of customers, the most profitable first",
        y_label="% of all profit",
        low="low",
        high="high",
        marks=(("y", 100.0, "all profit"),),
    )


def products(question: Question, period: Period) -> Part:
    """Products whose lines state a margin: a table, and a sentence on those that lose money."""
    rows = question.collect(product_sums(question, period)).to_pylist()
    if not rows:
        return Part()
    rows.sort(key=lambda r: (r["profit"], r["product"]))
    currency = question.business.currency
    columns = (
        ShownColumn("product", "product"),
        ShownColumn("revenue", "revenue", currency, "money"),
        ShownColumn("profit", "profit", currency, "money"),
        ShownColumn("lines", "lines", kind="number"),
    )
    data = pa.table({c.name: [r[c.name] for r in rows] for c in columns})
    table = AnswerTable("products", "Profit by product, the lowest first", columns, data)
    return Part(findings=_losing_product(question, rows, period), tables=(table,))


def _losing_product(question: Question, rows: list[dict[str, Any]], period: Period) -> tuple[Finding, ...]:
    losing = [r for r in rows if r["profit"] < 0]
    if not losing:
        return ()
    currency = question.business.currency
    lost = -sum(r["profit"] for r in losing)
    worst = losing[0]
    sentence = f"{worst['product']} sold below cost: {wording.money(lost, currency)} lost."
    if len(losing) > 1:
        sentence = (
            f"{len(losing):,} products sold below cost: {wording.money(lost, currency)} lost in all, "
            f"{wording.money(-worst['profit'], currency)} of it on {worst['product']}."
        )
    return (
        Finding(
            id=question.finding_id("profit", "losing_product"),
            kind="losing_product",
            sentence=sentence,
            verdict=Verdict.COUNTED,
            n=sum(r["lines"] for r in losing),
            n_what="lines",
            estimate=Estimate(-lost, currency),
            evidence=_product_evidence(question, [r["product"] for r in losing], period),
            values={"lost": lost, "products": len(losing), "worst": worst["product"]},
            weight=lost / period.years,
        ),
    )


def _product_evidence(question: Question, names: Sequence[str], period: Period) -> Evidence:
    lines = question.tables["lines"]
    rows = lines.filter(
        lines["product"].isin(list(names)), lines.profit_base < 0,
        lines.day >= period.first, lines.day <= period.last,
    ).select("activity_id").distinct()  # fmt: skip
    return behind(question, "activities", rows, f"orders with lines sold below cost, {period.text}")


WEIGHTY = ("loss_maker", "low_rate")
TELLING = ("whale", "proposals", "beyond_estimate")
"""Findings that may head the answer where no rate is known, in this order."""


def headline(question: Question, clients: Clients, findings: Sequence[Finding]) -> str:
    """The weightiest sentence; without one, what an hour brings on average, or what can be told."""
    heavy = [f for f in findings if f.weight > 0 and f.kind in WEIGHTY]
    if heavy:
        return max(heavy, key=lambda f: f.weight).sentence
    currency = question.business.currency
    if clients.rate is not None:
        hours = wording.count(round(clients.hours), "hour")
        rate = wording.money(clients.rate, currency)
        return f"{hours} brought {rate} each on average; no customer falls far below that."
    for kind in TELLING:
        for finding in findings:
            if finding.kind == kind:
                return finding.sentence
    if clients.revenue:
        total = wording.money(clients.revenue, currency)
        return (
            f"{total} from {wording.count(len(clients.rows), 'customer')}; what they cost cannot be told yet."
        )
    if clients.hours:
        hours = wording.count(round(clients.hours), "hour")
        return (
            f"{hours} went to {wording.count(len(clients.rows), 'customer')}; what they brought is not known."
        )
    return "Nothing was sold or worked on in this time."
