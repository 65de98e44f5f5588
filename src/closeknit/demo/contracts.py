"""Support contracts: bought for a term, billed in equal parts, renewed, widened, or left to run out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from math import exp, log
from random import Random

from closeknit.demo.anchors import LARGEST_OTHER
from closeknit.demo.billing import bill, one_line
from closeknit.demo.days import add_months
from closeknit.demo.projects import dearer
from closeknit.demo.world import Organization, Purchase, World

BILLED = {"quarterly": (3, 0.62), "yearly": (12, 0.24), "monthly": (1, 0.14)}
"""How often a contract is billed: months between invoices, share of contracts."""
RAN_OUT_DAYS = 75
"""Contracts that ended did so at least so long ago: nobody can take them for a late renewal."""


def plant(world: World) -> None:
    """Plant the contracts of those who buy so."""
    for customer in world.customers("contract"):
        _of_customer(world, world.rng("contract", customer.id), customer)


def _of_customer(world: World, rng: Random, customer: Organization) -> None:
    months_apart = rng.choices([m for m, _ in BILLED.values()], [s for _, s in BILLED.values()])[0]
    yearly = min(
        LARGEST_OTHER * 0.7, max(1_200.0, exp(rng.gauss(log(9_800), 0.85)) * dearer(world, customer.since))
    )
    part = Decimal(max(90, round(yearly * months_apart / 12 / 5) * 5))
    start, terms = customer.since, 0
    while start <= world.end and not _left(world, rng, customer, start, terms):
        ends = add_months(start, 12) - timedelta(days=1)
        kind = "start" if terms == 0 else "renewal"
        part = _term(world, rng, customer, start, ends, kind, part, months_apart)
        if terms and rng.random() < 0.65:
            part = Decimal(round(float(part) * rng.uniform(1.02, 1.06) / 5) * 5)
        start, terms = ends + timedelta(days=1), terms + 1
    if start <= world.end:
        world.purchases.append(
            Purchase(customer, "contract", "end", start - timedelta(days=1), name="Support contract")
        )


def _left(world: World, rng: Random, customer: Organization, start: date, terms: int) -> bool:
    """Whether a customer lets its contract run out on the day before `start`."""
    if terms == 0 or start > world.end - timedelta(days=RAN_OUT_DAYS):
        return False
    if customer.state == "one-off":
        return True
    last_chance = add_months(start, 12) > world.end - timedelta(days=RAN_OUT_DAYS)
    return customer.state == "lapsed" and (last_chance or rng.random() < 0.35)


def _term(
    world: World,
    rng: Random,
    customer: Organization,
    start: date,
    ends: date,
    kind: str,
    part: Decimal,
    apart: int,
) -> Decimal:
    """One term with its invoices; gives the sum of an invoice at its end (more after an expansion)."""
    days = (ends - start).days + 1
    purchase = Purchase(customer, "contract", kind, start, term_days=days, ends=ends, name="Support contract")
    purchase.worth = part * (12 // apart)
    world.purchases.append(purchase)
    parts = 12 // apart
    grows_at = rng.randint(4, 7) if apart == 1 and rng.random() < 0.35 else parts
    if add_months(start, grows_at + 2) > world.end:
        grows_at = parts  # fewer than three dearer invoices would not show a rise for good
    for k in range(parts):
        day = add_months(start, k * apart)
        if k == grows_at and day <= world.end:
            part = Decimal(round(float(part) * rng.uniform(1.25, 1.6) / 5) * 5)
            purchase = Purchase(customer, "contract", "expansion", day, ends=ends, name="Support contract")
            purchase.term_days = (ends - day).days + 1
            purchase.worth = part * (parts - k)
            world.purchases.append(purchase)
        text = f"Support contract {day:%d.%m.%Y} to {add_months(day, apart) - timedelta(days=1):%d.%m.%Y}"
        bill(
            world,
            purchase,
            day,
            one_line(text, part, "SUP-STD"),
            reference=f"Support {day:%Y-%m}",
            service="Support",
        )
    return part
