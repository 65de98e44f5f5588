"""The invented business while it is being made: all its facts, before any file exists.

Each planting module adds its facts to the World, each export reads them, and the truth is told from
them. Nothing here draws a number or writes a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from closeknit.demo.currencies import Rates, dollar_rates
from closeknit.demo.days import years_before
from closeknit.demo.facts import (
    Colleague,
    Deal,
    Mail,
    Moment,
    Opened,
    Organization,
    Sent,
    SetAside,
    Signal,
    Ticket,
    TimeEntry,
    Work,
)
from closeknit.demo.papers import Invoice, Order, Payment, Purchase

YEARS = 5
"""How far back the sample business goes."""


@dataclass
class World:
    """Everything that is and happened in the sample business."""

    seed: int
    end: date
    size: float
    staff: list[Colleague] = field(default_factory=list)
    organizations: list[Organization] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    purchases: list[Purchase] = field(default_factory=list)
    work: list[Work] = field(default_factory=list)
    time: list[TimeEntry] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    names_written: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """(organization id, system, name as written) → rows: filled while the exports are written."""
    lines_written: dict[str, int] = field(default_factory=dict)
    """File → data rows in it."""
    roles: dict[str, str] = field(default_factory=dict)
    """Parts in the story → organization id: `loss_maker`, `renamed` …"""
    slugs: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)

    @property
    def start(self) -> date:
        """First day of the story."""
        return years_before(self.end, YEARS)

    def rng(self, *subject: str) -> Random:
        """A stream of numbers of its own for a subject: adding a subject leaves the others as they were."""
        return Random("/".join([str(self.seed), *subject]))

    def customers(self, *plans: str) -> list[Organization]:
        """Customers, or those who buy in one of these ways."""
        return [o for o in self.organizations if o.standing == "customer" and (not plans or o.plan in plans)]

    def partners(self) -> list[Organization]:
        """Resellers."""
        return [o for o in self.organizations if o.standing == "partner"]

    def days_bought(self) -> dict[str, list[date]]:
        """Organization id → days of its purchases so far, ascending."""
        days: dict[str, list[date]] = {}
        for purchase in sorted(self.purchases, key=lambda p: p.day):
            days.setdefault(purchase.customer.id, []).append(purchase.day)
        return days

    def is_twin(self, organization: Organization) -> bool:
        """Whether it is one of the two firms of one name."""
        return organization.id in (self.roles.get("twin_gb"), self.roles.get("twin_us"))

    def by_id(self, id: str) -> Organization:
        """The organization of that id."""
        return next(o for o in self.organizations if o.id == id)

    def team(self, *teams: str) -> list[Colleague]:
        """Colleagues of these teams."""
        return [c for c in self.staff if c.team in teams]

    @property
    def rates(self) -> Rates:
        """Euros for a dollar, by the day from which they hold."""
        return dollar_rates(self.start)

    def wrote_name(self, organization: Organization, system: str, name: str) -> None:
        """Remember that an export names an organization so."""
        key = (organization.id, system, name)
        self.names_written[key] = self.names_written.get(key, 0) + 1
