"""What was loaded as an object-centric event log in the terms of OCEL 2.0: events, objects, how they relate.

An event is an activity. Objects are persons, organizations, cases (deals, tickets, projects …), purchases and
products. An event names each object with the part it had; a person names its employer, a case its customer.
What is known of an object since a day is a dated value of it; the standard knows no end of a value, so ends
are left out. Of several sources that state a value since one day, the one that is shown elsewhere is taken.

Source: Berti et al. (2023), OCEL 2.0 Specification, arXiv 2403.01975; ocel-standard.org.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from closeknit.day_numbers import day_to_date

Value = str | int | float | bool | datetime
Collect = Callable[[ir.Table], pa.Table]

BATCH = 8_192
"""Rows that are plain values at one time."""

EVENT_COLUMNS = {
    "amount": "float", "currency": "string", "amount_base": "float", "hours": "float",
    "cost_base": "float", "billable": "boolean", "invoiced": "boolean", "subject": "string",
    "link": "string", "stream_id": "string",
}  # fmt: skip
"""Columns of `activities` that become attributes of an event, with their types there."""

PARTY_COLUMNS = {"name": "string", "standing": "string"}
CASE_COLUMNS = {
    "name": "string", "status": "string", "type": "string", "stage": "string", "opened_at": "time",
    "due_at": "time", "closed_at": "time", "amount": "float", "currency": "string", "open_base": "float",
    "estimate_hours": "float",
}  # fmt: skip
PURCHASE_COLUMNS = {"kind": "string", "at": "time", "amount_base": "float", "term_days": "integer"}
PRODUCT_COLUMNS = {"name": "string"}
"""Columns that become attributes of an object: those it has as long as we know."""

EARLIEST = datetime(1970, 1, 1)
"""Since when a value holds that has no date."""


@dataclass(frozen=True)
class Kind:
    """A type of events or objects, and the type of each attribute: string, time, integer, float, boolean."""

    name: str
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class Link:
    """An object that an event or another object names, and as what."""

    to: str
    qualifier: str


@dataclass(frozen=True)
class Event:
    """Something that happened, at a time (UTC)."""

    id: str
    kind: str
    at: datetime
    attributes: Mapping[str, Value]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Stated:
    """An attribute of an object has a value since a time (UTC); None: as long as we know."""

    name: str
    value: Value
    since: datetime | None = None


@dataclass(frozen=True)
class Thing:
    """An object with its values, those without a date first, then by date."""

    id: str
    kind: str
    values: tuple[Stated, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class EventLog:
    """A whole log. Objects are held; events, of which there are many more, are gone through."""

    event_kinds: tuple[Kind, ...]
    object_kinds: tuple[Kind, ...]
    objects: tuple[Thing, ...]
    events: Callable[[], Iterator[Event]]


def event_log(tables: Mapping[str, ir.Table], collect: Collect) -> EventLog:
    """The log of a book, given as expressions with a way to run them."""
    objects = _objects(tables, collect)
    known = frozenset(one.id for one in objects)
    happened, links = collect(_activities(tables)), collect(_taking_part(tables))
    return EventLog(
        event_kinds=_event_kinds(happened),
        object_kinds=_object_kinds(objects),
        objects=objects,
        events=lambda: _events(happened, links, known),
    )


# Events


def _activities(tables: Mapping[str, ir.Table]) -> ir.Table:
    t = tables["activities"]
    t = t.mutate(currency=ibis.ifelse(t.amount.notnull(), t.currency, ibis.null().cast("string")))
    return t.select("activity_id", "kind", "at", *EVENT_COLUMNS).order_by("at", "activity_id")


def _taking_part(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Who and what each activity names, in the order of `_activities`: activity_id, object, qualifier."""
    acts, line, goods = tables["activities"], tables["timeline"], tables["lines"]
    whose, cased = acts.filter(acts.account_id != 0), acts.filter(acts.case_id.notnull())
    papers, sold = tables["purchase_activities"], goods.filter(goods.product_id.notnull())
    named = ibis.union(
        _named(line, "party", line.party_id, line.role),
        _named(whose, "party", whose.account_id, ibis.literal("account")),
        _named(cased, "case", cased.case_id, ibis.literal("case")),
        _named(papers, "purchase", papers.purchase_id, ibis.literal("purchase")),
        _named(sold, "product", sold.product_id, ibis.literal("product")),
    ).distinct()
    dated = named.inner_join(acts.select("activity_id", "at"), "activity_id")
    order = ("at", "activity_id", "object", "qualifier")
    return dated.select(*order).order_by(*order)


