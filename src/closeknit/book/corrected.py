"""What people corrected by hand, as traits beside those that files state.

A correction names a key; who the key belongs to is today's belief. The newest on one attribute of a key
holds, and taking it back lets the one before hold again. Entries are put together by what files say alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.claims import TRAITS
from closeknit.engines.engine import Engine
from closeknit.identity.decisions import taken_back
from closeknit.ledger.decisions import CORRECTION

BY_HAND = "closeknit/corrections"
"""Stands where a trait names its source and stream."""


def corrected_traits(engine: Engine, decisions: pa.Table | None) -> ir.Table:
    """What people corrected, as rows of `TRAITS`."""
    rows = list(corrections([] if decisions is None else decisions.to_pylist()))
    return engine.from_arrow(pa.Table.from_pylist(rows, schema=TRAITS.arrow), "corrections")


def corrections(decisions: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """A row of `TRAITS` for each correction that holds; decisions stand oldest first.

    No record says it: `record_id` is the decision's number below zero.
    """
    gone = taken_back([dict(row) for row in decisions])
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for row in decisions:
        if row["kind"] == CORRECTION and row["decision_id"] not in gone:
            said = json.loads(row["value"])
            key = row["keys_a"][0]
            newest[key, said["name"]] = {
                "stream_id": BY_HAND,
                "record_id": -int(row["decision_id"].removeprefix("d-")),
                "version": 0,
                "epoch": 0,
                "import_id": "",
                "key": key,
                "party_kind": said["party_kind"],
                "name": said["name"],
                "value": said["value"],
                "since": datetime.fromisoformat(said["since"]) if said["since"] else None,
                "until": None,
            }
    yield from newest.values()
