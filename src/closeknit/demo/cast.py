"""The people by whom the story of the largest customer is told: one of us, the one it hangs on, a way in.

They go by the same names whatever the seed, as the firms of the story do.
"""

from __future__ import annotations

from closeknit.demo.facts import Organization
from closeknit.demo.firm import DOMAIN
from closeknit.demo.names import address_of
from closeknit.demo.world import World

OURS = ("Tom", "Berg")
CHAMPION = ("Dana", "Reyes")
WAY_IN = ("Priya", "Nair")


def plant(world: World) -> None:
    """Name them: the first of our salespeople, the second contact there, the first of the first reseller."""
    ours = world.team("Sales")[0]
    ours.given, ours.family = OURS
    ours.email = f"{'.'.join(OURS).lower()}@{DOMAIN}"
    _call(world, world.by_id(world.roles["largest"]), 1, CHAMPION)
    _call(world, world.partners()[0], 0, WAY_IN)


def _call(world: World, at: Organization, which: int, name: tuple[str, str]) -> None:
    """Give a contact another name, and the address that goes with it."""
    person = at.people[which]
    written = at.mailbox == person.email
    person.given, person.family = name
    person.email = f"{address_of(world.rng('cast', at.id), *name)}@{at.domain}"
    if written:
        at.mailbox = person.email
