"""Do we know why they buy? Large customers who may have come by accident, as questions to ask them.

Five things one can see, never a score: one purchase or product is nearly all of it, all of it within
one short time, a single person known there, the only customer of its industry, and no word on why they
came. Two of them make a question.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import ibis
import numpy as np

from closeknit.answers import Action, Finding, Verdict, wording
from closeknit.engines.portable import MONEY
from closeknit.lenses.clients.known import LARGEST, Known, best
from closeknit.lenses.parts import Part
from closeknit.lenses.people import greeting
from closeknit.methods.histories import Ints

NEARLY_ALL = 0.8
LEAST_SHARE = 0.02
"""Customers below this share of the last twelve months' money are not asked about."""

SHORT_DAYS = 90
LEAST_REASONS = 2
USUAL = 0.5
"""What at least this share of the largest customers has is missed where it is not."""

INDUSTRY = ("industry", "segment", "sector")
WHY = ("why", "why_bought", "reason", "source", "original_source", "lead_source", "referred_by", "heard_from")
MINUTES = 15
ASKED = 3


@dataclass(frozen=True)
class _Seen:
    """What is known of the largest customers, by account: people there, share of the top product, traits."""

    contacts: dict[int, int]
    top_product: dict[int, tuple[str, float]]
    industry: dict[int, str]
    why: set[int]
    alone: set[str]
    """Industries with one customer."""
    overall_top: float
    """Share of the top product in all money by product."""


def reasons(known: Known) -> Part:
    """The largest customers with at least two signs of having come by accident."""
    found = known.customers
    total = float(found.year.sum())
    largest = best((found.year > 0) & (found.year >= LEAST_SHARE * total), found.year, LARGEST)
    if total <= 0 or len(found) < 2 * LEAST_REASONS or not len(largest):
        return Part()
    seen = _look(known, largest)
    why = {int(at): _of_one(known, int(at), seen, largest) for at in largest}
    doubtful = [at for at in why if len(why[at]) >= LEAST_REASONS]
    if not doubtful:
        return Part()
    finding = _finding(known, doubtful, why, len(largest))
    return Part(
        findings=(finding,),
        actions=tuple(_ask(known, at, why[at], finding.id) for at in doubtful[:ASKED]),
    )


def _of_one(known: Known, at: int, seen: _Seen, largest: Ints) -> list[str]:
    """What suggests that a customer came by accident, in words."""
    found, account = known.customers, int(known.customers.ids[at])
    said = []
    share = found.largest[at] / found.spent[at] if found.spent[at] > 0 else 0.0
    product, product_share = seen.top_product.get(account, ("", 0.0))
    free = not found.under_contract[at]
    if found.purchases[at] == 1 and free:
        said.append("bought once")
    elif share > NEARLY_ALL and free:
        said.append(f"one purchase is {wording.share(share)} of its money")
    elif product_share > NEARLY_ALL and seen.overall_top < USUAL:
        said.append(f"{wording.share(product_share)} of its money is {product}")
    if found.purchases[at] > 1 and free and found.last[at] - found.first[at] <= SHORT_DAYS:
        said.append(f"all of it within {wording.span(int(found.last[at] - found.first[at]))}")
    peopled = [seen.contacts.get(int(i), 0) for i in found.ids[largest]]
    if (
        not found.person[at]
        and seen.contacts.get(account, 0) == 1
        and np.mean(np.array(peopled) > 1) >= USUAL
    ):
        said.append("a single person known there")
    if seen.industry.get(account) in seen.alone:
        said.append(f"your only customer in {seen.industry[account]}")
    if account not in seen.why and len(seen.why) >= USUAL * len(largest):
        said.append("no word on how it came to you")
    return said


def _finding(known: Known, doubtful: list[int], why: dict[int, list[str]], of: int) -> Finding:
    found = known.customers
    first = doubtful[0]
    value = float(found.year[doubtful].sum())
    they = "it" if len(doubtful) == 1 else "them"
    return Finding(
        id=known.question.finding_id("clients", "accidental"),
        kind="accidental",
        sentence=f"Do you know why they buy? {len(doubtful):,} of your {of:,} largest customers may have "
        "come by accident: "
        f"{found.names[first]} ({', '.join(why[first])}). Ask {they} before you count on "
        f"{wording.money(value, known.currency)} a year.",
        verdict=Verdict.SUGGESTIVE,
        n=int(found.purchases[doubtful].sum()),
        n_what="purchases",
        estimate=known.stake(value),
        subjects=known.subjects(doubtful),
        evidence=known.evidence(doubtful, "orders, invoices and payments of these customers"),
        values={"customers": len(doubtful), "of": of},
    )


