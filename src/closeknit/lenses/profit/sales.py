"""What a customer costs beside the work: offers won and lost, and the share of support it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis.expr.types as ir

from closeknit.answers import Estimate, Finding, Verdict, wording
from closeknit.lenses.behind import behind
from closeknit.lenses.parts import Part
from closeknit.lenses.profit.clients import Clients
from closeknit.lenses.profit.period import Period, within
from closeknit.lenses.seam import Question
from closeknit.methods.wilson import wilson

LEAST_TICKETS = 10
HEAVY = 2.0
"""A customer's share of tickets is called heavy when it is surely this many times its share of revenue."""

MOST_NAMED = 3


@dataclass(frozen=True)
class Counts:
    """Cases of one customer in the time."""

    won: int = 0
    lost: int = 0
    open_offers: int = 0
    won_amount: float = 0.0
    unrated: int = 0
    """Offers won whose amount is in a currency without a rate."""
    tickets: int = 0


def counts(question: Question, period: Period) -> dict[int, Counts]:
    """Offers decided and tickets opened in the time, by customer; 0 holds those of nobody known."""
    rows = question.collect(_case_sums(question, period)).to_pylist()
    return {row.pop("account_id"): Counts(**row) for row in rows}


def _decided(cases: ir.Table, period: Period) -> ir.BooleanValue:
    return (cases.kind == "deal") & within(cases.closed_day, period)


def _case_sums(question: Question, period: Period) -> ir.Table:
    cases = question.tables["cases"]
    decided = _decided(cases, period)
    won = (decided & (cases.status == "won")).fill_null(False)
    lost = (decided & (cases.status == "lost")).fill_null(False)
    waiting = ((cases.kind == "deal") & (cases.status == "open")).fill_null(False)
    tickets = ((cases.kind == "ticket") & within(cases.opened_day, period)).fill_null(False)
    return cases.group_by("account_id").aggregate(
        won=won.sum().cast("int64"),
        lost=lost.sum().cast("int64"),
        open_offers=waiting.sum().cast("int64"),
        won_amount=cases.amount_base.sum(where=won).cast("float64").fill_null(0.0),
        unrated=(won & cases.amount.notnull() & cases.amount_base.isnull()).sum().cast("int64"),
        tickets=tickets.sum().cast("int64"),
    )


def sales(question: Question, period: Period, found: Mapping[int, Counts], clients: Clients) -> Part:
    """Findings on offers and on support load."""
    findings = _offers(question, period, found) + _heavy(question, period, found, clients)
    return Part(findings=findings)


def _offers(question: Question, period: Period, found: Mapping[int, Counts]) -> tuple[Finding, ...]:
    won, lost = sum(c.won for c in found.values()), sum(c.lost for c in found.values())
    if not won + lost:
        return ()
    span = wilson(won, won + lost)
    amount = sum(c.won_amount for c in found.values())
    counted = amount and not any(c.unrated for c in found.values())
    worth = f", worth {wording.money(amount, question.business.currency)}" if counted else ""
    waiting = sum(c.open_offers for c in found.values())
    still = f" {waiting:,} {'is' if waiting == 1 else 'are'} still open." if waiting else ""
    cases = question.tables["cases"]
    rows = cases.filter(_decided(cases, period), cases.status.isin(["won", "lost"]))
    return (
        Finding(
            id=question.finding_id("profit", "proposals"),
            kind="proposals",
            sentence=(
                f"You won {won:,} of {wording.count(won + lost, 'offer')} "
                f"({wording.share(span.value)}){worth}.{still}"
            ),
            verdict=Verdict.COUNTED,
            n=won + lost,
            n_what="offers decided",
            estimate=Estimate(span.value, "share", span.low, span.high),
            evidence=behind(question, "cases", rows, f"offers won or lost, {period.text}"),
            values={"won": won, "lost": lost, "open": waiting, "rate": span.value, "won_amount": amount},
        ),
    )


def _heavy(
    question: Question, period: Period, found: Mapping[int, Counts], clients: Clients
) -> tuple[Finding, ...]:
    """Customers whose share of the tickets is far above their share of the money."""
    tickets, revenue = sum(c.tickets for c in found.values()), clients.revenue
    if not tickets or revenue <= 0:
        return ()
    findings = []
    for client in clients.rows:
        if client.revenue is None:
            continue
        own = found.get(client.party_id, Counts()).tickets
        share, pays = wilson(own, tickets), max(client.revenue, 0.0) / revenue
        if own < LEAST_TICKETS or share.low <= HEAVY * pays:
            continue
        cases = question.tables["cases"]
        rows = cases.filter(
            cases.kind == "ticket", within(cases.opened_day, period), cases.account_id == client.party_id
        )
        findings.append(
            Finding(
                id=question.finding_id("profit", "heavy_support", client.key),
                kind="heavy_support",
                sentence=(
                    f"{client.name} takes {wording.share(share.value)} of the tickets and brings "
                    f"{wording.share(pays)} of the money."
                ),
                verdict=Verdict.ESTABLISHED,
                n=own,
                n_what="tickets",
                estimate=Estimate(share.value, "share", share.low, share.high),
                subjects=(client.subject,),
                evidence=behind(question, "cases", rows, f"tickets of {client.name}, {period.text}"),
                values={"tickets": own, "share": share.value, "share_of_revenue": pays},
            )
        )
    findings.sort(key=lambda f: (-f.n, f.id))
    return tuple(findings[:MOST_NAMED])
