"""Why somebody is in a state, in words: `State.because` filled from their row of the answer that says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import isnan
from string import Formatter
from typing import Any

from closeknit.answers import Answer, ShownColumn, wording
from closeknit.answers.cells import cell_text
from closeknit.lenses.seam import State
from closeknit.lenses.states import rows_in_state


def state_reasons(answer: Answer, state: State, ids: Collection[int]) -> dict[int, str]:
    """Why each of these is in the state, from the first row that says so; nobody of whom it has no reason."""
    found: dict[int, str] = {}
    wanted = {name for part in state.because for name in cells_in(part)}
    for table, rows in rows_in_state(answer, state, ids):
        columns = {column.name: column for column in table.columns if column.name in wanted}
        for row in rows.select(["party_id", *columns]).to_pylist():
            said = "; ".join(_parts(state, row, columns, answer.currency))
            if said:
                found.setdefault(row["party_id"], said)
    return found


def cells_in(part: str) -> list[str]:
    """The cells that a part of a reason is filled from: names of columns."""
    return [name for _, name, _, _ in Formatter().parse(part) if name]


def _parts(
    state: State, row: Mapping[str, Any], columns: Mapping[str, ShownColumn], currency: str
) -> list[str]:
    """The parts of the reason of which every cell of the row says something."""
    said = []
    for part in state.because:
        names = cells_in(part)
        if all(n in columns and _says(row[n], columns[n], even_none=n in state.even_none) for n in names):
            said.append(part.format_map({n: _Cell(row[n], columns[n], currency) for n in names}))
    return said


def _says(value: Any, column: ShownColumn, *, even_none: bool) -> bool:
    """Whether a cell says anything: an empty one does not, nor does a count or a sum of none."""
    if value is None or value == "" or (isinstance(value, float) and isnan(value)):
        return False
    return column.kind not in ("number", "money") or even_none or round(value) != 0


class _Cell:
    """A cell as a part of a reason says it: `{last_day}` as in tables, or with its thing, `{silent:day}`."""

    def __init__(self, value: Any, column: ShownColumn, currency: str) -> None:
        self.value, self.column, self.currency = value, column, currency

    def __format__(self, thing: str) -> str:
        if thing:
            return wording.count(round(self.value), thing)
        return cell_text(self.value, self.column, self.currency)
