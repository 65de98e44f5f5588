"""What happened before the latest decisions, in plain counts: for businesses too small for more.

Beside each count stands how many of all customers had such an event at the same times. That is no test:
it keeps one from reading something into what everybody has all the time.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.answers import AnswerTable, Finding, ShownColumn, Verdict, wording
from closeknit.answers.happenings import label
from closeknit.engines.portable import stacked
from closeknit.lenses.parts import Part
from closeknit.lenses.triggers.search import Found
from closeknit.lenses.triggers.sentences import quoted
from closeknit.methods.cells import LOOK_BACK_DAYS

LATEST = 50
"""Decisions looked back from."""

NAMED = 3


@dataclass(frozen=True)
class Before:
    """Of a kind: decisions with one in the half year before, and the share of all customers with one then."""

    kind: str
    decisions: int
    usual: float


def before(found: Found) -> Part:
    """Counts for the latest decisions, as a finding and a table; nothing where there is none of both."""
    if not found.history.kinds:
        return Part()
    bought = found.history.purchases.select("account_id", "day").distinct()
    latest = bought.order_by([bought.day.desc(), bought.account_id]).limit(LATEST)
    latest = found.question.keep(latest, "latest")
    total = found.question.collect(latest.aggregate(n=latest.count()))["n"][0].as_py()
    counted = _counted(found, latest, total) if total else []
    if not counted:
        return Part()
    return Part(findings=(_finding(found, counted, total),), tables=(_table(found, counted, total),))


def _counted(found: Found, latest: ir.Table, total: int) -> list[Before]:
    """Every kind with decisions after it, those first that have more of them than is usual."""
    events = found.history.events.select("account_id", "kind", "known_day").distinct()
    own = _near(events, latest).filter(lambda t: t.account_id == t.buyer)
    own = own.select("kind", "buyer", "bought").distinct()
    hits = found.question.collect(own.group_by("kind").aggregate(n=own.count()))
    usual = _usual(found, events, latest, total)
    made = [
        Before(kind, n, usual.get(kind, 0.0))
        for kind, n in zip(hits["kind"].to_pylist(), hits["n"].to_pylist(), strict=True)
    ]
    return sorted(made, key=lambda b: (b.usual - b.decisions / total, b.kind))


def _near(events: ir.Table, latest: ir.Table) -> ir.Table:
    """Events in the half year before these decisions, whoever they are of."""
    bought = latest.select(buyer="account_id", bought="day")
    return events.inner_join(
        bought, [events.known_day < bought.bought, events.known_day >= bought.bought - LOOK_BACK_DAYS]
    )


def _usual(found: Found, events: ir.Table, latest: ir.Table, total: int) -> dict[str, float]:
    """Share of all customers with an event of the kind in the half year before each decision, on average."""
    days = latest.group_by("day").aggregate(weight=latest.count()).rename(bought="day")
    near = events.inner_join(
        days, [events.known_day < days.bought, events.known_day >= days.bought - LOOK_BACK_DAYS]
    )
    each = near.select("kind", "account_id", "bought", "weight").distinct()
    rows = found.question.collect(each.group_by("kind").aggregate(n=each.weight.sum()))
    everybody = stacked(events.select("account_id"), found.history.purchases.select("account_id")).distinct()
    many = found.question.collect(everybody.aggregate(n=everybody.count()))["n"][0].as_py()
    return {
        kind: int(n) / (total * many)
        for kind, n in zip(rows["kind"].to_pylist(), rows["n"].to_pylist(), strict=True)
    }


def _finding(found: Found, counted: list[Before], total: int) -> Finding:
    outcome = found.outcome
    first, *others = counted[:NAMED]
    said = [
        f"{first.decisions:,} came within half a year after {quoted(first.kind)} "
        f"({wording.share(first.usual)} of all customers had one at such a time)",
        *(f"{b.decisions:,} after {quoted(b.kind)} ({wording.share(b.usual)})" for b in others),
    ]
    last = f"Of the last {wording.count(total, outcome.noun, outcome.nouns)}"
    return Finding(
        id=found.question.finding_id("triggers", "before"),
        kind="before",
        sentence=f"{last}, {wording.listing(said)}. These are counts and prove nothing by themselves.",
        verdict=Verdict.COUNTED,
        n=total,
        n_what=outcome.nouns,
        values={"decisions": total, "kinds": len(counted)},
    )


def _table(found: Found, counted: list[Before], total: int) -> AnswerTable:
    columns = (
        ShownColumn("kind", "", kind="id"),
        ShownColumn("event", "event"),
        ShownColumn("decisions", f"of the last {total:,} {found.outcome.nouns}", kind="number"),
        ShownColumn("share", "that is", kind="share"),
        ShownColumn("usual", "all customers at those times", kind="share"),
    )
    rows = [
        {"kind": b.kind, "event": label(b.kind), "decisions": b.decisions, "share": b.decisions / total,
         "usual": b.usual}
        for b in counted
    ]  # fmt: skip
    data = pa.table({c.name: [row[c.name] for row in rows] for c in columns})
    return AnswerTable(
        "before", f"What happened in the half year before the last {found.outcome.nouns}", columns, data
    )
