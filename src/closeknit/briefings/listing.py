"""Customers or people as a long list: computed once by the engine, then cut a page at a time by key.

A page begins after the last row of the one before, named by its value and number, so that the ten-thousandth
page costs what the first does and nobody is shown twice when others come in between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.answers import ShownColumn
from closeknit.lenses.seam import Question

YEAR = 365
LEAST_NUMBER, LEAST_TEXT = -1e15, ""
"""What stands for an unknown value in the order, so that unknown ones come last."""

Of = Literal["customers", "people"]

COLUMNS: Mapping[Of, tuple[ShownColumn, ...]] = {
    "customers": (
        ShownColumn("name", "customer"),
        ShownColumn("standing", "is a"),
        ShownColumn("year", "last 12 months", kind="money"),
        ShownColumn("revenue", "in all", kind="money"),
        ShownColumn("purchases", "purchases", kind="number"),
        ShownColumn("bought_day", "last bought", kind="day"),
        ShownColumn("last_day", "last sign", kind="day"),
        ShownColumn("owner", "looked after by"),
    ),
    "people": (
        ShownColumn("name", "person"),
        ShownColumn("at", "at"),
        ShownColumn("last_day", "last sign", kind="day"),
        ShownColumn("days", "days heard of", kind="number"),
        ShownColumn("key", "known by"),
    ),
}
"""What a list shows, in order."""

FIRST = {"customers": ("year", True), "people": ("last_day", True)}
"""Column that a list is sorted by when nobody said, and whether downwards."""


@dataclass(frozen=True)
class Wanted:
    """Which rows: sorted by a column, those whose name holds `text`, after the row (value, number)."""

    sort: str
    down: bool
    text: str = ""
    standing: str = ""
    after: tuple[Any, int] | None = None
    most: int = 50


@dataclass(frozen=True)
class Rows:
    """Rows of a list, the address of the next page (None on the last) and how many there are in all."""

    rows: tuple[dict[str, Any], ...]
    after: tuple[Any, int] | None
    total: int


def everybody(question: Question, of: Of) -> pa.Table:
    """All rows of a list with all its columns: computed once, kept while the tables are the same."""
    return question.collect(_customers(question) if of == "customers" else _people(question))


def _customers(question: Question) -> ir.Table:
    parties, acts = question.tables["parties"], question.tables["activities"]
    bought = question.tables["purchases"]
    own = parties.filter((parties.account_id == parties.party_id) & (parties.standing != "ours"))
    recent = acts.day > question.as_of_day - YEAR
    money = acts.group_by("account_id").agg(
        revenue=acts.amount_base.sum(where=acts.is_revenue).cast("float64"),
        year=acts.amount_base.sum(where=acts.is_revenue & recent).cast("float64"),
    )
    counted = bought.filter(bought.kind != "end")
    purchases = counted.group_by("account_id").agg(
        purchases=counted.count().cast("int64"), bought_day=counted.day.max()
    )
    owners = parties.select(owner_party=parties.party_id, owner=parties.name)
    found = own.left_join(money, own.party_id == money.account_id).drop("account_id_right")
    found = found.left_join(purchases, found.party_id == purchases.account_id).drop("account_id_right")
    found = found.left_join(owners, found.owner_id == owners.owner_party)
    names = [c.name for c in COLUMNS["customers"]]
    return found.select("party_id", "key", *[n for n in names if n != "key"])


def _people(question: Question) -> ir.Table:
    parties, line = question.tables["parties"], question.tables["timeline"]
    persons = parties.filter((parties.kind == "person") & (parties.standing != "ours"))
    heard = line.group_by("party_id").agg(days=line.day.nunique().cast("int64"))
    firms = parties.select(firm=parties.party_id, at=parties.name)
    found = persons.left_join(heard, persons.party_id == heard.party_id).drop("party_id_right")
    found = found.left_join(firms, (found.account_id == firms.firm) & (found.party_id != firms.firm))
    return found.select("party_id", "key", "standing", "name", "at", "last_day", "days")


def page(everyone: pa.Table, wanted: Wanted) -> Rows:
    """The rows wanted of those of `everybody`."""
    chosen = _filtered(everyone, wanted)
    place = _place(chosen[wanted.sort])
    total = chosen.num_rows
    chosen = chosen.append_column(PLACE, place)
    if wanted.after is not None:
        chosen = chosen.filter(_later(chosen, wanted))
    order = [(PLACE, "descending" if wanted.down else "ascending"), ("party_id", "ascending")]
    first = chosen.take(pc.sort_indices(chosen, sort_keys=order)[: wanted.most + 1])
    rows = tuple(first.slice(0, wanted.most).to_pylist())
    more = first.num_rows > wanted.most
    return Rows(rows, (rows[-1][PLACE], rows[-1]["party_id"]) if more else None, total)


PLACE = "_place"
"""Column that a list is sorted by while a page is cut out."""


def _filtered(everyone: pa.Table, wanted: Wanted) -> pa.Table:
    chosen = everyone
    for word in wanted.text.split():
        named = [pc.match_substring(chosen[n], word, ignore_case=True) for n in ("name", "key")]
        chosen = chosen.filter(pc.or_kleene(*named))
    if wanted.standing:
        chosen = chosen.filter(pc.equal(chosen["standing"], wanted.standing))
    return chosen


def _place(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """What a row is sorted by: unknown values below all others; texts without regard to case."""
    if pa.types.is_string(column.type):
        return pc.fill_null(pc.utf8_lower(column), LEAST_TEXT)
    return pc.fill_null(column.cast(pa.float64()), LEAST_NUMBER)


def _later(chosen: pa.Table, wanted: Wanted) -> pa.ChunkedArray:
    value, number = wanted.after or (LEAST_NUMBER, 0)
    compare = pc.less if wanted.down else pc.greater
    try:
        at = pa.scalar(value, chosen[PLACE].type)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        # The address names a place in the order of another column: begin at the beginning.
        return pa.chunked_array([pa.array([True] * chosen.num_rows)])
    same = pc.and_(pc.equal(chosen[PLACE], at), pc.greater(chosen["party_id"], number))
    return pc.or_(compare(chosen[PLACE], at), same)
