"""Deals in the CRM: those behind projects, retainers and contracts, and those that were lost or are open."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from math import exp, log
from random import Random

from closeknit.demo.days import any_day, office_moment, workday_before
from closeknit.demo.facts import Deal, Organization
from closeknit.demo.papers import Purchase
from closeknit.demo.projects import SUBJECTS
from closeknit.demo.retainers import PROJECT as RETAINER
from closeknit.demo.world import World

OPEN_STAGES = ("Appointment scheduled", "Qualified to buy", "Proposal sent", "Contract sent")
TYPES = {"start": "New Business", "renewal": "Renewal", "expansion": "Expansion"}
LOST_FOR_WON = 0.75
"""Lost project deals for each won one."""


def plant(world: World) -> None:
    """Plant deals for what was bought, and the lost and open ones."""
    first = {id: days[0] for id, days in world.days_bought().items()}
    for purchase in world.purchases:
        sold = purchase.rule in ("case", "contract") or purchase.name == RETAINER
        if sold and purchase.kind != "end":
            _won(world, purchase, new=purchase.day == first[purchase.customer.id])
    won = sum(d.type != "Renewal" for d in world.deals if d.starts is None)
    able = [
        o
        for o in world.organizations
        if o.standing == "prospect" or o.plan in ("project", "retainer", "contract")
    ]
    rng = world.rng("lost deals")
    for n in range(round(won * LOST_FOR_WON)):
        _lost_or_open(world, world.rng("lost deal", str(n)), rng.choice(able), lost=True)
    for n in range(max(3, round(55 * world.size))):
        _lost_or_open(world, world.rng("open deal", str(n)), rng.choice(able), lost=False)
    world.deals.sort(key=lambda d: (d.created, d.customer.id, d.name))


def _won(world: World, purchase: Purchase, *, new: bool) -> None:
    rng = world.rng("deal", purchase.customer.id, purchase.day.isoformat(), purchase.kind, purchase.rule)
    closes = workday_before(purchase.day - timedelta(days=rng.randint(3, 21)))
    created = office_moment(rng, workday_before(closes - timedelta(days=round(exp(rng.gauss(log(34), 0.6))))))
    contract = purchase.rule == "contract"
    name = f"{purchase.customer.name} – {purchase.name}"
    if contract and purchase.kind != "expansion":
        name += f" {purchase.day:%Y}"
    deal = Deal(
        purchase.customer, name, "Closed won", "won", _worth(purchase), created, closes,
        TYPES.get(purchase.kind, "New Business" if new else "Existing Business"),
    )  # fmt: skip
    if contract and purchase.kind != "expansion":
        deal.starts, deal.ends = purchase.day, purchase.ends
    deal.contact = purchase.customer.people[0]
    world.deals.append(deal)


def _worth(purchase: Purchase) -> Decimal:
    """What was agreed, else what the salesperson wrote: the sum billed so far, rounded."""
    if purchase.worth:
        return purchase.worth
    total = sum((paper.net for paper in purchase.papers), Decimal(0))
    return Decimal(round(total / 10) * 10)


def _lost_or_open(world: World, rng: Random, with_whom: Organization, *, lost: bool) -> None:
    first = max(world.start, with_whom.since)
    created_on = any_day(rng, first, world.end - timedelta(days=25)) if lost else _recent(world, rng)
    closes = created_on + timedelta(days=rng.randint(20, 150))
    if lost and closes >= world.end:
        closes = world.end - timedelta(days=rng.randint(1, 10))
    stage = "Closed lost" if lost else rng.choices(OPEN_STAGES, (3, 3, 4, 2))[0]
    amount = Decimal(max(1_500, round(exp(rng.gauss(log(12_000), 0.7)) / 100) * 100))
    deal = Deal(
        with_whom, f"{with_whom.name} – {rng.choice(SUBJECTS)}", stage, "lost" if lost else "open", amount,
        office_moment(rng, created_on), closes,
        "New Business" if with_whom.standing == "prospect" else "Existing Business",
    )  # fmt: skip
    deal.contact = with_whom.people[0]
    world.deals.append(deal)


def _recent(world: World, rng: Random) -> date:
    return any_day(rng, world.end - timedelta(days=100), world.end - timedelta(days=3))
