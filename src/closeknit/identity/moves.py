"""What each fact does to how likely two are one, step by step: from two picked at random to the likelihood.

The very weights that the decision rested on, in the order people read them: the weightiest first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pyarrow as pa

Row = dict[str, Any]


@dataclass(frozen=True)
class Move:
    """One fact: what was compared, how it came out, on which values; what it adds; how likely it then is.

    `bits`: +1 doubles the odds that two are one, -1 halves them. `chance`: 0..1, after this and all before.
    `fact` is empty for the first, which stands for two picked at random.
    """

    fact: str
    said: str
    one: str
    other: str
    bits: float
    chance: float
    untaught: float = 0.0
    """Bits without what people's answers taught."""


Moves = Mapping[tuple[str, str], tuple[Move, ...]]
"""For two keys the moves of their pair."""


def moves(weights: pa.Table) -> Moves:
    """All moves of the table `weights` of a resolution."""
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in weights.to_pylist():
        rows[row["key_a"], row["key_b"]].append(row)
    return {pair: _told(found) for pair, found in rows.items()}


def _told(rows: list[Row]) -> tuple[Move, ...]:
    ordered = sorted(rows, key=lambda row: (row["place"] > 0, -abs(row["weight"]), row["place"]))
    sums = accumulate(row["weight"] for row in ordered)
    return tuple(
        Move(
            r["fact"],
            r["said"],
            r["value_a"] or "",
            r["value_b"] or "",
            r["weight"],
            chance_of(total),
            r["untaught"],
        )
        for r, total in zip(ordered, sums, strict=True)
    )


def chance_of(bits: float) -> float:
    """The probability that so many bits of evidence, all in all, stand for."""
    return float(1 / (1 + 2.0 ** -max(-1000.0, min(1000.0, bits))))
