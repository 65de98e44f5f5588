"""A customer's purchases and one of them opened, in the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from closeknit.answers import Subject, wording
from closeknit.briefings.purchases import SETTING, Opened, Purchase
from closeknit.day_numbers import day_to_date
from closeknit.reports.evidence import fact_json, fact_view
from closeknit.reports.jsonform import subject_json


def purchase_line(purchase: Purchase, currency: str) -> str:
    """`p-0a1b2c3d  3 Mar 2026  €3,400  3 invoices: they name the same project`."""
    day = wording.day_text(day_to_date(purchase.day))
    amount = "amount not known" if purchase.amount is None else wording.money(purchase.amount, currency)
    why = f"{purchase.papers} papers are one: {purchase.why}" if purchase.papers > 1 else purchase.why
    return f"{purchase.name}  {day}  {amount}  {purchase.kind} · {why}"


def purchases_view(name: str, found: Sequence[Purchase], currency: str) -> Group:
    """All purchases of a customer, the newest first, and how to change what is one."""
    count = wording.count(len(found), "purchase")
    parts: list[RenderableType] = [Text(f"{name}: {count}", "bold"), Text()]
    parts += [Text(purchase_line(purchase, currency)) for purchase in found]
    parts += [Text(), *(Text(line, "dim") for line in HOW_TO_CHANGE)]
    return Group(*parts)


HOW_TO_CHANGE = (
    "The papers of one: closeknit why p-…   These are one: closeknit group p-… p-…",
    "Each is its own: closeknit ungroup p-…   Rules for all: [purchases] in closeknit.toml",
)


def opened_view(found: Opened) -> Group:
    """One purchase: whose, when, why it is one, its papers with file and line, and how to change that."""
    purchase = found.purchase
    parts: list[RenderableType] = [
        Text(found.customer.name, "bold"),
        Text(purchase_line(purchase, found.currency)),
        Text(),
    ]
    for name, fact in found.papers:
        first, *under = fact_view(fact, found.currency)
        parts += [Text.assemble((f"{name}  ", "dim"), first if isinstance(first, Text) else ""), *under]
    if not found.papers:
        parts.append(Text("No invoice of it was loaded.", "dim"))
    return Group(*parts, Text(), *(Text(line, "dim") for line in _ways_to_change(found)))


def _ways_to_change(found: Opened) -> Iterator[str]:
    purchase = found.purchase
    if purchase.papers > 1:
        yield f"Each its own purchase: closeknit ungroup {purchase.name}   one of them: closeknit ungroup a-…"
    yield f"One purchase with another: closeknit group {purchase.name} p-…"
    if purchase.rule in SETTING:
        yield (
            f"For all, a source or a customer: {SETTING[purchase.rule]} under [purchases] in closeknit.toml"
        )


def purchase_json(purchase: Purchase) -> dict[str, Any]:
    """One purchase as plain values."""
    return {
        "name": purchase.name,
        "day": day_to_date(purchase.day).isoformat(),
        "kind": purchase.kind,
        "rule": purchase.rule,
        "why": purchase.why,
        "amount": purchase.amount,
        "papers": purchase.papers,
    }


def purchases_json(who: Subject, found: Sequence[Purchase]) -> dict[str, Any]:
    """All purchases of a customer as plain values."""
    return {"version": 1, "customer": subject_json(who), "purchases": [purchase_json(one) for one in found]}


def opened_json(found: Opened) -> dict[str, Any]:
    """One purchase with its papers as plain values."""
    papers = [{"name": name, **fact_json(fact)} for name, fact in found.papers]
    return {
        "version": 1,
        "customer": subject_json(found.customer),
        "purchase": purchase_json(found.purchase),
        "papers": papers,
    }
