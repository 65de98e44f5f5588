"""The analyst's short way: purchases, events and accounts as the book tables that this question reads."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.ids import PARTS
from closeknit.lenses.filled import Numbers, filled, numbered, parties
from closeknit.lenses.seam import Short
from closeknit.lenses.triggers.kinds import plain_sort
from closeknit.lenses.triggers.outcomes import AT_RISK, STEADY
from closeknit.lenses.triggers.segments import SEGMENT
from closeknit.methods.rhythm import instalments

ANY = "repeat"
"""The kind of a purchase whose kind nobody states."""

END = "end"
"""The kind of a row that tells of a customer lost."""


def book_of(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Purchases and events with an activity each, and their accounts; segments as an attribute."""
    bought, events, listed = tables["purchases"], tables["events"], tables["accounts"]
    columns = [t["account"] for t in (bought, events, listed)]
    every = pa.chunked_array([chunk for c in columns for chunk in c.chunks], pa.string())
    names, ids, accounts = numbered(every)
    by, of, own = np.split(accounts, np.cumsum([len(c) for c in columns])[:-1])
    orders, happened = _ordered(bought, by), _happened(events, of, len(bought))
    return {
        "purchases": _decided(bought, by),
        "purchase_activities": filled("purchase_activities", len(bought), **_numbers(bought, by)),
        "activities": pa.concat_tables([orders, happened]),
        "timeline": _timeline(happened, of),
        "attributes": _attributes(listed, own),
        "parties": parties(names, ids, first_day=_known_since(ids, own, bought, events)),
    }


def _numbers(rows: pa.Table, accounts: Numbers) -> dict[str, object]:
    count = len(rows)
    return {
        "part": (accounts % PARTS).astype(np.int32),
        "account_id": accounts,
        "purchase_id": np.arange(1, count + 1),
        "activity_id": np.arange(1, count + 1),
    }


def _days(rows: pa.Table) -> dict[str, object]:
    """at, day and known_day; known on the day itself where nobody states it."""
    day = rows["at"].cast(pa.int32())
    stated = rows["known_at"].cast(pa.int32()) if "known_at" in rows.column_names else day
    return {
        "at": rows["at"].cast(pa.timestamp("us")),
        "day": day,
        "known_day": pc.max_element_wise(pc.coalesce(stated, day), day),
    }


def _decided(rows: pa.Table, accounts: Numbers) -> pa.Table:
    """Purchases, those that are instalments of an earlier one left out, unless somebody states their kind."""
    bought = _bought(rows, accounts)
    if rows["kind"].null_count < len(rows):
        return bought
    later, rhythm = instalments(accounts, bought["day"].to_numpy().astype(np.int64))
    if rhythm is None:
        return bought
    at, rule = bought.column_names.index("rule"), bought.field("rule")
    steady = bought.set_column(at, rule, pa.array([STEADY] * len(rows), rule.type))
    return steady.filter(pa.array(~later))


def _bought(rows: pa.Table, accounts: Numbers) -> pa.Table:
    count, days = len(rows), _days(rows)
    kind = pc.fill_null(pc.utf8_lower(rows["kind"]), ANY)
    # Where a table tells of ends, all that it tells of can end. When it will is not said, and not asked.
    ends = {"ends_day": days["day"]} if pc.any(pc.equal(kind, END)).as_py() else {}
    return filled(
        "purchases",
        count,
        **_numbers(rows, accounts),
        **days,
        **ends,
        kind=kind,
        amount_base=rows["amount"],
        rule=["order"] * count,
        activities=np.ones(count, dtype=np.int32),
    )


def _ordered(rows: pa.Table, accounts: Numbers) -> pa.Table:
    count = len(rows)
    return filled(
        "activities",
        count,
        **_numbers(rows, accounts),
        **_days(rows),
        kind=["order.placed"] * count,
        plays=["purchase"] * count,
        amount=rows["amount"],
        amount_base=rows["amount"],
        is_revenue=np.ones(count, dtype=bool),
    )


def _happened(rows: pa.Table, accounts: Numbers, before: int) -> pa.Table:
    count = len(rows)
    kinds = rows["kind"].to_pylist()
    sorts = {kind: plain_sort(kind) for kind in set(kinds)}
    given = _numbers(rows, accounts) | {"activity_id": np.arange(before + 1, before + count + 1)}
    return filled(
        "activities",
        count,
        **given,
        **_days(rows),
        kind=kinds,
        plays=[sorts[kind] for kind in kinds],
        is_revenue=np.zeros(count, dtype=bool),
    )


def _timeline(happened: pa.Table, accounts: Numbers) -> pa.Table:
    count = len(happened)
    shared = {
        name: happened[name]
        for name in ("part", "account_id", "at", "day", "known_day", "activity_id", "kind", "plays")
    }
    return filled("timeline", count, **shared, party_id=accounts, role=["subject"] * count)


def _attributes(listed: pa.Table, accounts: Numbers) -> pa.Table:
    """The segment of each account that states one, and its time at risk where that is limited."""
    shared = {"part": (accounts % PARTS).astype(np.int32), "party_id": accounts}
    count = len(listed)
    segments = filled(
        "attributes", count, **shared, name=[SEGMENT] * count, value=listed["segment"],
        newest=np.ones(count, dtype=bool),
    )  # fmt: skip
    limits = filled(
        "attributes", count, **shared, name=[AT_RISK] * count, value=["yes"] * count,
        since_day=listed["since"].cast(pa.int32()), until_day=listed["until"].cast(pa.int32()),
        newest=np.ones(count, dtype=bool),
    )  # fmt: skip
    return pa.concat_tables([segments.filter(pc.is_valid(segments["value"])), limits])


def _known_since(ids: Numbers, listed: Numbers, bought: pa.Table, events: pa.Table) -> pa.Array:
    """Accounts that are listed were known all along, those that are not from the first sign of them on."""
    days = [pc.min(t["at"].cast(pa.int32())).as_py() for t in (bought, events) if len(t)]
    first = min((d for d in days if d is not None), default=0) - 1
    return pa.array([first if known else None for known in np.isin(ids, listed)], pa.int32())


SHORT = Short(
    tables={
        "purchases": {"account": "text", "at": "day", "amount": "money?", "kind": "text?"},
        "events": {"account": "text", "at": "day", "kind": "text", "known_at": "day?"},
        "accounts?": {"account": "text", "segment": "text?", "since": "day?", "until": "day?"},
    },
    book=book_of,
)
"""Purchases and events with account and day; accounts with their segment and time where there are such."""
