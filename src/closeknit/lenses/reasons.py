"""Why an answer says somebody to be in a state: its own row about them, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from math import isnan
from string import Formatter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from closeknit.answers import Answer, ShownColumn, wording
from closeknit.lenses.seam import State, day_to_date, rows_in

EVEN_NONE = "0"
"""As in `{revenue:0}`: said though it be none."""


def because(answer: Answer, state: State, ids: Collection[int]) -> dict[int, str]:
    """Why each of these is in the state, from the first row that says so; nobody of whom it has no reason."""
    found: dict[int, str] = {}
    named = {name for part in state.because for _, name, _, _ in Formatter().parse(part) if name}
    for table, places in rows_in(answer, state):
        columns = {column.name: column for column in table.columns if column.name in named}
        rows = table.data.select(["party_id", *columns]).take(places)
        theirs = pc.is_in(rows["party_id"].cast("int64"), pa.array(ids, pa.int64()))
        for row in rows.filter(theirs).to_pylist():
            said = "; ".join(_parts(state, row, columns, answer.currency))
            if said:
                found.setdefault(row["party_id"], said)
    return found


def _parts(
    state: State, row: Mapping[str, Any], columns: Mapping[str, ShownColumn], currency: str
) -> list[str]:
    """The parts of the reason of which every cell of the row says something."""
    said = []
    for part in state.because:
        cells = [(name, how) for _, name, how, _ in Formatter().parse(part) if name]
        if all(name in columns and _says(row[name], columns[name], how or "") for name, how in cells):
            said.append(
                part.format_map({name: Cell(row[name], columns[name], currency) for name, _ in cells})
            )
    return said


def _says(value: Any, column: ShownColumn, how: str) -> bool:
    """Whether a cell says anything: an empty one does not, nor does a count or a sum of none."""
    if value is None or value == "" or (isinstance(value, float) and isnan(value)):
        return False
    return column.kind not in ("number", "money") or how == EVEN_NONE or round(value) != 0


class Cell:
    """A cell of an answer's table as people read it: `{last_day}`, or with its thing, `{silent:day}`."""

    def __init__(self, value: Any, column: ShownColumn, currency: str) -> None:
        self.value, self.column, self.currency = value, column, currency

    def __format__(self, thing: str) -> str:
        if thing and thing != EVEN_NONE:
            return wording.count(round(self.value), thing)
        match self.column.kind:
            case "day":
                day = self.value if isinstance(self.value, date) else day_to_date(self.value)
                return wording.day_text(day)
            case "money":
                return wording.money(float(self.value), self.column.unit or self.currency)
            case "number":
                return f"{round(self.value):,}"
        return str(self.value)
