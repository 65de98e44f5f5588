"""The rows behind a finding on money and hours: their ids, and the rule that chose them, in words."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

from closeknit.answers import Evidence
from closeknit.engines.portable import among
from closeknit.lenses.behind import behind
from closeknit.lenses.profit.period import Period, periods, within
from closeknit.lenses.profit.sums import UNINVOICED_DAYS
from closeknit.lenses.seam import Question


def hours_and_revenue(question: Question, account: int, period: Period, name: str) -> Evidence:
    """Every hour, invoice, order and credit note of one customer in the time."""
    rows = _worked_and_paid(question, period, [account])
    rule = f"hours, invoices, orders and credit notes of {name}, {period.text}"
    return behind(question, "activities", rows, rule, newest="day")


def uninvoiced(question: Question, period: Period, accounts: Sequence[int]) -> Evidence:
    """Billable hours that were not invoiced, of these customers."""
    rows = _uninvoiced(question, period, accounts)
    rule = f"hours that may be invoiced and were not, older than {UNINVOICED_DAYS} days, {period.text}"
    return behind(question, "activities", rows, rule, newest="day")


def work_and_revenue(question: Question, accounts: Sequence[int]) -> ir.Table:
    """What these customers took and brought in the time with timesheets: party_id, day, activity_id."""
    return _of_whom(_worked_and_paid(question, _shown(question), accounts))


def hours_owed(question: Question, accounts: Sequence[int]) -> ir.Table:
    """Hours of these customers that may be invoiced and were not: party_id, day, activity_id."""
    return _of_whom(_uninvoiced(question, _shown(question), accounts))


def _shown(question: Question) -> Period:
    time = periods(question)
    return time.worked or time.asked


def _of_whom(rows: ir.Table) -> ir.Table:
    return rows.select("day", "activity_id", party_id="account_id")


def _worked_and_paid(question: Question, period: Period, accounts: Sequence[int]) -> ir.Table:
    acts = question.tables["activities"]
    rows = acts.filter(within(acts.day, period), acts.is_revenue | (acts.hours.fill_null(0) > 0))
    return among(rows, "account_id", accounts)


def _uninvoiced(question: Question, period: Period, accounts: Sequence[int]) -> ir.Table:
    acts = question.tables["activities"]
    rows = acts.filter(
        within(acts.day, period),
        acts.day <= question.as_of_day - UNINVOICED_DAYS,
        acts.account_id != 0,
        acts.hours > 0,
        acts.billable,
        ~acts.invoiced,
    )
    return among(rows, "account_id", accounts)
