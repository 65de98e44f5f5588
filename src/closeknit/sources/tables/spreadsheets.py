"""Spreadsheets (XLSX, XLSB, XLS, ODS) into DuckDB tables: values only, as the texts people see.

Formulas are not run and macros not looked at. Numbers lose the noise of binary fractions, whole ones
the point, so that an id typed as a number stays an id; dates become ISO texts. Where the header
stands is found by `sniffing.place_header`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from closeknit.sources.tables.dialects import Dialect, ReadRules
from closeknit.sources.tables.extents import check_extent
from closeknit.sources.tables.files import unreadable
from closeknit.sources.tables.sniffing import LOOKED_AT, Look, place_header
from closeknit.sources.tables.staging import Job, Table, cell_columns, keep

Value = int | float | str | bool | date | datetime | time | timedelta

_BATCH = 20_000


def look_at_book(
    path: Path, name: str, dialect: Dialect, *, known: Collection[str] = ()
) -> Iterator[tuple[str, Look | str]]:
    """The sheets of a workbook, each with a first look at it or the reason why it holds no table."""
    book = _opened(path, name)
    for found in book.sheets_metadata:
        if found.typ is not SheetTypeEnum.WorkSheet:
            yield found.name, "is a chart or macro sheet"
        elif found.visible is not SheetVisibleEnum.Visible:
            yield found.name, "is hidden"
        else:
            sheet = _sheet(book, name, found.name)
            empty = sheet.end is None
            yield found.name, "is empty" if empty else _look(sheet, dialect, ReadRules(), known)


def read_sheet(job: Job, path: Path, dialect: Dialect) -> tuple[Table, Look]:
    """Read the rows of one sheet below its header; also gives the look that the rules lead to."""
    sheet = _sheet(_opened(path, job.name), job.name, job.rules.sheet or dialect.sheet)
    look = _look(sheet, dialect, job.rules, ())
    schema = pa.schema([(column, pa.string()) for column in cell_columns(look.dialect.width)])
    rows = (cells for n, cells in _rows(sheet) if n >= look.dialect.data_line)
    batches = _batches(job, rows, schema, total=sheet.total_height)
    view = "closeknit_sheet_rows"
    job.con.register(view, pa.RecordBatchReader.from_batches(schema, batches))
    try:
        return keep(job, view, look.dialect.width), look
    finally:
        job.con.unregister(view)


def _look(sheet: CalamineSheet, dialect: Dialect, rules: ReadRules, known: Collection[str]) -> Look:
    rows = [(n, n + 1, _without_end(cells)) for n, cells in islice(_rows(sheet), LOOKED_AT)]
    found = Dialect(format="spreadsheet", sheet=sheet.name, member=dialect.member)
    return place_header(rows, rules, dialect=found, known=known).widened(sheet.width)


def first_sheet_rows(path: Path) -> Iterator[tuple[int, list[str | None]]]:
    """The rows of the first sheet that are not blank, with their number from 1, cells as texts."""
    book = _opened(path, path.name)
    return _rows(_sheet(book, path.name, book.sheet_names[0]))


def sheet_lines(path: Path, name: str, dialect: Dialect) -> Iterator[int]:
    """The sheet rows, from 1, of the records of a sheet, in order."""
    for n, _ in _rows(_sheet(_opened(path, name), name, dialect.sheet)):
        if n >= dialect.data_line:
            yield n


def _batches(
    job: Job, rows: Iterator[Sequence[str | None]], schema: pa.Schema, *, total: int
) -> Iterator[pa.RecordBatch]:
    done, width = 0, len(schema)
    while some := list(islice(rows, _BATCH)):
        done += len(some)
        job.progress.step(f"Reading {job.name}", done=done, total=total)
        padded = ([*row[:width], *[None] * (width - len(row))] for row in some)
        arrays = [pa.array(column, pa.string()) for column in zip(*padded, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str | None]]]:
    """The rows of a sheet that are not blank, with their number from 1, cells as texts."""
    for n, cells in enumerate(sheet.iter_rows(), 1):
        row = [_text(cell) for cell in cells]
        if any(row):
            yield n, row


def _text(value: Value) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "auto")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


def number_text(value: float) -> str | None:
    """A number as people see it: 15 digits as in Excel, no exponent, no point when it is whole."""
    if value != value or value in (float("inf"), float("-inf")):
        return None
    plain = format(Decimal(f"{value:.15g}"), "f")
    return "0" if plain == "-0" else plain


def _without_end(cells: Sequence[str | None]) -> Sequence[str | None]:
    filled = max((place + 1 for place, cell in enumerate(cells) if cell), default=0)
    return cells[:filled]


def _opened(path: Path, name: str) -> CalamineWorkbook:
    check_extent(path, name)
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise unreadable(
            name, "is locked with a password", remedy="Save it without one, or save the sheet as CSV."
        ) from error
    except (CalamineError, OSError) as error:
        raise unreadable(
            name, f"is not a spreadsheet that can be read ({error})", remedy="Save the sheet as CSV."
        ) from error


def _sheet(book: CalamineWorkbook, name: str, wanted: str) -> CalamineSheet:
    if wanted not in book.sheet_names:
        raise unreadable(
            name,
            f'has no sheet "{wanted}"',
            remedy=f"Its sheets are: {', '.join(book.sheet_names)}.",
        )
    try:
        return book.get_sheet_by_name(wanted)
    except CalamineError as error:
        raise unreadable(
            name, f'holds a sheet "{wanted}" that cannot be read ({error})', remedy="Save the sheet as CSV."
        ) from error