def _named(rows: ir.Table, sort: str, number: ir.Value, qualifier: ir.Value) -> ir.Table:
    return rows.select(
        "activity_id", object=ibis.literal(f"{sort}-") + number.cast("string"), qualifier=qualifier
    )


def _events(happened: pa.Table, links: pa.Table, known: frozenset[str]) -> Iterator[Event]:
    grouped = groupby(_rows(links), key=itemgetter("activity_id"))
    number, named = next(grouped, (None, iter(())))
    for row in _rows(happened):
        found: tuple[Link, ...] = ()
        if row["activity_id"] == number:
            found = tuple(Link(r["object"], r["qualifier"]) for r in named if r["object"] in known)
            number, named = next(grouped, (None, iter(())))
        yield Event(
            f"activity-{row['activity_id']}", row["kind"], row["at"], _values(row, EVENT_COLUMNS), found
        )


def _event_kinds(happened: pa.Table) -> tuple[Kind, ...]:
    """Each kind with the attributes that some event of it has."""
    counts = [(name, "count") for name in EVENT_COLUMNS]
    rows = happened.group_by("kind").aggregate(counts).sort_by("kind").to_pylist()
    return tuple(
        Kind(row["kind"], {name: kind for name, kind in EVENT_COLUMNS.items() if row[f"{name}_count"]})
        for row in rows
    )


# Objects


@dataclass(frozen=True)
class _Sort:
    """One sort of objects: its rows, which column numbers them, and which name other objects."""

    name: str
    rows: ir.Table
    number: str
    columns: Mapping[str, str]
    points: Mapping[str, tuple[str, str]]
    """Column that holds a number → sort of the object meant, and as what it is named."""
    kind: str = ""
    """The column that says of what kind an object is; without it the sort is the kind."""


def _sorts(tables: Mapping[str, ir.Table]) -> tuple[_Sort, ...]:
    goods = tables["lines"]
    products = (
        goods.filter(goods.product_id.notnull()).group_by("product_id").aggregate(name=goods.product.min())
    )
    account, owner = ("party", "account"), ("party", "owner")
    return (
        _Sort(
            "party", tables["parties"], "party_id", PARTY_COLUMNS,
            {"account_id": account, "owner_id": owner}, "kind",
        ),
        _Sort(
            "case", tables["cases"], "case_id", CASE_COLUMNS,
            {"account_id": account, "contact_id": ("party", "contact"), "owner_id": owner}, "kind",
        ),
        _Sort("purchase", tables["purchases"], "purchase_id", PURCHASE_COLUMNS, {"account_id": account}),
        _Sort("product", products, "product_id", PRODUCT_COLUMNS, {}),
    )  # fmt: skip


def _objects(tables: Mapping[str, ir.Table], collect: Collect) -> tuple[Thing, ...]:
    """Every person, organization, case, purchase and product, each sort in the order of its numbers."""
    sorts = _sorts(tables)
    rows = {sort.name: collect(_columns_of(sort)) for sort in sorts}
    known = {f"{sort.name}-{number}" for sort in sorts for number in rows[sort.name][sort.number].to_pylist()}
    dated = {"party": _traits(tables, collect), "case": _stages(tables, collect)}
    ties = _ties(tables, collect)
    return tuple(
        _thing(sort, row, dated.get(sort.name, {}), ties, known)
        for sort in sorts
        for row in _rows(rows[sort.name])
    )


