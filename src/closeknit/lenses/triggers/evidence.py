"""The rows behind the findings: the events of each kind that a decision followed within its window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir

from closeknit.answers import EVIDENCE_LIMIT, Evidence
from closeknit.engines.portable import stacked
from closeknit.lenses.triggers.kinds import evidence_table
from closeknit.lenses.triggers.search import Found
from closeknit.methods.cells import Window


def followed(found: Found, windows: Mapping[str, Window]) -> dict[str, Evidence]:
    """Of each kind the events with a decision of the same account within its window, the newest first."""
    if not windows:
        return {}
    by_window: dict[Window, list[str]] = {}
    for kind, window in sorted(windows.items()):
        by_window.setdefault(window, []).append(kind)
    rows = found.question.keep(
        stacked(*(_followed(found, kinds, window) for window, kinds in by_window.items())), "followed"
    )
    totals = found.question.collect(rows.group_by("kind").aggregate(n=rows.count()))
    counts = dict(zip(totals["kind"].to_pylist(), totals["n"].to_pylist(), strict=True))
    place = ibis.row_number().over(group_by="kind", order_by=[rows.day.desc(), rows.evidence_id])
    newest = rows.mutate(place=place).filter(lambda t: t.place < EVIDENCE_LIMIT)
    ids: dict[str, list[int]] = {}
    for row in found.question.collect(newest.order_by("kind", "place")).to_pylist():
        ids.setdefault(row["kind"], []).append(row["evidence_id"])
    return {
        kind: Evidence(
            evidence_table(kind), tuple(ids.get(kind, ())), counts.get(kind, 0), _rule(found, kind, w)
        )
        for kind, w in windows.items()
    }


def _followed(found: Found, kinds: Sequence[str], window: Window) -> ir.Table:
    """kind, evidence_id, day of the events that a decision followed in the window."""
    events, bought = found.history.events, found.history.purchases
    events = events.filter(events.kind.isin(kinds), events.evidence_id != 0)
    bought = bought.select(_buyer="account_id", _bought="day").distinct()
    low, high = window
    rows = events.inner_join(
        bought,
        [
            events.account_id == bought._buyer,
            bought._bought >= events.known_day + low,
            bought._bought <= events.known_day + high,
        ],
    )
    return rows.group_by("kind", "evidence_id").aggregate(day=rows.known_day.max())


def _rule(found: Found, kind: str, window: Window) -> str:
    return f"{kind} with a {found.outcome.noun} {window[0]} to {window[1]} days after it was known"
