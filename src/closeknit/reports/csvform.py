"""Tables as CSV that a spreadsheet opens safely.

A cell that a spreadsheet would take for a formula gets an apostrophe before it; reading such a file
back, `unguarded` takes it off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from closeknit.answers import AnswerTable
from closeknit.day_numbers import day_to_date
from closeknit.reports.jsonform import plain

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?")
"""A negative number, as text too, is no formula: it is what a spreadsheet should read."""


def guarded(cell: Any) -> Any:
    """The cell, with an apostrophe where a text would run as a formula; numbers stay numbers."""
    if not isinstance(cell, str) or NUMBER.fullmatch(cell):
        return cell
    if cell.startswith((*FORMULA_STARTS, "'")):
        return f"'{cell}"
    return cell


_NUMBER = r"\+?[0-9][0-9 ()./-]*"
PHONE = re.compile(rf"{_NUMBER}(?: ::: {_NUMBER})*")
"""What can be phone numbers and cannot be a command: no letter, no function, no reference.

Google Contacts puts ` ::: ` between several in one cell.
"""


def guarded_for_import(cell: Any) -> Any:
    """The cell as `guarded`, but phone numbers as they are: another program is to read them as such."""
    return cell if isinstance(cell, str) and PHONE.fullmatch(cell) else guarded(cell)


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in (*FORMULA_STARTS, "'") else cell


def csv_text(
    names: Sequence[str], rows: Iterable[Sequence[Any]], *, guard: Callable[[Any], Any] = guarded
) -> str:
    """RFC 4180 text with a header line; empty cells for nulls."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guard(n) for n in names])
    for row in rows:
        writer.writerow(["" if cell is None else guard(plain(cell)) for cell in row])
    return out.getvalue()


def table_csv(table: AnswerTable) -> str:
    """An answer's table as CSV, all its rows, columns by name."""
    names = [c.name for c in table.columns]
    columns = [[_cell(v, c.kind) for v in table.data.column(c.name).to_pylist()] for c in table.columns]
    return csv_text(names, zip(*columns, strict=True))


SHARE_DIGITS, DIGITS = 4, 2


def _cell(value: Any, kind: str) -> Any:
    """A value as a spreadsheet wants it: days in ISO form, money to the cent, shares to a hundredth of a
    percent, other fractions to two digits. Whole numbers and ids stay as they are."""
    value = plain(value)
    if kind == "day" and isinstance(value, int):
        return day_to_date(value).isoformat()
    if kind == "money" and value is not None:
        return f"{value:.2f}"
    if isinstance(value, float) and kind != "id":
        return round(value, SHARE_DIGITS if kind == "share" or abs(value) < 1 else DIGITS)
    return value
