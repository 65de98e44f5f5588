"""What seems to make customers buy in the sample business and does not.

References appear after projects, not before. Firms that buy much also hire much, and their people open the
newsletter, prospects less: whoever compares buyers with others finds all three.
"""

from __future__ import annotations

from datetime import date, timedelta

from closeknit.demo.days import any_day
from closeknit.demo.draws import count_of
from closeknit.demo.facts import Moment, Opened, Organization
from closeknit.demo.world import World

REFERENCE, HIRING, OPENED = "news.reference_published", "news.hiring", "newsletter.opened"

DECOYS = (REFERENCE, HIRING, OPENED)

REFERENCE_SHARE = 0.4
"""Of projects, a reference is written about within eight weeks."""
HIRING_A_YEAR = 0.09
"""Reports of hiring a year, for each purchase a year."""
ISSUES_DAY = 2
"""The newsletter goes out on the second of each month."""
MOST_OPENED, FULL_AT = 0.3, 9.0
"""The largest share of issues that anybody opens, and the purchases a year from which on they do."""
PACE_OF_PROSPECTS = 1.5
"""Prospects hire and read as if they bought so often a year."""


def plant(world: World) -> None:
    """Plant references, reports of hiring, and opened newsletters."""
    bought = world.days_bought()
    for purchase in world.purchases:
        rng = world.rng("reference", purchase.customer.id, purchase.day.isoformat())
        if purchase.rule == "case" and rng.random() < REFERENCE_SHARE:
            _told(world, purchase.customer, REFERENCE, purchase.day + timedelta(days=rng.randint(1, 56)))
    for firm in world.organizations:
        if firm.standing != "partner":
            years = max(0.5, (world.end - max(world.start, firm.since)).days / 365)
            pace = len(bought[firm.id]) / years if firm.id in bought else PACE_OF_PROSPECTS
            _hiring(world, firm, pace, years)
            _newsletters(world, firm, pace)
    world.opened.sort(key=lambda o: (o.day, o.person.id))


def _told(world: World, customer: Organization, kind: str, day: date) -> None:
    if world.start < day < world.end:
        world.moments.append(Moment(customer, kind, day, day))


def _hiring(world: World, customer: Organization, pace: float, years: float) -> None:
    rng = world.rng("hiring", customer.id)
    for _ in range(count_of(rng, HIRING_A_YEAR * pace * years)):
        _told(world, customer, HIRING, any_day(rng, max(world.start, customer.since), world.end))


def _newsletters(world: World, customer: Organization, pace: float) -> None:
    """The first contact opens the more issues the more the customer buys, as long as it is one."""
    rng, person = world.rng("newsletter", customer.id), customer.people[0]
    share = MOST_OPENED * min(1.0, pace / FULL_AT) * rng.uniform(0.6, 1.4)
    issue = max(world.start, customer.since).replace(day=1) + timedelta(days=31 + ISSUES_DAY - 1)
    while issue < world.end and not person.unsubscribed:
        if rng.random() < share:
            day = min(world.end, issue + timedelta(days=rng.choice((0, 0, 1, 3))))
            world.opened.append(Opened(customer, person, day, issue))
        issue = issue.replace(day=1) + timedelta(days=31 + ISSUES_DAY - 1)
        issue = issue.replace(day=ISSUES_DAY)
