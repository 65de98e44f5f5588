"""Who writes to whom: a champion who leaves, the way round to her firm, and a relationship that cools.

At the largest customer only one person is in touch, and she leaves some weeks before the end. Nobody of us
knows anybody else there who would answer; but somebody at a reseller, whom one of us writes to all the time,
was once a colleague of one who works there now. At the second largest, a weekly exchange stops. Elsewhere
people write as ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from closeknit.demo.customers import free_number
from closeknit.demo.days import any_day, workday
from closeknit.demo.facts import Colleague, Mail, Organization, Person
from closeknit.demo.names import address_of
from closeknit.demo.places import BY_CODE
from closeknit.demo.world import World

LEFT_DAYS_AGO = 24
JOINED_DAYS_AGO = 800
"""When the former colleague of the reseller began at the largest customer."""
QUIET_DAYS = 104
"""How long the relationship that cools has been silent."""
HABIT_DAYS = 560
"""How far back the mail goes."""
MOBILE = BY_CODE["GB"].mobile
"""Numbers that tie the two entries of who moves: of a range that is nobody's, which few countries have."""
STEADY = 6
"""Customers with whom mail goes on as ever."""
SUBJECTS = (
    "Next steps", "Question on the interface", "Minutes of Tuesday", "Plan for the rollout",
    "Invoice for the sprint", "Change request", "Release notes", "Call on Thursday?", "Open points",
)  # fmt: skip


def plant(world: World) -> None:
    """Plant mail; the story of the largest customer needs a reseller with people."""
    sales = sorted(world.team("Sales"), key=lambda c: c.email)
    if not sales:
        return
    champion_leaves(world, sales[0])
    cools(world, sales[-1])
    goes_on(world, sales[len(sales) // 2])
    world.mails.sort(key=lambda m: (m.at, m.sender.email, m.recipient.email))


def champion_leaves(world: World, ours: Colleague) -> None:
    """The largest customer hangs on one person, who goes to another firm."""
    firm = world.by_id(world.roles["largest"])
    resellers = [r for r in world.partners() if r.people and r.people[0].hubspot_ids]
    elsewhere = [o for o in world.organizations if o.standing == "prospect" and o.hubspot_ids]
    if len(firm.people) < 2 or not firm.people[1].hubspot_ids or not (resellers and elsewhere):
        return
    champion, reseller = firm.people[1], resellers[0]
    left = world.end - timedelta(days=LEFT_DAYS_AGO)
    for person in firm.people:
        person.silent = person is not champion
        person.joined = None
    rng = world.rng("champion")
    champion.moved_to, champion.moved_on = rng.choice(elsewhere).id, left
    champion.mobile = champion.mobile or free_number(world, rng, MOBILE)
    world.roles |= {"hangs_on": firm.id, "introducer": reseller.id}
    _only_through(world, firm, champion, left)
    _write(world, ours, champion, left - timedelta(days=HABIT_DAYS), left - timedelta(days=3), every=7)
    _former_colleague(world, reseller, firm)
    _write(world, ours, reseller.people[0], world.end - timedelta(days=HABIT_DAYS), world.end, every=9)


def _only_through(world: World, firm: Organization, champion: Person, left: date) -> None:
    """Requests of the last 13 months came from the champion, and after she left from the shared mailbox."""
    for ticket in world.tickets:
        if ticket.customer is firm and ticket.created.date() > world.end - timedelta(days=400):
            hers = ticket.created.date() < left and champion.zendesk_id
            ticket.person = champion if hers else None
            ticket.requester_email = champion.email if hers else firm.mailbox


def _former_colleague(world: World, reseller: Organization, firm: Organization) -> None:
    """Somebody who was at the reseller and has been at the firm for two years; none of us writes to them."""
    rng = world.rng("former colleague")
    given, family = "Joris", "Verhagen"
    moved = Person(
        id=f"{reseller.id}-{len(reseller.people) + 1}",
        given=given,
        family=family,
        email=f"{address_of(rng, given, family)}@{reseller.domain}",
        title="Account Manager",
        mobile=free_number(world, rng, MOBILE),
        hubspot_ids=[str(int(reseller.people[0].hubspot_ids[0]) + 11)],
        moved_to=firm.id,
        moved_on=world.end - timedelta(days=JOINED_DAYS_AGO),
        joined=world.end - timedelta(days=2 * JOINED_DAYS_AGO),
        silent=True,
    )
    reseller.people.append(moved)


def cools(world: World, ours: Colleague) -> None:
    """A weekly exchange with the second largest customer that stopped."""
    firm = world.by_id(world.roles["second"])
    world.roles["cooling"] = firm.id
    until = world.end - timedelta(days=QUIET_DAYS)
    _write(world, ours, firm.people[0], until - timedelta(days=HABIT_DAYS), until, every=7)


def goes_on(world: World, ours: Colleague) -> None:
    """Customers with whom mail goes on as ever."""
    taken = {world.roles.get(role) for role in ("hangs_on", "cooling")}
    active = [c for c in world.customers() if c.id not in taken and c.state == "active" and c.people]
    for n, firm in enumerate(sorted(active, key=lambda c: c.id)[:STEADY]):
        world.roles[f"steady_{n}"] = firm.id
        _write(world, ours, firm.people[0], world.end - timedelta(days=HABIT_DAYS), world.end, every=14)


def _write(world: World, ours: Colleague, other: Person, first: date, last: date, *, every: int) -> None:
    """A mail and its answer every so many days."""
    rng = world.rng("mail", other.id)
    day = any_day(rng, first, first + timedelta(days=every))
    while day < last:
        subject = rng.choice(SUBJECTS)
        pair: Sequence[Colleague | Person] = (ours, other) if rng.random() < 0.5 else (other, ours)
        at = datetime.combine(workday(day), time(rng.randint(8, 15), rng.randint(0, 59)))
        answered = at + timedelta(minutes=rng.randint(12, 110))
        if answered.date() < last:
            world.mails.append(Mail(at, pair[0], pair[1], subject))
            world.mails.append(Mail(answered, pair[1], pair[0], f"Re: {subject}"))
        day += timedelta(days=every + rng.randint(-2, 2))
