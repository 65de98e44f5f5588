"""What is true of the sample business: plain tables beside its files, to compare answers with.

Written from the world that the exports were written from, and read back from the CSV files alone.
Amounts are net of tax; those named `_eur` are in euros at the day's rate. Days are local.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

Row = TypeVar("Row")


@dataclass(frozen=True)
class Party:
    """An organization as it truly is. `revenue_year_eur`: the twelve months up to the last day."""

    id: str
    standing: str
    name: str
    legal: str
    country: str
    domain: str
    plan: str
    state: str
    currency: str
    sold_through: str
    owner: str
    hubspot_ids: str
    stripe_id: str
    purchases: int
    revenue_eur: Decimal
    revenue_year_eur: Decimal
    hours: Decimal
    hours_year: Decimal
    never_invoiced_hours: Decimal
    extra_hours: Decimal
    roles: str
    """Parts in the story, separated by semicolons."""


@dataclass(frozen=True)
class Name:
    """A name by which a system knows an organization, with the rows that carry it."""

    party: str
    system: str
    name: str
    rows: int


@dataclass(frozen=True)
class Contact:
    """A person at an organization. `moved_to` names the organization they work for now."""

    id: str
    party: str
    name: str
    email: str
    title: str
    mobile: str
    hubspot_ids: str
    moved_to: str
    silent: bool
    bounced: bool
    unsubscribed: bool


@dataclass(frozen=True)
class Bought:
    """A buying decision. `papers`: how many invoices, orders or payments it left."""

    id: str
    party: str
    rule: str
    kind: str
    day: date
    amount_eur: Decimal
    papers: int
    term_days: int
    ends: date | None
    sold_through: str


@dataclass(frozen=True)
class Paper:
    """An invoice, order or payment, and the purchase it belongs to."""

    purchase: str
    party: str
    system: str
    number: str
    day: date
    amount: Decimal
    currency: str
    amount_eur: Decimal


@dataclass(frozen=True)
class Refund:
    """Money given back; `amount_eur` is negative. A card refund counts on the day of its payment."""

    party: str
    system: str
    number: str
    day: date
    amount: Decimal
    currency: str
    amount_eur: Decimal


@dataclass(frozen=True)
class LateCustomer:
    """A customer silent for longer than its own habit."""

    party: str
    name: str
    every_days: float
    silent_days: int
    orders: int
    yearly_eur: Decimal


@dataclass(frozen=True)
class Unreadable:
    """A row that cannot be read: its file, physical line, column and value."""

    file: str
    line: int
    column: str
    value: str
    why: str


@dataclass(frozen=True)
class Asked:
    """A ticket; times are UTC."""

    id: int
    party: str
    created: datetime
    first_reply: datetime | None
    solved: datetime | None
    again: bool


@dataclass(frozen=True)
class Offer:
    """A deal: won, lost or open."""

    id: str
    party: str
    status: str
    type: str
    amount_eur: Decimal
    closes: date
    starts: date | None
    ends: date | None


@dataclass(frozen=True)
class Referral:
    """A contact sent us a party: by a mail on a day, else the CRM says so; and whether anybody thanked."""

    referrer: str
    party: str
    day: date | None
    thanked: bool


@dataclass(frozen=True)
class Mover:
    """A kind of moment that makes purchases `times` as likely from `low` to `high` days after it is known.

    events: how many there are, known days and accounts distinct. brought: further purchases they brought.
    A decoy makes nothing likelier: times 1.
    """

    kind: str
    sort: str
    times: float
    low: int
    high: int
    events: int
    brought: int


@dataclass(frozen=True)
class Total:
    """A figure of the whole, such as the number of true customers."""

    name: str
    value: Decimal


@dataclass(frozen=True)
class Truth:
    """All tables; see `story` for what they mean to the reader of the first findings."""

    parties: tuple[Party, ...]
    names: tuple[Name, ...]
    contacts: tuple[Contact, ...]
    purchases: tuple[Bought, ...]
    papers: tuple[Paper, ...]
    refunds: tuple[Refund, ...]
    late: tuple[LateCustomer, ...]
    set_aside: tuple[Unreadable, ...]
    tickets: tuple[Asked, ...]
    deals: tuple[Offer, ...]
    referrals: tuple[Referral, ...]
    movers: tuple[Mover, ...]
    totals: tuple[Total, ...]

    def total(self, name: str) -> Decimal:
        """The figure of that name."""
        return next(t.value for t in self.totals if t.name == name)

    def party(self, id: str) -> Party:
        """The organization of that id."""
        return next(p for p in self.parties if p.id == id)

    def customers(self) -> tuple[Party, ...]:
        """Everybody who has ever bought."""
        return tuple(p for p in self.parties if p.standing == "customer")

    def in_role(self, role: str) -> Party:
        """The organization that plays a part in the story."""
        return next(p for p in self.parties if role in p.roles.split(";"))


TABLES: dict[str, type[Any]] = {
    "parties": Party, "names": Name, "contacts": Contact, "purchases": Bought, "papers": Paper,
    "refunds": Refund, "late": LateCustomer, "set_aside": Unreadable, "tickets": Asked,
    "deals": Offer, "referrals": Referral, "movers": Mover, "totals": Total,
}  # fmt: skip
"""File name without .csv → the type of its rows."""


def write_truth(truth: Truth, folder: Path) -> None:
    """Write one CSV a table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in TABLES.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(f.name for f in fields(kind))
            writer.writerows([_text(v) for v in astuple(row)] for row in getattr(truth, name))


def read_truth(folder: Path) -> Truth:
    """The truth as written beside a sample business."""
    return Truth(**{name: tuple(_read(folder / f"{name}.csv", kind)) for name, kind in TABLES.items()})


def _read(path: Path, kind: Callable[..., Row]) -> Sequence[Row]:
    readers = [_READERS[hint] for hint in get_type_hints(kind).values()]
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return [kind(*(read(cell) for read, cell in zip(readers, row, strict=True))) for row in rows]


def _text(value: object) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


_READERS: dict[Any, Callable[[str], object]] = {
    str: str,
    int: int,
    float: float,
    bool: lambda text: text == "yes",
    Decimal: Decimal,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    date | None: lambda text: date.fromisoformat(text) if text else None,
    datetime | None: lambda text: datetime.fromisoformat(text) if text else None,
}
