"""What there is between us and one customer: money, open matters, what happened lately.

Read for one customer at a time, so rows come back as they are; sums are made in the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np

from closeknit.answers import wording
from closeknit.answers.happenings import label
from closeknit.briefings.purchases import Purchase
from closeknit.briefings.taking_part import newest
from closeknit.engines.portable import remembered
from closeknit.lenses.seam import Question
from closeknit.lenses.unrated import is_unrated

YEAR = 365
RECENT = 400
"""Newest activities of a customer that are looked through."""

PERSONAL = (
    *("email.sent", "email.received", "meeting.held", "call.held", "proposal.sent"),
    *("ticket.replied", "ticket.resolved"),
)
"""Kinds that count as being in contact; campaigns and surveys go to many at once."""

WITHOUT_CONTACT = 90
"""Days of changes shown where no contact is known."""

CHANGES_SHOWN = 12

LATELY = 45
"""Days within which hours on a project make it an open matter, where no source says it is."""


@dataclass(frozen=True)
class Money:
    """What one customer brought, in the base currency; `hours` and `rate` only where hours are logged."""

    total: float | None
    year: float | None
    year_before: float | None
    """None where some of it is in a currency without a rate."""
    purchases: int
    first_day: int | None
    last_day: int | None
    usual_gap: float | None
    """Median days between purchases; None below three."""
    hours: float
    """Of the last 365 days."""

    @property
    def rate(self) -> float | None:
        """Revenue an hour in the last 365 days."""
        return None if self.year is None or self.hours <= 0 else self.year / self.hours


@dataclass(frozen=True)
class OpenMatter:
    """An open ticket, offer, project, invoice or contract."""

    case_id: int
    kind: str
    name: str
    since_day: int | None
    due_day: int | None
    amount: float | None
    note: str
    """`past due by 4 weeks`, `ends in 12 days`, `open for 3 weeks`."""


@dataclass(frozen=True)
class Happening:
    """Something that happened with the customer, in one line."""

    activity_id: int
    day: int
    kind: str
    text: str


@dataclass(frozen=True)
class Dealings:
    """Everything between us and one customer."""

    money: Money
    open: tuple[OpenMatter, ...]
    last_contact: Happening | None
    changes: tuple[Happening, ...]
    """Since the last contact, newest first; else of the last 90 days."""
    hours_since: float
    """Hours we worked for it since the last contact."""
    products: tuple[tuple[str, float], ...]
    """What it bought most in two years: product and money; none where most of its money names no product."""


def dealings(question: Question, account: int, bought: Sequence[Purchase]) -> Dealings:
    """Everything between us and one customer who bought this, as known on the day of the question."""
    recent = _recent(question, account)
    contact = next((r for r in recent if r["kind"] in PERSONAL), None)
    since = contact["day"] if contact else question.as_of_day - WITHOUT_CONTACT
    later = [r for r in recent if r["day"] > since]
    shown = [r for r in later if r["plays"] != "work" and r["kind"] not in PERSONAL]
    return Dealings(
        money=_money(question, account, bought),
        open=tuple(_open_matters(question, account)),
        last_contact=_happening(question, contact) if contact else None,
        changes=tuple(_happening(question, r) for r in shown[:CHANGES_SHOWN]),
        hours_since=float(sum(r["hours"] or 0 for r in later if r["plays"] == "work")),
        products=tuple(_products(question, account)),
    )


def _recent(question: Question, account: int) -> list[dict[str, Any]]:
    recent = _recent_rows(question.here("activities", account))
    rows: list[dict[str, Any]] = question.collect(recent).to_pylist()
    return rows


@remembered
def _recent_rows(mine: ir.Table) -> ir.Table:
    columns = ("activity_id", "day", "at", "kind", "plays", "subject", "amount_base", "hours")
    return newest(mine, columns, RECENT)


def _happening(question: Question, row: dict[str, Any]) -> Happening:
    said = label(row["kind"])
    if row["amount_base"] is not None:
        said += f", {wording.money(float(row['amount_base']), question.business.currency)}"
    if row["subject"]:
        said += f": {row['subject']}"
    return Happening(row["activity_id"], row["day"], row["kind"], said)


def _money(question: Question, account: int, bought: Sequence[Purchase]) -> Money:
    sums = question.collect(_sums(question.here("activities", account), question.as_of_day)).to_pylist()[0]
    known = {n: None if sums[f"unrated_{n}"] else sums[n] or 0.0 for n in ("total", "year", "year_before")}
    days = sorted({one.day for one in bought})
    return Money(
        **known,
        hours=sums["hours"] or 0.0,
        purchases=len(bought),
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        usual_gap=float(np.median(np.diff(days))) if len(days) > 2 else None,
    )


@remembered
def _sums(mine: ir.Table, today: int) -> ir.Table:
    last = mine.day > today - YEAR
    before = (mine.day > today - 2 * YEAR) & (mine.day <= today - YEAR)
    return mine.aggregate(
        total=mine.amount_base.sum(where=mine.is_revenue).cast("float64"),
        year=mine.amount_base.sum(where=mine.is_revenue & last).cast("float64"),
        year_before=mine.amount_base.sum(where=mine.is_revenue & before).cast("float64"),
        hours=mine.hours.sum(where=last).cast("float64"),
        unrated_total=is_unrated(mine).sum(),
        unrated_year=(is_unrated(mine) & last).sum(),
        unrated_year_before=(is_unrated(mine) & before).sum(),
    )


def _open_matters(question: Question, account: int) -> list[OpenMatter]:
    """Open cases by their day, and projects somebody worked on lately."""
    today = question.as_of_day
    rows = question.collect(_unclosed(question.here("cases", account))).to_pylist()
    worked = _worked_lately(question, account) if rows else {}
    rows = [
        row | {"lately": worked.get(row["case_id"])}
        for row in rows
        if _is_open(row, today) or (row["kind"] == "project" and row["case_id"] in worked)
    ]
    rows.sort(key=lambda r: (r["due_day"] is None, r["due_day"] or r["opened_day"] or 0, r["case_id"]))
    return [_matter(row, today) for row in rows]


@remembered
def _unclosed(cases: ir.Table) -> ir.Table:
    mine = cases.filter(cases.closed_day.isnull())
    return mine.select(
        "case_id", "kind", "case_key", "name", "status", "opened_day", "due_day",
        amount=ibis.coalesce(mine.open_base, mine.amount_base).cast("float64"),
    )  # fmt: skip


def _is_open(row: dict[str, Any], today: int) -> bool:
    """Whether a case that nothing closed is open: its source says so, or says nothing of one with a day."""
    if row["kind"] == "contract" and row["due_day"] is not None and row["due_day"] < today:
        return False
    dated = row["opened_day"] is not None or row["due_day"] is not None
    return row["status"] == "open" or (row["status"] is None and dated)


def _worked_lately(question: Question, account: int) -> dict[int, float]:
    """Hours of the last LATELY days, by case."""
    summed = _hours(question.here("activities", account), question.as_of_day)
    return {row["case_id"]: row["hours"] for row in question.collect(summed).to_pylist()}


@remembered
def _hours(acts: ir.Table, today: int) -> ir.Table:
    mine = acts.filter(acts.case_id.notnull(), acts.hours > 0, acts.day > today - LATELY)
    return mine.group_by("case_id").aggregate(hours=mine.hours.sum().cast("float64"))


def _matter(row: dict[str, Any], today: int) -> OpenMatter:
    key = wording.case_number(row["case_key"])
    name = f"{key} {row['name'] or ''}".strip() if row["kind"] == "invoice" else row["name"] or key
    return OpenMatter(
        row["case_id"], row["kind"], name, row["opened_day"], row["due_day"], row["amount"], _note(row, today)
    )


def _note(row: dict[str, Any], today: int) -> str:
    due, since = row["due_day"], row["opened_day"]
    if due is not None and due < today:
        return f"past due by {wording.span(today - due)}"
    if due is not None:
        return f"{'ends' if row['kind'] == 'contract' else 'due'} in {wording.span(due - today)}"
    if row["lately"]:
        return f"{wording.count(round(row['lately']), 'hour')} in the last {LATELY} days"
    return f"open for {wording.span(today - since)}" if since is not None else "open"


def _products(question: Question, account: int, most: int = 5) -> Sequence[tuple[str, float]]:
    summed = _by_product(question.here("lines", account), question.as_of_day)
    money = {r["product"]: r["money"] or 0.0 for r in question.collect(summed).to_pylist()}
    unnamed = money.pop(None, 0.0)
    if sum(money.values()) < unnamed:
        return []
    return sorted(money.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


@remembered
def _by_product(lines: ir.Table, today: int) -> ir.Table:
    mine = lines.filter(lines.day > today - 2 * YEAR)
    return mine.group_by("product").aggregate(money=mine.amount_base.sum().cast("float64"))
