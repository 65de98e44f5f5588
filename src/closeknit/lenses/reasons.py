"""Why an answer says somebody to be in a state: its own row about them, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Any

from closeknit.answers import Answer, ShownColumn, wording
from closeknit.lenses.seam import State, day_to_date, rows_in

EMPTY = (None, "")


def because(answer: Answer, state: State) -> dict[int, str]:
    """Why each one is in the state, from the first row that says so; nobody of whom the row has no reason."""
    found: dict[int, str] = {}
    for table, places in rows_in(answer, state):
        columns = {column.name: column for column in table.columns}
        rows = table.data.take(places).to_pylist()
        for row in rows:
            said = "; ".join(_parts(state, row, columns, answer.currency))
            if said:
                found.setdefault(row["party_id"], said)
    return found


def _parts(
    state: State, row: Mapping[str, Any], columns: Mapping[str, ShownColumn], currency: str
) -> list[str]:
    """The parts of the reason of which the row knows every cell."""
    said = []
    for part in state.because:
        names = [name for _, name, _, _ in Formatter().parse(part) if name]
        if all(name in columns and row[name] not in EMPTY for name in names):
            said.append(part.format_map({name: Cell(row[name], columns[name], currency) for name in names}))
    return said


class Cell:
    """A cell of an answer's table as people read it: `{last_day}`, or with its thing, `{silent:day}`."""

    def __init__(self, value: Any, column: ShownColumn, currency: str) -> None:
        self.value, self.column, self.currency = value, column, currency

    def __format__(self, thing: str) -> str:
        if thing:
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
