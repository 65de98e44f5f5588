"""Reading a filled-in sheet: what people wrote becomes a decision, and what cannot be used is told.

Who bought is not on the sheet, it is looked up: the question does not give the answer away. Nothing is
guessed: a cell that cannot be read counts as not known, a line nobody went through is left out.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from closeknit.answers import wording
from closeknit.book.decided import standing
from closeknit.day_numbers import date_to_day, day_to_date
from closeknit.errors import ColumnMissing, Unreadable, did_you_mean
from closeknit.ledger.report import AnswersRead, LoadReport, NotUnderstood
from closeknit.methods.cells import LOOK_BACK_DAYS
from closeknit.reports.csvform import unguarded
from closeknit.reviews.cells import Cell, read_cell
from closeknit.reviews.sheet import AFTER_EVENTS, BEFORE_EVENTS, FORMATS, KNOWN, NEEDED

if TYPE_CHECKING:
    from closeknit.up_to_date import UpToDateFolder

READ_BEFORE = "The very same answers were read before: nothing is new."

OWN, OWN_WHEN = AFTER_EVENTS[:2]
"""Where somebody adds what nobody asked about, and when it was."""


@dataclass(frozen=True)
class Read:
    """What was read: its number, counts, and what could not be used, each with its line."""

    decision_id: str
    lines: int
    pairs: int
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class _Reading:
    """A sheet being read."""

    header: list[str]
    events: list[str]
    passed_over: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unchecked: int = 0


def read(business: UpToDateFolder, file: Path, *, by: str = "") -> Read:
    """Read a filled-in sheet and keep it. Lines that cannot be used are left out and told.

    Raises:
        Unreadable: not a sheet, or nothing on it was filled in.
        ColumnMissing: without the columns that say who and when.
    """
    header, rows = rows_of(file)
    state = _Reading(header, _events(header, rows, file))
    state.passed_over = [h for h in header if h and h not in {*state.events, *BEFORE_EVENTS, *AFTER_EVENTS}]
    lines = list(_lines(business, state, rows))
    if not lines:
        raise Unreadable(
            f"nothing on {file} is filled in that could be used",
            remedy="\n  ".join(
                [*state.problems[:8], "Put an x into “checked” on lines you have gone through."]
            ),
            about=str(file),
        )
    sides: dict[int, set[bool]] = {}
    for line in lines:
        sides.setdefault(line["pair"], set()).add(line["bought"])
    whole = sum(len(s) == 2 for s in sides.values())
    before = _read_before(business, lines)
    if before:
        return Read(before, len(lines), whole, tuple(state.problems), (READ_BEFORE,))
    today = date_to_day(business.today_here())
    number = business.ledger.decide(
        "review",
        sorted({line["key"] for line in lines}),
        value=json.dumps(
            {"read_day": min(today, business.question_of("triggers").as_of_day), "lines": lines}
        ),
        by=by or getuser(),
    )
    business.bring_up()
    return Read(
        number, len(lines), whole, tuple(state.problems), tuple(_notes(state, whole, len(sides), number))
    )


def _read_before(business: UpToDateFolder, lines: list[dict[str, Any]]) -> str:
    """The number of the very same answers, where they were read before; "" otherwise."""
    same = json.loads(json.dumps(lines))
    rows = [r for r in standing(business.ledger.read("decisions")) if r["kind"] == "review"]
    return next((r["decision_id"] for r in rows if json.loads(r["value"])["lines"] == same), "")


def read_all(business: UpToDateFolder, report: LoadReport) -> LoadReport:
    """The report of a load with the sheets read that were among its files; what cannot be is told."""
    done: list[AnswersRead] = []
    missed: list[NotUnderstood] = []
    for file in report.answers:
        try:
            said = read(business, file)
        except (ColumnMissing, Unreadable) as error:
            missed.append(NotUnderstood(file.name, error.message, error.remedy))
            continue
        done.append(AnswersRead(file.name, said.lines, said.pairs, (*said.problems, *said.notes)))
    return replace(report, read=tuple(done), not_understood=(*report.not_understood, *missed))


def _notes(state: _Reading, whole: int, begun: int, number: str) -> Iterator[str]:
    if state.unchecked:
        yield (
            f"{wording.count(state.unchecked, 'line')} not filled in: left out. "
            "Lines on which nothing happened need an x in “checked”."
        )
    if state.passed_over:
        columns = ", ".join(f"“{name}”" for name in state.passed_over)
        yield f"Columns that hold neither days nor ticks are left out: {columns}."
    if whole < begun:
        pairs = wording.count(begun, "pair")
        yield f"{begun - whole:,} of {pairs} have one side only and cannot be compared."
    yield f"To take it back: closeknit undo {number}"


SHEET = "Start from a sheet that closeknit review-sales wrote, and keep its columns."


def rows_of(
    file: Path, *, needed: Sequence[str] = NEEDED, begin: str = SHEET
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and rows (with their line from 1) of a sheet as people save them: XLSX or CSV of any dialect."""
    if file.suffix.lower() not in FORMATS:
        raise Unreadable(
            f'"{file.name}" ends in none of {", ".join(FORMATS)}',
            remedy="Save the sheet as one of them.",
            about=str(file),
        )
    if not file.is_file():
        raise Unreadable(f"there is no file {file}", remedy="Is the name right?", about=str(file))
    found = list(_xlsx(file) if file.suffix.lower() == ".xlsx" else _csv(file))
    if not found:
        raise Unreadable(f"{file} is empty", remedy=begin)
    header = [cell.strip().casefold() for cell in found[0][1]]
    missing = [name for name in needed if name not in header]
    if missing:
        near = did_you_mean(missing[0], header)
        raise ColumnMissing(
            f'{file} has no column "{missing[0]}" (it has: {", ".join(h for h in header if h)})',
            column=missing[0],
            columns=tuple(header),
            remedy=near or begin,
            about=str(file),
        )
    return header, found[1:]


