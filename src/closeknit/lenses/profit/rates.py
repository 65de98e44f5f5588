"""What an hour brings: customers far below the average, those who cost more than they pay, and hours
that were never invoiced.
"""

from __future__ import annotations

from dataclasses import dataclass

from closeknit.answers import Action, Estimate, Finding, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.parts import Part
from closeknit.lenses.people import People, greeting
from closeknit.lenses.profit.clients import Client, Clients
from closeknit.lenses.profit.evidence import hours_and_revenue, uninvoiced
from closeknit.lenses.profit.period import Period
from closeknit.lenses.profit.sums import UNINVOICED_DAYS
from closeknit.lenses.seam import Question

LEAST_HOURS = 20
"""Below this many hours in the time, an hourly rate says little of a customer."""

FAR_BELOW = 0.6
"""Below this share of the average rate a customer is named."""

MOST_NAMED = 5
"""Customers that get a sentence of their own; the others stand in the table."""

PLACES = 20
"""So many customers are told by their place among the largest; beyond that a place says nothing."""

LEAST_UNINVOICED = 1.0
"""Fewer hours than this are not worth a call."""

TALK_MINUTES, INVOICE_MINUTES = 30, 20


@dataclass(frozen=True)
class Worked:
    """What the sentences on hours need to know."""

    question: Question
    period: Period
    clients: Clients
    people: People
    coverage: float | None
    """Share of working days with an entry; None: not known."""

    @property
    def verdict(self) -> Verdict:
        """Counted, unless too many days have no entry: then the rates may be too high."""
        thin = self.coverage is not None and self.coverage < LEAST_COVERAGE
        return Verdict.SUGGESTIVE if thin else Verdict.COUNTED


LEAST_COVERAGE = 0.6
"""Below this share of working days with an entry, hours say too little to be counted on."""


def low_paying(clients: Clients) -> list[Client]:
    """Customers far below the average rate or costing more than they pay, the dearest first."""
    average = clients.rate or 0.0
    named = [
        c
        for c in clients.rows
        if c.revenue is not None
        and c.hours >= LEAST_HOURS
        and ((c.rate or 0) < FAR_BELOW * average or (c.profit or 0) < 0)
    ]
    return sorted(named, key=lambda c: (-shortfall(c, average), c.party_id))


def shortfall(client: Client, average: float) -> float:
    """What it lost us; without a known loss, what its hours lack to FAR_BELOW of the average rate."""
    loss = -(client.profit or 0.0)
    return loss if loss > 0 else (FAR_BELOW * average - (client.rate or 0.0)) * client.hours


def rates(worked: Worked) -> Part:
    """Findings and actions on what an hour brings."""
    named = low_paying(worked.clients)
    owing = [c for c in worked.clients.rows if c.uninvoiced_hours >= LEAST_UNINVOICED]
    owing.sort(key=lambda c: (-_worth(worked, c).value, c.party_id))
    findings = [_low_finding(worked, c) for c in named[:MOST_NAMED]]
    actions = [_talk(worked, c, f) for c, f in zip(named, findings, strict=False)]
    if owing:
        never = _never_finding(worked, owing)
        findings.append(never)
        actions += [_invoice(worked, c, never.id) for c in owing]
    return Part(findings=tuple(findings), actions=tuple(actions), left_out=_unflagged(worked))


def _low_finding(worked: Worked, client: Client) -> Finding:
    kind = "loss_maker" if (client.profit or 0) < 0 else "low_rate"
    currency = worked.question.business.currency
    return Finding(
        id=worked.question.finding_id("profit", kind, client.key),
        kind=kind,
        sentence=_low_sentence(worked, client),
        verdict=worked.verdict,
        n=round(client.hours),
        n_what="hours",
        estimate=Estimate(client.rate or 0.0, f"{currency} an hour"),
        subjects=(client.subject,),
        evidence=hours_and_revenue(worked.question, client.party_id, worked.period, client.name),
        values={
            "rate": client.rate,
            "average_rate": worked.clients.rate,
            "rank": client.rank,
            "revenue": client.revenue,
            "hours": client.hours,
            "profit": client.profit,
            "hours_never_invoiced": client.uninvoiced_hours,
        },
        weight=shortfall(client, worked.clients.rate or 0.0) / worked.period.years,
    )


def _low_sentence(worked: Worked, client: Client) -> str:
    currency = worked.question.business.currency
    average = wording.money(worked.clients.rate or 0.0, currency)
    if client.rank == 0:
        said = f"{client.name} took {_hours(client.hours)} and was invoiced nothing in this time"
    else:
        brings = wording.money(client.rate or 0.0, currency)
        said = f"{_placed(client)} brings {brings} an hour, your average is {average}"
    if client.uninvoiced_hours >= LEAST_UNINVOICED:
        said += f"; {_hours(client.uninvoiced_hours)} were never invoiced"
    if (client.profit or 0) < 0:
        said += f". It costs {wording.money(-(client.profit or 0), currency)} more than it pays"
    return f"{said}."


