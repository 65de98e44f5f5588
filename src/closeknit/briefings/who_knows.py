"""Who of us knows whom at one customer: its part of the relationship map, as its question has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from closeknit.answers import Answer, Picture, wording

ASKED, MAP = "relations", "map"
"""The question whose answer tells it, and its picture."""
READ = "Coloured dots: us. Lines: how close, the dashed ones cooling"


def who_knows(answers: Sequence[Answer], firm: int) -> Picture | None:
    """The map of the people at a customer, by its number, and of us who know them; None where nobody does."""
    whole = next((p for a in answers if a.lens == ASKED for p in a.pictures if p.name == MAP), None)
    if whole is None:
        return None
    # Thousands of ties, few of them wanted: chosen before they become dictionaries.
    there = pc.or_kleene(*(pc.equal(whole.data[end], firm) for end in ("from_firm_id", "to_firm_id")))
    rows = whole.data.filter(there).to_pylist()
    ours = {name for row in rows for name, at in _ends(row) if at is None}
    theirs = {name for row in rows for name, at in _ends(row) if at == firm}
    if not ours or not theirs:
        return None
    closest = max((row for row in rows if _of_us(row)), key=lambda row: float(row["strength"]), default=None)
    title = f"{len(ours):,} of us {'knows' if len(ours) == 1 else 'know'} "
    title += f"{wording.count(len(theirs), 'person', 'people')} there"
    if closest is not None:
        one, other = (name.partition(" (")[0] for name, _ in _ends(closest))
        title += f"; closest: {one} and {other}"
    data = pa.Table.from_pylist(rows, schema=whole.data.schema)
    return Picture(MAP, title, READ, "map", data, whole.x, whole.y, series=whole.series)


def _ends(row: dict[str, Any]) -> tuple[tuple[str, int | None], tuple[str, int | None]]:
    """Both people of a tie, each with the number of where they are; our own are nowhere."""
    return (row["from"], row["from_firm_id"]), (row["to"], row["to_firm_id"])


def _of_us(row: dict[str, Any]) -> bool:
    """Whether one of the two is one of us."""
    return any(at is None for _, at in _ends(row))
