"""Live claim tables made by hand: a few calls, then `live(engine)` and `identities()` for a build."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa

from closeknit.book.basis import Basis, Since
from closeknit.book.build import build
from closeknit.book.versions import Book, Draft
from closeknit.claims import CLAIMS
from closeknit.engines import Engine
from closeknit.identity.schema import ALIASES, KEYS, TO_REVIEW
from closeknit.identity.told import told
from closeknit.ids import stable_id
from closeknit.settings import Settings

Row = dict[str, Any]


@dataclass(frozen=True)
class Identities:
    """Who is who, as the identity step gives it."""

    keys: pa.Table
    aliases: pa.Table
    to_review: pa.Table = field(default_factory=TO_REVIEW.arrow.empty_table)


def at(when: str | date | datetime) -> datetime:
    """A naive UTC time from a text such as 2024-05-01 or 2024-05-01T10:30."""
    if isinstance(when, datetime):
        return when
    if isinstance(when, date):
        return datetime.combine(when, time())
    return datetime.fromisoformat(when)


def money(amount: object) -> Decimal | None:
    """Money as claims hold it."""
    return None if amount is None else Decimal(str(amount)).quantize(Decimal("0.0001"))


@dataclass
class Claims:
    """A small set of claims. Each call is one record; keys are texts such as `email:ana@x.example`."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in CLAIMS})
    same_as: list[tuple[str, str]] = field(default_factory=list)
    """Keys that the identity step is to have joined."""
    _numbers: Any = field(default_factory=lambda: count(1))

    def did(
        self,
        kind: str,
        when: str | date | datetime,
        *,
        amount: object = None,
        currency: str | None = None,
        case: str | None = None,
        stream: str = "made/activities",
        record: int | None = None,
        activity: int | None = None,
        who: dict[str, str] | None = None,
        **more: Any,
    ) -> int:
        """An activity; participants in `who` by role, or as keywords buyer=, requester= …; gives its id."""
        record_id = record if record is not None else stable_id(f"{stream} {next(self._numbers)}")
        activity_id = activity if activity is not None else stable_id(f"{stream}\x1f{kind}\x1f{record_id}")
        roles = dict(who or {})
        columns = set(CLAIMS["activities"].names)
        for name in [n for n in more if n not in columns]:
            roles[name] = more.pop(name)
        more.setdefault("known_at", at(when))
        for name in ("tax", "hours", "cost"):
            more[name] = money(more.get(name))
        self._add(
            "activities", stream, record_id, activity_id=activity_id, kind=kind, occurred_at=at(when),
            case_key=case, amount=money(amount), currency=currency, **more,
        )  # fmt: skip
        for role, key in roles.items():
            self._add("participants", stream, record_id, activity_id=activity_id, role=role, key=key)
        return activity_id

    def line(
        self,
        activity: int,
        product: str | None,
        amount: object,
        *,
        line_no: int = 1,
        quantity: object = 1,
        profit: object = None,
        description: str | None = None,
        stream: str = "made/activities",
        record: int = 0,
    ) -> None:
        """A product on an order or invoice."""
        self._add(
            "lines", stream, record, activity_id=activity, line_no=line_no, product_key=product,
            description=description, quantity=money(quantity), amount=money(amount), profit=money(profit),
        )  # fmt: skip

    def party(
        self, *keys: str, name: str = "", kind: str = "", stream: str = "crm/list", **traits: str
    ) -> None:
        """A person or organization that one record names by these keys, with traits."""
        kind = kind or ("person" if keys[0].startswith("email:") else "organization")
        record_id = stable_id(f"{stream} party {next(self._numbers)}")
        for other in keys:
            self._add("same", stream, record_id, party_kind=kind, key_a=keys[0], key_b=other)
            self.same_as.append((keys[0], other))
        for trait, value in {**({"name": name} if name else {}), **traits}.items():
            self.trait(keys[0], trait, value, kind=kind, stream=stream, record=record_id)

    def trait(
        self,
        key: str,
        name: str,
        value: str,
        *,
        kind: str = "organization",
        since: str | None = None,
        until: str | None = None,
        stream: str = "crm/list",
        record: int | None = None,
    ) -> None:
        """An attribute of a party."""
        record_id = record if record is not None else stable_id(f"{stream} trait {next(self._numbers)}")
        self._add(
            "traits", stream, record_id, key=key, party_kind=kind, name=name, value=value,
            since=at(since) if since else None, until=at(until) if until else None,
        )  # fmt: skip

    def tie(
        self, one: str, kind: str, other: str, *, since: str | None = None, until: str | None = None,
        stream: str = "crm/list",
    ) -> None:  # fmt: skip
        """Two parties are related."""
        record_id = stable_id(f"{stream} tie {next(self._numbers)}")
        self._add(
            "ties", stream, record_id, from_key=one, to_key=other, kind=kind,
            since=at(since) if since else None, until=at(until) if until else None,
        )  # fmt: skip

    def case(self, key: str, *, stream: str = "crm/cases", seen: str = "2025-01-01", **more: Any) -> None:
        """A case: account=, contact=, owner= keys; opened=, due=, closed= days; any other column."""
        record_id = stable_id(f"{stream} case {key} {next(self._numbers)}")
        for short in ("account", "contact", "owner"):
            more[f"{short}_key"] = more.pop(short, None)
        for short in ("opened", "due", "closed"):
            given = more.pop(short, None)
            more[f"{short}_at"] = at(given) if given else None
        for name in ("amount", "amount_open", "estimate_hours"):
            more[name] = money(more.get(name))
        more.setdefault("kind", key.partition(":")[0])
        self._add("cases", stream, record_id, case_key=key, seen_at=at(seen), **more)

    def stage(self, case: str, stage: str, when: str, *, stream: str = "crm/cases") -> None:
        """A case was in a stage at a time."""
        self._add(
            "stages", stream, stable_id(f"{case} {stage} {when}"), case_key=case, stage=stage, at=at(when)
        )

    def _add(self, table: str, stream: str, record_id: int, **values: Any) -> None:
        origin = {
            "stream_id": stream,
            "record_id": record_id,
            "version": 1,
            "epoch": 1,
            "import_id": "i-0001",
        }
        self.rows[table].append({**origin, **values})

    def tables(self) -> dict[str, pa.Table]:
        """All claim tables as Arrow."""
        return {n: pa.Table.from_pylist(self.rows[n], schema=CLAIMS[n].arrow) for n in CLAIMS}

    def live(self, engine: Engine) -> dict[str, Any]:
        """All claim tables on an engine."""
        return {name: engine.from_arrow(table, f"claims_{name}") for name, table in self.tables().items()}

    def identities(self) -> Identities:
        """Every key with its party: keys joined by `party(...)` are one, all others stand alone."""
        keys = sorted(self._keys())
        anchor = {key: key for key in keys}
        changed = True
        while changed:
            changed = False
            for one, other in self.same_as:
                least = min(anchor[one], anchor[other])
                changed |= anchor[one] != least or anchor[other] != least
                anchor[one] = anchor[other] = least
        rows = [
            {
                "key": key,
                "key_kind": key.partition(":")[0],
                "key_value": key.partition(":")[2],
                "party_id": stable_id(anchor[key]),
                "confidence": 1.0,
                "why": "made",
                "rule": "record",
            }
            for key in keys
        ]
        return Identities(pa.Table.from_pylist(rows, schema=KEYS.arrow), ALIASES.empty())

    def _keys(self) -> set[str]:
        named = {
            "participants": ("key",),
            "traits": ("key",),
            "ties": ("from_key", "to_key"),
            "same": ("key_a", "key_b"),
            "cases": ("account_key", "contact_key", "owner_key"),
        }
        return {
            row[c] for table, columns in named.items() for row in self.rows[table] for c in columns if row[c]
        }

    def book(
        self,
        engine: Engine,
        folder: Path,
        settings: Settings | None = None,
        *,
        version: str = "v1",
        since: Since | None = None,
        grouped: pa.Table | None = None,
    ) -> Book:
        """A book built from these claims."""
        with engine.scratch():
            live = self.live(engine)
            basis = Basis(live, told(engine, live), self.identities(), settings or Settings())
            basis = basis if grouped is None else replace(basis, grouped=grouped)
            return build(engine, basis, Draft(folder, version, basis.settings), since=since)


def party(key: str) -> int:
    """The number of a party whose anchor key this is."""
    return stable_id(key)


def utc(*parts: int) -> datetime:
    """A naive UTC time."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)