def _placed(client: Client) -> str:
    """A customer with its place among the largest, where that says something."""
    if client.rank > PLACES:
        return f"{client.name}, one of your smaller clients,"
    place = "largest client" if client.rank == 1 else f"{wording.ordinal(client.rank)} largest client"
    return f"Your {place}, {client.name},"


def _talk(worked: Worked, client: Client, finding: Finding) -> Action:
    contact = worked.people.contacts.get(client.party_id)
    currency = worked.question.business.currency
    brings = wording.money(client.rate or 0, currency)
    average = wording.money(worked.clients.rate or 0, currency)
    return Action(
        subject=client.subject,
        kind=finding.kind,
        reason=f"brings {brings} an hour, your average is {average}",
        first_line=(
            f"{greeting(contact)} our work for you has grown well past what we planned when we agreed the "
            "price. Could we take half an hour next week to go through what you need and what it should cost?"
        ),
        minutes=TALK_MINUTES,
        finding_id=finding.id,
        at_stake=Estimate(finding.weight, currency, money="at stake"),
        owner=worked.people.owners.get(client.party_id),
        contact=contact,
    )


def _worth(worked: Worked, client: Client) -> Estimate:
    """Hours at what its own invoiced hours bring; the range reaches to the average rate."""
    paid = client.revenue or 0.0
    own = paid / client.billed_hours if client.billed_hours > 0 and paid > 0 else None
    average = worked.clients.rate or worked.clients.price
    prices = [p for p in (own, average) if p] or [0.0]
    value, low, high = (client.uninvoiced_hours * p for p in (prices[0], min(prices), max(prices)))
    ranged = len(prices) > 1
    currency = worked.question.business.currency
    return Estimate(value, currency, low if ranged else None, high if ranged else None, money="at stake")


def _never_finding(worked: Worked, owing: list[Client]) -> Finding:
    currency = worked.question.business.currency
    hours = sum(c.uninvoiced_hours for c in owing)
    worth = [_worth(worked, c) for c in owing]
    value = sum(w.value for w in worth)
    low = sum(w.value if w.low is None else w.low for w in worth)
    high = sum(w.value if w.high is None else w.high for w in worth)
    sentence = f"{_hours(hours)} that may be invoiced never were"
    if len(owing) == 1:
        sentence += f", all for {owing[0].name}"
    else:
        sentence += f", for {wording.count(len(owing), 'customer')}"
        sentence += f"; the most for {owing[0].name} ({_hours(owing[0].uninvoiced_hours)})"
    if value:
        sentence += f": about {wording.money(value, currency)} at what invoiced hours bring"
    return Finding(
        id=worked.question.finding_id("profit", "never_invoiced"),
        kind="never_invoiced",
        sentence=f"{sentence}.",
        verdict=Verdict.COUNTED,
        n=round(hours),
        n_what="hours",
        estimate=Estimate(
            value, currency, low if low < high else None, high if low < high else None, money="at stake"
        ),
        subjects=tuple(c.subject for c in owing[:20]),
        evidence=uninvoiced(worked.question, worked.period, [c.party_id for c in owing]),
        values={"hours": hours, "customers": len(owing), "value": value},
        weight=value,
    )


def _invoice(worked: Worked, client: Client, finding_id: str) -> Action:
    contact = worked.people.contacts.get(client.party_id)
    since = wording.day_text(day_to_date(client.uninvoiced_since or worked.period.first))
    hours = _hours(client.uninvoiced_hours)
    if client.uninvoiced_hours < LEAST_HOURS:
        ask = f"I will add {hours} of work since {since} to your next invoice; here is what they were for."
    else:
        ask = (
            f"while closing our books I found {hours} of work for you since {since} that we have not "
            "invoiced yet. May I go through them with you before I send the invoice? Thursday would suit me."
        )
    return Action(
        subject=client.subject,
        kind="never_invoiced",
        reason=f"{hours} since {since} were never invoiced",
        first_line=f"{greeting(contact)} {ask}",
        minutes=INVOICE_MINUTES,
        finding_id=finding_id,
        at_stake=_worth(worked, client),
        owner=worked.people.owners.get(client.party_id),
        contact=contact,
    )


def _unflagged(worked: Worked) -> tuple[str, ...]:
    """Says when the files do not tell which hours were invoiced, or tell it for some only."""
    all_hours, flagged = worked.clients.hours, worked.clients.flagged_hours
    if not all_hours or flagged >= all_hours * 0.999:
        return ()
    if not flagged:
        return ("Which hours were invoiced is not in your files: hours never invoiced are not shown.",)
    return (f"{_hours(all_hours - flagged)} do not say whether they were invoiced: left out of that count.",)


def _hours(hours: float) -> str:
    return wording.count(round(hours), "hour") if hours >= 10 else f"{hours:.1f} hours".replace(".0 ", " ")


UNINVOICED_RULE = f"Hours count as never invoiced once they are {UNINVOICED_DAYS} days old."
"""Said with every answer that counts them."""
