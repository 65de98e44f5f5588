"""What an account is like when a bin begins: its activity, pace, past and segment, as one number.

Counts change from bin to bin by what came in and what grew old, so they are running sums of changes, and no
event is looked at twice. Days of an account on which the level stays are one stretch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np

from closeknit.engines.portable import look_up_some, stacked
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.numbered import Numbered
from closeknit.methods.cells import EDGES, LOOK_BACK_DAYS, YEAR_DAYS, Calendar, Counts, Ints, Strata

BUCKETS = len(EDGES) + 1


@dataclass(frozen=True)
class Levels:
    """The level of every account in every bin with a day at risk.

    level: ((segment x `BUCKETS` + activity) x `BUCKETS` + pace) x `BUCKETS` + past.
    grid: account, bin, level, days (at risk), bought (on them).
    stretches: account, level, from_day, to_day: of neighbouring bins with one level, whole bins.
    """

    grid: ir.Table
    stretches: ir.Table


def counts(question: Question, numbers: Numbered) -> Counts:
    """How the events of each kind spread over the accounts at risk."""
    calendar, accounts = numbers.calendar, numbers.accounts
    some = accounts.filter(accounts.last_day >= accounts.first_day)
    seen = numbers.known.filter(numbers.known.day <= calendar.last_day).semi_join(some, "account")
    each = seen.group_by("kind", "account").agg(n=seen.count())
    sums = each.group_by("kind").agg(
        events=each.n.sum(), squares=(each.n * each.n).sum(), having=each.count()
    )
    rows = question.collect(sums)
    out = np.zeros((3, len(numbers.kinds)))
    out[:, rows["kind"].to_numpy()] = [rows[name].to_numpy() for name in ("events", "squares", "having")]
    total = question.collect(some.agg(n=some.count()))["n"][0].as_py()
    days = calendar.bin_days * calendar.bins + LOOK_BACK_DAYS
    return Counts(out[0], out[1], out[2], accounts=int(total), years=days / YEAR_DAYS)


def levels(question: Question, numbers: Numbered, told: Counts) -> Levels:
    """The levels, given how events spread."""
    grid = question.keep(_grid(numbers, told), "levels")
    return Levels(grid, question.keep(_stretches(grid, numbers.calendar), "stretches"))


def strata(question: Question, levels: Levels, calendar: Calendar) -> Strata:
    """Days at risk and purchases of each bin and level, sorted by bin, activity, pace, past and segment."""
    sums = levels.grid.group_by("bin", "level").agg(
        exposure=levels.grid.days.sum(), purchases=levels.grid.bought.sum()
    )
    rows = question.collect(sums)
    bins, level = (rows[name].to_numpy().astype(np.int64) for name in ("bin", "level"))
    parts = parts_of(level)
    order = np.lexsort((*reversed(parts), bins))
    activity, pace, past, segment = (part[order] for part in parts)
    exposure, purchases = (rows[name].to_numpy()[order].astype(float) for name in ("exposure", "purchases"))
    return Strata(calendar, bins[order], activity, pace, past, segment, exposure, purchases)


def parts_of(level: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Activity, pace, past and segment of levels."""
    rest, past = np.divmod(level, BUCKETS)
    rest, pace = np.divmod(rest, BUCKETS)
    segment, activity = np.divmod(rest, BUCKETS)
    return activity, pace, past, segment


