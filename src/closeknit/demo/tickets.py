"""Support tickets of the last three years: asked, answered late or never, solved, asked again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import exp, log
from random import Random

from closeknit.demo.days import ZONE, add_months, any_day, office_moment, to_local, to_utc
from closeknit.demo.draws import count_of
from closeknit.demo.facts import Organization, Ticket
from closeknit.demo.world import World

YEARS_OF_TICKETS = 3
PER_MONTH = {
    "contract": 0.22,
    "large": 1.1,
    "retainer": 0.2,
    "project": 0.05,
    "order": 0.07,
    "reseller": 0.08,
    "card": 0.05,
}
"""Tickets a customer writes in a month, by how it buys."""
FIRST_ID = 4_100
SUBJECTS = (
    "Label printer prints blank pages since the update", "Cannot log in after password change",
    "Scanner H20 does not pair", "Delivery note shows wrong address", "Export to accounting stopped",
    "How do I add a second warehouse?", "Invoice question {month}", "Slots are offset by one hour",
    "Please add a user: new colleague in {city}", "Route planner ignores toll roads", "Slow since Monday",
    "Error 500 when saving a dock booking", "Licence expired although we paid", "Order twice in the list",
    "Can we get the stock report as CSV?", "Barcode EAN-14 is not recognised", "Import of price list fails",
    "App logs out every few minutes", "Duplicate customers after merge",
    "Translation missing in German texts", "Wrong time zone on pick lists", "Training for three new people?",
    "Customs paper without HS code", "Colour of status 'late' hard to read",
    "Data for our auditor until Friday", "Where can I cancel our subscription?",
)  # fmt: skip
FOLLOW_UPS = (
    "Re: {subject}",
    "Still not working: {subject}",
    "Again: {subject}",
    "{subject} – third time I ask",
)
URGENT = (
    "URGENT: nothing prints, trucks are waiting",
    "Everything down at the dock",
    "Whole warehouse stands still",
)


def plant(world: World) -> None:
    """Plant all tickets; the newest is at most two days old."""
    first = add_months(world.end, -12 * YEARS_OF_TICKETS)
    bought = world.days_bought()
    for customer in world.customers():
        rng = world.rng("tickets", customer.id)
        begin, until = max(first, customer.since), world.end - timedelta(days=1)
        if customer.state in ("lapsed", "one-off"):
            # Whoever stopped buying stops asking some months later.
            silent = bought[customer.id][-1] + timedelta(days=rng.randint(30, 300))
            until = min(world.end - timedelta(days=20), silent)
        months = max(0.0, (until - begin).days / 30.4)
        rate = PER_MONTH[customer.plan] * exp(rng.gauss(-0.2, 0.65))
        for _ in range(count_of(rng, rate * months)):
            _ask(world, rng, customer, any_day(rng, begin, until))
    busy = world.customers("contract") or world.customers()
    _ask(world, world.rng("newest ticket"), busy[0], world.end - timedelta(days=1))
    world.tickets.sort(key=lambda t: (t.created, t.customer.id))
    _leave_unanswered(world)
    for n, ticket in enumerate(world.tickets):
        ticket.id = FIRST_ID + n * 3 + n % 2


def _ask(world: World, rng: Random, customer: Organization, day: date) -> None:
    person = rng.choice(customer.people) if rng.random() < 0.9 else None
    urgent = rng.random() < 0.03
    subject = rng.choice(URGENT if urgent else SUBJECTS)
    ticket = _ticket(
        world,
        rng,
        customer,
        office_moment(rng, day),
        subject.format(month=f"{day:%B}", city=customer.city),
        urgent,
    )
    ticket.person = person
    ticket.requester_email = person.email if person else customer.mailbox
    if ticket.solved and rng.random() < 0.06:
        _ask_again(world, rng, ticket, ticket.solved)


def _ticket(
    world: World, rng: Random, customer: Organization, created: datetime, subject: str, urgent: bool
) -> Ticket:
    """A ticket with its answer and solution as far as they have come by now."""
    now = datetime(world.end.year, world.end.month, world.end.day, 16)
    reply = _answered(rng, created, urgent)
    solved = (reply + timedelta(minutes=exp(rng.gauss(log(900), 1.4)))).replace(microsecond=0)
    ticket = Ticket(
        id=0,
        customer=customer,
        person=None,
        requester_email="",
        subject=subject,
        created=created,
        first_reply=reply if reply <= now else None,
        solved=solved if solved <= now else None,
        status="",
        priority="Urgent" if urgent else rng.choice(("Low", "Normal", "Normal", "High")),
        via=rng.choices(("Mail", "Web form", "Phone", "Chat"), (70, 18, 8, 4))[0],
        agent=rng.choice(world.team("Support")),
        tags=rng.choice(("", "printing", "account", "billing", "scanner", "routes", "how_to")),
        replies=rng.randint(1, 4) if reply <= now else 0,
        reopens=int(rng.random() < 0.04),
    )
    ticket.status = _status(ticket, now)
    if ticket.solved:
        ticket.satisfaction = rng.choices(("Not Offered", "Offered", "Good", "Bad"), (40, 32, 22, 6))[0]
    world.tickets.append(ticket)
    return ticket


def _status(ticket: Ticket, now: datetime) -> str:
    """Zendesk closes a solved ticket after four days."""
    if ticket.solved:
        return "Closed" if ticket.solved < now - timedelta(days=4) else "Solved"
    return "Open" if ticket.first_reply else "New"


def _answered(rng: Random, created: datetime, urgent: bool) -> datetime:
    """When the first answer came: from the next office hour on; one in twenty-five after days."""
    begin = _next_open(created)
    minutes = exp(rng.gauss(log(18 if urgent else 52), 1.25))
    if not urgent and rng.random() < 0.04:
        minutes += rng.uniform(2, 9) * 1440
    reply = begin + timedelta(minutes=max(2.0, minutes))
    return _next_open(reply).replace(microsecond=0) if minutes > 400 else reply.replace(microsecond=0)


def _next_open(utc: datetime) -> datetime:
    """That instant if the office is open, else the next opening, in UTC."""
    local = to_local(utc)
    while local.weekday() > 4 or not 9 <= local.hour < 17:
        step = local.replace(hour=9, minute=0, second=0)
        local = step if local < step and local.weekday() < 5 else step + timedelta(days=1)
    return to_utc(local.replace(tzinfo=ZONE))


def _ask_again(world: World, rng: Random, earlier: Ticket, solved: datetime) -> None:
    """The same person writes again within a week of the solution."""
    created = solved + timedelta(hours=rng.uniform(5, 120))
    if created.date() >= world.end:
        return
    subject = rng.choice(FOLLOW_UPS).format(subject=earlier.subject)
    again = _ticket(world, rng, earlier.customer, created.replace(microsecond=0), subject, False)
    again.person, again.requester_email, again.again = earlier.person, earlier.requester_email, True


def _leave_unanswered(world: World) -> None:
    """About fifteen tickets of the last month, and a few older ones, have had no answer at all."""
    rng = world.rng("unanswered")
    recent = [t for t in world.tickets if t.created.date() > world.end - timedelta(days=30)]
    older = [
        t
        for t in world.tickets
        if 30 <= (world.end - t.created.date()).days <= 120 and t.customer.state == "active"
    ]
    chosen = rng.sample(recent, min(len(recent), max(2, round(12 * world.size))))
    chosen += rng.sample(older, min(len(older), max(1, round(4 * world.size))))
    for ticket in chosen:
        ticket.first_reply = ticket.solved = None
        ticket.status, ticket.replies, ticket.satisfaction, ticket.reopens = "New", 0, "", 0
