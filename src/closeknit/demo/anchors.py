"""The customers the story is about: the largest ones, the renamed firm, the loss maker, those who are late.

Their sizes are planted so that ranks hold over twelve months as well as over all years; nobody else
grows as large (see LARGEST_OTHER).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from closeknit.demo.customers import MAILBOXES, Sketch, organization
from closeknit.demo.days import add_months, years_before
from closeknit.demo.facts import Organization, Person
from closeknit.demo.names import address_of, person_name
from closeknit.demo.places import BY_CODE
from closeknit.demo.world import World

LARGEST_OTHER = 95_000
"""The most anybody else may bring in a year, in the base currency."""


@dataclass(frozen=True)
class Large:
    """A large customer: a monthly retainer and projects worth so much a year, for so many years."""

    role: str
    name: str
    form: str
    country: str
    industry: str
    monthly: int
    projects: int
    years: int
    rate: float
    """What an hour of work for it brings."""
    grows: float = 0.0
    """So many times that in a whole business, in proportion to the size; never less than once."""

    def times(self, size: float) -> float:
        """How many times what is written here it buys in a business of a size."""
        return max(1.0, self.grows * size)


LARGE = (
    Large("largest", "Halden Maritime", "N.V.", "NL", "Maritime", 9_800, 205_000, 5, 97.5, grows=4.74),
    Large("second", "Castellane Conserves", "SAS", "FR", "Food Production", 6_400, 178_000, 5, 104),
    Large("renamed", "Brenner Logistik", "GmbH", "DE", "Logistics and Supply Chain", 5_900, 135_000, 5, 99),
    Large("loss_maker", "Pallister Fixtures", "Ltd", "GB", "Furniture", 3_950, 104_000, 3, 30.6),
)
"""Largest first; revenue by year is twelve times the retainer plus the projects. The largest grows with the
business, so that 18 % of revenue hangs on it."""

RENAMED_TO = ("BL Group", "SE")
RENAMED_MONTHS_AGO = 17
NEVER_INVOICED_HOURS = 212


@dataclass(frozen=True)
class Late:
    """A customer who orders every so many weeks and has been silent for longer than that."""

    name: str
    form: str
    country: str
    industry: str
    every_weeks: float
    silent_weeks: int
    order: int
    """Usual value of an order, in the customer's currency."""


LATE = (
    Late("Okafor Foods", "Ltd", "GB", "Food Production", 6, 19, 2_450),
    Late("Marchetti Arredi", "S.r.l.", "IT", "Furniture", 8, 27, 2_150),
    Late("Lindqvist Verkstad", "AB", "SE", "Machinery", 7, 24, 1_620),
    Late("Hoekstra Zuivel", "B.V.", "NL", "Food Production", 4, 14, 940),
    Late("Whitaker Labels", "LLC", "US", "Printing", 5, 17, 1_380),
    Late("Nowak Meble", "Sp. z o.o.", "PL", "Furniture", 9, 31, 2_080),
    Late("Teixeira Conservas", "Lda", "PT", "Food Production", 6, 21, 1_420),
    Late("Vogt Medizintechnik", "GmbH", "DE", "Medical Devices", 10, 33, 2_320),
    Late("Sandvik Tryk", "ApS", "DK", "Printing", 5, 18, 1_190),
)


def plant(world: World) -> None:
    """Add the large customers and those who are late; fewer late ones in a small sample."""
    for n, large in enumerate(LARGE):
        country = BY_CODE[large.country]
        sketch = Sketch(
            f"C{n + 1:04d}", "customer", large.name, large.industry, country, "large", "active", large.form
        )
        made = organization(world, world.rng("anchor", large.role), sketch)
        made.since = years_before(world.end, large.years)
        world.roles[large.role] = made.id
        _people_for_a_large_one(world, made)
    for n, late in enumerate(LATE[: max(3, round(len(LATE) * min(1.0, world.size)))]):
        id, rng = f"C{len(LARGE) + n + 1:04d}", world.rng("late", late.name)
        sketch = Sketch(
            id, "customer", late.name, late.industry, BY_CODE[late.country], "order", "late", late.form
        )
        organization(world, rng, sketch).since = world.start + timedelta(days=rng.randint(20, 400))
    _rename(world)


def _people_for_a_large_one(world: World, at: Organization) -> None:
    """Large customers have at least three contacts and a mailbox for invoices."""
    rng = world.rng("people", at.id)
    country = BY_CODE[at.country]
    for title in ("Managing Director", "Head of Operations", "IT Manager")[len(at.people) :]:
        given, family = person_name(rng, country.culture)
        at.people.append(
            Person(
                id=f"{at.id}-{len(at.people) + 1}",
                given=given,
                family=family,
                email=f"{address_of(rng, given, family)}@{at.domain}",
                title=title,
                phone=at.people[0].phone if at.people else "",
            )
        )
    at.mailbox = f"{MAILBOXES.get(country.culture, ('accounts',))[0]}@{at.domain}"


def _rename(world: World) -> None:
    """The renamed firm: old name in older papers, new name since, one mail domain throughout."""
    firm = world.by_id(world.roles["renamed"])
    changed = add_months(world.end, -RENAMED_MONTHS_AGO)
    name, form = RENAMED_TO
    firm.names["xero"] = [(world.start, firm.legal), (changed, f"{name} {form}")]
    firm.names["harvest"] = [(world.start, firm.name), (changed, name)]
    firm.names["hubspot"] = [(world.start, name)]
    firm.names["zendesk"] = [(world.start, name)]
