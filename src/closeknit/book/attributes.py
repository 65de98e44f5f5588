"""What is known of a party: every value a record states, and which one to show now."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from closeknit.book.corrected import BY_HAND
from closeknit.book.days import local_days
from closeknit.book.known import with_known_day
from closeknit.claims import TITLE
from closeknit.engines.portable import look_up, look_up_some, part_of, remembered, stacked


@remembered
def attributes(
    claims: Mapping[str, ir.Table], keys: ir.Table, people: ir.Table, offsets: ir.Table
) -> ir.Table:
    """The table `attributes`: one row for each value and source, with the least record that states it.

    Shown now: what somebody corrected by hand, then a value that still holds before one that ended, then the
    newest, then the one that most records state.
    """
    said = look_up_some(claims["traits"], "key", keys, "key", party_id="party_id")
    stated = said.group_by("party_id", "name", "value", "since", "until", "stream_id").aggregate(
        record_id=said.record_id.min(), records=said.record_id.nunique()
    )
    rows = local_days(stated, offsets, since_day="since", until_day="until")
    rows = rows.mutate(times=rows.records.sum().over(group_by=["party_id", "name", "value"]))
    rows = _known(shown_now(rows, since="since", until="until"))
    rows = look_up(rows, "party_id", people, "party_id", account_id="account_id")
    return rows.mutate(part=part_of(rows.account_id.fill_null(0)))


def _known(rows: ir.Table) -> ir.Table:
    """`rows` with `known_day`: a title that one source shows after another is known from that file on."""
    titles = with_known_day(
        rows.filter(rows.name == TITLE), ["party_id", "name", "stream_id"], ["value", "record_id"]
    )
    others = rows.filter(rows.name != TITLE)
    return stacked(titles, others.mutate(known_day=others.since_day))


def shown_now(rows: ir.Table, *, since: str, until: str) -> ir.Table:
    """`rows` with `newest`: true on the one value of each attribute to show.

    `since` and `until` name its columns of time; `times` says how many records state the value.
    """
    order = [
        (rows.stream_id != BY_HAND).cast("int32"),
        rows[until].notnull().cast("int32"),
        rows[since].desc(nulls_first=False),
        rows.times.desc(),
        rows.value,
        rows.stream_id,
        rows.record_id,
        rows[until].desc(nulls_first=False),
    ]
    place = ibis.row_number().over(group_by=["party_id", "name"], order_by=order)
    return rows.mutate(newest=place == 0)
