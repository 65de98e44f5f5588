"""Lists that people made, sheets that they filled in, and whose part they know: campaigns, reviews, roles.

All are kept as decisions, so they outlive every rebuild, can be taken back, and name keys; who the keys
belong to is today's belief. A key that nobody has any more is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.book.schema import CAMPAIGNS, REVIEWS, ROLES
from closeknit.engines.engine import Engine
from closeknit.engines.portable import look_up_some
from closeknit.identity.decisions import taken_back
from closeknit.ids import stable_id

Row = dict[str, Any]


def decided(
    engine: Engine, decisions: pa.Table | None, keys: ir.Table, people: ir.Table
) -> dict[str, ir.Table]:
    """The tables campaigns, reviews and roles of the decisions that hold."""
    rows = standing(decisions)
    return {
        "campaigns": _table(engine, CAMPAIGNS.arrow, list(listed(rows)), keys, people),
        "reviews": _table(engine, REVIEWS.arrow, list(reviewed(rows)), keys, people),
        "roles": _roles(engine, list(told_of(rows)), keys, people),
    }


def standing(decisions: pa.Table | None) -> list[Row]:
    """Campaigns, reviews and roles that nobody took back, oldest first."""
    if decisions is None:
        return []
    rows = sorted(decisions.to_pylist(), key=lambda row: (row["at"], row["decision_id"]))
    gone = taken_back(rows)
    return [r for r in rows if r["kind"] in KEPT_AS_TABLES and r["decision_id"] not in gone]


KEPT_AS_TABLES = ("campaign", "review", "role")


def listed(rows: list[Row]) -> Iterator[Row]:
    """One row for everybody on the list of a campaign."""
    for row in rows:
        if row["kind"] == "campaign":
            said = json.loads(row["value"])
            for acted, keys in ((True, row["keys_a"]), (False, row["keys_b"])):
                for key in keys or ():
                    yield {
                        "decision_id": row["decision_id"],
                        "key": key,
                        "acted": acted,
                        **_only(said, CAMPAIGN),
                    }


CAMPAIGN = ("campaign", "day", "event", "within_days", "share")
"""What the value of a campaign says, as JSON."""


def reviewed(rows: list[Row]) -> Iterator[Row]:
    """One row for each event asked about in each line of a sheet."""
    for row in rows:
        if row["kind"] == "review":
            said = json.loads(row["value"])
            for line in said["lines"]:
                shared = {"decision_id": row["decision_id"], "read_day": said["read_day"]}
                shared |= _only(line, ("pair", "key", "bought", "day"))
                for event, (happened, day) in line["events"].items():
                    yield {**shared, "event": event, "happened": happened, "happened_day": day}


def told_of(rows: list[Row]) -> Iterator[Row]:
    """One row for what was said of one person: `who` and `at_key` are keys, of person and customer."""
    for row in rows:
        if row["kind"] == "role":
            said = json.loads(row["value"])
            deal = said.get("deal")
            yield {
                "decision_id": row["decision_id"],
                "who": row["keys_a"][0],
                "at_key": row["keys_b"][0],
                "case_id": None if deal is None else stable_id(deal),
                "by": row["by"] or "",
                **_only(said, ("role", "stake", "day")),
            }


def _only(said: Mapping[str, Any], names: tuple[str, ...]) -> Row:
    return {name: said[name] for name in names}


def _roles(engine: Engine, rows: list[Row], keys: ir.Table, people: ir.Table) -> ir.Table:
    """Of people, so both the person's key and that of the customer have to be somebody's."""
    own = [f for f in ROLES.arrow if f.name not in ("account_id", "party_id")]
    given = pa.schema([*own, pa.field("who", pa.string()), pa.field("at_key", pa.string())])
    table = engine.from_arrow(pa.Table.from_pylist(rows, schema=given), "decided_roles")
    table = look_up_some(table, "who", keys, "key", party_id="party_id")
    table = look_up_some(table, "at_key", keys, "key", _at="party_id")
    table = look_up_some(table, "_at", people, "party_id", account_id="account_id")
    return table.select(ROLES.names)


def _table(engine: Engine, schema: pa.Schema, rows: list[Row], keys: ir.Table, people: ir.Table) -> ir.Table:
    """The rows with the account that each key belongs to."""
    given = pa.schema(
        [*(f for f in schema if f.name not in ("account_id", "key")), pa.field("key", pa.string())]
    )
    table = engine.from_arrow(pa.Table.from_pylist(rows, schema=given), f"decided_{len(schema)}")
    table = look_up_some(table, "key", keys, "key", _party="party_id")
    table = look_up_some(table, "_party", people, "party_id", account_id="account_id")
    return table.select(schema.names)
