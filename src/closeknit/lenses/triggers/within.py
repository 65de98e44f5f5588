"""Purchases on exposed days against what the accounts' own days would let expect, for a given season.

The season's weights are whole numbers here, so sums of days are exact. What an account adds to a sum of
shares is a fraction: it is rounded to a billionth before it is added up, so that a sum does not depend
on the order in which an engine happens to add.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from closeknit.engines.portable import look_up_some
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.numbered import Numbered
from closeknit.lenses.triggers.recorded import buyers
from closeknit.methods.cells import Floats, Window, Within

PARTS = 1_000_000_000
"""A weight of 1, and a share of 1, in whole numbers."""


def within(
    question: Question, numbers: Numbered, season: Floats, windows: Sequence[Window], hit: ir.Table
) -> Iterator[Within]:
    """For each window, in order, each kind with an exposed day of a buyer; `hit`: from `exposed.hits`."""
    clock = _clock(numbers, season)
    own = question.keep(_own(numbers, clock), "buyers_weights")
    pairs = question.keep(_pairs(numbers, windows, own, clock), "shares")
    names = [f"hit_{place}" for place in range(len(windows))]
    seen = hit.group_by("account", "kind").agg(**{name: hit[name].sum() for name in names})
    pairs = pairs.left_join(seen, ["account", "kind"]).drop("account_right", "kind_right")
    for place, window in enumerate(windows):
        rows = question.collect(_sums(pairs, place).order_by("kind"))
        for row in rows.to_pylist():
            shares = (row[name] / PARTS for name in ("expected", "variance", "spread"))
            yield Within(numbers.kinds[row["kind"]], window, float(row["observed"]), *shares)


def _clock(numbers: Numbered, season: Floats) -> ir.Table:
    """day, weight: that of all days of the calendar before it, in `PARTS`."""
    calendar = numbers.calendar
    a_day = np.repeat(np.rint(season * PARTS).astype(np.int64), calendar.bin_days)
    weight = np.concatenate([[0], np.cumsum(a_day)])
    days = np.arange(calendar.first_day, calendar.last_day + 2, dtype=np.int32)
    return ibis.memtable(pa.table({"day": days, "weight": weight}))


def _weight(rows: ir.Table, clock: ir.Table, since: str, until: str, name: str) -> ir.Table:
    """The rows with the weight of the days from `since` to before `until`."""
    rows = look_up_some(rows, since, clock, "day", _low="weight")
    rows = look_up_some(rows, until, clock, "day", _high="weight")
    return rows.mutate(**{name: rows._high - rows._low}).drop("_low", "_high")


def _own(numbers: Numbered, clock: ir.Table) -> ir.Table:
    """account, first_day, after_day, bought, own: buyers, and the weight of all their days at risk."""
    rows = look_up_some(
        buyers(numbers), "account", numbers.accounts, "account", first_day="first_day", last_day="last_day"
    )
    rows = rows.select("account", "bought", "first_day", after_day=(rows.last_day + 1).cast("int32"))
    return _weight(rows, clock, "first_day", "after_day", "own")


def _pairs(numbers: Numbered, windows: Sequence[Window], own: ir.Table, clock: ir.Table) -> ir.Table:
    """account, kind, bought, own, weight_0 …: that of the exposed days of buyers in each window."""
    taken = {name: name for name in ("bought", "own", "first_day", "after_day")}
    rows = look_up_some(numbers.seen(windows[0]), "account", own, "account", **taken)

    def inside(day: ir.IntegerValue) -> ir.IntegerValue:
        return ibis.least(ibis.greatest(day, rows.first_day), rows.after_day).cast("int32")

    days = {}
    for place, (low, high) in enumerate(windows):
        days[f"since_{place}"] = inside(rows.day + low)
        days[f"until_{place}"] = inside(ibis.least(rows.day + (high + 1), rows.next_day + low))
    rows = rows.select("account", "kind", "bought", "own", **days)
    names = [f"weight_{place}" for place in range(len(windows))]
    for place, name in enumerate(names):
        rows = _weight(rows, clock, f"since_{place}", f"until_{place}", name)
    return rows.group_by("account", "kind").agg(
        bought=rows.bought.max(),
        own=rows.own.max(),
        **{name: rows[name].sum().cast("int64") for name in names},
    )


def _sums(pairs: ir.Table, place: int) -> ir.Table:
    """kind, observed, and the other sums in `PARTS`, over accounts with an exposed day."""
    rows = pairs.filter(pairs[f"weight_{place}"] > 0)
    share = rows[f"weight_{place}"].cast("float64") / rows.own.cast("float64")
    bought, seen = rows.bought.cast("float64"), rows[f"hit_{place}"].fill_null(0)
    expected = bought * share
    left = seen.cast("float64") - expected
    rows = rows.select(
        "kind",
        observed=seen,
        expected=_parts(expected),
        variance=_parts(expected * (1 - share)),
        spread=_parts(left * left),
    )
    return rows.group_by("kind").agg(
        **{name: rows[name].sum() for name in ("observed", "expected", "variance", "spread")}
    )


def _parts(number: ir.FloatingValue) -> ir.IntegerValue:
    """A number to the nearest of `PARTS`; halves go up on every engine."""
    return (number * PARTS + 0.5).floor().cast("int64")
