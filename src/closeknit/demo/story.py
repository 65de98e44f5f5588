"""What the sample business is meant to show, named from its truth alone: to compare findings with.

Late customers with money at stake, one firm under two names, a large customer that loses money, and
favours nobody billed. Nothing here looks at the exports or at any answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from closeknit.demo.truth import LateCustomer, Party, Truth


@dataclass(frozen=True)
class OneFirm:
    """A firm that goes by several names; `rank` by revenue of the last year, as one."""

    party: Party
    names: tuple[str, ...]
    rank: int


@dataclass(frozen=True)
class LossMaker:
    """A customer whose hours bring far less than the average; both for the last twelve months."""

    party: Party
    rank: int
    rate_eur: Decimal
    average_eur: Decimal
    never_invoiced_hours: Decimal


@dataclass(frozen=True)
class Story:
    """The planted findings."""

    late: tuple[LateCustomer, ...]
    """Most at stake first."""
    late_yearly_eur: Decimal
    customers: int
    customer_names: int
    """Names as written, over all systems: what counting without joining would give."""
    renamed: OneFirm
    loss_maker: LossMaker
    extras: tuple[Party, ...]
    """Customers that got many unpaid favours, the most first."""
    twins: tuple[Party, ...]
    """Two firms of one name that must stay two."""
    lines: int
    set_aside: int
    newest_ticket_days: int


def story(truth: Truth) -> Story:
    """What is planted in a sample business."""
    return Story(
        late=truth.late,
        late_yearly_eur=sum((x.yearly_eur for x in truth.late), Decimal(0)),
        customers=int(truth.total("customers")),
        customer_names=int(truth.total("customer_names")),
        renamed=_renamed(truth),
        loss_maker=_loss_maker(truth),
        extras=tuple(sorted(_in_roles(truth, "extras_"), key=lambda p: -p.extra_hours)),
        twins=_in_roles(truth, "twin_"),
        lines=int(truth.total("lines")),
        set_aside=int(truth.total("set_aside")),
        newest_ticket_days=int(truth.total("newest_ticket_days")),
    )


def rank(truth: Truth, party: Party) -> int:
    """Place by revenue of the last twelve months, 1 the largest."""
    return 1 + sum(p.revenue_year_eur > party.revenue_year_eur for p in truth.customers())


def average_rate(truth: Truth) -> Decimal:
    """What an hour brought in the last twelve months, over customers with both hours and revenue."""
    both = [p for p in truth.customers() if p.hours_year > 0 and p.revenue_year_eur > 0]
    return sum((p.revenue_year_eur for p in both), Decimal(0)) / sum((p.hours_year for p in both), Decimal(0))


def _in_roles(truth: Truth, start: str) -> tuple[Party, ...]:
    return tuple(p for p in truth.parties if any(r.startswith(start) for r in p.roles.split(";")))


def _renamed(truth: Truth) -> OneFirm:
    party = truth.in_role("renamed")
    names = sorted({n.name for n in truth.names if n.party == party.id})
    return OneFirm(party, tuple(names), rank(truth, party))


def _loss_maker(truth: Truth) -> LossMaker:
    party = truth.in_role("loss_maker")
    rate = party.revenue_year_eur / party.hours_year
    return LossMaker(party, rank(truth, party), rate, average_rate(truth), party.never_invoiced_hours)
