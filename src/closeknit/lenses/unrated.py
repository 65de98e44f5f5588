"""Amounts in a currency without a rate: said first, with how much of what, and never counted as nothing.

An unknown rate is a finding, not a guess: a customer with such an amount has no known revenue in that time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

import ibis.expr.types as ir

from closeknit.answers import Finding, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.behind import behind
from closeknit.lenses.parts import Part
from closeknit.lenses.people import names
from closeknit.lenses.seam import Question

READS = ("activity_id", "kind", "account_id", "day", "amount", "currency", "amount_base", "is_revenue")
"""Columns of `activities` that this needs."""

SETTING = "[rates] in closeknit.toml"
LARGEST = 20


def is_unrated(activities: ir.Table) -> ir.BooleanValue:
    """Whether an amount is stated, and what it is in the base currency is not known."""
    return activities.is_revenue & activities.amount.notnull() & activities.amount_base.isnull()


def to_set(code: str, first_day: int, rated: Collection[str]) -> str:
    """What to set under [rates] for amounts in a currency; from which day, where it has later rates."""
    return f"{code} from {wording.day_text(day_to_date(first_day))} on" if code in rated else code


def line_to_set(code: str, first_day: int, rated: Collection[str]) -> str:
    """The same as a line of the settings, where a plain rate is enough."""
    return to_set(code, first_day, rated) if code in rated else f"{code} = …"


def unrated(question: Question, lens: str, *, since: int | None = None, of: Collection[int] = ()) -> Part:
    """The refusal to count amounts without a rate, from a day on and, where `of` names some, of customers."""
    acts = question.tables["activities"]
    lost = acts.filter(is_unrated(acts))
    if since is not None:
        lost = lost.filter(lost.day >= since)
    if of:
        lost = lost.filter(lost.account_id.isin(sorted(of)))
    sums = lost.group_by("account_id", "currency", "kind").aggregate(
        n=lost.count(), amount=lost.amount.sum().cast("float64"), first_day=lost.day.min()
    )
    rows = question.collect(sums).to_pylist()
    return Part(findings=(_finding(question, lens, lost, rows),)) if rows else Part()


def _finding(question: Question, lens: str, lost: ir.Table, rows: list[dict[str, Any]]) -> Finding:
    amounts: Counter[str] = Counter()
    papers: Counter[int] = Counter()
    for row in rows:
        amounts[row["currency"] or "another currency"] += row["amount"]
        papers[row["account_id"]] += row["n"]
    n = sum(papers.values())
    customers = sorted((a for a in papers if a), key=lambda a: (-papers[a], a))
    what = "invoice" if {r["kind"] for r in rows} == {"invoice.issued"} else "amount"
    codes = sorted(amounts, key=lambda code: (-abs(amounts[code]), code))
    first = {
        c: min(r["first_day"] for r in rows if (r["currency"] or "another currency") == c) for c in codes
    }
    wanted = wording.listing([to_set(c, first[c], question.business.rated) for c in codes], most=len(codes))
    sums = wording.listing([wording.money(amounts[c], c) for c in codes], most=len(codes))
    whose = f" of {wording.count(len(customers), 'customer')}" if customers else ""
    named = names(question, customers[:LARGEST])
    return Finding(
        id=question.finding_id(lens, "no_rate"),
        kind="no_rate",
        sentence=f"{wording.count(n, what)}{whose} {'is' if n == 1 else 'are'} in "
        f"{wording.listing(codes, most=len(codes))} and cannot be counted ({sums}): "
        f"set {wanted} under {SETTING}. Until then it is not known what "
        f"{'this customer brings' if len(customers) == 1 else 'these customers bring'}.",
        verdict=Verdict.NOT_ENOUGH_DATA,
        n=n,
        n_what="amounts without a rate",
        subjects=tuple(named.subject(a) for a in customers[:LARGEST]),
        evidence=behind(question, "activities", lost, "amounts in a currency without a rate", newest="day"),
        needed=f"a rate for {wanted} under {SETTING}",
        values={"customers": len(customers), **amounts},
    )
