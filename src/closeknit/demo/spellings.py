"""How each system spells the same name, and the numbers it knows firms and people by."""

from __future__ import annotations

from random import Random

from closeknit.demo.facts import Organization
from closeknit.demo.names import plain
from closeknit.demo.world import World

FORMS = {
    "Ltd": "Limited", "Limited": "Ltd.", "B.V.": "BV", "GmbH": "GMBH", "Inc.": "Inc", "S.A.": "SA",
    "S.L.": "SL", "Sp. z o.o.": "Sp.z o.o.", "N.V.": "NV", "Lda": "Lda.", "S.r.l.": "Srl", "A/S": "AS",
}  # fmt: skip
"""Other ways to write a legal form."""
SYSTEMS = ("xero", "hubspot", "harvest", "zendesk", "stripe", "portal")


def spell(world: World) -> None:
    """Give every organization its name in every system, where the story has not done so."""
    for o in world.organizations:
        rng = world.rng("spelling", o.id)
        usual = o.legal
        told = o.id in world.roles.values() or o.state == "late"
        names = {
            "xero": usual,
            "hubspot": _variant(rng, o, usual, 0.3),
            "harvest": _variant(rng, o, usual, 0.35),
            "portal": _variant(rng, o, usual, 0.45),
            "stripe": _variant(rng, o, usual, 0.5),
        }
        if told:
            # Those the story is about go by the name that people say.
            names |= {"hubspot": o.name, "harvest": o.name}
        names["zendesk"] = names["hubspot"] if rng.random() < 0.8 else o.name
        if world.is_twin(o):
            # Systems without numbers of their own tell the two apart by their legal form alone.
            names |= dict.fromkeys(("harvest", "portal", "stripe", "zendesk"), usual)
        for system, name in names.items():
            o.names.setdefault(system, [(world.start, name)])


def _variant(rng: Random, o: Organization, usual: str, chance: float) -> str:
    """The usual name, or with some chance one that means the same: form, case or accents differ."""
    if rng.random() >= chance:
        return usual
    form = usual.removeprefix(o.name).strip()
    return rng.choice((o.name, o.name, f"{o.name} {FORMS.get(form, form)}", usual.upper(), plain(usual)))


IN_CRM = {
    "large": 1.0,
    "project": 0.97,
    "retainer": 1.0,
    "contract": 1.0,
    "order": 0.75,
    "reseller": 0.6,
    "card": 0.45,
}
"""Share of customers that somebody entered in the CRM, by how they buy."""


def first_contact_number(n: int) -> int:
    """The number in the CRM of the first contact of the n-th organization."""
    return 151_000_000 + n * 60


def register(world: World) -> None:
    """Give organizations and people the numbers that the systems know them by."""
    for n, o in enumerate(world.organizations):
        rng = world.rng("register", o.id)
        if o.standing != "customer" or rng.random() < IN_CRM[o.plan]:
            o.hubspot_ids = [str(27_040_000_000 + n * 7_919 + rng.randint(0, 99))]
        o.mailbox_zendesk_id = str(360_100_000_000 + n * 40 + 39)
        for k, person in enumerate(o.people):
            person.zendesk_id = str(360_100_000_000 + n * 40 + k)
            if o.hubspot_ids and rng.random() < 0.93:
                person.hubspot_ids = [str(first_contact_number(n) + k * 7)]
    for payment in world.payments:
        o = payment.customer
        o.stripe_id = o.stripe_id or "cus_" + "".join(
            world.rng("stripe", o.id).choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789abcdefghijkmnop", k=14)
        )
    for n, deal in enumerate(world.deals):
        deal.id = str(9_800_000_000 + n * 4_111)
