"""What goes wrong in real files: things entered twice, people who moved, and rows nobody can read.

Rows that cannot be read are additions: everything else in the story stays readable.
"""

from __future__ import annotations

from copy import copy
from random import Random

from closeknit.demo.names import plain
from closeknit.demo.places import BY_CODE, number
from closeknit.demo.spellings import FORMS
from closeknit.demo.world import Organization, World

SET_ASIDE = {"time": 12, "signals": 9, "orders": 7, "invoices": 5, "tickets": 4, "payments": 3}
"""Rows without a usable date at size 1."""


def plant(world: World) -> None:
    """Plant second entries, moves, silence, and unreadable rows."""
    _retyped_in_accounts(world)
    _twice_in_crm(world)
    _moves(world)
    _silence(world)
    _unreadable(world)


def _ordinary(world: World) -> list[Organization]:
    """Customers that play no part in the story."""
    taken = set(world.roles.values())
    return [c for c in world.customers() if c.id not in taken and c.plan != "large"]


def _retyped_in_accounts(world: World) -> None:
    """Some customers were typed in anew by accounts: another spelling, the same mail domain."""
    rng = world.rng("retyped")
    able = [c for c in _ordinary(world) if c.plan in ("order", "contract", "project", "retainer")]
    for c in rng.sample(able, min(len(able), round(22 * world.size))):
        form = c.legal.removeprefix(c.name).strip()
        other = rng.choice((f"{c.name} {FORMS.get(form, form)}", c.name, f"{plain(c.name)} {form}"))
        when = c.since + (world.end - c.since) * rng.uniform(0.4, 0.9)
        c.names["xero"] = [*c.names["xero"][:1], (when, other)]


def _twice_in_crm(world: World) -> None:
    """Some firms, and some people, were entered twice."""
    rng = world.rng("twice")
    able = [c for c in _ordinary(world) if c.hubspot_ids]
    for c in rng.sample(able, min(len(able), round(18 * world.size))):
        c.hubspot_ids.append(str(int(c.hubspot_ids[0]) + 3_333))
    people = [p for c in _ordinary(world) for p in c.people if p.hubspot_ids]
    for p in rng.sample(people, min(len(people), round(24 * world.size))):
        p.hubspot_ids.append(str(int(p.hubspot_ids[0]) + 3))


def _moves(world: World) -> None:
    """Some people work for another customer or prospect now; their mobile number went with them."""
    rng = world.rng("moves")
    able = [
        (c, p) for c in _ordinary(world) for p in c.people[1:] if p.hubspot_ids and BY_CODE[c.country].mobile
    ]
    for c, p in rng.sample(able, min(len(able), max(1, round(12 * world.size)))):
        to = rng.choice(
            [
                o
                for o in world.organizations
                if o.country == c.country and o is not c and o.standing != "partner"
            ]
            or [c]
        )
        if to is not c:
            p.moved_to = to.id
            p.mobile = p.mobile or number(rng, BY_CODE[c.country].mobile)


def _silence(world: World) -> None:
    """Some contacts have given no sign of life for two years."""
    for o in world.organizations:
        rng = world.rng("silence", o.id)
        for p in o.people[1:]:
            old = (world.end - o.since).days > 900
            p.silent = old and not p.moved_to and rng.random() < (0.5 if o.state == "lapsed" else 0.14)


def _unreadable(world: World) -> None:
    """Copies of real rows, with a date that no reader can make sense of."""
    rng = world.rng("unreadable")
    for name, count in SET_ASIDE.items():
        facts = getattr(world, name)
        plain_ones = [f for f in facts if _simple(f, world)]
        for _ in range(max(1, round(count * world.size))):
            broken = copy(rng.choice(plain_ones))
            broken.dropped = True
            _tell_apart(broken, len(facts), rng)
            facts.insert(rng.randrange(len(facts)), broken)


def _simple(fact: object, world: World) -> bool:
    """Facts that can be copied without changing anything else in the story."""
    if getattr(fact, "dropped", False) or getattr(fact, "credit", False):
        return False
    if hasattr(fact, "reference"):
        return len(fact.lines) == 1 and fact.service == "Licences" and fact.counts  # type: ignore[attr-defined]
    return True


def _tell_apart(broken: object, n: int, rng: Random) -> None:
    """A number of its own, so that nothing real is mistaken for it."""
    if hasattr(broken, "reference"):
        broken.number = f"INV-9{n % 1000:03d}{rng.randint(10, 99)}"  # type: ignore[attr-defined]
        broken.reference = ""  # type: ignore[attr-defined]
    elif hasattr(broken, "requester_email"):
        broken.id = 900_000 + rng.randint(1, 99_999)  # type: ignore[attr-defined]
    elif hasattr(broken, "reseller"):
        broken.number = f"PO9{rng.randint(1000, 9999)}"  # type: ignore[attr-defined]
    elif hasattr(broken, "refunded"):
        broken.id = broken.id[:-4] + f"{rng.randint(1000, 9999)}"  # type: ignore[attr-defined]
        broken.refunded *= 0  # type: ignore[attr-defined]
