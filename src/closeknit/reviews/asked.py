"""Reading a list of people to turn to that somebody filled in: who was asked, and what came back.

Nothing is guessed: a line nobody filled in is left as it is, a cell nobody can read is told with its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from closeknit.answers import wording
from closeknit.day_numbers import day_to_date
from closeknit.desk.asked import NEVER, QUARTER, CameBack, came_back, everybody_asked
from closeknit.errors import CloseknitError
from closeknit.ledger.finding import LIST_COLUMNS
from closeknit.ledger.report import LoadReport, NotUnderstood
from closeknit.reviews.cells import read_cell
from closeknit.reviews.reading import rows_of
from closeknit.typed import control_in

if TYPE_CHECKING:
    from closeknit.asking import AskedFolder

ASKED, ANSWER, AGAIN = LIST_COLUMNS[:3]
BEGIN = "Start from a list that closeknit outreach wrote, and keep its columns."


def read_lists(business: AskedFolder, report: LoadReport) -> LoadReport:
    """The report of a load with the lists read that were among its files; what cannot be read is told."""
    notes: list[str] = []
    missed: list[NotUnderstood] = []
    for file in report.lists:
        try:
            notes += read_list(business, file)
        except CloseknitError as error:
            missed.append(NotUnderstood(file.name, error.message, error.remedy))
    return replace(report, notes=(*report.notes, *notes), not_understood=(*report.not_understood, *missed))


def read_list(business: AskedFolder, file: Path) -> list[str]:
    """Keep what came back; gives what to say of it.

    Raises:
        Unreadable, ColumnMissing: not a list, or not one that can be read back.
    """
    header, rows = rows_of(file, needed=LIST_COLUMNS, begin=BEGIN)
    known = {(row.list_name, row.key): row.asked_on for row in everybody_asked(business.desk)}
    said, problems = filled_in(header, rows, known, business.asked_day(None).day)
    return [*_told(business, file, said), *problems]


def filled_in(
    header: Sequence[str],
    rows: Sequence[tuple[int, Sequence[str]]],
    known: Mapping[tuple[str, str], date | None],
    today: date,
) -> tuple[dict[str, list[CameBack]], list[str]]:
    """What came back, by list, and what of it cannot be read.

    known: when whoever is on a list was asked, by list and key. today: what a tick without a day stands for
    where that is not known.
    """
    said: dict[str, list[CameBack]] = {}
    problems: list[str] = []
    for line, cells in rows:
        row = {name: cells[at].strip() if at < len(cells) else "" for at, name in enumerate(header)}
        if not (row[ASKED] or row[ANSWER]):
            continue
        if sign := control_in(row[ANSWER]):
            problems.append(f"line {line}: “{ANSWER}” holds a control character ({sign}); left out")
            continue
        before = known.get((row["list"], row["key"]))
        said.setdefault(row["list"], []).append(_line(row, before or today, line, problems))
    return said, problems


def _line(row: Mapping[str, str], ticked: date, line: int, problems: list[str]) -> CameBack:
    """One line as it is kept. ticked: the day that a tick without one stands for."""
    cell = read_cell(row[ASKED] or "x")
    if cell.odd or cell.happened is None:
        problems.append(
            f'line {line}: “{ASKED}” holds "{row[ASKED]}", read as asked; write a day (2026-03-14), x or no'
        )
    elif not cell.happened:
        return CameBack(row["key"], None, row[ANSWER], None)
    asked_on = ticked if cell.day is None else day_to_date(cell.day)
    return CameBack(row["key"], asked_on, row[ANSWER], _again(row[AGAIN], asked_on, line, problems))


def _again(text: str, asked_on: date, line: int, problems: list[str]) -> date:
    """From when they may be asked again: a quarter later, or later still where the list says so."""
    least = asked_on + timedelta(days=QUARTER)
    if text.casefold() == "never":
        return NEVER
    cell = read_cell(text)
    if cell.odd:
        problems.append(
            f'line {line}: “{AGAIN}” holds "{text}", read as {least.isoformat()}; write a day or never'
        )
    return least if cell.day is None else max(least, day_to_date(cell.day))


def _told(business: AskedFolder, file: Path, said: Mapping[str, Sequence[CameBack]]) -> list[str]:
    if not said:
        return [f"{file.name}: a list of whom to turn to, on which nothing is filled in yet"]
    told = []
    for name, lines in said.items():
        strangers, fresh = came_back(business.desk, name, lines)
        asked = sum(one.asked_on is not None for one in lines)
        answered = sum(bool(one.answer) for one in lines)
        told.append(f"{file.name}: {name}: {asked:,} asked, {answered:,} came back, {fresh:,} new")
        if strangers:
            who = wording.listing(strangers, 3)
            told.append(f"{file.name}: {len(strangers):,} not on the list “{name}” and left out: {who}")
    return told