def _xlsx(file: Path) -> Iterator[tuple[int, list[str]]]:
    from closeknit.sources.tables.spreadsheets import first_sheet_rows

    for line, cells in first_sheet_rows(file):
        yield line, [cell or "" for cell in cells]


def _csv(file: Path) -> Iterator[tuple[int, list[str]]]:
    from closeknit.sources.tables.encodings import decoded, encoding_of

    raw = file.read_bytes()
    text = decoded(raw, encoding_of(raw))
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, [unguarded(cell.strip()) for cell in cells]


def _events(header: Sequence[str], rows: Sequence[tuple[int, list[str]]], file: Path) -> list[str]:
    """Columns that ask about an event: all others, and those people added, if their cells are answers."""
    fixed = {*BEFORE_EVENTS, *AFTER_EVENTS}
    last = header.index(OWN) if OWN in header else 0
    out = []
    for at, name in enumerate(header):
        if name and name not in fixed:
            said = [read_cell(cells[at].replace(KNOWN, "")) for _, cells in rows if at < len(cells)]
            told = [cell for cell in said if cell != Cell(False)]
            if at < last or not told or not all(cell.odd for cell in told):
                out.append(name)
    for name in out:
        if out.count(name) > 1:
            raise Unreadable(f'{file} has two columns "{name}"', remedy="Rename one of them.", about=name)
    return out


def _lines(
    business: UpToDateFolder, state: _Reading, rows: Sequence[tuple[int, list[str]]]
) -> Iterator[dict[str, Any]]:
    """The lines that can be used, as they are kept."""
    known = dict(_together(business, "keys", "key", "party_id"))
    bought = set(_together(business, "purchases", "account_id", "day"))
    seen: set[tuple[int, str]] = set()
    for line, cells in rows:
        said = {name: cells[at] if at < len(cells) else "" for at, name in enumerate(state.header) if name}
        if not _filled(said, state.events):
            state.unchecked += 1
            continue
        kept = _line(state, line, said, known)
        if kept is None:
            continue
        if (kept["pair"], kept["key"]) in seen:
            state.problems.append(f"line {line}: {kept['key']} of pair {kept['pair']} stands there twice")
            continue
        seen.add((kept["pair"], kept["key"]))
        yield {**kept, "bought": (known[kept["key"]], kept["day"]) in bought}


def _together(business: UpToDateFolder, table: str, one: str, other: str) -> Iterator[tuple[Any, Any]]:
    """Two columns of a book table, row by row: read at once, as the order of rows is nobody's promise."""
    rows = business.engine.collect(business.book.tables(business.engine)[table].select(one, other))
    return zip(rows[one].to_pylist(), rows[other].to_pylist(), strict=True)


def _filled(said: dict[str, str], events: Sequence[str]) -> bool:
    """Whether somebody went through the line: ticked it off, or wrote something that was not there."""
    mine = [said[name] for name in events if KNOWN not in said[name]]
    return any(cell.strip() for cell in (said.get("checked", ""), said.get(OWN, ""), *mine))


def _line(state: _Reading, line: int, said: dict[str, str], known: dict[str, int]) -> dict[str, Any] | None:
    """One line as it is kept; None, with the problem told, where who or when cannot be read."""
    key = said["key"].strip()
    if key not in known:
        hint = did_you_mean(key, known) or "leave the column “key” as it was written"
        state.problems.append(f'line {line}: no customer has the key "{key}"; {hint}')
        return None
    day, pair = read_cell(said["look back from"]), said["pair"].strip().removesuffix(".0")
    if day.day is None or not pair.isdigit():
        what = ("look back from", said["look back from"]) if day.day is None else ("pair", pair)
        state.problems.append(f'line {line}: “{what[0]}” holds "{what[1]}"; leave it as it was written')
        return None
    events = {name: _answer(state, line, name, said[name], day.day) for name in state.events}
    events |= _own(state, line, said, day.day)
    return {"pair": int(pair), "key": key, "day": day.day, "events": events}


def _own(
    state: _Reading, line: int, said: dict[str, str], day: int
) -> dict[str, tuple[bool | None, int | None]]:
    """What somebody added in their own words."""
    what = said.get(OWN, "").strip().casefold()
    return {what: _answer(state, line, OWN_WHEN, said.get(OWN_WHEN, "") or "x", day)} if what else {}


def _answer(state: _Reading, line: int, column: str, text: str, day: int) -> tuple[bool | None, int | None]:
    """Whether it happened in the half year before, and when; told where it cannot be read."""
    cell = read_cell(text.replace(KNOWN, ""))
    if cell.odd:
        state.problems.append(
            f'line {line}: “{column}” holds "{text}", read as not known; '
            "write a day such as 2026-03-14, x or ?"
        )
        return None, None
    if cell.day is not None and not day - LOOK_BACK_DAYS <= cell.day < day:
        when = "after" if cell.day >= day else "more than half a year before"
        state.problems.append(
            f"line {line}: “{column}” was on {day_to_date(cell.day).isoformat()}, {when} the day looked back "
            "from: not counted"
        )
        return False, None
    return cell.happened, cell.day
