"""Projects: bought once, paid in instalments that share one quote number and one project name."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from math import exp, log
from random import Random

from closeknit.demo.anchors import LARGE, LARGEST_OTHER
from closeknit.demo.billing import bill, one_line
from closeknit.demo.days import any_day, rhythm, workday
from closeknit.demo.facts import Organization, Work
from closeknit.demo.moments import with_further
from closeknit.demo.papers import Line, Purchase
from closeknit.demo.world import World

SUBJECTS = (
    "Warehouse portal", "Route planner", "Customer portal", "Label printing rollout", "ERP interface",
    "Webshop relaunch", "Stock forecast", "Driver app", "Order intake by e-mail", "Dock scheduling",
    "Returns desk", "Supplier scorecards", "Product data cleanup", "Website relaunch", "Claims workflow",
    "Scanner migration", "Customs papers", "Cold chain monitoring", "Price list engine", "Planning board",
    "Data warehouse", "Design system", "Field service app", "Quality checks",
)  # fmt: skip

SPLITS = {
    1: ((100,),), 2: ((50, 50), (40, 60), (30, 70)), 3: ((40, 30, 30), (30, 40, 30), (50, 25, 25)),
    4: ((25, 25, 30, 20), (30, 30, 20, 20)),
}  # fmt: skip
"""How a project's price is cut into instalments, in percent; never three equal ones, which could as well be
a contract that names its quote."""


def plant(world: World) -> None:
    """Plant the projects of those who buy projects, of the large customers and of some on a retainer."""
    for customer in world.customers("project"):
        _of_a_project_customer(world, customer)
    for customer in world.customers("retainer"):
        rng = world.rng("side project", customer.id)
        if rng.random() < 0.4:
            last = (
                world.end - timedelta(days=200)
                if customer.state != "lapsed"
                else _last_day(world, rng, customer)
            )
            _plant_one(
                world, rng, customer, any_day(rng, customer.since, max(customer.since, last)), 6_500, 0
            )
    for large in LARGE:
        yearly = large.projects * large.times(world.size)
        _of_a_large_one(world, yearly, world.by_id(world.roles[large.role]))


def dearer(world: World, day: date) -> float:
    """How much prices have risen since the beginning: five per cent a year."""
    return float(1 + 0.05 * max(0, (day - world.start).days) / 365)


def rate_of(world: World, customer: Organization) -> float:
    """What an hour of our work for a customer brings, in the base currency."""
    large = {world.roles[x.role]: x.rate for x in LARGE if x.role in world.roles}
    return large.get(customer.id) or exp(world.rng("rate", customer.id).gauss(log(111), 0.2))


def _of_a_project_customer(world: World, customer: Organization) -> None:
    rng = world.rng("projects", customer.id)
    gap = min(760.0, max(130.0, exp(rng.gauss(log(300), 0.4))))
    usual = min(46_000.0, LARGEST_OTHER * 0.5 * gap / 365, exp(rng.gauss(log(12_500), 0.75)))
    days = days_of_purchase(world, rng, customer, gap, wobble=0.35)
    for n, start in enumerate(with_further(world, customer, days, gap)):
        price = usual * exp(rng.gauss(0, 0.3)) * dearer(world, start)
        _plant_one(world, rng, customer, start, price, n)


def _last_day(world: World, rng: Random, customer: Organization) -> date:
    return any_day(rng, customer.since, max(customer.since, world.end - timedelta(days=420)))


def days_of_purchase(
    world: World, rng: Random, customer: Organization, gap: float, *, wobble: float
) -> list[date]:
    """The days on which a customer buys, by how it stands: active ones are never silent beyond habit."""
    match customer.state:
        case "one-off":
            return [any_day(rng, customer.since, world.end - timedelta(days=330))]
        case "new":
            days = [customer.since]
            again = customer.since + timedelta(days=round(gap * rng.uniform(0.8, 1.2)))
            return [*days, workday(again)] if again < world.end - timedelta(days=3) else days
        case "lapsed":
            last = min(_left_on(rng, customer, gap), world.end - timedelta(days=round(max(420.0, gap * 5.5))))
            return rhythm(
                rng,
                first=customer.since,
                last=workday(max(customer.since, last)),
                gap_days=gap,
                wobble=wobble,
            )
    last = world.end - timedelta(days=round(rng.uniform(0.03, 0.7) * gap) + 1)
    return rhythm(rng, first=customer.since, last=max(last, customer.since), gap_days=gap, wobble=wobble)


def _left_on(rng: Random, customer: Organization, gap: float) -> date:
    """When a customer who left bought last: some leave after the first purchase, some after a dozen."""
    leaves = rng.betavariate(0.8, 1.2)
    bought = 2
    while rng.random() > leaves and bought < 60:
        bought += 1
    return customer.since + timedelta(days=round(gap * (bought - 1)))


def _of_a_large_one(world: World, yearly: float, customer: Organization) -> None:
    """Two projects a year of nearly equal price, the last just finished: any year holds two."""
    rng = world.rng("projects", customer.id)
    start, n = customer.since + timedelta(days=40), 0
    while start < world.end - timedelta(days=130):
        _plant_one(world, rng, customer, start, yearly / 2 * rng.uniform(0.97, 1.03), n, days=115)
        start, n = start + timedelta(days=182), n + 1


def _plant_one(
    world: World, rng: Random, customer: Organization, start: date, price: float, n: int, *, days: int = 0
) -> None:
    """One project: quote, instalments, and the work behind them."""
    start = workday(start)
    amount = Decimal(max(1_800, round(price / 50) * 50))
    number = sum(p.rule == "case" for p in world.purchases) + 1
    name = _name(world, customer, n)
    length = days or min(210, 20 + int(amount / 160))
    split = rng.choice(SPLITS[1 if amount < 4_000 else 2 if amount < 9_000 else rng.choice((3, 3, 4))])
    parts = _parts(world, customer, amount, split)
    purchase = Purchase(customer, "case", "", start, name=name)
    quote, code = f"QU-{number:04d}", f"P{start.year % 100}{number:03d}"
    for k, part in enumerate(parts):
        text = f"{name}: instalment {k + 1} of {len(parts)}" if len(parts) > 1 else f"{name}, fixed price"
        lines = one_line(text, part) + _travel(rng, k)
        day = workday(start + timedelta(days=round(length * k / max(1, len(parts) - 1))))
        bill(world, purchase, day, lines, reference=quote, project=name, service="Projects")
    world.purchases.append(purchase)
    _work(world, purchase, code, start, start + timedelta(days=length))


def _parts(
    world: World, customer: Organization, amount: Decimal, split: tuple[int, ...]
) -> tuple[Decimal, ...]:
    """The price cut into instalments, raised a little until none equals one of an earlier project."""
    billed = {paper.net for p in world.purchases if p.customer is customer for paper in p.papers}
    while True:
        parts = [(amount * share / 100).quantize(Decimal(1)) for share in split[:-1]]
        parts.append(amount - sum(parts))
        if billed.isdisjoint(parts):
            return tuple(parts)
        amount += 50


def _travel(rng: Random, k: int) -> list[Line]:
    if k == 0 or rng.random() > 0.18:
        return []
    return [Line("TRAVEL", "Travel and lodging", Decimal(rng.randint(1, 3)), Decimal(rng.randint(90, 310)))]


def _name(world: World, customer: Organization, n: int) -> str:
    order = list(SUBJECTS)
    world.rng("subjects", customer.id).shuffle(order)
    again = n // len(order)
    return order[n % len(order)] + (f" {again + 1}" if again else "")


def _work(world: World, purchase: Purchase, code: str, start: date, finish: date) -> None:
    customer = purchase.customer
    hours = float(purchase.billed_eur(world.rates)) / rate_of(world, customer)
    world.work.append(Work(customer, purchase.name, code, start, min(finish, world.end), hours, "project"))
