"""Why somebody is in a state, in words: `State.because` filled from their row of the answer that says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import isnan
from string import Formatter
from typing import Any

from closeknit.answers import Answer, ShownColumn, wording
from closeknit.answers.cells import cell_text
from closeknit.lenses.seam import State
from closeknit.lenses.states import rows_of

EVEN_NONE = "0"
"""As in `{revenue:0}`: said though it be none."""


def state_reasons(answer: Answer, state: State, ids: Collection[int]) -> dict[int, str]:
    """Why each of these is in the state, from the first row that says so; nobody of whom it has no reason."""
    found: dict[int, str] = {}
    wanted = {name for part in state.because for name, _ in cells_in(part)}
    for table, rows in rows_of(answer, state, ids):
        columns = {column.name: column for column in table.columns if column.name in wanted}
        for row in rows.select(["party_id", *columns]).to_pylist():
            said = "; ".join(_parts(state, row, columns, answer.currency))
            if said:
                found.setdefault(row["party_id"], said)
    return found


def cells_in(part: str) -> list[tuple[str, str]]:
    """The cells that a part of a reason is filled from: name of the column, and how it is said."""
    return [(name, how or "") for _, name, how, _ in Formatter().parse(part) if name]


def _parts(
    state: State, row: Mapping[str, Any], columns: Mapping[str, ShownColumn], currency: str
) -> list[str]:
    """The parts of the reason of which every cell of the row says something."""
    said = []
    for part in state.because:
        cells = cells_in(part)
        if all(name in columns and _says(row[name], columns[name], how) for name, how in cells):
            said.append(
                part.format_map({name: _Cell(row[name], columns[name], currency) for name, _ in cells})
            )
    return said


def _says(value: Any, column: ShownColumn, how: str) -> bool:
    """Whether a cell says anything: an empty one does not, nor does a count or a sum of none."""
    if value is None or value == "" or (isinstance(value, float) and isnan(value)):
        return False
    return column.kind not in ("number", "money") or how == EVEN_NONE or round(value) != 0


class _Cell:
    """A cell as a part of a reason says it: `{last_day}` as in tables, or with its thing, `{silent:day}`."""

    def __init__(self, value: Any, column: ShownColumn, currency: str) -> None:
        self.value, self.column, self.currency = value, column, currency

    def __format__(self, thing: str) -> str:
        if thing and thing != EVEN_NONE:
            return wording.count(round(self.value), thing)
        return cell_text(self.value, self.column, self.currency)
