"""All customers at a glance: how many come back, how each stands, and one row for every one of them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

import closeknit.lenses.clients.sums as sums
from closeknit.answers import AnswerTable, Evidence, Finding, Picture, ShownColumn, Verdict, wording
from closeknit.lenses.clients.columns import NEVER
from closeknit.lenses.clients.known import Known, best
from closeknit.lenses.clients.models import days_ahead
from closeknit.lenses.clients.standing import NEW_DAYS, STATES
from closeknit.lenses.parts import Part
from closeknit.lenses.states import state_column
from closeknit.methods.histories import Floats, Ints
from closeknit.methods.wilson import wilson

FIFTHS = 5

THEIR_STATES = {state.name: state.words.replace("its", "their") for state in STATES}
"""How several customers stand, in words, in the order they are told."""


def overview(known: Known) -> Part:
    """The counts, the newcomers, the table and the picture of how customers stand."""
    return Part(
        findings=(_base(known), *_newcomers(known)),
        tables=(customer_table(known),),
        pictures=(_picture(known),),
        left_out=_left_out(known),
    )


def headline(findings: tuple[Finding, ...]) -> str:
    """The late ones if there are any, else whatever asks for a decision, else the counts."""
    for kind in ("late", "winnable", "renewals", "base"):
        for finding in findings:
            if finding.kind == kind:
                return finding.sentence
    return "No customer has bought anything yet."


def _base(known: Known) -> Finding:
    found, standing = known.customers, known.standing
    again = (found.days > 1) | found.under_contract | (found.purchases > 1)
    back = wilson(float(again.sum()), len(found))
    counts = {state.name: standing.many(state.name) for state in STATES}
    kept = [f"{counts[name]:,} {words}" for name, words in THEIR_STATES.items() if counts[name]]
    return Finding(
        id=known.question.finding_id("clients", "base"),
        kind="base",
        sentence=f"You have {wording.count(len(found), 'customer')}, of whom {int(again.sum()):,} came back "
        f"({wording.share(back.value)}, likely {100 * back.low:.0f}–{100 * back.high:.0f} %): "
        f"{', '.join(kept)}.",
        verdict=Verdict.COUNTED,
        n=int(found.purchases.sum()),
        n_what="purchases",
        evidence=Evidence("parties", tuple(int(i) for i in found.ids[:2_000]), len(found), "all customers"),
        values={"customers": len(found), "came_back": int(again.sum()), **counts},
    )


def _newcomers(known: Known) -> tuple[Finding, ...]:
    """Who bought for the first time within half a year, and what it brought."""
    found = known.customers
    fresh = known.question.as_of_day - found.first < NEW_DAYS
    named = best(fresh, found.spent)
    if not len(named):
        return ()
    money = float(found.spent[fresh].sum())
    counted = money > 0 and not found.unrated[fresh].any()
    brought = f" and brought {wording.money(money, known.currency)}" if counted else ""
    count, again = int(fresh.sum()), int((fresh & (found.purchases > 1)).sum())
    first = "is" if again == 1 else "are"
    came = f"; {again:,} of them {first} back already" if again else "; none of them has bought again yet"
    return (
        Finding(
            id=known.question.finding_id("clients", "new"),
            kind="new",
            sentence=f"{wording.count(count, 'customer')} bought for the first time in the last six months"
            f"{brought}{came}: {wording.listing([found.names[at] for at in named])}.",
            verdict=Verdict.COUNTED,
            n=int(found.purchases[fresh].sum()),
            n_what="purchases",
            subjects=known.subjects(named),
            evidence=known.evidence(
                named, "all purchases of customers who first bought in the last 180 days"
            ),
            values={"customers": count, "came_back": again},
        ),
    )


def customer_table(known: Known) -> AnswerTable:
    """One row for every customer, the largest of the last twelve months first."""
    found, standing, models = known.customers, known.standing, known.models
    order = np.lexsort((found.ids, -found.spent, -found.year))
    ahead = days_ahead(known.question)
    data: dict[str, tuple[object, str, str]] = {
        "party_id": (found.ids, "", "id"),
        "name": (found.names, "customer", "text"),
        "state": (standing.state.tolist(), "stands", "state"),
        "winnable": (["yes" if w else None for w in standing.winnable], "worth winning back", "text"),
        "year": (pa.array(found.year, mask=found.unrated_year), "last 12 months", "money"),
        "year_before": (pa.array(found.year_before, mask=found.unrated_before), "12 before", "money"),
        "revenue": (pa.array(found.revenue, mask=found.unrated), "in all", "money"),
        "usual_year": (_positive(standing.worth), "a usual year", "money"),
        "purchases": (found.purchases, "purchases", "number"),
        "first_day": (found.first, "first", "day"),
        "last_day": (found.seen, "last seen", "day"),
        "usual_gap": (_known_only(found.usual_gap), "usual gap, days", "number"),
        "silent": (standing.silent, "silent, days", "number"),
        "contract_until": (_days(found.term_ends), "contract until", "day"),
        "still": (_known_only(models.active), "still a customer", "share"),
        "expected": (_known_only(models.expected), f"expected in {ahead} days", "number"),
        "expected_money": (_known_only(_money_ahead(known)), "worth", "money"),
        "recency_fifth": (fifths(found.seen.astype(float)), "recency, fifth", "number"),
        "frequency_fifth": (fifths(found.purchases.astype(float)), "frequency, fifth", "number"),
        "money_fifth": (pa.array(fifths(found.spent), mask=found.unrated), "money, fifth", "number"),
    }  # fmt: skip
    arrays = {name: pa.array(values) for name, (values, _, _) in data.items()}
    kept = {name: a for name, a in arrays.items() if a.null_count < len(a) or name in ("party_id", "name")}
    columns = tuple(_column(name, data[name][1], data[name][2], known.currency) for name in kept)
    note = "Fifths: 5 is the best fifth of all customers (most lately, most often, most money)."
    if models.active is not None:
        note += (
            " Below 3 purchases, the chance of being a customer still says more about all than about one; "
            "it takes buying for random, so of a regular customer the silence says more."
        )
    return AnswerTable("customers", "All customers", columns, pa.table(kept).take(pa.array(order)), note)


def _column(name: str, label: str, kind: str, currency: str) -> ShownColumn:
    if kind == "state":
        return state_column(STATES, label)
    return ShownColumn(name, label, currency if kind == "money" else "", kind)  # type: ignore[arg-type]


def _money_ahead(known: Known) -> Floats | None:
    models = known.models
    if models.expected is None or models.worth is None:
        return None
    return models.expected * models.worth


def _known_only(values: Floats | None) -> pa.Array:
    """Numbers with null for what is not known."""
    if values is None:
        return pa.nulls(0, pa.float64())
    return pa.array(values, mask=np.isnan(values))


def _positive(values: Floats) -> pa.Array:
    return pa.array(values, mask=values <= 0)


def _days(values: Ints) -> pa.Array:
    return pa.array(values, mask=values == NEVER)


def fifths(values: Floats) -> Ints:
    """Which fifth each value is in, 1 to 5 for the highest; equal values are in the same, the higher one."""
    if not len(values):
        return np.zeros(0, dtype=np.int64)
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    upto = np.cumsum(counts) / len(values)
    return np.asarray(np.ceil(np.round(upto * FIFTHS, 9)).astype(np.int64)[where].reshape(len(values)))


def _picture(known: Known) -> Picture:
    standing = known.standing
    counts = {name: standing.many(name) for name in THEIR_STATES}
    return Picture(
        "standing",
        f"{counts['new'] + counts['repeat']:,} of {len(known.customers):,} customers are active as usual",
        f"Customers by how they stand, {known.question.as_of:%d %b %Y}",
        "bars",
        pa.table({"stands": list(THEIR_STATES.values()), "customers": list(counts.values())}),
        "stands",
        "customers",
        y_label="customers",
    )


def _left_out(known: Known) -> tuple[str, ...]:
    found, said = known.customers, []
    nobody = known.question.collect(sums.nobody_known(known.question)).to_pylist()[0]
    if nobody["papers"]:
        papers = wording.count(nobody["papers"], "order, invoice or payment", "orders, invoices or payments")
        worth = wording.money(nobody["amount"] or 0.0, known.currency)
        said.append(f"{papers} of nobody known, together {worth}.")
    if found.unknown_amounts:
        without = wording.count(found.unknown_amounts, "purchase")
        said.append(f"{without} without a known amount: counted, but not as money.")
    return tuple(said)
