"""Who plays which part: a champion who left, and a deal in which somebody objects and somebody agrees.

The one at the largest customer who writes to us all the time speaks well of us, until she leaves. At the firm
that was renamed a deal is open: its head of IT objects three times, its managing director agrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from closeknit.demo.days import workday
from closeknit.demo.facts import Colleague, Deal, Mail, Person
from closeknit.demo.world import World

PRAISE = (
    "Your team did a great job again this week.",
    "We are very happy with the new dispatch board.",
    "The last release is excellent, our planners love it.",
    "The rollout went smoothly, well done.",
    "Thank you, that was really fast.",
    "Everybody in the office praises the new planning view.",
)
READ = "I read your note on slot booking with great interest."
EVERY = 6
"""One mail of the champion in so many holds a kind sentence."""

OBJECTIONS = (
    (71, "I doubt that the migration can be done before the season."),
    (55, "We are worried about the price of the second phase."),
    (23, "I am concerned about where our data will be kept."),
)
"""Days before the end, and what the one who objects writes."""

AGREED = ((64, "The board has approved the budget for the portal."), (17, "Please go ahead with phase one."))
PORTAL = "Warehouse portal"
OPENED_DAYS_AGO, CLOSES_IN = 75, 40


def open_a_deal(world: World) -> None:
    """A deal with the renamed firm that is still open."""
    firm = world.by_id(world.roles["renamed"])
    opened = datetime.combine(workday(world.end - timedelta(days=OPENED_DAYS_AGO)), time(10, 20))
    closes = world.end + timedelta(days=CLOSES_IN)
    name = f"{firm.called('hubspot', world.end)} – {PORTAL}"
    deal = Deal(firm, name, "Proposal sent", "open", Decimal(38_000), opened, closes, "Existing Business")
    deal.contact = firm.people[0]
    world.deals.append(deal)


def plant(world: World) -> None:
    """Words of the champion, and the mails about the open deal; a sample too small for mail has none."""
    sales = world.team("Sales")
    if not world.mails or "hangs_on" not in world.roles:
        return
    _praises(world, world.by_id(world.roles["hangs_on"]).people[1])
    firm = world.by_id(world.roles["renamed"])
    world.roles["objects"] = firm.id
    ours = sales[len(sales) // 2]
    _says(world, ours, firm.people[2], OBJECTIONS)
    _says(world, ours, firm.people[0], AGREED)
    world.mails.sort(key=lambda m: (m.at, m.sender.email, m.recipient.email))


def _praises(world: World, champion: Person) -> None:
    """Kind words in mails that are there anyway."""
    theirs = [mail for mail in world.mails if mail.sender is champion and not mail.body]
    for n, mail in enumerate(theirs[::EVERY]):
        words = READ if n % 4 == 3 else PRAISE[n % len(PRAISE)]
        mail.body = f"Hello,\n\n{words}\n"


def _says(world: World, ours: Colleague, who: Person, said: Sequence[tuple[int, str]]) -> None:
    """Mails about the deal, each with our answer."""
    for n, (days, words) in enumerate(said):
        at = datetime.combine(workday(world.end - timedelta(days=days)), time(9, 12 + 7 * n))
        world.mails.append(Mail(at, who, ours, PORTAL, f"Hello,\n\n{words}\n"))
        world.mails.append(Mail(at + timedelta(minutes=50), ours, who, f"Re: {PORTAL}"))
