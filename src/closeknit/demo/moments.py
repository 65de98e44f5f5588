"""What makes customers buy in the sample business: moments after which a further purchase is likelier.

A funding round in the news, a new person at the customer, seats added to a contract. Each brings a further
purchase some weeks later with the chance that makes its window so many times as good as any other time.
What only seems to make them buy is in `decoys`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from closeknit.demo.customers import free_number
from closeknit.demo.days import any_day, workday
from closeknit.demo.draws import count_of
from closeknit.demo.facts import Moment, Organization, Person
from closeknit.demo.names import address_of, person_name
from closeknit.demo.places import BY_CODE
from closeknit.demo.world import World


@dataclass(frozen=True)
class Trigger:
    """A kind of moment: where one reads of it, and what it does from `low` to `high` days after it is known.

    times: how many times as likely a purchase is in that window. a_year: moments a year and customer.
    """

    kind: str
    sort: str
    times: float
    low: int
    high: int
    a_year: float = 0.0


FUNDING = Trigger("news.funding_closed", "outside news", 4.0, 29, 91, 0.3)
JOINED = Trigger("person.joined", "people", 4.0, 29, 91, 0.25)
SEATS = Trigger("contract.expanded", "own file", 6.0, 1, 28)
TRIGGERS = (FUNDING, JOINED, SEATS)

LATEST_NEWS = 20
"""Mean days until a funding round is in the papers."""
APART = 5
"""Days that two projects of a customer are apart at least."""
TITLES = ("Head of Operations", "Head of IT", "Supply Chain Director", "Managing Director")


def plant(world: World) -> None:
    """Decide what happens at customers who buy projects, before they do."""
    for customer in world.customers("project"):
        if customer.state in ("one-off", "new"):
            continue
        for trigger in (FUNDING, JOINED):
            rng = world.rng(trigger.kind, customer.id)
            first, last = customer.since + timedelta(days=75), world.end - timedelta(days=4)
            years = max(0.0, (last - first).days / 365)
            for _ in range(count_of(rng, trigger.a_year * years)):
                happened = any_day(rng, first, last)
                lag = round(rng.expovariate(1 / LATEST_NEWS)) if trigger is FUNDING else 0
                known = min(world.end, happened + timedelta(days=lag))
                world.moments.append(Moment(customer, trigger.kind, happened, known))


def with_further(world: World, customer: Organization, days: list[date], gap: float) -> list[date]:
    """Days of purchase of a customer, about `gap` days apart, with those that its moments add."""
    until = days[-1] if customer.state == "lapsed" else world.end - timedelta(days=3)
    rng, all_days = world.rng("moved", customer.id), list(days)
    for moment in [m for m in world.moments if m.customer is customer]:
        trigger = next(t for t in TRIGGERS if t.kind == moment.kind)
        further = bought_after(rng, trigger, moment.known, gap)
        if further and days[0] < further < until and all(abs((further - d).days) > APART for d in all_days):
            moment.brought = further
            all_days.append(further)
    return sorted(all_days)


def bought_after(rng: Random, trigger: Trigger, known: date, gap: float) -> date | None:
    """The day of the further purchase that a moment brings to somebody who buys every `gap` days, if any."""
    usual = (trigger.high - trigger.low + 1) / gap
    if rng.random() >= min(0.95, (trigger.times - 1) * usual):
        return None
    return workday(known + timedelta(days=rng.randint(trigger.low, trigger.high)))


def introduce(world: World) -> None:
    """The new people themselves, each at the customer from the day of the moment on."""
    for moment in world.moments:
        if moment.kind == JOINED.kind:
            moment.person = _hired(world, moment)
            moment.customer.people.append(moment.person)


def _hired(world: World, moment: Moment) -> Person:
    at = moment.customer
    country = BY_CODE[at.country]
    n = len(at.people) + 1
    rng = world.rng("hired", at.id, str(n))
    given, family = person_name(rng, country.culture)
    local = address_of(rng, given, family)
    if any(p.email.startswith(f"{local}@") for p in at.people):
        local = f"{local}{n}"
    mobile = free_number(world, rng, country.mobile) if rng.random() < 0.3 else ""
    return Person(
        id=f"{at.id}-{n}",
        given=given,
        family=family,
        email=f"{local}@{at.domain}",
        title=rng.choice(TITLES),
        phone=at.people[0].phone,
        mobile=mobile,
        joined=moment.happened,
    )
