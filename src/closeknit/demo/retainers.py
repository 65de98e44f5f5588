"""Retainers: the same sum on the first of every month, and the hours behind it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from closeknit.demo.anchors import LARGE
from closeknit.demo.billing import bill, one_line
from closeknit.demo.contracts import RAN_OUT_DAYS
from closeknit.demo.days import add_months
from closeknit.demo.facts import Organization, Work
from closeknit.demo.papers import Purchase
from closeknit.demo.projects import rate_of
from closeknit.demo.world import World

PRICES = (450, 600, 750, 950, 1_200, 1_500, 1_900, 2_400, 3_200)
PROJECT = "Care retainer"
LEAST_RUN = 3
"""Fewer equal sums than this are no steady purchase."""


def plant(world: World) -> None:
    """Plant the retainers of those who buy so, and of the large customers."""
    for customer in world.customers("retainer"):
        rng = world.rng("retainer", customer.id)
        price = rng.choices(PRICES, (3, 4, 4, 4, 4, 3, 2, 2, 1))[0]
        months = {"one-off": rng.randint(4, 6), "lapsed": rng.randint(9, 15)}.get(customer.state, 0)
        _plant_one(world, customer, price, months)
    for large in LARGE:
        monthly = round(large.monthly * large.times(world.size))
        _plant_one(world, world.by_id(world.roles[large.role]), monthly, 0)


def _plant_one(world: World, customer: Organization, price: int, months: int) -> None:
    """Equal invoices for so many months, or until today when `months` is 0."""
    first = add_months(customer.since.replace(day=1), 1)
    if first > world.end:
        first = customer.since
    purchase = Purchase(customer, "steady", "start", first, name=PROJECT)
    day, n = first, 0
    while day <= world.end and (not months or n < months):
        text = f"Care retainer {day:%B %Y}"
        bill(
            world,
            purchase,
            day,
            one_line(text, Decimal(price)),
            reference=f"Retainer {day:%B %Y}",
            service="Retainers",
        )
        n += 1
        day = add_months(first, n)
    keep_steady(world, purchase)
    _work(world, purchase, first, min(add_months(first, n) - timedelta(days=1), world.end))


def keep_steady(world: World, purchase: Purchase) -> None:
    """Keep a steady purchase, with its end if it has one; too few equal papers are purchases of their own.

    One that stopped more than two months ago ended a month after its last paper.
    """
    if len(purchase.papers) < LEAST_RUN:
        world.purchases += [Purchase(purchase.customer, "single", "", p.day, [p]) for p in purchase.papers]
        return
    world.purchases.append(purchase)
    over = max(paper.day for paper in purchase.papers) + timedelta(days=30)
    if over < world.end - timedelta(days=RAN_OUT_DAYS):
        world.purchases.append(Purchase(purchase.customer, "steady", "end", over, name=purchase.name))


def _work(world: World, purchase: Purchase, first: date, last: date) -> None:
    hours = float(purchase.billed_eur(world.rates)) / rate_of(world, purchase.customer)
    world.work.append(Work(purchase.customer, PROJECT, "CARE", first, last, hours, "retainer"))
