"""How a cell of an answer's table reads: one way for every surface, and for reasons told from rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from closeknit.answers import wording
from closeknit.answers.values import STATES_BETWEEN, ShownColumn
from closeknit.day_numbers import day_to_date


def cell_text(value: Any, column: ShownColumn, currency: str = "EUR") -> str:
    """The value as a person reads it; an empty text for null."""
    if value is None:
        return ""
    match column.kind:
        case "money":
            return wording.money(float(value), column.unit or currency)
        case "share":
            return wording.share(float(value))
        case "day":
            return wording.day_text(_day(value))
        case "number":
            return wording.number(float(value))
        case "state":
            return ", ".join(column.words.get(name, name) for name in str(value).split(STATES_BETWEEN))
    return str(value)


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else day_to_date(value)
