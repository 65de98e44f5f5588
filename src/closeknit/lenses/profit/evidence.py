"""The rows behind a finding on money and hours: their ids, and the rule that chose them, in words."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

from closeknit.answers import EVIDENCE_LIMIT, Evidence
from closeknit.lenses.profit.period import Period, within
from closeknit.lenses.profit.sums import UNINVOICED_DAYS
from closeknit.lenses.seam import Question


def hours_and_revenue(question: Question, account: int, period: Period, name: str) -> Evidence:
    """Every hour, invoice, order and credit note of one customer in the time."""
    acts = question.tables["activities"]
    rows = acts.filter(
        within(acts.day, period), acts.account_id == account, acts.is_revenue | (acts.hours.fill_null(0) > 0)
    )
    return _activities(question, rows, f"hours, invoices, orders and credit notes of {name}, {period.text}")


def uninvoiced(question: Question, period: Period, accounts: Sequence[int]) -> Evidence:
    """Billable hours that were not invoiced, of these customers."""
    acts = question.tables["activities"]
    rows = acts.filter(
        within(acts.day, period),
        acts.day <= question.as_of_day - UNINVOICED_DAYS,
        acts.account_id.isin(list(accounts)),
        acts.hours > 0,
        acts.billable,
        ~acts.invoiced,
    )
    rule = f"hours that may be invoiced and were not, older than {UNINVOICED_DAYS} days, {period.text}"
    return _activities(question, rows, rule)


def _activities(question: Question, rows: ir.Table, rule: str) -> Evidence:
    total = question.collect(rows.aggregate(n=rows.count()))["n"][0].as_py()
    newest = rows.order_by([rows.day.desc(), rows.activity_id]).limit(EVIDENCE_LIMIT)
    ids = question.collect(newest.select("activity_id"))["activity_id"].to_pylist()
    return Evidence("activities", tuple(ids), total, rule)
