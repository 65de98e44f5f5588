"""Pairs made by hand, as a list of who may be one holds them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from closeknit.briefings.pairs import Pair, Side
from closeknit.identity.moves import Move
from closeknit.identity.schema import TO_REVIEW, WEIGHTS


def side(key: str, name: str, *, brought: float = 0.0) -> Side:
    """One side that is known by this key alone."""
    return Side(key, name, "person", "customer", (key,), 0, 20_000, brought)


MOVES = (
    Move("", "two picked at random", "", "", -8.0, 0.0039),
    Move("given", "a short form or initial of the given name", "robert", "bob", 9.0, 0.667),
    Move("city", "another city", "porto", "graz", -1.0, 0.5),
)


def pair(one: str = "crm_contact:7", other: str = "shop_customer:a9", *, chance: float = 0.5) -> Pair:
    """Two who may be one, with two facts compared."""
    sides = side(one, "Robert Adeyemi", brought=1200.0), side(other, "Bob Adeyemi")
    return Pair(
        *sides, "much alike (a short form or initial of the given name)", chance, chance, MOVES, 1200.0
    )


def to_review(*made: Pair) -> pa.Table:
    """Such pairs as who is who lists them."""
    rows = [
        {"key_a": p.one.key, "key_b": p.other.key, "why": p.why, "score": p.chance, "likeness": p.likeness}
        for p in made
    ]
    return pa.Table.from_pylist(rows, TO_REVIEW.arrow)


def weights(*made: Pair) -> pa.Table:
    """What each fact did to such pairs, as who is who keeps it."""
    rows = [
        {
            "key_a": p.one.key, "key_b": p.other.key, "place": n, "fact": move.fact, "said": move.said,
            "value_a": move.one, "value_b": move.other, "weight": move.bits, "untaught": move.untaught,
        }
        for p in made
        for n, move in enumerate(p.moves)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, WEIGHTS.arrow)


def let_wait(identity: Path, *made: Pair) -> None:
    """Have who is who, as it is kept in a folder, say that these may be one, and nobody else."""
    pq.write_table(to_review(*made), identity / "to_review.parquet")
    pq.write_table(weights(*made), identity / "weights.parquet")
