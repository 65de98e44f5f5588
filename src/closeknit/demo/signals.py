"""News about firms: what happened, when it came out, and where we read it.

Most of it moves no purchase: it is the background against which what does (`moments`) must be found.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from closeknit.demo.days import any_day
from closeknit.demo.facts import Organization, Signal
from closeknit.demo.names import slug
from closeknit.demo.world import World

KINDS = {
    "funding_closed": (("{name} raises € {n} million", "Fresh capital for {name}"), 3, 25),
    "site_opened": (("{name} opens second site in {city}", "New warehouse for {name}"), 5, 12),
    "leader_changed": (("New managing director at {name}", "{name} appoints head of operations"), 6, 18),
    "acquired": (("{name} taken over by investor", "{name} merges with competitor"), 0.3, 3),
    "award_won": (("{name} wins regional award", "Sustainability prize for {name}"), 4, 4),
    "jobs_cut": (("{name} cuts jobs", "Short-time work at {name}"), 2, 9),
    "product_launched": (("{name} presents new product line", "{name} starts webshop"), 5, 6),
    "reference_published": (("How {name} cut waiting at the dock", "{name}: a project that worked"), 0, 0),
    "hiring": (("{name} looks for staff in {city}", "{name} hires {n} people"), 0, 0),
}
"""Kind → (headlines, how common, days until it is known)."""
BY_MOMENTS = ("funding_closed",)
"""Kinds that come to customers by `moments` alone: elsewhere they would do nothing."""
SOURCES = ("Trade Courier", "Harbour Gazette", "Regional Daily", "Logistics Letter", "Company register")
PER_SIZE = 520


def plant(world: World) -> None:
    """Plant news about customers, prospects and firms we do not know."""
    for n, moment in enumerate(world.moments):
        kind = moment.kind.removeprefix("news.")
        if kind in KINDS:
            rng = world.rng("news", moment.kind, str(n))
            _print(world, rng, kind, moment.customer, (moment.happened, moment.known))
    rng = world.rng("signals")
    known = [o for o in world.organizations if o.standing != "partner"]
    kinds, weights = list(KINDS), [w for _, w, _ in KINDS.values()]
    for n in range(max(12, round(PER_SIZE * world.size))):
        one = world.rng("signal", str(n))
        about = rng.choice(known) if one.random() < 0.85 else None
        kind = one.choices(kinds, weights)[0]
        if about is not None and about.standing == "customer" and kind in BY_MOMENTS:
            continue
        happened = any_day(one, world.start, world.end - timedelta(days=2))
        lag = round(one.expovariate(1 / KINDS[kind][2]))
        _print(world, one, kind, about, (happened, min(world.end, happened + timedelta(days=lag))))
    world.signals.sort(key=lambda s: (s.published, s.company, s.kind))


def _print(world: World, rng: Random, kind: str, about: Organization | None, days: tuple[date, date]) -> None:
    """One piece of news: the day it happened and the day it was printed."""
    happened, published = days
    name = _reported(world, about) if about else _stranger(rng.randint(1, 90))
    headline = rng.choice(KINDS[kind][0]).format(
        name=name, n=rng.randint(2, 40), city=about.city if about else "Aalst"
    )
    source = rng.choice(SOURCES)
    world.signals.append(
        Signal(
            kind, name, about.domain if about and rng.random() < 0.8 else "", about.id if about else "",
            happened, published, headline, source,
            f"https://{slug(source)}.example/{published:%Y/%m}/{slug(headline)[:40]}",
        )
    )  # fmt: skip


def _reported(world: World, about: Organization) -> str:
    """The name in the news; of the two firms of one name, the legal one."""
    return about.legal if world.is_twin(about) else about.name


def _stranger(n: int) -> str:
    """The name of a firm we have nothing to do with."""
    first = ("Ardent", "Belford", "Cresta", "Dunmore", "Everline", "Fairholm")[n % 6]
    return f"{first} {('Works', 'Group', 'Goods')[n // 6 % 3]} {n}"
