"""The purchases of one customer, each with the rule that made it one, and the papers it groups.

Short names stand for the long numbers of the book: `p-` and eight signs for a purchase, `a-` and eight for
an order, invoice or payment. They stay the same as long as the purchase groups the same papers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir

from closeknit.answers import Subject
from closeknit.briefings.why import Fact, Origins, activity_facts, placed
from closeknit.engines.portable import remembered
from closeknit.errors import UnknownFinding
from closeknit.lenses.seam import Question

PURCHASE, PAPER = "p-", "a-"
SIGNS = 8
"""Hexadecimal signs of a short name: the first 32 of 64 bits."""

RULES = {
    "decided": "because you said so",
    "order": "an order as it stands",
    "case": "they name the same project, quote or order number",
    "contract": "the contract they pay for",
    "steady": "equal amounts at a steady interval",
    "single": "no rule joins it to another",
}
"""Why papers are one purchase, in words."""

SETTING = {"steady": "steady, steady_tolerance or steady_least", "case": "instalments"}
"""The settings under [purchases] that change a rule."""


@dataclass(frozen=True)
class Purchase:
    """One buying decision: when, what, how much, of how many papers, and the rule that made it one."""

    purchase_id: int
    day: int
    kind: str
    rule: str
    amount: float | None
    papers: int

    @property
    def name(self) -> str:
        """Its short name."""
        return short_name(PURCHASE, self.purchase_id)

    @property
    def why(self) -> str:
        """Why its papers are one, in words."""
        return RULES.get(self.rule, self.rule)


@dataclass(frozen=True)
class Opened:
    """A purchase with whose it is, and its papers with their short names, file and line."""

    customer: Subject
    purchase: Purchase
    papers: tuple[tuple[str, Fact], ...]
    currency: str = "EUR"


def short_name(prefix: str, number: int) -> str:
    """`p-0a1b2c3d` for a purchase, `a-…` for a paper."""
    return f"{prefix}{number:016x}"[: len(prefix) + SIGNS]


def is_purchase_name(text: str) -> bool:
    """Whether a text looks like the short name of a purchase."""
    return re.fullmatch(r"p-[0-9a-f]{8}", text) is not None


def purchases_of(question: Question, account: int) -> tuple[Purchase, ...]:
    """A customer's purchases, the newest first; what ran out is none."""
    rows = question.collect(_bought(question.here("purchases", account))).to_pylist()
    rows.sort(key=lambda r: (-r["day"], r["purchase_id"]))
    return tuple(_purchase(row) for row in rows)


@remembered
def _bought(purchases: ir.Table) -> ir.Table:
    return purchases.filter(purchases.kind != "end")


def opened(question: Question, name: str, *, origins: Origins | None = None) -> Opened:
    """The purchase of that short name with its papers.

    Raises:
        UnknownFinding: there is none, or several begin alike.
    """
    row = _named(question, question.tables["purchases"], "purchase_id", name)
    numbers = papers_of(question, [row["purchase_id"]])
    facts = placed(activity_facts(question, numbers), origins)
    parties = question.tables["parties"]
    who = question.collect(parties.filter(parties.party_id == row["account_id"])).to_pylist()
    subject = Subject(row["account_id"], who[0]["name"], who[0]["key"]) if who else Subject(0, "nobody known")
    named = tuple((short_name(PAPER, i), fact) for i, fact in zip(numbers, facts, strict=True))
    return Opened(subject, _purchase(row), named, question.business.currency)


def papers_of(question: Question, purchases: Sequence[int]) -> list[int]:
    """activity_id of the papers of these purchases, the oldest first."""
    links, acts = question.tables["purchase_activities"], question.tables["activities"]
    mine = links.filter(links.purchase_id.isin(list(purchases))).select("activity_id").distinct()
    rows = question.collect(acts.semi_join(mine, "activity_id").select("day", "activity_id")).to_pylist()
    return [row["activity_id"] for row in sorted(rows, key=lambda r: (r["day"], r["activity_id"]))]


def papers_named(question: Question, names: Sequence[str]) -> list[int]:
    """activity_id of all papers that these short names of purchases and papers mean, of one customer.

    Raises:
        UnknownFinding: a name means nothing or several things, or they are of different customers.
    """
    found: dict[int, None] = {}
    accounts = set()
    for name in names:
        if name.startswith(PURCHASE):
            row = _named(question, question.tables["purchases"], "purchase_id", name)
            found |= dict.fromkeys(papers_of(question, [row["purchase_id"]]))
        else:
            row = _named(question, question.tables["activities"], "activity_id", name)
            found[row["activity_id"]] = None
        accounts.add(row["account_id"])
    if len(accounts) > 1:
        raise UnknownFinding(
            "these are of different customers: a purchase has one",
            remedy="If the two are the same customer, say so first: closeknit merge ONE OTHER.",
            about=names[0],
        )
    return list(found)


def _named(question: Question, table: ir.Table, column: str, name: str) -> dict[str, Any]:
    prefix = PURCHASE if column == "purchase_id" else PAPER
    digits = name.removeprefix(prefix).lower()
    valid = name.startswith(prefix) and len(digits) == SIGNS and set(digits) <= set("0123456789abcdef")
    low = int(digits, 16) << 32 if valid else -1
    near = table.filter(table[column].between(low, low + (1 << 32) - 1))
    rows: list[dict[str, Any]] = question.collect(near.limit(2)).to_pylist() if valid else []
    if len(rows) != 1:
        what = "several things go" if rows else "nothing goes"
        raise UnknownFinding(
            f'{what} by "{name}"',
            remedy='closeknit purchases "CUSTOMER" lists purchases (p-…); closeknit why p-… lists the '
            "papers of one (a-…). A purchase that was grouped anew has a new name.",
            about=name,
        )
    return rows[0]


def _purchase(row: dict[str, Any]) -> Purchase:
    amount = None if row["amount_base"] is None else float(row["amount_base"])
    return Purchase(row["purchase_id"], row["day"], row["kind"], row["rule"], amount, row["activities"])
