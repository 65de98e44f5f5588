"""Who the sample business deals with: customers, prospects and resellers, and the people there.

How each of them buys is decided here (`plan`, `state`); what they then buy is planted elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from closeknit.demo.days import any_day
from closeknit.demo.facts import Organization, Person
from closeknit.demo.names import address_of, firm_name, person_name, slug, titles
from closeknit.demo.places import BY_CODE, Country, any_country, number
from closeknit.demo.world import World

CUSTOMERS, PROSPECTS, PARTNERS = 612, 150, 8
"""How many there are at size 1."""

PLANS = {"project": 0.22, "retainer": 0.055, "contract": 0.245, "order": 0.18, "reseller": 0.17, "card": 0.13}
"""Share of customers that buys in each way."""

STATES = {"active": 0.6, "lapsed": 0.2, "one-off": 0.14, "new": 0.06}
"""How customers stand today; those who are late are planted one by one."""

MAILBOXES = {
    "de": ("buchhaltung", "rechnung", "info"), "nl": ("administratie", "facturen", "info"),
    "fr": ("comptabilite", "contact"), "es": ("facturas", "info"), "pt": ("geral", "financeiro"),
    "it": ("amministrazione", "info"), "nordic": ("faktura", "post"), "pl": ("biuro", "faktury"),
}  # fmt: skip
"""Shared addresses by culture; others use accounts, invoices and office."""


def settle(world: World) -> None:
    """Fill the world with resellers, customers and prospects; the story's own ones are there already."""
    scale = world.size
    for n in range(max(2, round(PARTNERS * scale))):
        _add(world, "partner", f"R{n + 1:03d}")
    planned = len(world.customers())
    total = max(planned + 12, round(CUSTOMERS * scale))
    rng = world.rng("plans")
    plans = _shares(total - planned, PLANS, rng)
    states = _shares(total - planned, STATES, rng)
    for n, (plan, state) in enumerate(zip(plans, states, strict=True)):
        _add(world, "customer", f"C{planned + n + 1:04d}", plan=plan, state=state)
    for n in range(max(3, round(PROSPECTS * scale))):
        _add(world, "prospect", f"P{n + 1:04d}")
    _twins(world)
    _choose_resellers(world)


def _shares(count: int, shares: dict[str, float], rng: Random) -> list[str]:
    """`count` words in the given proportions, shuffled: exact shares, not only on average."""
    words: list[str] = []
    carried = 0.0
    for word, share in shares.items():
        carried += share * count
        words += [word] * (round(carried) - len(words))
    words += [next(iter(shares))] * (count - len(words))
    rng.shuffle(words)
    return words[:count]


@dataclass(frozen=True)
class Sketch:
    """What is decided of an organization before chance does the rest; no `form`: one of its country."""

    id: str
    standing: str
    name: str
    industry: str
    country: Country
    plan: str = ""
    state: str = ""
    form: str = ""


def _add(world: World, standing: str, id: str, *, plan: str = "", state: str = "") -> None:
    """One organization by chance, under a name that nobody has yet."""
    rng = world.rng("organization", id)
    country = any_country(rng)
    name, industry = firm_name(rng, country.culture)
    tries = 0
    while slug(name) in world.slugs:
        tries += 1
        name, industry = firm_name(rng, country.culture)
        if tries > 12:
            name = f"{name} {rng.choice(country.cities)[0].split(',')[0]}"
    if standing == "partner":
        name, industry = f"{name.split()[0]} Partners {country.code}", "Information Technology and Services"
    organization(world, rng, Sketch(id, standing, name, industry, country, plan, state))


def organization(world: World, rng: Random, sketch: Sketch) -> Organization:
    """Add one organization with address and people to the world."""
    country, name = sketch.country, sketch.name
    city, postcode = rng.choice(country.cities)
    made = Organization(
        id=sketch.id,
        standing=sketch.standing,
        name=name,
        legal=f"{name} {sketch.form or rng.choice(country.forms)}",
        country=country.code,
        city=city,
        street=f"{rng.choice(country.streets)} {rng.randint(1, 180)}",
        postcode=_postcode(rng, country.code, postcode),
        industry=sketch.industry,
        domain=f"{slug(name)}.example",
        currency=country.currency,
        since=_since(world, rng, sketch.state),
        plan=sketch.plan,
        state=sketch.state,
    )
    world.slugs.add(slug(name))
    _staff(world, rng, made, country)
    boxes = MAILBOXES.get(country.culture, ("accounts", "invoices", "office", "info"))
    made.mailbox = f"{rng.choice(boxes)}@{made.domain}" if rng.random() < 0.5 else made.people[0].email
    made.owner = rng.choice(world.team("Sales"))
    world.organizations.append(made)
    return made