def bin_of(day: ir.IntegerValue, calendar: Calendar) -> ir.IntegerValue:
    """The bin a day lies in; it may lie outside the calendar."""
    return ((day - calendar.first_day) // calendar.bin_days).cast("int32")


def start_of(bin: ir.IntegerValue, calendar: Calendar) -> ir.IntegerValue:
    """The first day of a bin."""
    return bin * calendar.bin_days + calendar.first_day


def _grid(numbers: Numbered, told: Counts) -> ir.Table:
    calendar = numbers.calendar
    changes = stacked(*_changes(numbers, told))
    at_risk = _at_risk(numbers)
    rows = look_up_some(changes, "account", at_risk, "account", low="low", high="high")
    rows = rows.mutate(bin=ibis.greatest(rows.bin, rows.low)).filter(lambda t: t.bin <= t.high)
    every = at_risk.select("account", bin=ibis.range(at_risk.low, at_risk.high + 1).unnest())
    every = every.mutate(active=0, lively=0, past=0, bought=0)
    rows = stacked(rows.select(every.columns), every)
    sums = rows.group_by("account", "bin").agg(
        **{name: rows[name].sum().cast("int32") for name in ("active", "lively", "past", "bought")}
    )
    so_far = ibis.cumulative_window(group_by="account", order_by="bin")
    sums = sums.mutate(**{name: sums[name].sum().over(so_far) for name in ("active", "lively", "past")})
    rows = sums.inner_join(numbers.accounts, "account")
    start = start_of(rows.bin, calendar)
    pace = rows.lively * YEAR_DAYS // ibis.greatest(start - (rows.first_day - LOOK_BACK_DAYS), 1)
    level = rows.segment
    for count in (rows.active, pace, rows.past):
        level = level * BUCKETS + _bucket(count)
    until, since = (
        ibis.least(rows.last_day, start + calendar.bin_days - 1),
        ibis.greatest(rows.first_day, start),
    )
    return rows.select(
        "account", "bin", "bought", level=level.cast("int32"), days=(until - since + 1).cast("int32")
    )


def _at_risk(numbers: Numbered) -> ir.Table:
    """Accounts at risk: their first and last bin."""
    some = numbers.accounts.filter(numbers.accounts.last_day >= numbers.accounts.first_day)
    return some.select(
        "account", low=bin_of(some.first_day, numbers.calendar), high=bin_of(some.last_day, numbers.calendar)
    )


def _changes(numbers: Numbered, told: Counts) -> list[ir.Table]:
    """What each event and purchase adds to or takes from a count when a bin begins."""
    calendar = numbers.calendar
    plain, clustered = (np.flatnonzero(which).tolist() for which in (~told.routine, told.clustered))
    events = numbers.known.filter(_among(numbers.known.kind, plain))
    lively = ibis.ifelse(_among(events.kind, clustered), 1, 0)
    old = events.day + LOOK_BACK_DAYS
    bought = numbers.purchases
    counted = bought.filter(bought.at_risk)
    columns = ("active", "lively", "past", "bought")

    def rows(table: ir.Table, bin: ir.IntegerValue, **change: ir.Value | int) -> ir.Table:
        amounts = {name: ibis.literal(0) for name in columns} | change
        return table.select("account", bin=bin, **{name: amounts[name] for name in columns})

    return [
        rows(events, bin_of(events.day, calendar) + 1, active=ibis.literal(1), lively=lively),
        rows(events, bin_of(old, calendar) + 1, active=ibis.literal(-1)),
        rows(bought, bin_of(bought.day, calendar) + 1, past=ibis.literal(1)),
        rows(counted, bin_of(counted.day, calendar), bought=ibis.literal(1)),
    ]


def _among(kind: ir.IntegerValue, kinds: Sequence[int]) -> ir.BooleanValue:
    return kind.isin(list(kinds)) if kinds else kind < 0


def _bucket(count: ir.IntegerValue) -> ir.IntegerValue:
    """`cells.bucket` of a count."""
    return ibis.cases(*((count < edge, place) for place, edge in enumerate(EDGES)), else_=len(EDGES))


def _stretches(grid: ir.Table, calendar: Calendar) -> ir.Table:
    order = {"group_by": "account", "order_by": "bin"}
    rows = grid.mutate(before=grid.level.lag().over(**order))
    rows = rows.filter(rows.before.isnull() | (rows.before != rows.level))
    ends = rows.bin.lead().over(**order).fill_null(calendar.bins)
    return rows.select(
        "account",
        "level",
        from_day=start_of(rows.bin, calendar).cast("int32"),
        to_day=(start_of(ends, calendar) - 1).cast("int32"),
    )
