"""Support contracts: bought for a term, billed in equal parts, renewed, widened, or left to run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import exp, log
from random import Random

from closeknit.demo.anchors import LARGEST_OTHER
from closeknit.demo.billing import bill, one_line
from closeknit.demo.days import add_months
from closeknit.demo.facts import Organization
from closeknit.demo.papers import Purchase
from closeknit.demo.projects import dearer
from closeknit.demo.world import World

BILLED = {"quarterly": (3, 0.52), "yearly": (12, 0.24), "monthly": (1, 0.24)}
"""How often a contract is billed: months between invoices, share of contracts."""
TERM_MONTHS = 12
RAN_OUT_DAYS = 75
"""Contracts that ended did so at least so long ago: nobody can take them for a late renewal."""
NAME, PRODUCT = "Support contract", "SUPPORT"


@dataclass
class _Contract:
    """A customer's contract: months between invoices, the sum of one, and the most it may become."""

    customer: Organization
    months: int
    part: Decimal
    most: Decimal
    grows: bool
    """Whether it will once be widened within a term."""

    def dearer(self, times: float) -> bool:
        """Raise the sum of an invoice, to whole fives; False where it is as high as it may be."""
        raised = min(self.most, Decimal(round(float(self.part) * times / 5) * 5))
        risen, self.part = raised > self.part, max(self.part, raised)
        return risen


def plant(world: World) -> None:
    """Plant the contracts of those who buy so."""
    for customer in world.customers("contract"):
        _of_customer(world, world.rng("contract", customer.id), customer)


def _of_customer(world: World, rng: Random, customer: Organization) -> None:
    """All terms of a customer, one after the other, and the end if it left."""
    contract = _agreed(world, rng, customer)
    start, terms = customer.since, 0
    while start <= world.end and not _left(world, rng, customer, start, terms):
        if terms and rng.random() < 0.65:
            contract.dearer(rng.uniform(1.02, 1.06))
        _term(world, rng, contract, start, "renewal" if terms else "start")
        start, terms = add_months(start, TERM_MONTHS), terms + 1
    if start <= world.end:
        world.purchases.append(Purchase(customer, "contract", "end", start - timedelta(days=1), name=NAME))


def _agreed(world: World, rng: Random, customer: Organization) -> _Contract:
    months = rng.choices([m for m, _ in BILLED.values()], [s for _, s in BILLED.values()])[0]
    most = LARGEST_OTHER * 0.7
    yearly = min(most * 0.75, max(1_200.0, exp(rng.gauss(log(8_000), 0.95)) * dearer(world, customer.since)))
    part, limit = (Decimal(max(90, round(x * months / 12 / 5) * 5)) for x in (yearly, most))
    return _Contract(customer, months, part, limit, grows=months == 1 and rng.random() < 0.85)


def _left(world: World, rng: Random, customer: Organization, start: date, terms: int) -> bool:
    """Whether a customer lets its contract run out on the day before `start`."""
    if terms == 0 or start > world.end - timedelta(days=RAN_OUT_DAYS):
        return False
    if customer.state == "one-off":
        return True
    last_chance = add_months(start, TERM_MONTHS) > world.end - timedelta(days=RAN_OUT_DAYS)
    return customer.state == "lapsed" and (last_chance or rng.random() < 0.35)


def _term(world: World, rng: Random, contract: _Contract, start: date, kind: str) -> None:
    """One term with its invoices, and its expansion if it grows."""
    ends = add_months(start, TERM_MONTHS) - timedelta(days=1)
    parts = TERM_MONTHS // contract.months
    grows_at = rng.randint(4, 7)
    # Fewer than three dearer invoices would not show a rise for good.
    can_show = contract.grows and add_months(start, grows_at + 2) <= world.end
    purchase = _bought(world, contract, kind, start, ends, parts)
    for k in range(parts):
        day = add_months(start, k * contract.months)
        if can_show and k == grows_at and contract.dearer(rng.uniform(1.25, 1.6)):
            purchase = _bought(world, contract, "expansion", day, ends, parts - k)
            contract.grows = rng.random() < 0.7
        until = add_months(day, contract.months) - timedelta(days=1)
        lines = one_line(f"{NAME} {day:%d.%m.%Y} to {until:%d.%m.%Y}", contract.part, PRODUCT)
        bill(world, purchase, day, lines, reference=f"Support {day:%Y-%m}", service="Support")


def _bought(world: World, contract: _Contract, kind: str, start: date, ends: date, parts: int) -> Purchase:
    """A term or the widened rest of one, of so many invoices."""
    purchase = Purchase(
        contract.customer,
        "contract",
        kind,
        start,
        term_days=(ends - start).days + 1,
        ends=ends,
        name=NAME,
        worth=contract.part * parts,
    )
    world.purchases.append(purchase)
    return purchase
