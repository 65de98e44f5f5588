"""What a profit answer asks the engine for: one row a customer, in expressions both engines run.

Money is summed in decimals and cast once summed. Nothing here judges a figure.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from closeknit.lenses.profit.period import Period, Periods, within
from closeknit.lenses.seam import Question
from closeknit.lenses.unrated import is_unrated

UNINVOICED_DAYS = 45
"""Hours younger than this may still go onto the next invoice."""


def client_sums(question: Question, periods: Periods) -> ir.Table:
    """One row for each account with money, hours, costs or tickets in the time: what it brought and took.

    Columns: party_id, name, key, standing, owner_id, revenue, unrated, hours, costed_hours,
    time_cost, other_cost, flagged_hours, billed_hours, uninvoiced_hours, uninvoiced_since, stated_margin,
    goods_cost.
    """
    period = periods.worked or periods.asked
    sums = _activity_sums(question, period)
    goods = _goods_sums(question, period)
    parties = question.tables["parties"]
    named = parties.select("party_id", "name", "key", "standing", "owner_id")
    joined = sums.left_join(goods, sums.account_id == goods.goods_account)
    return named.inner_join(joined, named.party_id == joined.account_id).filter(named.standing != "ours")


def _activity_sums(question: Question, period: Period) -> ir.Table:
    acts = question.tables["activities"]
    acts = acts.filter(within(acts.day, period), acts.account_id != 0)
    acts = acts.filter(
        acts.is_revenue | (acts.hours > 0) | acts.cost_base.notnull() | (acts.kind == "ticket.opened")
    )
    worked = acts.hours.fill_null(0) > 0
    owed = worked & acts.billable & ~acts.invoiced & (acts.day <= question.as_of_day - UNINVOICED_DAYS)
    costed = worked & (acts.cost_base.fill_null(0) > 0)
    return acts.group_by("account_id").aggregate(
        revenue=_sum(acts.amount_base, acts.is_revenue),
        unrated=is_unrated(acts).sum(),
        hours=_sum(acts.hours, worked),
        costed_hours=_sum(acts.hours, costed),
        time_cost=_sum(acts.cost_base, costed),
        other_cost=_sum(acts.cost_base, ~worked),
        flagged_hours=_sum(acts.hours, worked & acts.billable.notnull() & acts.invoiced.notnull()),
        billed_hours=_sum(acts.hours, worked & acts.invoiced),
        uninvoiced_hours=_sum(acts.hours, owed),
        uninvoiced_since=acts.day.min(where=owed),
    )


def _goods_sums(question: Question, period: Period) -> ir.Table:
    """Where lines state their margin: what the goods of each account cost."""
    lines = question.tables["lines"]
    stated = lines.filter(within(lines.day, period), lines.profit_base.notnull(), lines.account_id != 0)
    return stated.group_by(goods_account=stated.account_id).aggregate(
        stated_margin=stated.count(),
        goods_cost=_sum(stated.amount_base - stated.profit_base, ibis.literal(True)),
    )


def elsewhere(question: Question, period: Period) -> ir.Table:
    """Hours and stated cost of work on nobody's account, or on our own: never spread over customers."""
    acts, parties = question.tables["activities"], question.tables["parties"]
    customers = parties.filter(parties.standing != "ours").select(account=parties.party_id)
    work = acts.filter(within(acts.day, period), acts.hours > 0)
    ours = work.anti_join(customers, work.account_id == customers.account)
    return ours.aggregate(
        hours=_sum(ours.hours, ibis.literal(True)),
        costed_hours=_sum(ours.hours, ours.cost_base.fill_null(0) > 0),
        cost=_sum(ours.cost_base, ibis.literal(True)),
    )


def product_sums(question: Question, period: Period) -> ir.Table:
    """One row for each product whose lines state a margin: product, revenue, profit, lines."""
    lines = question.tables["lines"]
    stated = lines.filter(within(lines.day, period), lines.profit_base.notnull(), lines["product"].notnull())
    return stated.group_by("product").aggregate(
        revenue=_sum(stated.amount_base, ibis.literal(True)),
        profit=_sum(stated.profit_base, ibis.literal(True)),
        lines=stated.count(),
    )


def _sum(amount: ir.DecimalValue, where: ir.BooleanValue) -> ir.FloatingValue:
    """A sum in decimals, as a float once summed; 0 where there is nothing to sum."""
    return amount.sum(where=where.fill_null(False)).cast("float64").fill_null(0.0)
