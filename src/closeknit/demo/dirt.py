"""What goes wrong in real files: things entered twice, people who moved, and rows nobody can read.

Rows that cannot be read are additions: everything else in the story stays readable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar

from closeknit.demo.customers import free_number
from closeknit.demo.days import any_day
from closeknit.demo.facts import Organization, Person, Ticket
from closeknit.demo.names import plain
from closeknit.demo.papers import Invoice, Order, Payment
from closeknit.demo.places import BY_CODE
from closeknit.demo.spellings import FORMS
from closeknit.demo.world import World

Fact = TypeVar("Fact")

BY_NAME_ONLY = ("large", "project", "retainer")
"""How those buy whose hours are logged: timesheets know them by name alone."""
RETYPED, TWICE, PEOPLE_TWICE, MOVED = 22, 18, 24, 12
"""Second entries and moves at size 1."""


def plant(world: World) -> None:
    """Plant second entries, moves, silence, and unreadable rows."""
    _retyped_in_accounts(world)
    _twice_in_crm(world)
    _moves(world)
    _silence(world)
    _unreadable(world)


def _ordinary(world: World) -> list[Organization]:
    """Customers that play no part in the story."""
    taken = set(world.roles.values())
    return [c for c in world.customers() if c.id not in taken and c.plan != "large" and c.state != "late"]


def _some(rng: Random, of: Sequence[Fact], count: float) -> list[Fact]:
    """A sample of so many, of all there are if they are fewer."""
    return rng.sample(of, min(len(of), max(1, round(count))))


def _retyped_in_accounts(world: World) -> None:
    """Some customers were typed in anew by accounts: another spelling, the same mail domain."""
    rng = world.rng("retyped")
    able = [c for c in _ordinary(world) if c.plan in ("order", "contract", "project", "retainer")]
    for c in _some(rng, able, RETYPED * world.size):
        form = c.legal.removeprefix(c.name).strip()
        other = rng.choice((f"{c.name} {FORMS.get(form, form)}", c.name, f"{plain(c.name)} {form}"))
        when = c.since + (world.end - c.since) * rng.uniform(0.4, 0.9)
        c.names["xero"] = [*c.names["xero"][:1], (when, other)]


def _twice_in_crm(world: World) -> None:
    """Some firms, and some people, were entered twice."""
    rng = world.rng("twice")
    able = [c for c in _ordinary(world) if c.hubspot_ids and c.plan not in BY_NAME_ONLY]
    for c in _some(rng, able, TWICE * world.size):
        c.hubspot_ids.append(str(int(c.hubspot_ids[0]) + 3_333))
    people = [p for c in _ordinary(world) for p in c.people if p.hubspot_ids]
    for p in _some(rng, people, PEOPLE_TWICE * world.size):
        p.hubspot_ids.append(str(int(p.hubspot_ids[0]) + 3))


def _moves(world: World) -> None:
    """Some people work for another customer or prospect now; their mobile number went with them."""
    rng = world.rng("moves")
    able = [
        (c, p)
        for c in _ordinary(world)
        for p in c.people[1:]
        if p.hubspot_ids and not p.joined and BY_CODE[c.country].mobile
    ]
    for c, p in _some(rng, able, MOVED * world.size) if able else ():
        near = [
            o
            for o in world.organizations
            if o.country == c.country and o is not c and o.standing != "partner" and not _has_address(o, p)
        ]
        mobile = p.mobile or free_number(world, rng, BY_CODE[c.country].mobile)
        if near and mobile:
            p.moved_to, p.mobile = rng.choice(near).id, mobile
            p.moved_on = _day_moved(world, c, p)


def _day_moved(world: World, from_: Organization, person: Person) -> date:
    """Some day of the last year and a half, after the last request from the old address."""
    asked = [t.created.date() for t in world.tickets if t.person is person]
    earliest = max([world.end - timedelta(days=540), from_.since, *asked]) + timedelta(days=1)
    return any_day(world.rng("moved", person.id), min(earliest, world.end), world.end)


def _has_address(at: Organization, person: Person) -> bool:
    """Whether somebody there has the address already that the person would get."""
    local = person.email.partition("@")[0]
    return any(p.email.partition("@")[0] == local for p in at.people)


def _silence(world: World) -> None:
    """Some contacts have given no sign of life for two years."""
    for o in world.organizations:
        rng = world.rng("silence", o.id)
        old = (world.end - o.since).days > 900
        for p in o.people[1:]:
            p.silent = (
                old
                and not p.moved_to
                and not p.joined
                and rng.random() < (0.5 if o.state == "lapsed" else 0.14)
            )


def _unreadable(world: World) -> None:
    """Copies of real rows, to be written with a date that no reader can make sense of."""
    size = world.size
    orders = [i for i in world.invoices if i.service == "Licences" and i.counts and not i.credit]
    for n, entry in enumerate(_some(world.rng("unreadable time"), world.time, 12 * size)):
        _mix(world, "time", world.time, replace(entry, dropped=True), n)
    for n, news in enumerate(_some(world.rng("unreadable news"), world.signals, 9 * size)):
        _mix(world, "news", world.signals, replace(news, dropped=True), n)
    for n, order in enumerate(_some(world.rng("unreadable orders"), world.orders, 7 * size)):
        _mix(world, "orders", world.orders, _unreadable_order(order, n), n)
    for n, invoice in enumerate(_some(world.rng("unreadable invoices"), orders, 5 * size)):
        _mix(world, "invoices", world.invoices, _unreadable_invoice(invoice, n), n)
    for n, ticket in enumerate(_some(world.rng("unreadable tickets"), world.tickets, 4 * size)):
        _mix(world, "tickets", world.tickets, _unreadable_ticket(ticket, n), n)
    for n, payment in enumerate(_some(world.rng("unreadable payments"), world.payments, 3 * size)):
        _mix(world, "payments", world.payments, _unreadable_payment(payment, n), n)


def _mix(world: World, subject: str, among: list[Fact], fact: Fact, n: int) -> None:
    """Put a fact somewhere among the others."""
    among.insert(world.rng("mixed in", subject, str(n)).randrange(len(among) + 1), fact)


def _unreadable_order(order: Order, n: int) -> Order:
    return replace(order, number=f"PO9{n:04d}", lines=order.lines[:1], dropped=True)


def _unreadable_invoice(invoice: Invoice, n: int) -> Invoice:
    return replace(invoice, number=f"INV-9{n:04d}", lines=invoice.lines[:1], reference="", dropped=True)


def _unreadable_ticket(ticket: Ticket, n: int) -> Ticket:
    return replace(ticket, id=900_000 + n, dropped=True)


def _unreadable_payment(payment: Payment, n: int) -> Payment:
    number = f"{payment.id[:-4]}{n:04d}"
    return replace(payment, id=number, refunded=Decimal(0), status="Paid", dropped=True)
