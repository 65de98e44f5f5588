"""What each customer brought and took, and the averages they are compared with: values, no sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from closeknit.answers import Subject
from closeknit.lenses.profit.period import Periods
from closeknit.lenses.profit.sums import client_sums, elsewhere
from closeknit.lenses.seam import Question
from closeknit.methods.time_driven import allocated

COSTED_SHARE = 0.8
"""From this share of hours with a stated cost on, the others count with the average cost an hour."""


@dataclass(frozen=True)
class Client:
    """One customer in the time looked at. Money in the base currency, without tax."""

    party_id: int
    name: str
    key: str
    standing: str
    owner_id: int | None
    revenue: float | None
    """None where some of it is in a currency without a rate."""
    hours: float
    billed_hours: float
    uninvoiced_hours: float
    uninvoiced_since: int | None
    cost: float | None
    """None where neither the files nor the settings say what its work or goods cost."""
    rank: int = 0
    """1 for the customer with the most revenue; 0 without revenue."""

    @property
    def subject(self) -> Subject:
        """The customer as findings name it."""
        return Subject(self.party_id, self.name, self.key)

    @property
    def rate(self) -> float | None:
        """Revenue an hour; None without hours, or where the revenue is not known."""
        return None if self.revenue is None or self.hours <= 0 else self.revenue / self.hours

    @property
    def profit(self) -> float | None:
        """Revenue less cost; None where one of them is not known."""
        return None if self.cost is None or self.revenue is None else self.revenue - self.cost


@dataclass(frozen=True)
class Clients:
    """All customers with money or hours in the time, by revenue, and what holds for all of them."""

    rows: tuple[Client, ...]
    rate: float | None
    """Revenue an hour over all customers with both."""
    price: float | None
    """Revenue over hours already invoiced: what an invoiced hour brings."""
    cost_from: str
    """Where costs come from, in words; empty: nowhere, so no cost is shown."""
    margins: bool
    """Whether order lines state what they earned."""
    flagged_hours: float
    """Hours of which a source says whether they may be and were invoiced."""
    hours_elsewhere: float
    cost_elsewhere: float | None

    @property
    def hours(self) -> float:
        """Hours on all customers."""
        return sum(c.hours for c in self.rows)

    @property
    def revenue(self) -> float:
        """Revenue of all customers of whom it is known."""
        return sum(c.revenue or 0.0 for c in self.rows)


@dataclass(frozen=True)
class TimeCost:
    """How an hour without a stated cost is valued."""

    an_hour: float | None
    said: str


def clients(question: Question, periods: Periods) -> Clients:
    """Every customer with money or hours in the time, ranked by revenue (equal ones by number)."""
    rows = question.collect(client_sums(question, periods)).to_pylist()
    rest = question.collect(elsewhere(question, periods.worked or periods.asked)).to_pylist()[0]
    how = _time_cost(rows, question.business.cost_per_hour)
    costs = _costs(rows, how)
    found = [_client(row, cost) for row, cost in zip(rows, costs, strict=True)]
    ranked = _ranked(found)
    both = [c for c in ranked if c.hours > 0 and (c.revenue or 0) > 0]
    hours, billed = sum(c.hours for c in both), sum(c.billed_hours for c in both)
    revenue = sum(c.revenue or 0.0 for c in both)
    return Clients(
        rows=tuple(ranked),
        rate=revenue / hours if hours else None,
        price=revenue / billed if billed else None,
        cost_from=_cost_words(rows, how),
        margins=any(row["stated_margin"] for row in rows),
        flagged_hours=sum(row["flagged_hours"] for row in rows),
        hours_elsewhere=rest["hours"],
        cost_elsewhere=_elsewhere_cost(rest, how),
    )


def _time_cost(rows: Sequence[dict[str, Any]], setting: float | None) -> TimeCost:
    """A cost of 0 in a timesheet means that nobody entered one, not that work was free."""
    hours, costed = sum(r["hours"] for r in rows), sum(r["costed_hours"] for r in rows)
    cost = sum(r["time_cost"] for r in rows)
    if setting is not None:
        stated = "what the timesheets say, else " if costed else ""
        return TimeCost(setting, f"{stated}the cost per hour in your settings")
    if costed and costed >= COSTED_SHARE * hours:
        rest = "; hours without one count with the average" if costed < hours else ""
        return TimeCost(cost / costed, f"the cost of each hour in your timesheets{rest}")
    return TimeCost(None, "")


def _costs(rows: Sequence[dict[str, Any]], how: TimeCost) -> list[float | None]:
    """Time at its stated cost or the rate, plus goods and other stated costs; None where that is unknown."""
    uncosted = [r["hours"] - r["costed_hours"] for r in rows]
    rated = allocated(uncosted, rate=how.an_hour or 0.0, practical=sum(uncosted)).costs
    found: list[float | None] = []
    for row, blank, rate_cost in zip(rows, uncosted, rated, strict=True):
        priced = blank <= 0 or how.an_hour is not None
        known = priced and (row["hours"] > 0 or bool(row["stated_margin"]))
        goods = row["goods_cost"] or 0.0
        found.append(row["time_cost"] + rate_cost + goods + row["other_cost"] if known else None)
    return found


def _client(row: dict[str, Any], cost: float | None) -> Client:
    same = ("party_id", "name", "key", "standing", "owner_id", "hours", "billed_hours")
    return Client(
        **{name: row[name] for name in same},
        revenue=None if row["unrated"] else row["revenue"],
        uninvoiced_hours=row["uninvoiced_hours"],
        uninvoiced_since=row["uninvoiced_since"],
        cost=cost,
    )


def _ranked(found: Sequence[Client]) -> list[Client]:
    by_revenue = sorted(found, key=lambda c: (c.revenue is None, -(c.revenue or 0.0), c.party_id))
    return [replace(c, rank=place if (c.revenue or 0) > 0 else 0) for place, c in enumerate(by_revenue, 1)]


def _cost_words(rows: Sequence[dict[str, Any]], how: TimeCost) -> str:
    words = [how.said] if how.said and any(r["hours"] for r in rows) else []
    if any(r["stated_margin"] for r in rows):
        words.append("the margin that order lines state")
    return " and ".join(words)


def _elsewhere_cost(rest: dict[str, Any], how: TimeCost) -> float | None:
    if how.an_hour is None:
        return None
    return float(rest["cost"] + (rest["hours"] - rest["costed_hours"]) * how.an_hour)
