"""What the engine adds up for the question on customers: Ibis expressions that run on both engines.

Each gives at most one row a customer, product or day. Nothing is estimated here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from closeknit.day_numbers import date_to_day
from closeknit.engines.portable import MONEY
from closeknit.lenses.revenue import YEAR, revenue
from closeknit.lenses.seam import Question

UNDER_CONTRACT = ("contract", "steady")
"""Rules of purchases that go on until they are ended: they have a term, not a rhythm."""


def bought(question: Question) -> ir.Table:
    """Purchases of known customers; what ran out is no purchase."""
    p = question.tables["purchases"]
    return p.filter(p.kind != "end", p.account_id != 0)


def papers(question: Question, accounts: Sequence[int]) -> ir.Table:
    """The orders, invoices and payments behind purchases of these: party_id, day, activity_id."""
    p = bought(question)
    p = p.filter(p.account_id.isin(list(accounts))).select("purchase_id", party_id="account_id")
    links = question.tables["purchase_activities"].select("purchase_id", "activity_id")
    days = question.tables["activities"].select("activity_id", "day")
    linked = p.inner_join(links, "purchase_id").inner_join(days, "activity_id")
    return linked.select("party_id", "day", "activity_id").distinct()


def papers_by_day(purchases: ir.Table) -> ir.Table:
    """By the day they were decided, how many papers purchases group, and how many purchases have any."""
    some = purchases.filter(purchases.activities > 0)
    return some.group_by("day").aggregate(papers=some.activities.sum(), purchases=some.count())


def papers_since(question: Question, purchases: ir.Table, since: int) -> ir.Table:
    """activity_id and day of the papers behind purchases, from a day on; none is in two purchases."""
    acts = question.tables["activities"]
    acts = acts.filter(acts.day >= since).select("activity_id", "day")
    links = question.tables["purchase_activities"].select("purchase_id", "activity_id")
    # Few papers first: the engine then goes through all purchases once and need not put them at hand.
    return links.inner_join(acts, "activity_id").semi_join(purchases, "purchase_id")


def freely(question: Question) -> ir.Table:
    """Purchases that no contract brings about."""
    p = bought(question)
    return p.filter(p.rule.notin(UNDER_CONTRACT))


def customers(question: Question, days: ir.Table) -> ir.Table:
    """One row a customer: its purchases and its money, with name and who looks after it.

    days: those of `bought_on`.
    """
    base = _purchases(question)
    who = question.tables["parties"]
    who = who.select("party_id", "name", "key", "kind", "standing", "owner_id")
    rows = base.inner_join(who, base.account_id == who.party_id).drop("party_id")
    rows = rows.filter(rows.standing != "ours").drop("standing")
    for more in (rhythm(days, question.as_of_day), revenue(question)):
        rows = rows.left_join(more, "account_id").drop("account_id_right")
    return rows.order_by("account_id")


def _purchases(question: Question) -> ir.Table:
    p = bought(question)
    return p.group_by("account_id").aggregate(
        purchases=p.count(),
        first_day=p.day.min(),
        last_day=p.day.max(),
        spent=_float(p.amount_base.sum()),
        largest=_float(p.amount_base.max()),
        unknown_amounts=p.amount_base.isnull().cast("int64").sum(),
    )


def bought_on(question: Question) -> ir.Table:
    """One row a customer and day on which it bought without a contract: account_id, day, amount, gap.

    gap: days since the one before, null on the first; the same whichever day one looks back from.
    """
    p = freely(question)
    days = p.group_by("account_id", "day").aggregate(amount=p.amount_base.sum().cast(MONEY))
    before = days.day.lag().over(ibis.window(group_by="account_id", order_by="day"))
    return days.mutate(gap=days.day - before)


def rhythm(days: ir.Table, until: int) -> ir.Table:
    """One row a customer who buys without a contract, up to a day: how often, at what gaps, how much.

    days: those of `bought_on`. Purchases of one day count as one. gaps: days between them; logarithms are
    summed as decimals, so that every engine finds the same. again: money of all purchases but the first.
    """
    days = days.filter(days.day <= until)
    days = days.mutate(paid=ibis.ifelse(days.amount > 0, days.amount, ibis.null(MONEY)))
    again = ibis.ifelse(days.gap.isnull(), ibis.null(MONEY), days.amount)
    return days.group_by("account_id").aggregate(
        days=days.count(),
        rhythm_first=days.day.min(),
        rhythm_last=days.day.max(),
        usual_gap=days.gap.median().cast("float64"),
        log_gaps=_float(_log(days.gap).sum()),
        log_gaps_squared=_float((days.gap.cast("float64").ln() ** 2).cast("decimal(18, 6)").sum()),
        shortest_gap=days.gap.min(),
        longest_gap=days.gap.max(),
        paid_days=days.paid.count(),
        paid=_float(days.paid.sum()),
        log_paid=_float(_log(days.paid).sum()),
        again=_float(again.sum()),
    )


def gaps(days: ir.Table, until: int) -> ir.Table:
    """Every gap between days of purchase of one customer without a contract, and how often it is seen.

    days: those of `bought_on`.
    """
    known = days.filter(days.gap.notnull(), days.day <= until)
    return known.group_by("gap").aggregate(times=known.count()).order_by("gap")


def all_terms(question: Question) -> ir.Table:
    """Every contract and retainer there ever was: account_id, day, ends_day (null: open), rule."""
    p = bought(question)
    p = p.filter(p.rule.isin(UNDER_CONTRACT), p.day <= question.as_of_day)
    return p.select("purchase_id", "account_id", "day", "ends_day", "activities", "rule").order_by(
        "account_id", "day", "ends_day", "purchase_id"
    )


def terms(question: Question) -> ir.Table:
    """One row a contract or retainer that ran within the last three years, or still runs."""
    p = bought(question)
    p = p.filter(p.rule.isin(UNDER_CONTRACT), p.ends_day > question.as_of_day - 3 * YEAR)
    return p.select(
        "purchase_id",
        "account_id",
        "day",
        "ends_day",
        "term_days",
        "activities",
        "rule",
        amount=_float(p.amount_base),
    ).order_by("account_id", "ends_day", "day", "purchase_id")


def contracts_over(question: Question) -> ir.Table:
    """One row: contracts that were renewed, and those that ended; retainers paid by the month are not in."""
    p = question.tables["purchases"]
    long = p.filter((p.rule == "contract") | ((p.rule == "steady") & (p.term_days >= 300)))
    return long.aggregate(
        renewed=(long.kind == "renewal").cast("int64").sum().fill_null(0),
        ended=(long.kind == "end").cast("int64").sum().fill_null(0),
    )


def by_day(question: Question) -> ir.Table:
    """Purchases by the day they were decided."""
    p = bought(question)
    return p.group_by("day").aggregate(purchases=p.count()).order_by("day")


def by_product(question: Question) -> ir.Table:
    """Money and customers of each product in the last twelve months."""
    lines = question.tables["lines"]
    lines = lines.filter(
        lines.product.notnull(), lines.day > question.as_of_day - YEAR, lines.day <= question.as_of_day
    )
    each = lines.group_by("product", "account_id").aggregate(
        amount=lines.amount_base.sum().cast(MONEY), lines=lines.count()
    )
    return each.group_by("product").aggregate(
        amount=_float(each.amount.sum()), customers=each.count(), lines=each.lines.sum()
    )


def of_product(question: Question, product: str) -> ir.Table:
    """activity_id of what holds a product, in the last twelve months."""
    lines = question.tables["lines"]
    lines = lines.filter(
        lines.product == product, lines.day > question.as_of_day - YEAR, lines.day <= question.as_of_day
    )
    return lines.select("activity_id").distinct()


def bought_in(question: Question, months: Sequence[tuple[int, int]]) -> ir.Table:
    """Purchases decided in any of these (year, month)."""
    p = bought(question)
    inside = ibis.literal(False)
    for year, month in months:
        first = date_to_day(date(year, month, 1))
        after = date_to_day(date(year + month // 12, month % 12 + 1, 1))
        inside = inside | ((p.day >= first) & (p.day < after))
    return p.filter(inside)


def through(question: Question, reseller: int) -> ir.Table:
    """activity_id of revenue that came through a reseller in the last twelve months."""
    line, acts = question.tables["timeline"], question.tables["activities"]
    line = line.filter(line.role == "sold_through", line.party_id == reseller).select("activity_id")
    acts = acts.filter(acts.is_revenue, acts.day > question.as_of_day - YEAR, acts.day <= question.as_of_day)
    return acts.semi_join(line, "activity_id").select("activity_id").distinct()


def by_reseller(question: Question) -> ir.Table:
    """Revenue of the last twelve months that came through each reseller, and from how many customers."""
    line, acts = question.tables["timeline"], question.tables["activities"]
    through = line.filter(line.role == "sold_through").select("activity_id", reseller="party_id").distinct()
    acts = acts.filter(acts.is_revenue, acts.day > question.as_of_day - YEAR, acts.day <= question.as_of_day)
    acts = acts.select("activity_id", "account_id", "amount_base")
    each = through.inner_join(acts, "activity_id")
    each = each.filter(each.account_id != each.reseller)
    each = each.group_by("reseller", "account_id").aggregate(amount=each.amount_base.sum().cast(MONEY))
    return each.group_by("reseller").aggregate(amount=_float(each.amount.sum()), customers=each.count())


def nobody_known(question: Question) -> ir.Table:
    """One row: purchases and money that belong to nobody known."""
    acts = question.tables["activities"]
    acts = acts.filter(acts.is_revenue, acts.account_id == 0)
    return acts.aggregate(papers=acts.count(), amount=_float(acts.amount_base.sum()))


def _log(column: ir.NumericColumn) -> ir.DecimalColumn:
    return column.cast("float64").ln().cast("decimal(18, 6)")


def _float(value: ir.DecimalValue) -> ir.FloatingValue:
    return value.cast("float64")
