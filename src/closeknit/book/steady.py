"""Equal amounts at a steady interval: retainers and subscriptions, found in invoices alone.

A run is at least three invoices of one account, currency and amount, each a month, a quarter or a year
after the one before, give or take a fifth.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from closeknit.engines.portable import first_of_each, look_up

LEAST = 3
MONTH, QUARTER, YEAR = 30, 91, 365
"""Cadences, in days."""
GAPS = {MONTH: (24, 37), QUARTER: (73, 110), YEAR: (292, 438)}
"""Least and greatest gap of each cadence: 30.4, 91.3 and 365 days, give or take 20 %."""


def runs_of(invoices: ir.Table) -> ir.Table:
    """activity_id, run_id, account_id, currency, amount, day, cadence, n, first_day, last_day.

    One row an invoice that is part of a run; run_id is the activity_id of its first invoice.
    """
    rows = invoices.filter(invoices.amount.notnull()).select(
        "activity_id", "account_id", "currency", "amount", "day"
    )
    same_day = {"group_by": ["account_id", "currency", "amount", "day"], "order_by": "activity_id"}
    # Two equal invoices on one day are two contracts side by side: each gets a series of its own.
    rows = rows.mutate(series=ibis.row_number().over(**same_day))
    of_series = ["account_id", "currency", "amount", "series"]
    in_order = {"group_by": of_series, "order_by": ["day", "activity_id"]}
    rows = rows.mutate(gap=rows.day - rows.day.lag().over(**in_order))
    rows = rows.mutate(step=_cadence(rows.gap))
    before = rows.step.lag().over(**in_order)
    breaks = (rows.step == 0) | ((before != 0) & (before != rows.step))
    rows = rows.mutate(starts=breaks.fill_null(True).cast("int64"))
    rows = rows.mutate(run_no=rows.starts.sum().over(ibis.cumulative_window(**in_order)))
    run = {"group_by": [*of_series, "run_no"]}
    rows = rows.mutate(
        run_id=ibis.ifelse(rows.starts == 1, rows.activity_id, ibis.null()).max().over(**run),
        cadence=rows.step.max().over(**run),
        n=rows.count().over(**run),
        first_day=rows.day.min().over(**run),
        last_day=rows.day.max().over(**run),
    )
    return rows.filter(rows.n >= LEAST).select(
        "activity_id",
        "run_id",
        "account_id",
        "currency",
        "amount",
        "day",
        "cadence",
        "n",
        "first_day",
        "last_day",
    )


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
    fits = ibis.or_(*[(each.cadence == c) & gap.between(low, high) for c, (low, high) in GAPS.items()])
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


def _cadence(gap: ir.IntegerValue) -> ir.IntegerValue:
    steps = [(gap.between(low, high), cadence) for cadence, (low, high) in GAPS.items()]
    return ibis.cases(*steps, else_=0).cast("int32")
