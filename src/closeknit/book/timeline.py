"""Who took part in what, account by account in order of time; and what was written and sold there."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from closeknit.book.activities import BY_CASE
from closeknit.book.money import in_base
from closeknit.engines.portable import look_up, look_up_some, part_of, remembered, stacked

ABOUT = ("at", "day", "known_day", "kind", "plays", "case_id", "stream_id")


@remembered
def timeline(activities: ir.Table, took_part: ir.Table) -> ir.Table:
    """The table `timeline`.

    A row stands under the participant's own account, so that a reseller sees its sales and each of two
    customers in one meeting sees it; our own people stand under the account of the activity. An account
    that only the case names gets a row of its own, in the role `account`.
    """
    about = {name: name for name in ABOUT}
    rows = look_up_some(
        took_part.rename(own_account="account_id"), "activity_id", activities, "activity_id",
        account="account_id", counted_party="counted_party", counted_role="counted_role", **about,
    )  # fmt: skip
    rows = rows.mutate(
        account_id=ibis.ifelse(rows.ours, rows.account, rows.own_account),
        counts=((rows.party_id == rows.counted_party) & (rows.role == rows.counted_role)).fill_null(False),
    )
    by_case = activities.filter(activities.counted_role == BY_CASE)
    by_case = by_case.select(
        "account_id", *ABOUT, "activity_id", party_id="counted_party", role="counted_role",
        counts=ibis.literal(True),
    )  # fmt: skip
    columns = ["account_id", *ABOUT, "activity_id", "party_id", "role", "counts"]
    rows = stacked(rows.select(columns), by_case.select(columns))
    return rows.mutate(part=part_of(rows.account_id))


@remembered
def texts(activities: ir.Table) -> ir.Table:
    """The table `texts`: activities that say something."""
    return activities.filter(activities.subject.notnull() | activities.body.notnull())


@remembered
def lines(
    claims: Mapping[str, ir.Table], activities: ir.Table, products: ir.Table, rates: ir.Table
) -> ir.Table:
    """The table `lines`. `products` gives a product_id for each product_key as written."""
    columns = [
        "activity_id",
        "record_id",
        "line_no",
        "product_key",
        "description",
        "quantity",
        "amount",
        "profit",
    ]
    rows = claims["lines"].select(columns).distinct()
    rows = look_up_some(
        rows, "activity_id", activities, "activity_id",
        account_id="account_id", day="day", currency="currency", part="part",
    )  # fmt: skip
    rows = look_up(rows, "product_key", products, "product_key", product_id="product_id")
    rows = in_base(rows, rates, day="day", amount_base="amount", profit_base="profit")
    return rows.mutate(product=rows.product_key)
