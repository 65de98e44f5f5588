"""The book as one could have known it on a day: pure Ibis, before any question sees a table.

Two clocks: rows count from the day they could be known (`known_day`), and never before they happened.
Who is who, and where people work, is today's belief.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import ibis
import ibis.expr.types as ir

Day: TypeAlias = int | ir.IntegerScalar
"""A local day number, or a table's one value that is it."""


def as_of(tables: Mapping[str, ir.Table], day: Day) -> dict[str, ir.Table]:
    """The tables cut to what was known on the local day number `day`."""
    cut = dict(tables)
    for name in ("activities", "timeline", "purchases", "mentions"):
        if name in cut:
            cut[name] = cut[name].filter((cut[name].known_day <= day) & (cut[name].day <= day))
    for name in ("lines", "texts"):
        if name in cut:
            cut[name] = cut[name].filter(cut[name].day <= day)
    for name in ("attributes", "relationships"):
        if name in cut:
            cut[name] = _since(cut[name], day)
    if "attributes" in cut:
        known = cut["attributes"].known_day
        cut["attributes"] = cut["attributes"].filter(known.isnull() | (known <= day))
    for name, column in (("campaigns", "day"), ("reviews", "read_day"), ("roles", "day")):
        if name in cut:
            cut[name] = cut[name].filter(cut[name][column] <= day)
    if "cases" in cut:
        cut["cases"] = _cases(cut["cases"], day)
    return cut


def _since(table: ir.Table, day: Day) -> ir.Table:
    return table.filter(table.since_day.isnull() | (table.since_day <= day))


def _cases(cases: ir.Table, day: Day) -> ir.Table:
    """Cases begun by then; what ended later was still open on that day."""
    begun = cases.filter(cases.opened_day.isnull() | (cases.opened_day <= day))
    later = begun.closed_day > day
    return begun.mutate(
        status=later.ifelse(ibis.literal("open"), begun.status),
        open_base=later.ifelse(begun.amount_base, begun.open_base),
        closed_at=later.ifelse(ibis.null("timestamp"), begun.closed_at),
        closed_day=later.ifelse(ibis.null("int32"), begun.closed_day),
    )
