"""What activities come to, account by account: of whoever took part, and of the stream that tells of them.

Kept with each version of the book: of accounts that a change does not reach, they are what they were. Who
stands for what, and since when, follows from them without going through all that happened.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from closeknit.claims import JOB_CHANGED, LEFT
from closeknit.columns import Column, TableSchema
from closeknit.engines.portable import remembered, stacked

PARTY_SUMS = TableSchema(
    "party_sums",
    "what activities under an account come to: of a party that took part, and of the account as a customer",
    (
        Column("account_id", "int64", "under which they stand; 0: nobody known"),
        Column("party_id", "int64", "who took part; the account, of those that are its custom"),
        Column("first_day", "int32", "local day of the first", "day"),
        Column("last_day", "int32", "local day of the last", "day"),
        Column("sold", "bool", "something was sold to the account"),
        Column("sold_through", "bool", "the party sold it on"),
        Column("met", "bool", "the party took part in something that is no outside event"),
    ),
)
STREAM_SUMS = TableSchema(
    "stream_sums",
    "what a stream tells of an account",
    (
        Column("account_id", "int64", "of which; 0: nobody known"),
        Column("stream_id", "text", "source and stream"),
        Column("more", "bool", "something that is no outside event"),
    ),
)


@remembered
def party_sums(activities: ir.Table, timeline: ir.Table) -> ir.Table:
    """PARTY_SUMS of these activities (with is_revenue) and of who took part in them."""
    no = ibis.literal(False)
    took = timeline.group_by("account_id", "party_id").aggregate(
        first_day=timeline.day.min(),
        last_day=timeline.day.max(),
        sold_through=_any(timeline.role == "sold_through"),
        met=_any(timeline.plays != "trigger"),
    )
    own = activities.filter(activities.account_id != 0)
    bought = own.group_by("account_id").aggregate(
        first_day=own.day.min(), last_day=own.day.max(), sold=_any(own.is_revenue)
    )
    return stacked(
        took.mutate(sold=no).select(PARTY_SUMS.names),
        bought.mutate(party_id=bought.account_id, sold_through=no, met=no).select(PARTY_SUMS.names),
    )


@remembered
def stream_sums(activities: ir.Table, left: ir.Table) -> ir.Table:
    """STREAM_SUMS of these activities; `left` holds those that tell which firm was left."""
    # A change of jobs that lists show makes no feed of them.
    listed = activities.filter(activities.kind == JOB_CHANGED).semi_join(left, "activity_id")
    rows = activities.anti_join(listed, "activity_id")
    return rows.group_by("account_id", "stream_id").aggregate(more=_any(rows.plays != "trigger"))


def that_tell_who_was_left(timeline: ir.Table) -> ir.Table:
    """activity_id of changes of jobs that tell which firm was left."""
    return timeline.filter(timeline.role == LEFT).select("activity_id")


def _any(holds: ir.BooleanValue) -> ir.BooleanValue:
    return holds.cast("int32").max() == 1
