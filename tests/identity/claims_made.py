"""Live claims about keys, made by hand: `Claims().party("email:…", name=…)`, then `resolved(claims)`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import pyarrow as pa

from closeknit.claims import CLAIMS
from closeknit.engines.duckdb import DuckDBEngine
from closeknit.engines.engine import Engine
from closeknit.identity.parties import Resolution
from closeknit.identity.resolve import resolve
from closeknit.identity.told import ClaimSums, told
from closeknit.ids import stable_id
from closeknit.ledger.schema import DECISIONS
from closeknit.settings import Settings

Row = dict[str, Any]


@dataclass
class Claims:
    """Claims of made-up streams; every call is one record."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in CLAIMS})

    def party(
        self, *keys: str, name: str = "", kind: str = "organization", stream: str = "", **traits: str
    ) -> Claims:
        """One record that names a party by these keys; the stream is that of its first key."""
        origin = self._origin(stream or f"{keys[0].partition('_')[0]}/list", *keys, name, kind)
        for other in keys:
            self._add("same", origin, party_kind=kind, key_a=keys[0], key_b=other)
        for trait, value in {**({"name": name} if name else {}), **traits}.items():
            self._add("traits", origin, key=keys[0], party_kind=kind, name=trait, value=value)
        return self

    def person(self, *keys: str, name: str = "", **more: str) -> Claims:
        """The same for a person."""
        return self.party(*keys, name=name, kind="person", **more)

    def works_at(self, person: str, firm: str) -> Claims:
        """One record that says where somebody works."""
        self._add(
            "ties", self._origin("made/ties", person, firm), from_key=person, to_key=firm, kind="works_at"
        )
        return self

    def did(self, key: str, *days: str, role: str = "buyer") -> Claims:
        """Activities of a key on these days."""
        for day in days:
            origin = self._origin("made/activities", key, day)
            number = stable_id(f"{key} {day}")
            self._add(
                "activities", origin, activity_id=number, kind="order.placed",
                occurred_at=datetime.fromisoformat(day), known_at=datetime.fromisoformat(day),
            )  # fmt: skip
            self._add("participants", origin, activity_id=number, role=role, key=key)
        return self

    def tables(self) -> dict[str, pa.Table]:
        """All claim tables."""
        return {n: pa.Table.from_pylist(self.rows[n], schema=CLAIMS[n].arrow) for n in CLAIMS}

    def _origin(self, stream: str, *about: str) -> Row:
        number = stable_id("\x1f".join((stream, *about)))
        return {"stream_id": stream, "record_id": number, "version": 1, "epoch": 1, "import_id": "i-0001"}

    def _add(self, table: str, origin: Row, **values: Any) -> None:
        self.rows[table].append({**origin, **values})


def decisions(*rows: tuple[str, str, object]) -> pa.Table:
    """Decisions d-0001, d-0002 … as (kind, one, other): keys or lists of keys; for undo, the decision."""
    made = []
    for n, (kind, one, other) in enumerate(rows, start=1):
        undo = kind == "undo"
        made.append({
            "decision_id": f"d-{n:04}", "kind": kind, "keys_a": [] if undo else _keys(one),
            "keys_b": [] if undo else _keys(other), "value": None, "by": "ana",
            "at": datetime(2026, 1, 1, 12, n), "undoes": one if undo else None,
        })  # fmt: skip
    return pa.Table.from_pylist(made, schema=DECISIONS.arrow)


def _keys(given: object) -> list[str]:
    return [given] if isinstance(given, str) else list(given)  # type: ignore[call-overload]


@contextmanager
def told_by(claims: Claims, engine: Engine | None = None) -> Iterator[ClaimSums]:
    """What these claims tell of keys, inside the block."""
    engine = engine or _own_engine()
    with engine.scratch():
        yield told(engine, {name: engine.from_arrow(rows, name) for name, rows in claims.tables().items()})


@cache
def _own_engine() -> Engine:
    return DuckDBEngine(threads=1)


def resolved_by(
    claims: Claims, decided: pa.Table, settings: Settings | None = None, *before: Any, **more: Any
) -> Resolution:
    """Who is who by these claims, decisions as a table, and the resolution before."""
    with told_by(claims) as found:
        return resolve(found, decided, settings or Settings(), *before, **more)


def resolved(
    claims: Claims, *decided: tuple[str, str, object], settings: Settings | None = None, **more: Any
) -> Resolution:
    """Who is who by these claims and decisions."""
    return resolved_by(claims, decisions(*decided), settings, **more)


def parties(resolution: Resolution) -> set[frozenset[str]]:
    """The keys of each party."""
    found: dict[int, set[str]] = {}
    for row in resolution.keys.to_pylist():
        found.setdefault(row["party_id"], set()).add(row["key"])
    return {frozenset(keys) for keys in found.values()}


def party_of(resolution: Resolution, key: str) -> set[str]:
    """All keys of the party that a key belongs to."""
    return next(set(keys) for keys in parties(resolution) if key in keys)


def together(resolution: Resolution, *keys: str) -> bool:
    """Whether these keys are one party."""
    return set(keys) <= party_of(resolution, keys[0])
