"""Who writes to whom: a champion who leaves, the way round to her firm, and a relationship that cools.

At the largest customer only one person is in touch, and she leaves in June. Nobody of us knows anybody else
there who would answer; but somebody at a reseller, whom one of us writes to all the time and wrote to last
week, was once a colleague of one who works there now. That way is the warmest and not the shortest: our
founder wrote to him once, years ago, and had no answer. At the second largest, a weekly exchange stops.
Elsewhere people write as ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from closeknit.demo.customers import free_number
from closeknit.demo.days import any_day, workday
from closeknit.demo.facts import Colleague, Mail, Organization, Person
from closeknit.demo.names import address_of
from closeknit.demo.places import BY_CODE
from closeknit.demo.spellings import first_contact_number
from closeknit.demo.world import World

LEFT_ON = (6, 28)
"""Month and day when the champion leaves; sooner in June where the end is near."""
LEFT_DAYS_AGO = 10
"""So many days ago at least."""
WROTE_DAYS_AGO = 9
"""The last mail to the way in; a weekend may bring it two days nearer, so that it was last week."""
JOINED_DAYS_AGO = 800
"""When the former colleague of the reseller began at the largest customer."""
WROTE_ONCE_DAYS_AGO = 1_200
"""When our founder wrote to that former colleague, then at the reseller still."""
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
    sales = world.team("Sales")
    if not sales:
        return
    champion_leaves(world, sales[0])
    cools(world, sales[-1])
    goes_on(world, sales[len(sales) // 2])
    world.mails.sort(key=lambda m: (m.at, m.sender.email, m.recipient.email))


def champion_leaves(world: World, ours: Colleague) -> None:
    """The largest customer hangs on one person, who goes to another firm."""
    firm = world.by_id(world.roles["largest"])
    reseller = world.partners()[0]
    elsewhere = [o for o in world.organizations if o.standing == "prospect" and o.hubspot_ids]
    if len(firm.people) < 2 or not firm.people[1].hubspot_ids or not elsewhere:
        return
    champion, way_in = firm.people[1], reseller.people[0]
    left = left_on(world.end)
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
    wrote = workday(world.end - timedelta(days=WROTE_DAYS_AGO))
    _write(world, ours, way_in, world.end - timedelta(days=HABIT_DAYS), wrote, every=9)
    _exchange(world, world.rng("way in"), wrote, ours, way_in)


def left_on(end: date) -> date:
    """The day in June when the champion left: of this year where it is past, else of the last."""
    left = min(date(end.year, *LEFT_ON), end - timedelta(days=LEFT_DAYS_AGO))
    return left if left.month == LEFT_ON[0] else date(end.year - 1, *LEFT_ON)


def _only_through(world: World, firm: Organization, champion: Person, left: date) -> None:
    """Requests of the last 13 months came from the champion, and after she left from the shared mailbox."""
    for ticket in world.tickets:
        if ticket.customer is firm and ticket.created.date() > world.end - timedelta(days=400):
            hers = ticket.created.date() < left and champion.zendesk_id
            ticket.person = champion if hers else None
            ticket.requester_email = champion.email if hers else firm.mailbox


def _former_colleague(world: World, reseller: Organization, firm: Organization) -> None:
    """Somebody who was at the reseller with the way in and has been at the firm for two years."""
    rng, way_in = world.rng("former colleague"), reseller.people[0]
    began = world.end - timedelta(days=2 * JOINED_DAYS_AGO)
    number = first_contact_number(world.organizations.index(reseller))
    way_in.hubspot_ids, way_in.joined = [str(number)], began
    given, family = "Joris", "Verhagen"
    moved = Person(
        id=f"{reseller.id}-{len(reseller.people) + 1}",
        given=given,
        family=family,
        email=f"{address_of(rng, given, family)}@{reseller.domain}",
        title="Account Manager",
        mobile=free_number(world, rng, MOBILE),
        hubspot_ids=[str(number + 11)],
        moved_to=firm.id,
        moved_on=world.end - timedelta(days=JOINED_DAYS_AGO),
        joined=began,
        silent=True,
    )
    reseller.people.append(moved)
    once = datetime.combine(workday(world.end - timedelta(days=WROTE_ONCE_DAYS_AGO)), time(11, 5))
    world.mails.append(Mail(once, world.team("Office")[-1], moved, "Shall we meet at the fair?"))


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
    while workday(day) < last:
        _exchange(world, rng, workday(day), ours, other)
        day += timedelta(days=every + rng.randint(-2, 2))


def _exchange(world: World, rng: Random, day: date, ours: Colleague, other: Person) -> None:
    """A mail and its answer on one day; either may begin."""
    subject = rng.choice(SUBJECTS)
    pair: Sequence[Colleague | Person] = (ours, other) if rng.random() < 0.5 else (other, ours)
    at = datetime.combine(day, time(rng.randint(8, 15), rng.randint(0, 59)))
    answered = at + timedelta(minutes=rng.randint(12, 110))
    world.mails.append(Mail(at, pair[0], pair[1], subject))
    world.mails.append(Mail(answered, pair[1], pair[0], f"Re: {subject}"))
