"""Who may be one: pairs for a person to look at, the ones that matter most and are least sure first.

What speaks for and against comes from the same values that the likelihood rests on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from closeknit.identity.moves import Move, moves
from closeknit.identity.parties import Resolution
from closeknit.identity.wording import spoken_key
from closeknit.ids import short_name
from closeknit.lenses.seam import Question

ENTRIES_NAMED = 6
"""So many entries of each side are named, the others counted."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Side:
    """One of two who may be one: its key and name, what it is known by, last day, and what it brought.

    `brought`: revenue of the customer it is part of, in the base currency.
    """

    key: str
    name: str
    kind: str
    standing: str
    entries: tuple[str, ...]
    more: int
    last_day: int | None
    brought: float


@dataclass(frozen=True)
class Pair:
    """Two who may be one: what speaks for and against, in words and step by step.

    `chance`: how likely they are one, all considered. `likeness`: by the facts in `moves` alone, None where
    nothing was compared but a name or an address. `brought`: by both together.
    """

    one: Side
    other: Side
    why: str
    chance: float
    likeness: float | None
    moves: tuple[Move, ...]
    brought: float

    @property
    def id(self) -> str:
        """A short stable name."""
        return pair_id(self.one.key, self.other.key)

    @property
    def contradicted(self) -> bool:
        """Whether something says that they are two, however alike they are."""
        return self.likeness is None or abs(self.likeness - self.chance) > 1e-6

    @property
    def worth_asking(self) -> float:
        """What orders pairs: money it is about, times how unsure we are."""
        return (1 + self.brought) * self.chance * (1 - self.chance)


def pair_id(one: str, other: str) -> str:
    """A short name for two keys."""
    return f"q-{short_name(one, other, digits=8)}"


def pairs(question: Question, found: Resolution, settled: Collection[frozenset[str]]) -> tuple[Pair, ...]:
    """The pairs to look at, weightiest first, without those that people just settled (as their two keys)."""
    rows = [r for r in found.to_review.to_pylist() if frozenset((r["key_a"], r["key_b"])) not in settled]
    sides = _sides(question, found.keys, {r[side] for r in rows for side in ("key_a", "key_b")})
    told = moves(found.weights)
    made = (_pair(row, sides, told.get((row["key_a"], row["key_b"]), ())) for row in rows)
    return tuple(sorted(made, key=lambda pair: (-pair.worth_asking, pair.one.key, pair.other.key)))


def _pair(row: Row, sides: Mapping[str, tuple[Side, int]], told: tuple[Move, ...]) -> Pair:
    (one, account), (other, other_account) = sides[row["key_a"]], sides[row["key_b"]]
    both = one.brought + (other.brought if account != other_account else 0.0)
    return Pair(one, other, row["why"], row["score"], row["likeness"], told, both)


def _sides(question: Question, keys: pa.Table, wanted: Iterable[str]) -> dict[str, tuple[Side, int]]:
    """For each key the side it stands for, and the number of the customer this is part of."""
    texts = pa.array(sorted(wanted), pa.string())
    own = keys.filter(pc.is_in(keys["key"], value_set=texts)).select(["key", "party_id"])
    numbers = pc.unique(own["party_id"])
    all_keys = keys.filter(pc.is_in(keys["party_id"], value_set=numbers))
    entries: dict[int, list[str]] = {}
    for row in all_keys.select(["key", "party_id"]).to_pylist():
        entries.setdefault(row["party_id"], []).append(row["key"])
    known = _known(question, numbers.to_pylist())
    return {
        row["key"]: _side(row["key"], known.get(row["party_id"], {}), entries[row["party_id"]])
        for row in own.to_pylist()
    }


def _side(key: str, row: Row, entries: list[str]) -> tuple[Side, int]:
    first = [key, *sorted(set(entries) - {key})]
    side = Side(
        key,
        row.get("name") or spoken_key(key),
        row.get("kind", ""),
        row.get("standing", ""),
        tuple(spoken_key(entry) for entry in first[:ENTRIES_NAMED]),
        max(0, len(first) - ENTRIES_NAMED),
        row.get("last_day"),
        float(row.get("brought") or 0),
    )
    return side, row.get("account_id", 0)


def _known(question: Question, numbers: list[int]) -> dict[int, Row]:
    """Name, kind, standing, last day, account and what that brought, by number."""
    parties, activities = question.tables["parties"], question.tables["activities"]
    mine = parties.filter(parties.party_id.isin(numbers)) if numbers else parties.limit(0)
    columns = ("party_id", "name", "kind", "standing", "last_day", "account_id")
    rows = question.collect(mine.select(*columns)).to_pylist()
    accounts = sorted({row["account_id"] for row in rows})
    paid = activities.filter(activities.is_revenue & activities.account_id.isin(accounts or [0]))
    sums = question.collect(paid.group_by("account_id").agg(brought=paid.amount_base.sum())).to_pylist()
    brought = {row["account_id"]: row["brought"] for row in sums}
    return {row["party_id"]: {**row, "brought": brought.get(row["account_id"])} for row in rows}
