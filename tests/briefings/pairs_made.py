"""Pairs made by hand, as a list of who may be one holds them."""

from __future__ import annotations

from closeknit.briefings.pairs import Pair, Side
from closeknit.identity.moves import Move


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