def _ask(known: Known, at: int, why: list[str], finding_id: str) -> Action:
    found, contact = known.customers, known.contact(at)
    return Action(
        subject=found.subject(at),
        kind="ask_why",
        reason=f"do we know why it buys? {', '.join(why)}",
        first_line=f"{greeting(contact)} may I ask what made you choose us, and what would make you do so "
        "again?",
        minutes=MINUTES,
        finding_id=finding_id,
        at_stake=known.stake(float(found.year[at])),
        owner=known.owner(at),
        contact=contact,
    )


def _look(known: Known, largest: Ints) -> _Seen:
    accounts = [int(i) for i in known.customers.ids[largest]]
    industry, alone = _industries(known, accounts)
    return _Seen(
        contacts=_contacts(known, accounts),
        top_product=_top_products(known, accounts),
        industry=industry,
        why=_told_why(known, accounts),
        alone=alone,
        overall_top=_overall_top(known),
    )


def _contacts(known: Known, accounts: list[int]) -> dict[int, int]:
    who = known.question.tables["parties"]
    who = who.filter(who.kind == "person", who.account_id != who.party_id, who.account_id.isin(accounts))
    rows = known.question.collect(who.group_by("account_id").aggregate(n=who.count())).to_pylist()
    return {r["account_id"]: r["n"] for r in rows}


def _top_products(known: Known, accounts: list[int]) -> dict[int, tuple[str, float]]:
    """The product with the most money of each customer, and its share of that customer's money by product."""
    lines = known.question.tables["lines"]
    lines = lines.filter(lines.account_id.isin(accounts), lines.product.notnull(), lines.amount_base > 0)
    sums = lines.group_by("account_id", "product").aggregate(amount=lines.amount_base.sum().cast(MONEY))
    rows = known.question.collect(sums.mutate(amount=sums.amount.cast("float64"))).to_pylist()
    total: Counter[int] = Counter()
    top: dict[int, tuple[float, str]] = {}
    for r in rows:
        total[r["account_id"]] += r["amount"]
        top[r["account_id"]] = max(top.get(r["account_id"], (0.0, "")), (r["amount"], r["product"]))
    return {account: (name, amount / total[account]) for account, (amount, name) in top.items()}


def _overall_top(known: Known) -> float:
    lines = known.question.tables["lines"]
    lines = lines.filter(lines.product.notnull(), lines.amount_base > 0)
    sums = lines.group_by("product").aggregate(amount=lines.amount_base.sum().cast(MONEY))
    both = sums.aggregate(top=sums.amount.max().cast("float64"), total=sums.amount.sum().cast("float64"))
    row = known.question.collect(both).to_pylist()[0]
    return row["top"] / row["total"] if row["total"] else 1.0


def _industries(known: Known, accounts: list[int]) -> tuple[dict[int, str], set[str]]:
    """Industry of these customers, and industries that only one customer has where most have one."""
    found = known.customers
    traits = known.question.tables["attributes"]
    traits = traits.filter(traits.newest, traits.name.isin(INDUSTRY))
    customers = known.question.tables["parties"].filter(lambda p: p.standing == "customer").select("party_id")
    each = traits.semi_join(customers, "party_id")
    counts = each.group_by("value").aggregate(n=each.party_id.nunique())
    sizes = {r["value"]: r["n"] for r in known.question.collect(counts).to_pylist()}
    rows = known.question.collect(
        each.filter(each.party_id.isin(accounts)).select("party_id", "value")
    ).to_pylist()
    usual = sum(sizes.values()) >= USUAL * len(found)
    return {r["party_id"]: r["value"] for r in rows}, {v for v, n in sizes.items() if n == 1 and usual}


def _told_why(known: Known, accounts: list[int]) -> set[int]:
    """Customers with any word on how they came: an attribute, or who referred them."""
    traits, ties = known.question.tables["attributes"], known.question.tables["relationships"]
    traits = traits.filter(traits.newest, traits.name.isin(WHY), traits.party_id.isin(accounts))
    ties = ties.filter(ties.kind == "referred_by", ties.from_party.isin(accounts))
    both = ibis.union(traits.select("party_id"), ties.select(party_id="from_party")).distinct()
    return set(known.question.collect(both)["party_id"].to_pylist())
