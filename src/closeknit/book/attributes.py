"""What is known of a party: every value a record states, and which one to show now."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from closeknit.book.corrected import BY_HAND
from closeknit.book.days import local_days
from closeknit.book.known import with_known_day
from closeknit.book.schema import ATTRIBUTES
from closeknit.claims import TITLE, TRAITS
from closeknit.engines.portable import look_up, look_up_some, part_of, remembered, stacked

OF_ACCOUNT = ("part", "account_id")
"""Columns that follow from who is whose custom, which what is known of a party itself tells."""
VALUES = [name for name in ATTRIBUTES.names if name not in OF_ACCOUNT]


@remembered
def attributes(values: ir.Table, people: ir.Table) -> ir.Table:
    """The table `attributes`, from its `values`."""
    rows = look_up(values, "party_id", people, "party_id", account_id="account_id")
    return rows.mutate(part=part_of(rows.account_id.fill_null(0)))


@remembered
def values_since(
    traits: ir.Table, corrected: ir.Table, keys: ir.Table, offsets: ir.Table, before: ir.Table, anew: ir.Table
) -> ir.Table:
    """The same as `values`, sooner: of all but the parties `anew` (party_id), what was known `before`
    (attributes)."""
    theirs = keys.semi_join(anew, "party_id")
    # Most claims are of others: they are left out before anything is put together.
    now = values(traits.semi_join(theirs, "key"), corrected.semi_join(theirs, "key"), keys, offsets)
    return stacked(now, before.anti_join(anew, "party_id").select(VALUES))


@remembered
def values(traits: ir.Table, corrected: ir.Table, keys: ir.Table, offsets: ir.Table) -> ir.Table:
    """What is known of parties, as VALUES: one row for each value and source, with the least record that
    states it. `corrected` holds what people corrected, as rows of claims.

    Shown now: what somebody corrected by hand, then a value that still holds before one that ended, then the
    newest, then the one that most records state.
    """
    said = stacked(traits.select(TRAITS.names), corrected)
    said = look_up_some(said, "key", keys, "key", party_id="party_id")
    stated = said.group_by("party_id", "name", "value", "since", "until", "stream_id").aggregate(
        record_id=said.record_id.min(), records=said.record_id.nunique()
    )
    rows = local_days(stated, offsets, since_day="since", until_day="until")
    rows = rows.mutate(times=rows.records.sum().over(group_by=["party_id", "name", "value"]))
    return _known(shown_now(rows, since="since", until="until")).select(VALUES)


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
