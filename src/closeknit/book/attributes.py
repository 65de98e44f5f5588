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
def values(traits: ir.Table, corrected: ir.Table, keys: ir.Table, offsets: ir.Table) -> ir.Table:
    """What is known of parties, as VALUES: one row for each value and source, with the least record that
    states it. `corrected` holds what people corrected, as rows of claims.

    Shown now: what somebody corrected by hand, then a value that still holds before one that ended, then the
    newest, then the one that most records state.
    """
    return _shown(stated(stacked(traits.select(TRAITS.names), corrected), keys), offsets)


STATED = ("party_id", "name", "value", "since", "until", "stream_id")
"""What tells one stated value from another."""


@remembered
def stated(traits: ir.Table, keys: ir.Table) -> ir.Table:
    """Each value that traits state of a party, as STATED, with the least record that states it (record_id)
    and how many do (records)."""
    said = look_up_some(traits, "key", keys, "key", party_id="party_id")
    return said.group_by(STATED).aggregate(record_id=said.record_id.min(), records=said.record_id.nunique())


@remembered
def undated(before: ir.Table) -> ir.Table:
    """What was known `before` (attributes) as `stated`: of parties of whom nothing is dated, see `dated`."""
    never = ibis.null().cast("timestamp")
    return before.select(
        "party_id", "name", "value", "stream_id", "record_id", "records", since=never, until=never
    )


@remembered
def dated(before: ir.Table, new: ir.Table) -> ir.Table:
    """party_id of whoever something dated was known of before (attributes), or is newly stated (`stated`). It
    holds from a moment, of which the book keeps the day alone."""
    was = before.since_day.notnull() | before.until_day.notnull() | (before.name == TITLE)
    now = new.since.notnull() | new.until.notnull() | (new.name == TITLE)
    return stacked(before.filter(was).select("party_id"), new.filter(now).select("party_id")).distinct()


@remembered
def values_added(had: ir.Table, new: ir.Table, offsets: ir.Table) -> ir.Table:
    """As `values`, of what different records state: each as `stated`."""
    both = stacked(had.select(new.columns), new)
    rows = both.group_by(STATED).aggregate(record_id=both.record_id.min(), records=both.records.sum())
    return _shown(rows, offsets)


def _shown(stated: ir.Table, offsets: ir.Table) -> ir.Table:
    """Stated values as VALUES."""
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
