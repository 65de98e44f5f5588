"""The rows behind a finding on money and hours: their ids, and the rule that chose them, in words."""

from __future__ import annotations

from collections.abc import Sequence

from closeknit.answers import Evidence
from closeknit.engines.portable import among
from closeknit.lenses.behind import behind
from closeknit.lenses.profit.period import Period, within
from closeknit.lenses.profit.sums import UNINVOICED_DAYS
from closeknit.lenses.seam import Question


def hours_and_revenue(question: Question, account: int, period: Period, name: str) -> Evidence:
    """Every hour, invoice, order and credit note of one customer in the time."""
    acts = question.tables["activities"]
    rows = acts.filter(
        within(acts.day, period), acts.account_id == account, acts.is_revenue | (acts.hours.fill_null(0) > 0)
    )
    rule = f"hours, invoices, orders and credit notes of {name}, {period.text}"
    return behind(question, "activities", rows, rule, newest="day")


def uninvoiced(question: Question, period: Period, accounts: Sequence[int]) -> Evidence:
    """Billable hours that were not invoiced, of these customers."""
    acts = question.tables["activities"]
    rows = acts.filter(
        within(acts.day, period),
        acts.day <= question.as_of_day - UNINVOICED_DAYS,
        acts.account_id != 0,
        acts.hours > 0,
        acts.billable,
        ~acts.invoiced,
    )
    rows = among(rows, "account_id", accounts)
    rule = f"hours that may be invoiced and were not, older than {UNINVOICED_DAYS} days, {period.text}"
    return behind(question, "activities", rows, rule, newest="day")
