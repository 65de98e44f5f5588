"""Who may be one: pairs for a person to look at, the ones that matter most and are least sure first.

What speaks for and against comes from the same values that the likelihood rests on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
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


def pair_id(one: str, other: str) -> str:
    """A short name for two keys."""
    return f"q-{short_name(one, other, digits=8)}"


@dataclass(frozen=True)
class Waiting:
    """All pairs that wait to be looked at, weightiest first: the keys of each, not yet what is told of it.

    `every`: as the table `to_review` of a resolution, with the numbers of both and what each of them, and
    both together, brought. There may be a hundred thousand, of which people look at a few.
    `gone`: the places in it of those that wait no more, in order. What is left is no table of its own: pages
    remember it after each answer, and each would be a copy of nearly all.
    """

    every: pa.Table
    gone: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.every) - len(self.gone)

    @property
    def rows(self) -> pa.Table:
        """The rows of those that wait."""
        if not self.gone:
            return self.every
        here = np.ones(len(self.every), dtype=bool)
        here[list(self.gone)] = False
        return self.every.filter(pa.array(here))

    def without(self, settled: Collection[frozenset[str]]) -> Waiting:
        """Those that people did not settle since, as their two keys."""
        two = [_BETWEEN.join(order) for keys in settled if len(keys) == 2 for order in permutations(keys)]
        if not two:
            return self
        here = pc.binary_join_element_wise(*(self.every[side] for side in _SIDES), _BETWEEN)
        places = pc.indices_nonzero(pc.is_in(here, value_set=pa.array(two, pa.string())))
        return Waiting(self.every, tuple(sorted({*self.gone, *places.to_pylist()})))

    def place(self, pair: str) -> int | None:
        """Where the pair of that id stands."""
        if not pair:
            return None
        gone, keys = set(self.gone), zip(*(self.every[side].to_pylist() for side in _SIDES), strict=True)
        here = (two for place, two in enumerate(keys) if place not in gone)
        return next((n for n, (one, other) in enumerate(here) if pair_id(one, other) == pair), None)

    def id_at(self, place: int) -> str:
        """The id of the pair that stands there; empty behind the last."""
        alone = self.at(place).every
        return pair_id(*(alone[side][0].as_py() for side in _SIDES)) if len(alone) else ""

    def at(self, place: int) -> Waiting:
        """The pair that stands there alone; none behind the last."""
        for gone in self.gone:
            if gone > place:
                break
            place += 1
        return Waiting(self.every.slice(place, 1))

    def numbers(self) -> list[int]:
        """The numbers of all who are in these pairs."""
        rows = self.rows
        return sorted({number for side in ("party_a", "party_b") for number in rows[side].to_pylist()})


_SIDES = "key_a", "key_b"
_BETWEEN = "\x1f"


def waiting(question: Question, found: Resolution) -> Waiting:
    """The pairs to look at, from the tables `keys` and `to_review`.

    What orders them is the money they are about, times how unsure we are.
    """
    rows = found.to_review
    parties, activities = question.tables["parties"], question.tables["activities"]
    known = question.collect(parties.select("party_id", "account_id"))
    paid = activities.filter(activities.is_revenue)
    sums = question.collect(paid.group_by("account_id").agg(brought=paid.amount_base.sum()))
    accounts, brought = {}, {}
    for side in ("a", "b"):
        number = _looked_up(rows[f"key_{side}"], found.keys["key"], found.keys["party_id"])
        accounts[side] = _looked_up(number, known["party_id"], known["account_id"])
        brought[side] = _looked_up(accounts[side], sums["account_id"], sums["brought"].cast("float64"))
        rows = rows.append_column(f"party_{side}", number).append_column(f"brought_{side}", brought[side])
    more = pc.if_else(pc.equal(accounts["a"], accounts["b"]), 0.0, brought["b"])
    both, chance = pc.add(brought["a"], more), rows["score"]
    worth = pc.multiply(pc.multiply(pc.add(1.0, both), chance), pc.subtract(1.0, chance))
    order = [("worth", "descending"), ("key_a", "ascending"), ("key_b", "ascending")]
    ordered = rows.append_column("brought", both).append_column("worth", worth).sort_by(order)
    return Waiting(ordered.drop_columns(["worth"]))


def _looked_up(wanted: pa.ChunkedArray, known: pa.ChunkedArray, told: pa.ChunkedArray) -> pa.ChunkedArray:
    """What is told of each of the wanted; 0 where nothing is."""
    return pc.fill_null(told.take(pc.index_in(wanted, value_set=known)), 0)


def pairs(question: Question, found: Resolution, some: Waiting) -> tuple[Pair, ...]:
    """What is told of some pairs, in their order, from the tables `keys` and `weights`."""
    entries: dict[int, list[str]] = {}
    theirs = found.keys.filter(pc.is_in(found.keys["party_id"], pa.array(some.numbers(), pa.int64())))
    for row in theirs.select(["key", "party_id"]).to_pylist():
        entries.setdefault(row["party_id"], []).append(row["key"])
    known, told = _known(question, some.numbers()), moves(found.weights)

    def side(row: Row, which: str) -> Side:
        key, number = row[f"key_{which}"], row[f"party_{which}"]
        return _side(key, known.get(number, {}), entries.get(number, []), row[f"brought_{which}"])

    return tuple(
        Pair(
            side(row, "a"), side(row, "b"), row["why"], row["score"], row["likeness"],
            told.get((row["key_a"], row["key_b"]), ()), row["brought"],
        )
        for row in some.rows.to_pylist()
    )  # fmt: skip


def _side(key: str, row: Row, entries: list[str], brought: float) -> Side:
    first = [key, *sorted(set(entries) - {key})]
    return Side(
        key,
        row.get("name") or spoken_key(key),
        row.get("kind", ""),
        row.get("standing", ""),
        tuple(spoken_key(entry) for entry in first[:ENTRIES_NAMED]),
        max(0, len(first) - ENTRIES_NAMED),
        row.get("last_day"),
        brought,
    )


def _known(question: Question, numbers: list[int]) -> dict[int, Row]:
    """Name, kind, standing and last day by number."""
    told = question.having("parties", "party_id", numbers).select(
        "party_id", "name", "kind", "standing", "last_day"
    )
    return {row["party_id"]: row for row in question.collect(told).to_pylist()}
