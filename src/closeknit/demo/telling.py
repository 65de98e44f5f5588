"""The truth as told from the finished world: nothing is decided here, only counted and summed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median

from closeknit.demo.currencies import Rates, in_euros
from closeknit.demo.days import years_before
from closeknit.demo.decoys import DECOYS, OPENED
from closeknit.demo.moments import TRIGGERS
from closeknit.demo.papers import CENT, Invoice, Order, Payment, Purchase
from closeknit.demo.truth import (
    Asked,
    Bought,
    Contact,
    LateCustomer,
    Mover,
    Name,
    Offer,
    Paper,
    Party,
    Referral,
    Refund,
    Total,
    Truth,
    Unreadable,
)  # fmt: skip
from closeknit.demo.world import World

Money = Invoice | Order | Payment


def tell(world: World) -> Truth:
    """All truth tables of a finished world."""
    purchases, papers = _purchases(world)
    refunds = tuple(_refunds(world))
    parties = _parties(world, purchases, papers, refunds)
    late = tuple(_late(world, parties, purchases))
    names = tuple(Name(*key, rows) for key, rows in sorted(world.names_written.items()))
    return Truth(
        parties=parties,
        names=names,
        contacts=tuple(_contacts(world)),
        purchases=purchases,
        papers=papers,
        refunds=refunds,
        late=late,
        set_aside=tuple(Unreadable(s.file, s.line, s.column, s.value, s.why) for s in world.set_aside),
        tickets=tuple(
            Asked(t.id, t.customer.id, t.created, t.first_reply, t.solved, t.again)
            for t in world.tickets
            if not t.dropped
        ),
        deals=tuple(_deals(world)),
        referrals=tuple(Referral(s.referrer.id, s.customer.id, s.day, s.thanked) for s in world.sent),
        movers=tuple(_movers(world)),
        totals=tuple(_totals(world, parties, names)),
    )


def _purchases(world: World) -> tuple[tuple[Bought, ...], tuple[Paper, ...]]:
    """Purchases by day with their papers; drafts and voided invoices are no papers."""
    rates = world.rates
    seen: dict[str, int] = defaultdict(int)
    bought: list[Bought] = []
    papers: list[Paper] = []
    for purchase in sorted(world.purchases, key=lambda p: (p.day, p.customer.id, p.kind == "end", p.kind)):
        mine = [p for p in purchase.papers if p.counts]
        if not mine and purchase.kind != "end":
            continue
        id, customer = f"B{len(bought) + 1:05d}", purchase.customer
        kind = purchase.kind or ("repeat" if seen[customer.id] else "first")
        seen[customer.id] += kind != "end"
        made = [_paper(id, p, rates) for p in mine]
        papers += made
        bought.append(_bought(id, purchase, kind, made))
    return tuple(bought), tuple(papers)


def _bought(id: str, purchase: Purchase, kind: str, papers: list[Paper]) -> Bought:
    # A project billed at once leaves nothing to join: its one invoice stands alone.
    rule = "single" if purchase.rule == "case" and len(papers) == 1 else purchase.rule
    return Bought(
        id, purchase.customer.id, rule, kind, purchase.day,
        sum((p.amount_eur for p in papers), Decimal(0)), len(papers), purchase.term_days, purchase.ends,
        purchase.customer.sold_through if purchase.rule == "order" else "",
    )  # fmt: skip


def _paper(purchase: str, paper: Money, rates: Rates) -> Paper:
    customer = paper.customer
    system = {Invoice: "xero", Order: "portal", Payment: "stripe"}[type(paper)]
    number = paper.id if isinstance(paper, Payment) else paper.number
    euros = in_euros(paper.net, customer.currency, paper.day, rates).quantize(CENT)
    return Paper(purchase, customer.id, system, number, paper.day, paper.net, customer.currency, euros)


def _refunds(world: World) -> Iterator[Refund]:
    rates = world.rates
    for i in world.invoices:
        if i.credit:
            euros = in_euros(i.net, i.customer.currency, i.day, rates).quantize(CENT)
            yield Refund(i.customer.id, "xero", i.number, i.day, i.net, i.customer.currency, euros)
    for p in world.payments:
        if p.refunded and not p.dropped:
            day, currency = p.at.date(), p.customer.currency
            euros = in_euros(-p.refunded, currency, day, rates).quantize(CENT)
            yield Refund(p.customer.id, "stripe", p.id, day, -p.refunded, currency, euros)


def _parties(
    world: World, purchases: tuple[Bought, ...], papers: tuple[Paper, ...], refunds: tuple[Refund, ...]
) -> tuple[Party, ...]:
    year = years_before(world.end, 1)
    moved: tuple[Paper | Refund, ...] = (*papers, *refunds)
    sums, recent = _sums(moved), _sums(money for money in moved if money.day > year)
    bought = Counter(purchase.party for purchase in purchases if purchase.kind != "end")
    hours = _hours(world, year)
    roles: dict[str, list[str]] = defaultdict(list)
    for role, id in sorted(world.roles.items()):
        roles[id].append(role)
    return tuple(
        Party(
            id=o.id,
            standing=o.standing,
            name=o.name,
            legal=o.legal,
            country=o.country,
            domain=o.domain,
            plan=o.plan,
            state=o.state,
            currency=o.currency,
            sold_through=o.sold_through,
            owner=o.owner.name if o.owner else "",
            hubspot_ids=";".join(o.hubspot_ids),
            stripe_id=o.stripe_id,
            purchases=bought[o.id],
            revenue_eur=sums[o.id],
            revenue_year_eur=recent[o.id],
            hours=hours[o.id][0],
            hours_year=hours[o.id][1],
            never_invoiced_hours=hours[o.id][2],
            extra_hours=hours[o.id][3],
            roles=";".join(roles[o.id]),
        )
        for o in world.organizations
    )


def _sums(moved: Iterable[Paper | Refund]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for money in moved:
        sums[money.party] += money.amount_eur
    return sums


def _hours(world: World, year: date) -> dict[str, list[Decimal]]:
    """Hours in all, in the last year, never invoiced, and given away."""
    hours: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 4)
    for t in world.time:
        if not t.dropped:
            mine = (True, t.day > year, t.never_invoiced, t.extra)
            hours[t.customer.id] = [
                h + t.hours * yes for h, yes in zip(hours[t.customer.id], mine, strict=True)
            ]
    return hours


def _late(world: World, parties: tuple[Party, ...], purchases: tuple[Bought, ...]) -> Iterator[LateCustomer]:
    """Those planted as late, with their habit as the days show it; the most at stake first."""
    found = []
    for party in parties:
        if party.state == "late":
            days = sorted(p.day for p in purchases if p.party == party.id)
            every = median((b - a).days for a, b in pairwise(days))
            per_order = party.revenue_eur / len(days)
            yearly = (per_order * Decimal(365 / every)).quantize(CENT)
            silent = (world.end - days[-1]).days
            found.append(LateCustomer(party.id, party.name, float(every), silent, len(days), yearly))
    yield from sorted(found, key=lambda x: -x.yearly_eur)


def _contacts(world: World) -> Iterator[Contact]:
    for o in world.organizations:
        for p in o.people:
            yield Contact(
                p.id, o.id, p.name, p.email, p.title, p.mobile, ";".join(p.hubspot_ids), p.moved_to, p.silent,
                p.bounced, p.unsubscribed,
            )  # fmt: skip


def _deals(world: World) -> Iterator[Offer]:
    rates = world.rates
    for d in world.deals:
        euros = in_euros(d.amount, d.customer.currency, d.closes, rates).quantize(CENT)
        yield Offer(d.id, d.customer.id, d.status, d.type, euros, d.closes, d.starts, d.ends)


def _movers(world: World) -> Iterator[Mover]:
    for t in TRIGGERS:
        mine = [m for m in world.moments if m.kind == t.kind and (m.person is None or m.person.hubspot_ids)]
        events = {(m.customer.id, m.known) for m in mine}
        brought = sum(m.brought is not None for m in mine)
        yield Mover(t.kind, t.sort, t.times, t.low, t.high, len(events), brought)
    for kind in DECOYS:
        events = {(m.customer.id, m.known) for m in world.moments if m.kind == kind}
        events |= {(o.customer.id, o.day) for o in world.opened if kind == OPENED}
        yield Mover(kind, "decoy", 1.0, 0, 0, len(events), 0)


def _totals(world: World, parties: tuple[Party, ...], names: tuple[Name, ...]) -> Iterator[Total]:
    customers = {p.id for p in parties if p.purchases}
    written = {" ".join(n.name.casefold().split()) for n in names if n.party in customers}
    figures: dict[str, int | Decimal] = {
        "lines": sum(world.lines_written.values()),
        "set_aside": len(world.set_aside),
        "customers": len(customers),
        "customer_names": len(written),
        "revenue_eur": sum((p.revenue_eur for p in parties), Decimal(0)),
        "revenue_year_eur": sum((p.revenue_year_eur for p in parties), Decimal(0)),
        "hours": sum((p.hours for p in parties), Decimal(0)),
        "newest_ticket_days": (
            world.end - max(t.created for t in world.tickets if not t.dropped).date()
        ).days,
        **{f"lines in {file}": count for file, count in world.lines_written.items()},
    }
    for name, value in figures.items():
        yield Total(name, Decimal(value))
