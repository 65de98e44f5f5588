"""What customers paid: of all time, in the last twelve months, and in the twelve before."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from closeknit.engines.portable import MONEY
from closeknit.lenses.seam import Question
from closeknit.lenses.unrated import is_unrated

YEAR = 365


def revenue(question: Question) -> ir.Table:
    """One row for each account with revenue: all of it, that of the last twelve months, of the twelve before.

    account_id, revenue, year, year_before; paid_last, the last day anything was paid or billed; how many
    amounts without a rate are in it: unrated, unrated_year, unrated_before.
    """
    a = question.tables["activities"]
    a = a.filter(a.is_revenue, a.account_id != 0)
    now = question.as_of_day
    this = (a.day > now - YEAR) & (a.day <= now)
    last = (a.day > now - 2 * YEAR) & (a.day <= now - YEAR)
    none = ibis.null(MONEY)
    unrated = is_unrated(a).cast("int64")
    return a.group_by("account_id").aggregate(
        revenue=a.amount_base.sum().cast("float64"),
        year=ibis.ifelse(this, a.amount_base, none).sum().cast("float64"),
        year_before=ibis.ifelse(last, a.amount_base, none).sum().cast("float64"),
        paid_last=ibis.ifelse(a.amount > 0, a.day, ibis.null("int32")).max(),
        unrated=unrated.sum(),
        unrated_year=(unrated * this.cast("int64")).sum(),
        unrated_before=(unrated * last.cast("int64")).sum(),
    )
