"""What of an answer's tables and findings is shown, and how it reads: one way for terminal, pages, files."""

from __future__ import annotations

from typing import Any

import pyarrow.compute as pc

from closeknit.answers import (
    Answer,
    AnswerTable,
    Estimate,
    Finding,
    ShownColumn,
    Verdict,
    wording,
)

ROWS_SHOWN = 200
"""Rows of a table that a report holds; all of them are in the CSV."""

LONG, LONGER = 28, 120
"""Letters of a text that should have a broader column, and of one that should have the broadest."""

SURE: dict[Verdict, str] = {
    Verdict.ESTABLISHED: "well supported",
    Verdict.SUGGESTIVE: "a hint, not certain",
    Verdict.NO_EVIDENCE: "no sign of it",
    Verdict.NOT_ENOUGH_DATA: "cannot tell yet",
    Verdict.COUNTED: "counted",
    Verdict.OURS: "we may be the cause",
    Verdict.AFTER_EFFECT: "an after-effect",
    Verdict.SAME_DAY: "cannot tell: both on one day",
    Verdict.KNOWN_LATE: "cannot tell: known too late",
    Verdict.ALWAYS_ON: "cannot tell: always on",
    Verdict.RECORDED_AFTER: "cannot tell: written down afterwards",
    Verdict.BUYERS_ONLY: "cannot tell: written down for buyers only",
    Verdict.CUSTOMERS_ONLY: "cannot tell: written down for customers only",
    Verdict.ONE_DAY: "cannot tell: all on one day",
}
"""How sure a finding is, in words."""


def shown(table: AnswerTable) -> list[ShownColumn]:
    """The columns people see: no ids, and no state that nobody is in."""
    return [c for c in table.columns if c.kind != "id" and not (c.kind == "state" and _empty(table, c))]


def _empty(table: AnswerTable, column: ShownColumn) -> bool:
    return not any(pc.unique(table.data[column.name]).to_pylist())


def is_number(column: ShownColumn) -> bool:
    """Whether the column's cells stand to the right."""
    return column.kind in ("money", "number", "share")


def cell_class(value: Any, column: ShownColumn) -> str:
    """What the style sheet calls a cell: its kind, and how much room a text needs to stay low."""
    if is_number(column):
        return "number"
    letters = len(value) if column.kind == "text" and isinstance(value, str) else 0
    return column.kind + (" longer" if letters > LONGER else " long" if letters > LONG else "")


def estimate_text(estimate: Estimate) -> str:
    """ "€84,000 at stake, likely between 52,000 and 121,000"; the number alone where no range is known."""
    unit = estimate.unit
    if len(unit) == 3 and unit.isupper():
        said, low, high = (wording.money(v, unit) if v is not None else "" for v in _three(estimate))
    elif unit == "share":
        said, low, high = (wording.share(v) if v is not None else "" for v in _three(estimate))
    else:
        said, low, high = (wording.number(v) if v is not None else "" for v in _three(estimate))
        said = f"{said} {unit}".strip()
    text = f"{said} {estimate.money}".strip()
    return f"{text}, likely between {low} and {high}" if low and high else text


def _three(estimate: Estimate) -> tuple[float, float | None, float | None]:
    return estimate.value, estimate.low, estimate.high


def sure_text(finding: Finding) -> str:
    """ "well supported, from 61 purchases"; for too little data, how much more it takes."""
    said = SURE[finding.verdict]
    if finding.verdict is Verdict.NOT_ENOUGH_DATA and finding.needed:
        return f"{said}: {finding.needed}"
    if finding.n and finding.n_what:
        what = wording.one_of(finding.n_what) if finding.n == 1 else finding.n_what
        return f"{said}, from {finding.n:,} {what}"
    return said


def doubt_text(finding: Finding) -> str:
    """Estimate and how sure, in one line."""
    said = sure_text(finding)
    if finding.estimate is not None and finding.estimate.low is not None:
        return f"{estimate_text(finding.estimate)} · {said}"
    return said


def whole_table(answer: Answer, table: AnswerTable) -> str:
    """What to add to the command of the answer for all rows and columns of one of its tables."""
    return "--csv" if table.name == answer.tables[0].name else f"--csv --table {table.name}"