def _postcode(rng: Random, code: str, first: str) -> str:
    match code:
        case "NL":
            return f"{first} {rng.choice('ABDEGHK')}{rng.choice('ABCDEKL')}"
        case "GB":
            return f"{first} {rng.randint(1, 9)}{rng.choice('ABDEHJ')}{rng.choice('LNPRST')}"
        case "IE":
            return f"{first} {rng.choice('AEKX')}{rng.randint(100, 999)}"
    return first


def _since(world: World, rng: Random, state: str) -> date:
    """First day as a customer: some were there before the files begin, new ones came in the last quarter."""
    if state == "new":
        return any_day(rng, world.end - timedelta(days=80), world.end - timedelta(days=6))
    if state == "lapsed":
        return any_day(rng, world.start, world.end - timedelta(days=900))
    if state == "one-off":
        return any_day(rng, world.start, world.end - timedelta(days=300))
    if rng.random() < 0.3:
        return any_day(rng, world.start, world.start + timedelta(days=200))
    return any_day(rng, world.start, world.end - timedelta(days=330))


def _staff(world: World, rng: Random, at: Organization, country: Country) -> None:
    """One to five people, the most senior first."""
    switchboard = free_number(world, rng, country.phone)
    count = rng.choices((1, 2, 3, 4, 5), (34, 34, 18, 9, 5))[0]
    known = titles()
    chosen = sorted({rng.choice(list(known)) for _ in range(count)}, key=lambda t: (-known[t], t))
    taken: set[str] = set()
    for n, title in enumerate(chosen):
        given, family = person_name(rng, country.culture)
        local = address_of(rng, given, family)
        if local in taken:
            local = f"{local}{n + 1}"
        taken.add(local)
        at.people.append(
            Person(
                id=f"{at.id}-{n + 1}",
                given=given,
                family=family,
                email=f"{local}@{at.domain}",
                title=title,
                phone=switchboard,
                mobile=free_number(world, rng, country.mobile) if rng.random() < 0.3 else "",
                unsubscribed=rng.random() < 0.06,
                bounced=rng.random() < 0.03,
            )
        )


def free_number(world: World, rng: Random, pattern: str) -> str:
    """A phone number of a reserved range that nobody has yet; empty when the range is used up."""
    for _ in range(40 if pattern else 0):
        found = number(rng, pattern)
        if found not in world.phones:
            world.phones.add(found)
            return found
    return ""


def _twins(world: World) -> None:
    """Two firms of one name in two countries, with nothing else in common: they stay two."""
    here = [o for o in world.customers("order", "reseller") if o.state == "active"]
    if len(here) < 2:
        return
    rng = world.rng("twins")
    for twin, code, form in zip(here[:2], ("GB", "US"), ("Ltd", "Inc."), strict=True):
        country = BY_CODE[code]
        twin.name, twin.industry = "Meridian Instruments", "Electrical"
        twin.legal, twin.country, twin.currency = f"Meridian Instruments {form}", code, country.currency
        twin.city, postcode = country.cities[0]
        twin.postcode = _postcode(rng, code, postcode)
        twin.street = f"{country.streets[0]} {rng.randint(1, 90)}"
        _move_domain(twin, "meridian-instruments.example" if code == "GB" else "meridianinst.example")
        world.roles[f"twin_{code.lower()}"] = twin.id
    world.slugs.add("meridian-instruments")


def _move_domain(at: Organization, domain: str) -> None:
    """Give an organization and everybody there another domain."""
    for person in at.people:
        person.email = f"{person.email.partition('@')[0]}@{domain}"
        person.phone = person.mobile = ""
    at.mailbox = f"accounts@{domain}"
    at.domain = domain


def _choose_resellers(world: World) -> None:
    """Every customer that buys through a reseller has one; big resellers have more of them."""
    partners = world.partners()
    weights = [1 / (n + 1) for n in range(len(partners))]
    for customer in world.customers("reseller"):
        customer.sold_through = world.rng("reseller", customer.id).choices(partners, weights)[0].id
