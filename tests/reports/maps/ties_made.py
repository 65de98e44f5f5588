"""Networks made up for maps."""

from __future__ import annotations

from random import Random

import pyarrow as pa

from closeknit.answers import Picture

COLUMNS = ("from", "to", "strength", "part", "from_firm", "to_firm")
Row = tuple[str, str, float, str, str, str]


def picture(*rows: Row) -> Picture:
    """A map of these ties."""
    types = [pa.string(), pa.string(), pa.float64(), pa.string(), pa.string(), pa.string()]
    cells = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
    data = {
        name: pa.array(list(column), kind) for name, column, kind in zip(COLUMNS, cells, types, strict=True)
    }
    return Picture("map", "A finding", "a measure", "map", pa.table(data), "from", "to", series="part")


def scattered(people: int, seed: int, ties: int = 2) -> Picture:
    """So many people with long and short names, one in twelve of us; a way of two ties among them."""
    draw = Random(seed)
    first, last = ("Bo", "Wilhelmina", "Çağla", "李"), ("Li", "Abernathy-Johnson")
    names = [f"{draw.choice(first)} {draw.choice(last)} {n}" for n in range(people)]
    ours = max(1, people // 12)
    pairs = {(draw.randrange(ours), n) for n in range(1, people)}
    pairs |= {tuple(sorted(draw.sample(range(people), 2))) for _ in range(people * (ties - 1))}
    kept = sorted((one, other) for one, other in pairs if one != other)

    def firm(n: int) -> str:
        return "" if n < ours else f"Firm {n % max(1, people // 6)}"

    return picture(*(
        (names[one], names[other], draw.random(), "way" if k < 2 else "", firm(one), firm(other))
        for k, (one, other) in enumerate(kept)
    ))  # fmt: skip
