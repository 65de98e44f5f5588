"""Our own firm in the sample: Veldhaven Systems of Rotterdam, forty people, and what it sells."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from closeknit.demo.facts import Colleague
from closeknit.demo.names import person_name, plain
from closeknit.demo.world import World

NAME = "Veldhaven Systems"
DOMAIN = "veldhaven.example"
PEOPLE = 40
"""How many work there at size 1."""

TEAMS: tuple[tuple[str, str, int, int, int], ...] = (
    ("Delivery", "Developer", 14, 112, 54),
    ("Delivery", "Designer", 4, 105, 49),
    ("Delivery", "Consultant", 6, 135, 63),
    ("Delivery", "Project manager", 3, 118, 57),
    ("Support", "Support engineer", 5, 90, 41),
    ("Sales", "Account manager", 4, 0, 52),
    ("Office", "Finance", 2, 0, 45),
    ("Office", "Founder", 2, 160, 80),
)
"""Team, role, people at size 1, billable rate and cost rate an hour."""

PRODUCTS: tuple[tuple[str, str, int], ...] = (
    ("LABELS-4X6", "Thermal labels 4x6, carton of 12 rolls", 96),
    ("LABELS-A5", "Pallet labels A5, carton of 8 rolls", 118),
    ("RIBBON-110", "Print ribbon 110 mm, box of 10", 74),
    ("SCANNER-H20", "Hand scanner H20", 389),
    ("CRATE-TAGS", "Crate tags RF1, pack of 250", 145),
    ("DOCKHAND-5", "Dockhand licence, 5 seats", 420),
    ("ROUTEWISE-5", "Routewise licence, 5 seats", 560),
    ("TRAINING-DAY", "Training day on site", 980),
)
"""Code, description and price of what is sold by the piece."""

LICENCES = PRODUCTS[-3:]
"""What resellers sell: licences and training."""


def hire(world: World) -> None:
    """Fill the firm with people; at least one of every role, however small the sample."""
    rng = world.rng("firm")
    taken: set[str] = set()
    scale = max(0.25, world.size)
    for team, role, count, billable, cost in TEAMS:
        for _ in range(max(1, round(count * scale))):
            given, family = _free_name(world, taken)
            number = len(world.staff) + 1
            world.staff.append(
                Colleague(
                    given=given,
                    family=family,
                    email=f"{plain(given).lower()}.{plain(family).lower().replace(' ', '')}@{DOMAIN}",
                    role=role,
                    team=team,
                    employee_id=f"VH-{number:03d}",
                    billable_rate=Decimal(billable),
                    cost_rate=Decimal(cost + rng.randint(-4, 6)) if cost else Decimal(0),
                    employed=not (team == "Delivery" and number % 9 == 4),
                    joined=_joined(world, rng.random()),
                )
            )


def _free_name(world: World, taken: set[str]) -> tuple[str, str]:
    """A name that nobody here has yet, accents or not: two colleagues are never confused."""
    rng = world.rng("firm", "name", str(len(taken)))
    while True:
        culture = rng.choices(("nl", "de", "en", "nordic", "pl", "es"), (12, 3, 2, 1, 1, 1))[0]
        given, family = person_name(rng, culture)
        key = plain(f"{given} {family}").lower()
        if key not in taken and "'" not in family:
            taken.add(key)
            return given, family


def _joined(world: World, luck: float) -> date:
    """Most were there from the beginning; the firm has grown since."""
    return world.start if luck < 0.7 else world.start + timedelta(days=int(luck * 1100))
