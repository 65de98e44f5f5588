"""What there can be in the sample business: people, organizations, work, requests and news.

Plain values that the planting modules fill in and finish, as are the `papers`. Amounts are net of tax and in
the currency of the customer; days are local dates of the business.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass
class Colleague:
    """One of our own people."""

    given: str
    family: str
    email: str
    role: str
    team: str
    employee_id: str
    billable_rate: Decimal
    cost_rate: Decimal
    employed: bool = True
    joined: date = date.min

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"


@dataclass
class Person:
    """Somebody at a customer, prospect or reseller."""

    id: str
    given: str
    family: str
    email: str
    title: str
    phone: str = ""
    mobile: str = ""
    hubspot_ids: list[str] = field(default_factory=list)
    zendesk_id: str = ""
    moved_to: str = ""
    """Id of the organization this person works for now, when it is another one."""
    moved_on: date | None = None
    """When they began there, where that is part of the story."""
    silent: bool = False
    """No sign of life for two years or more."""
    bounced: bool = False
    unsubscribed: bool = False
    joined: date | None = None
    """When this person came to the firm, where that is part of the story."""

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"


@dataclass
class Organization:
    """A customer, prospect or reseller as it truly is, with the names that each system has for it."""

    id: str
    standing: str
    """customer, prospect or partner."""
    name: str
    """Without its legal form."""
    legal: str
    country: str
    city: str
    street: str
    postcode: str
    industry: str
    domain: str
    currency: str
    since: date
    plan: str = ""
    """How it buys: project, retainer, contract, order, reseller, card."""
    state: str = ""
    """active, late, lapsed, one-off or new; empty for those who have bought nothing."""
    owner: Colleague | None = None
    people: list[Person] = field(default_factory=list)
    mailbox: str = ""
    """Shared address that invoices go to."""
    mailbox_zendesk_id: str = ""
    hubspot_ids: list[str] = field(default_factory=list)
    stripe_id: str = ""
    sold_through: str = ""
    """Id of the reseller it buys from."""
    referred_by: str = ""
    """E-mail of who sent it to us, as the CRM has it."""
    names: dict[str, list[tuple[date, str]]] = field(default_factory=dict)
    """System → (used from this day, name there)."""

    def called(self, system: str, on: date) -> str:
        """The name that a system uses for it on a day."""
        known = self.names.get(system, [])
        return next((name for since, name in reversed(known) if since <= on), self.legal)


@dataclass
class Work:
    """Work that was agreed: a project, or the hours behind a retainer or contract."""

    customer: Organization
    project: str
    code: str
    start: date
    finish: date
    hours: float
    kind: str
    """project or retainer."""
    extras: float = 0.0
    """Share of hours given away on top, for nothing."""


@dataclass
class TimeEntry:
    """Hours that a colleague logged on one day."""

    day: date
    customer: Organization
    project: str
    code: str
    task: str
    notes: str
    hours: Decimal
    billable: bool
    invoiced: bool
    who: Colleague
    extra: bool = False
    never_invoiced: bool = False
    dropped: bool = False


@dataclass
class Deal:
    """A deal in the CRM."""

    customer: Organization
    name: str
    stage: str
    status: str
    amount: Decimal
    created: datetime
    closes: date
    type: str
    starts: date | None = None
    ends: date | None = None
    id: str = ""
    contact: Person | None = None


@dataclass
class Ticket:
    """A support request; times are UTC."""

    id: int
    customer: Organization
    person: Person | None
    requester_email: str
    subject: str
    created: datetime
    first_reply: datetime | None
    solved: datetime | None
    status: str
    priority: str
    via: str
    agent: Colleague | None
    tags: str = ""
    replies: int = 0
    reopens: int = 0
    satisfaction: str = ""
    again: bool = False
    """The same person wrote within a week of an earlier solution."""
    dropped: bool = False


@dataclass
class Signal:
    """A piece of news about an organization."""

    kind: str
    company: str
    domain: str
    about: str
    """Id of the organization, empty when we do not know it."""
    happened: date
    published: date
    headline: str
    source: str
    link: str
    dropped: bool = False


@dataclass
class Moment:
    """Something that happened at a customer, known on a day; `brought`: the further purchase it brought."""

    customer: Organization
    kind: str
    happened: date
    known: date
    brought: date | None = None
    person: Person | None = None


@dataclass
class Mail:
    """A mail between one of us and somebody outside; times are local."""

    at: datetime
    sender: Colleague | Person
    recipient: Colleague | Person
    subject: str
    body: str = ""
    copied: tuple[Person, ...] = ()
    """Who else got it."""


@dataclass
class Sent:
    """Somebody sent us a customer: by a mail on a day, else the CRM says so."""

    referrer: Person
    home: Organization
    customer: Organization
    day: date | None
    thanked: bool = False


@dataclass
class Opened:
    """Somebody opened an issue of our newsletter."""

    customer: Organization
    person: Person
    day: date
    issue: date


@dataclass
class SetAside:
    """A row that cannot be read: where it is written, and what is wrong with it."""

    file: str
    line: int
    column: str
    value: str
    why: str
