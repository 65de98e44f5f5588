"""Equal amounts at a steady interval: retainers and subscriptions, found in invoices alone.

A run is at least three invoices of one account, currency and amount, each a month, a quarter or a year
after the one before, give or take a fifth; settings may say other numbers (`least`, `tolerance` in per cent).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from closeknit.engines.portable import first_of_each, in_groups_of, look_up, remembered

MONTH, QUARTER, YEAR = 30, 91, 365
"""Cadences, in days."""
TENTHS = {MONTH: 304, QUARTER: 913, YEAR: 3650}
"""Length of each cadence in tenths of a day: gaps are compared in whole numbers."""


def keeps_to(gap: ir.IntegerValue, cadence: int, tolerance: ir.IntegerValue) -> ir.BooleanValue:
    """Whether a gap is so long as a cadence, give or take so many per cent of it, in whole days."""
    length, gap, room = TENTHS[cadence], gap.cast("int64"), tolerance.cast("int64")
    return (gap * 1000 > length * (100 - room) - 1000) & (gap * 1000 < length * (100 + room) + 1000)


@remembered
def runs_of(invoices: ir.Table) -> ir.Table:
    """activity_id, run_id, account_id, currency, amount, day, cadence, n, first_day, last_day.

    One row an invoice that is part of a run; run_id is the activity_id of its first invoice.
    """
    rows = _stretches(_paced(invoices))
    pace = {"group_by": [*SERIES, "pace_no"]}
    rows = rows.mutate(steady=(rows.step > 0) & (rows.count().over(**pace) >= rows.least - 1))
    # Gaps stand on the later of two invoices, so a run begins one invoice before its first gap; an
    # invoice between two runs is the last of the first.
    begins = rows.steady.lead().over(**IN_ORDER).fill_null(False)
    run_no = ibis.cases((rows.steady, rows.pace_no), (begins, rows.pace_no.lead().over(**IN_ORDER)))
    rows = rows.mutate(run_no=run_no)
    rows = rows.filter(rows.run_no.notnull())
    run = {"group_by": [*SERIES, "run_no"]}
    rows = rows.mutate(
        place=ibis.row_number().over(**run, order_by=["day", "activity_id"]),
        cadence=ibis.ifelse(rows.steady, rows.step, 0).max().over(**run).cast("int32"),
        n=rows.count().over(**run),
        first_day=rows.day.min().over(**run),
        last_day=rows.day.max().over(**run),
    )
    first = ibis.ifelse(rows.place == 0, rows.activity_id, ibis.null())
    rows = rows.mutate(run_id=first.max().over(**run))
    return rows.filter(rows.n >= rows.least).select(
        "activity_id", "run_id", "account_id", "currency", "amount", "day", "cadence", "n", "first_day",
        "last_day", "tolerance",
    )  # fmt: skip


SERIES = ("account_id", "currency", "amount", "tolerance", "least", "series")
IN_ORDER = {"group_by": list(SERIES), "order_by": ["day", "activity_id"]}


def _paced(invoices: ir.Table) -> ir.Table:
    """Invoices of a stated amount with their series and `step`: the pace of the gap before, else 0."""
    rows = invoices.filter(invoices.amount.notnull() & invoices.steady).select(
        "activity_id", "account_id", "currency", "amount", "day", "tolerance", "least"
    )
    rows = in_groups_of(rows, ["account_id", "currency", "amount", "tolerance", "least"], at_least="least")
    same_day = {
        "group_by": ["account_id", "currency", "amount", "tolerance", "least", "day"],
        "order_by": "activity_id",
    }
    # Two equal invoices on one day are two contracts side by side: each gets a series of its own.
    rows = rows.mutate(series=ibis.row_number().over(**same_day))
    rows = rows.mutate(gap=rows.day - rows.day.lag().over(**IN_ORDER))
    steps = [(keeps_to(rows.gap, cadence, rows.tolerance), cadence) for cadence in TENTHS]
    return rows.mutate(step=ibis.cases(*steps, else_=0).cast("int32"))


def _stretches(rows: ir.Table) -> ir.Table:
    """Invoices with `pace_no`, which numbers stretches of equal steps; each 0 is a stretch of its own."""
    before = rows.step.lag().over(**IN_ORDER)
    rows = rows.mutate(changes=((rows.step == 0) | (before != rows.step)).fill_null(True).cast("int64"))
    return rows.mutate(pace_no=rows.changes.sum().over(ibis.cumulative_window(**IN_ORDER)))


@remembered
def chains(runs: ir.Table) -> ir.Table:
    """One row a run: run_id, account_id, cadence, first_day, last_day, before_amount and followed.

    `before_amount` is the amount of the run that this one takes over from at its pace, null where there
    is none; `followed` says whether another takes over from this one.
    """
    each = runs.filter(runs.activity_id == runs.run_id)
    earlier = each.select(
        before_id="run_id", _account="account_id", _currency="currency", _cadence="cadence",
        _last="last_day", before_amount="amount",
    )  # fmt: skip
    gap = each.first_day - earlier._last
    fits = ibis.or_(*[(each.cadence == c) & keeps_to(gap, c, each.tolerance) for c in TENTHS])
    same = [
        each.account_id == earlier._account,
        each.currency == earlier._currency,
        each.cadence == earlier._cadence,
    ]
    pairs = each.inner_join(earlier, [*same, fits])
    nearest = first_of_each(
        pairs, ["run_id"], [pairs._last.desc(), pairs.before_amount.desc(), pairs.before_id]
    )
    rows = look_up(each, "run_id", nearest, "run_id", before_amount="before_amount")
    followed = pairs.select("before_id").distinct()
    rows = look_up(rows, "run_id", followed, "before_id", _follower="before_id")
    return rows.mutate(followed=rows._follower.notnull()).drop("_follower")
