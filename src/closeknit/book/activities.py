"""What happened: one row an activity, with whose custom it is and what it is worth.

This is the only place for amounts. Which activities are one buying decision is decided in `purchases`.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from closeknit.book.days import local_days
from closeknit.book.money import currency_or_base, in_base
from closeknit.book.schema import ACTIVITIES
from closeknit.claims import ROLES_AT_WORK, SURVEY_ANSWERED
from closeknit.engines.portable import (
    MONEY,
    first_of_each,
    first_where_shared,
    look_up,
    look_up_some,
    money_sum,
    part_of,
    remembered,
    stable_id,
    stacked,
)
from closeknit.settings import Settings

REFUND = "refund.made"
VOID = "void"
BY_CASE = "account"
"""Role in the timeline of an account that only the case names."""

CUSTOMER_ROLES = (
    "payer", "end_user", "requester", "joined", "subject", "author", "sender", "recipient", "attendee",
    "organizer", "contact", "mentioned",
)  # fmt: skip
"""Roles that tell whose custom an activity is, the strongest first, where nobody is the buyer and no case
names an account."""

RANK_COUNTED, RANK_BUYER, RANK_CASE, RANK_OTHER, RANK_RESELLER = 0, 1, 2, 90, 91


def parts_played(settings: Settings) -> pa.Table:
    """The part that each kind of activity plays: columns kind and plays."""
    plays = sorted(settings.plays().items())
    return pa.table(
        {
            "kind": pa.array([k for k, _ in plays], pa.string()),
            "plays": pa.array([p for _, p in plays], pa.string()),
        }
    )


def role_ranks(settings: Settings) -> pa.Table:
    """How strongly a role tells whose custom an activity is: columns role and rank, the least first."""
    ranks = {role: RANK_CASE + 1 + place for place, role in enumerate(CUSTOMER_ROLES)}
    ranks |= {"sold_through": RANK_RESELLER, "buyer": RANK_BUYER, settings.count_by: RANK_COUNTED}
    return pa.table(
        {"role": pa.array(list(ranks), pa.string()), "rank": pa.array(list(ranks.values()), pa.int32())}
    )


@remembered
def participants(
    claims: Mapping[str, ir.Table], keys: ir.Table, people: ir.Table, ranks: ir.Table
) -> ir.Table:
    """activity_id, role, party_id, with the party's own account_id, ours, and the role's rank."""
    named = look_up_some(claims["participants"], "key", keys, "key", party_id="party_id")
    named = named.select("activity_id", "role", "party_id").distinct()
    named = look_up_some(named, "party_id", people, "party_id", account_id="account_id", ours="ours")
    named = look_up(named, "role", ranks, "role", known_rank="rank")
    return named.mutate(rank=named.known_rank.fill_null(RANK_OTHER)).drop("known_rank")


@remembered
def accounts(facts: ir.Table, took_part: ir.Table, cases: ir.Table) -> ir.Table:
    """activity_id, account_id, party_id, role: the one participant, or case, whose custom it is.

    Our own people are skipped unless they are the buyer themselves (work for ourselves).
    """
    may_be = ~took_part.role.isin(ROLES_AT_WORK) & (~took_part.ours | (took_part.rank <= RANK_BUYER))
    by_role = took_part.filter(may_be).select("activity_id", "account_id", "party_id", "role", "rank")
    told = cases.filter(cases.account_id != 0)
    by_case = look_up_some(
        facts.filter(facts.case_id.notnull()).select("activity_id", "case_id"),
        "case_id",
        told,
        "case_id",
        account_id="account_id",
    )
    by_case = by_case.select(
        "activity_id",
        "account_id",
        party_id=by_case.account_id,
        role=ibis.literal(BY_CASE),
        rank=ibis.literal(RANK_CASE).cast("int32"),
    )
    rows = stacked(by_role, by_case)
    order = [rows["rank"], rows.account_id, rows.party_id, rows.role]
    return first_of_each(rows, ["activity_id"], order).drop("rank")


@remembered
def facts(claims: Mapping[str, ir.Table], plays: ir.Table, offsets: ir.Table, settings: Settings) -> ir.Table:
    """One row an activity, before anything about accounts: its best record, parts, days and amount.

    Where several records speak of one activity, the one that states an amount and has the greatest
    number shows it. No amount stated: the sum of its lines.
    """
    said = claims["activities"]
    best = first_where_shared(
        said,
        ["activity_id"],
        lambda t: [t.amount.isnull().cast("int32"), t.record_id.desc(), t.version.desc(), t.stream_id],
    )
    lines = claims["lines"].select("activity_id", "record_id", "line_no", "amount").distinct()
    sums = lines.group_by("activity_id").aggregate(total=money_sum(lines.amount))
    best = look_up(best, "activity_id", sums, "activity_id", lines_total="total")
    net = (best.amount - best.tax.fill_null(0)).cast(MONEY)
    best = best.mutate(amount=ibis.coalesce(net, best.lines_total))
    best = currency_or_base(best, settings).mutate(case_id=stable_id(best.case_key))
    best = look_up(best, "kind", plays, "kind", part_played="plays")
    best = best.mutate(plays=best.part_played.fill_null("none"), at=best.occurred_at)
    best = best.mutate(score=_score(best))
    return local_days(best, offsets, day="occurred_at", known_day="known_at").select(FACTS)


FACTS = (
    "activity_id", "record_id", "kind", "plays", "case_id", "at", "day", "known_day", "amount", "currency",
    "hours", "cost", "billable", "invoiced", "score", "subject", "body", "link", "stream_id",
)  # fmt: skip


def _score(rows: ir.Table) -> ir.IntegerValue:
    """What the details of an answered survey hold as its score, such as `{"score": "9"}`; null otherwise."""
    stated = rows.details.re_extract(r'"score": "(10|[0-9])"', 1).nullif("")
    return ibis.ifelse(rows.kind == SURVEY_ANSWERED, stated, None).cast("int32")


@remembered
def placed(facts: ir.Table, accounts: ir.Table, rates: ir.Table) -> ir.Table:
    """`facts` as PLACED: with account and counted participant, and in the currency of the book."""
    rows = look_up(
        facts, "activity_id", accounts, "activity_id",
        account="account_id", counted_party="party_id", counted_role="role",
    )  # fmt: skip
    rows = rows.mutate(account_id=rows.account.fill_null(0))
    rows = rows.mutate(part=part_of(rows.account_id))
    return in_base(rows, rates, day="day", amount_base="amount", cost_base="cost").select(PLACED)


OF_ITSELF = tuple(name for name in ACTIVITIES.names if name != "is_revenue")
"""Columns of the table `activities` that no other activity has a say in."""
PLACED = (*OF_ITSELF, "body", "counted_party", "counted_role")


@remembered
def counted(rows: ir.Table, cases: ir.Table) -> ir.Table:
    """`rows`, with OF_ITSELF, and stands (not void), ordered (its case has an order) and is_revenue (see the
    schema). Of accounts and cases of which not all activities are among the rows, that is not known."""
    rows = look_up(rows, "case_id", cases, "case_id", case_status="status")
    sold, ordered, invoiced = _sold(rows)
    rows = look_up(rows, "account_id", sold, "account_id", sells="account_id")
    rows = look_up(rows, "case_id", invoiced, "case_id", case_invoiced="case_id")
    rows = look_up(rows, "case_id", ordered, "case_id", case_ordered="case_id")
    stands = rows.case_status.isnull() | (rows.case_status != VOID)
    asked = (rows.plays == "money") | ((rows.plays == "purchase") & rows.case_invoiced.isnull())
    paid_only = (rows.plays == "payment") & rows.sells.isnull()
    rows = rows.mutate(
        stands=stands, ordered=rows.case_ordered.notnull(), is_revenue=stands & (asked | paid_only)
    )
    return rows.drop("case_status", "sells", "case_invoiced", "case_ordered")


def _sold(rows: ir.Table) -> tuple[ir.Table, ir.Table, ir.Table]:
    """Accounts with an order or invoice; cases with an order; cases with an invoice."""
    order = rows.plays == "purchase"
    invoice = (rows.plays == "money") & (rows.kind != REFUND) & ((rows.amount >= 0) | rows.amount.isnull())
    sold = rows.filter(order | invoice).select("account_id").distinct()
    ordered = rows.filter(order & rows.case_id.notnull()).select("case_id").distinct()
    invoiced = rows.filter(invoice & rows.case_id.notnull()).select("case_id").distinct()
    return sold, ordered, invoiced
