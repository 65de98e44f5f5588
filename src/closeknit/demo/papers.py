"""Purchases of the sample business and the papers they leave behind: invoices, orders and card payments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from closeknit.demo.currencies import Rates, in_euros
from closeknit.demo.facts import Organization, Person

CENT = Decimal("0.01")


@dataclass
class Line:
    """A line of an invoice or order; `amount` = quantity × unit, rounded to cents."""

    product: str
    description: str
    quantity: Decimal
    unit: Decimal

    @property
    def amount(self) -> Decimal:
        """Money of the line, net."""
        return (self.quantity * self.unit).quantize(CENT)


def _sum(lines: Iterable[Line]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


@dataclass
class Invoice:
    """An invoice, or with `credit` a credit note (its lines then hold negative quantities)."""

    customer: Organization
    day: date
    lines: list[Line]
    reference: str = ""
    project: str = ""
    service: str = ""
    due_days: int = 30
    status: str = ""
    paid: Decimal = Decimal(0)
    number: str = ""
    credit: bool = False
    by_card: bool = False
    dropped: bool = False
    """Its date in the file cannot be read, so it counts nowhere."""

    @property
    def net(self) -> Decimal:
        """Sum of its lines."""
        return _sum(self.lines)

    @property
    def counts(self) -> bool:
        """Whether it is money: neither draft nor voided nor unreadable."""
        return self.status not in ("Draft", "Voided") and not self.dropped


@dataclass
class Order:
    """A licence order placed in our portal through a reseller."""

    customer: Organization
    reseller: Organization
    day: date
    lines: list[Line]
    number: str = ""
    dropped: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is money: all that can be read are."""
        return not self.dropped

    @property
    def net(self) -> Decimal:
        """Sum of its lines."""
        return _sum(self.lines)


@dataclass
class Payment:
    """A card payment. `amount` is what the card was charged."""

    customer: Organization
    person: Person | None
    at: datetime
    amount: Decimal
    description: str
    status: str = "Paid"
    refunded: Decimal = Decimal(0)
    invoice: Invoice | None = None
    id: str = ""
    dropped: bool = False

    @property
    def day(self) -> date:
        """The day it was made."""
        return self.at.date()

    @property
    def net(self) -> Decimal:
        """What it brought, before any refund."""
        return self.amount

    @property
    def counts(self) -> bool:
        """Whether money came, even if it was given back later."""
        return self.status != "Failed" and not self.dropped


@dataclass
class Purchase:
    """A buying decision as it was truly made, with the papers it left behind."""

    customer: Organization
    rule: str
    """order, case, steady, contract or single."""
    kind: str
    """start, renewal, expansion or end; empty: first or repeat, by its place among the others."""
    day: date
    papers: list[Invoice | Order | Payment] = field(default_factory=list)
    term_days: int = 0
    ends: date | None = None
    name: str = ""
    worth: Decimal = Decimal(0)
    """What was agreed for the whole term; 0: what was billed."""

    def billed_eur(self, rates: Rates) -> Decimal:
        """What its papers sum to in euros."""
        euros = (in_euros(p.net, self.customer.currency, p.day, rates) for p in self.papers)
        return sum(euros, Decimal(0))
