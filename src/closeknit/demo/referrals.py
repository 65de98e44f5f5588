"""Who sent whom: a buyer who sent three that buy much and was never thanked; another who was, and praises.

The first stands in a column of the CRM alone. The second stands there once, and once made somebody known to
us by a mail; for both we thanked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from closeknit.demo.currencies import in_euros
from closeknit.demo.days import workday
from closeknit.demo.facts import Colleague, Mail, Organization, Person, Sent
from closeknit.demo.world import World

UNTHANKED, THANKED = "steady_4", "steady_5"
"""Parts in the story of the two who send."""

MANY = 3
"""How many the first sent."""

INTRODUCTION = "I would like to introduce you to each other: {name} could use your help."
THANKS = "Thank you for bringing {name} to us, that was very kind."
PRAISES = (
    "Your team is the best we have worked with.",
    "Thanks to your excellent support we were fast again.",
)
PRAISED_DAYS_AGO = (60, 200)
MADE_KNOWN_BEFORE = 12
"""Days before we first dealt with somebody, on which they were made known to us."""


def plant(world: World) -> None:
    """Plant who sent whom; in a sample too small for it nobody did."""
    if not {UNTHANKED, THANKED} <= world.roles.keys():
        return
    free = _largest(world)
    if len(free) <= MANY:
        return
    _sent(world, UNTHANKED, free[:MANY])
    _sent(world, THANKED, free[MANY : MANY + 1])
    firm = world.by_id(world.roles[THANKED])
    ours = next(mail.recipient for mail in world.mails if mail.sender is firm.people[0])
    assert isinstance(ours, Colleague)
    _made_known(world, firm, ours)
    _thank(world, ours)
    _praise(world, firm.people[0])
    world.mails.sort(key=lambda m: (m.at, m.sender.email, m.recipient.email))


def _largest(world: World) -> list[Organization]:
    """Customers without a part in the story, those first who brought most."""
    taken, brought = set(world.roles.values()), dict.fromkeys((o.id for o in world.organizations), Decimal(0))
    for purchase in world.purchases:
        for paper in purchase.papers:
            if paper.counts:
                o = purchase.customer
                brought[o.id] += in_euros(paper.net, o.currency, paper.day, world.rates)
    free = [o for o in world.customers() if o.id not in taken and o.hubspot_ids and o.state == "active"]
    return sorted(free, key=lambda o: (-brought[o.id], o.id))


def _sent(world: World, role: str, customers: Sequence[Organization]) -> None:
    """The CRM names who sent them."""
    firm = world.by_id(world.roles[role])
    for customer in customers:
        customer.referred_by = firm.people[0].email
        world.sent.append(Sent(firm.people[0], firm, customer, None))


def _made_known(world: World, firm: Organization, ours: Colleague) -> None:
    """A mail to one of us and to the first contact of somebody with whom we had nothing to do before."""
    sent = {one.customer.id for one in world.sent}
    taken = {*world.roles.values(), *sent}
    for new in sorted(world.customers(), key=lambda o: (-o.since.toordinal(), o.id)):
        first = first_dealing(world, new)
        if new.id in taken or not new.people or not new.hubspot_ids or first is None:
            continue
        day = workday(first - timedelta(days=MADE_KNOWN_BEFORE))
        text = f"Hello both,\n\n{INTRODUCTION.format(name=new.name)}\n"
        at = datetime.combine(day, time(10, 20))
        mail = Mail(at, firm.people[0], ours, f"You and {new.name}", text, copied=(new.people[0],))
        world.mails.append(mail)
        world.sent.append(Sent(firm.people[0], firm, new, day))
        return


def first_dealing(world: World, o: Organization) -> date | None:
    """The first day on which anything happened between them and us."""
    days = [
        *(p.day for x in world.purchases if x.customer is o for p in x.papers),
        *(x.created.date() for x in world.deals if x.customer is o),
        *(x.created.date() for x in world.tickets if x.customer is o),
        *(x.day for x in world.time if x.customer is o),
        *(x.day for x in world.opened if x.customer is o),
        *(x.at.date() for x in world.payments if x.customer is o),
        *(x.day for x in world.invoices if x.customer is o),
        *(x.at.date() for x in world.mails if {x.sender.email, x.recipient.email} & _addresses(o)),
    ]
    return min(days, default=None)


def _addresses(o: Organization) -> set[str]:
    return {person.email for person in o.people}


def _thank(world: World, ours: Colleague) -> None:
    """We thanked the second for each they sent, some days after."""
    for sent in world.sent:
        if sent.home.id == world.roles[THANKED]:
            known = sent.day or first_dealing(world, sent.customer) or world.start
            day = workday(min(known + timedelta(days=9), world.end - timedelta(days=1)))
            text = f"Hello,\n\n{THANKS.format(name=sent.customer.name)}\n"
            at = datetime.combine(day, time(9, 40))
            world.mails.append(Mail(at, ours, sent.referrer, "Thank you", text))
            sent.thanked = True


def _praise(world: World, person: Person) -> None:
    """Two good words in mails that are there anyway."""
    theirs = [mail for mail in world.mails if mail.sender is person and not mail.body]
    for days, words in zip(PRAISED_DAYS_AGO, PRAISES, strict=True):
        before = [mail for mail in theirs if mail.at.date() <= world.end - timedelta(days=days)]
        if before:
            before[-1].body = f"Hello,\n\n{words}\n"
