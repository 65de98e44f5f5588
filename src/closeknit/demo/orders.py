"""Orders: goods and licences bought by the piece, from us directly or through a reseller."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from math import exp, log
from random import Random

from closeknit.demo.anchors import LARGEST_OTHER, LATE
from closeknit.demo.billing import bill
from closeknit.demo.days import rhythm, workday_before
from closeknit.demo.facts import Moment, Organization
from closeknit.demo.firm import LICENCES, PRODUCTS
from closeknit.demo.moments import SEATS, bought_after
from closeknit.demo.papers import Line, Order, Purchase
from closeknit.demo.projects import days_of_purchase, dearer
from closeknit.demo.world import World

USUAL_UNDER_CONTRACT = 300
"""Days between buying decisions of a customer under contract: a renewal a year, and a little more."""


def plant(world: World) -> None:
    """Plant the orders of those who buy so, through whom they buy."""
    for customer in world.customers("order"):
        rng = world.rng("orders", customer.id)
        if customer.state == "late":
            _of_a_late_one(world, rng, customer)
            continue
        gap = 7 * min(30.0, max(4.0, exp(rng.gauss(log(12), 0.4))))
        usual = min(9_000.0, LARGEST_OTHER * 0.5 * gap / 365, exp(rng.gauss(log(1_900), 0.8)))
        buyer = _Buyer(customer, usual)
        for day in days_of_purchase(world, rng, customer, gap, wobble=0.28):
            _direct(world, rng, buyer, day)
    for customer in world.customers("contract"):
        rng = world.rng("side orders", customer.id)
        if customer.state == "active" and rng.random() < 0.14:
            buyer = _Buyer(customer, 700)
            for day in days_of_purchase(world, rng, customer, rng.uniform(150, 300), wobble=0.3):
                if day > customer.since + timedelta(days=30):
                    _direct(world, rng, buyer, day)
    _after_more_seats(world)
    for customer in world.customers("reseller"):
        rng = world.rng("orders", customer.id)
        gap = 7 * min(45.0, max(7.0, exp(rng.gauss(log(19), 0.4))))
        usual = min(9_000.0, LARGEST_OTHER * 0.5 * gap / 365, exp(rng.gauss(log(2_200), 0.6)))
        buyer = _Buyer(customer, usual)
        for day in days_of_purchase(world, rng, customer, gap, wobble=0.3):
            _through_reseller(world, rng, buyer, day)
    for n, order in enumerate(sorted(world.orders, key=lambda o: (o.day, o.customer.id))):
        order.number = f"PO{20_001 + n}"


def _after_more_seats(world: World) -> None:
    """What customers under contract order once they have more seats to equip."""
    widened = [p for p in world.purchases if p.kind == "expansion"]
    for purchase in sorted(widened, key=lambda p: (p.day, p.customer.id)):
        rng = world.rng("equipped", purchase.customer.id, purchase.day.isoformat())
        brought = bought_after(rng, SEATS, purchase.day, USUAL_UNDER_CONTRACT)
        moment = Moment(purchase.customer, SEATS.kind, purchase.day, purchase.day)
        world.moments.append(moment)
        if brought and brought < world.end:
            moment.brought = brought
            _direct(world, rng, _Buyer(purchase.customer, 900), brought)


def _of_a_late_one(world: World, rng: Random, customer: Organization) -> None:
    late = next(x for x in LATE if x.name == customer.name)
    last = workday_before(world.end - timedelta(weeks=late.silent_weeks))
    buyer = _Buyer(customer, late.order / dearer(world, world.end))
    for day in rhythm(rng, first=customer.since, last=last, gap_days=late.every_weeks * 7, wobble=0.14):
        _direct(world, rng, buyer, day)


@dataclass
class _Buyer:
    """A customer, what it spends on an order as a rule, and the sums it has spent."""

    customer: Organization
    usual: float
    spent: set[Decimal] = field(default_factory=set)


def _lines(rng: Random, pool: tuple[tuple[str, str, int], ...], value: float, buyer: _Buyer) -> list[Line]:
    """One to three products worth about `value`; no two orders of a customer cost the very same."""
    chosen = rng.sample(pool, rng.choices((1, 2, 3), (60, 30, 10))[0])
    part = value / len(chosen)
    lines = [
        Line(code, text, Decimal(max(1, round(part / price * rng.uniform(0.75, 1.25)))), Decimal(price))
        for code, text, price in chosen
    ]
    while (total := sum((line.amount for line in lines), Decimal(0))) in buyer.spent:
        lines[0].quantity += 1
    buyer.spent.add(total)
    return lines


def _direct(world: World, rng: Random, buyer: _Buyer, day: date) -> None:
    customer = buyer.customer
    value = buyer.usual * exp(rng.gauss(0, 0.22)) * dearer(world, day)
    lines = _lines(rng, PRODUCTS, value, buyer)
    purchase = Purchase(customer, "single", "", day)
    reference = rng.choice(("", "", f"Your order {rng.randint(1000, 99999)}", "By phone", "Re-order"))
    made = bill(world, purchase, day, lines, reference=reference, service="Licences")
    if made:
        made.by_card = world.rng("card", customer.id).random() < 0.15
        world.purchases.append(purchase)


def _through_reseller(world: World, rng: Random, buyer: _Buyer, day: date) -> None:
    customer = buyer.customer
    lines = _lines(rng, LICENCES, buyer.usual * exp(rng.gauss(0, 0.25)) * dearer(world, day), buyer)
    order = Order(customer, world.by_id(customer.sold_through), day, lines)
    world.orders.append(order)
    world.purchases.append(Purchase(customer, "order", "", day, [order]))