def _columns_of(sort: _Sort) -> ir.Table:
    wanted = dict.fromkeys([sort.number, *([sort.kind] if sort.kind else []), *sort.columns, *sort.points])
    return sort.rows.select(*wanted).order_by(sort.number)


def _thing(
    sort: _Sort,
    row: Mapping[str, Any],
    dated: Mapping[int, Sequence[Stated]],
    ties: Mapping[int, Sequence[Link]],
    known: Collection[str],
) -> Thing:
    number = row[sort.number]
    name = f"{sort.name}-{number}"
    stated = [Stated(column, value) for column, value in _values(row, sort.columns).items()]
    # Of what is said twice of one time, the first holds.
    first = {(one.name, one.since): one for one in reversed([*stated, *dated.get(number, ())])}
    own = [Link(f"{to}-{row[column]}", said) for column, (to, said) in sort.points.items() if row[column]]
    links = dict.fromkeys([*own, *(ties.get(number, ()) if sort.name == "party" else ())])
    return Thing(
        name,
        row[sort.kind] if sort.kind else sort.name,
        tuple(sorted(first.values(), key=lambda one: (one.since or EARLIEST, one.name))),
        tuple(link for link in links if link.to in known and link.to != name),
    )


def _traits(tables: Mapping[str, ir.Table], collect: Collect) -> dict[int, list[Stated]]:
    """What is known of each person and organization, the value to show before others of one day."""
    t = tables["attributes"]
    rows = t.select("party_id", "name", "value", "since_day", "newest", "stream_id", "record_id").order_by(
        ["party_id", "name", t.newest.desc(), "value", "stream_id", "record_id"]
    )
    found: dict[int, list[Stated]] = defaultdict(list)
    for row in _rows(collect(rows)):
        day = row["since_day"]
        since = None if day is None else datetime.combine(day_to_date(day), time())
        found[row["party_id"]].append(Stated(row["name"], row["value"], since))
    return found


def _stages(tables: Mapping[str, ir.Table], collect: Collect) -> dict[int, list[Stated]]:
    """The stages that each case went through."""
    t = tables["stages"].select("case_id", "stage", "entered_at")
    found: dict[int, list[Stated]] = defaultdict(list)
    for row in _rows(collect(t.order_by(["case_id", "entered_at", "stage"]))):
        found[row["case_id"]].append(Stated("stage", row["stage"], row["entered_at"]))
    return found


def _ties(tables: Mapping[str, ir.Table], collect: Collect) -> dict[int, list[Link]]:
    """How persons and organizations are related."""
    t = tables["relationships"].select("from_party", "to_party", "kind").distinct()
    found: dict[int, list[Link]] = defaultdict(list)
    for row in _rows(collect(t.order_by(["from_party", "to_party", "kind"]))):
        found[row["from_party"]].append(Link(f"party-{row['to_party']}", row["kind"]))
    return found


def _object_kinds(objects: Sequence[Thing]) -> tuple[Kind, ...]:
    """Each kind with the attributes that some object of it has."""
    types: dict[str, dict[str, str]] = defaultdict(dict)
    declared = {
        "party": PARTY_COLUMNS,
        "case": CASE_COLUMNS,
        "purchase": PURCHASE_COLUMNS,
        "product": PRODUCT_COLUMNS,
    }
    for one in objects:
        columns = declared[one.id.partition("-")[0]]
        types[one.kind] |= {stated.name: columns.get(stated.name, "string") for stated in one.values}
    return tuple(Kind(name, dict(sorted(types[name].items()))) for name in sorted(types))


# Values


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=BATCH):
        yield from batch.to_pylist()


def _values(row: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Value]:
    """The columns that hold something, as the plain values of their types."""
    return {
        name: float(row[name]) if isinstance(row[name], Decimal) else row[name]
        for name in columns
        if row[name] is not None
    }
