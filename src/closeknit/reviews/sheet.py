"""The sheet that is to be filled in: recent buyers and as many comparable non-buyers, mixed, as XLSX or CSV.

Each event is one column: a day where somebody remembers when, a tick where they only know that it happened.
What is known already stands there, marked. Which lines are compared is in `lenses.triggers.buyers`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from closeknit.answers.happenings import after
from closeknit.day_numbers import day_to_date
from closeknit.errors import UnknownQuestion, Unreadable
from closeknit.ids import stable_id
from closeknit.ledger.finding import REVIEW_COLUMNS
from closeknit.reports.csvform import csv_text

if TYPE_CHECKING:
    from closeknit.asking import AskedFolder
    from closeknit.lenses.triggers.buyers import Line

ASKED = (
    "a new person in charge",
    "money came in (funding, sale, a large order)",
    "a new product, place or market",
    "trouble or a complaint",
    "a budget or contract ran out",
    "somebody recommended us",
)
"""What people remember and files seldom hold."""

BEFORE_EVENTS = ("line", "pair", "who", "segment", "look back from", "checked")
AFTER_EVENTS = ("something else: what", "something else: when", "note", "key")
MOST_KINDS = 8
"""Kinds of events from files that are asked about."""

NEEDED = REVIEW_COLUMNS
KNOWN = "(known)"
"""Behind days that were known already and are not from memory."""

HELP = (
    "For each line, think of the half year before the day in “look back from”. Where one of these happened,",
    "write the day (2026-03-14 or 14 March 2026); x if you only know that it did; ? if you cannot tell.",
    "Leave it empty if it did not happen. Put an x into “checked” once you have gone through a line.",
    "Days with “(known)” behind them come from your files. Sort as you like; leave “pair” and “key” alone.",
)

FORMATS = (".xlsx", ".csv")


@dataclass(frozen=True)
class Sheet:
    """A sheet as rows of texts under a header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sheet(business: AskedFolder, *, most: int = 50, segment: str = "") -> Sheet:
    """The sheet to fill in; buyers and others are alike in `segment`.

    Raises:
        UnknownQuestion: there is no buyer with a comparable non-buyer.
    """
    from closeknit.lenses.people import names
    from closeknit.lenses.triggers.buyers import pairs
    from closeknit.lenses.triggers.reading import history

    question = business.question_of("triggers", segment=segment)
    lines = pairs(question, history(question), most=most)
    if not lines:
        raise UnknownQuestion(
            "there is no sheet to write: nobody bought of whom a comparable non-buyer is known",
            remedy="It takes customers who bought in the last two years and others who did not.",
        )
    named = names(question, {line.account for line in lines})
    kinds = _commonest(lines)
    header = (*BEFORE_EVENTS, *(after(kind) for kind in kinds), *ASKED, *AFTER_EVENTS)
    mixed = sorted(lines, key=lambda line: stable_id(f"mixed\x1f{line.pair}\x1f{line.account}"))
    rows = []
    for number, line in enumerate(mixed, 1):
        subject = named.subject(line.account)
        known = [_known(line, kind) for kind in kinds]
        day = day_to_date(line.day).isoformat()
        first = (str(number), str(line.pair), subject.name, line.segment, day, "")
        rows.append((*first, *known, *("" for _ in ASKED), "", "", "", subject.key))
    return Sheet(header, tuple(rows))


def _commonest(lines: Sequence[Line]) -> list[str]:
    """The kinds known of most lines: a sheet of thirty columns is not filled in."""
    many = Counter(kind for line in lines for kind in line.events)
    return sorted(sorted(many, key=lambda kind: (-many[kind], kind))[:MOST_KINDS])


def _known(line: Line, kind: str) -> str:
    return f"{day_to_date(line.events[kind]).isoformat()} {KNOWN}" if kind in line.events else ""


def write(made: Sheet, to: Path) -> None:
    """Write the sheet as XLSX or CSV, by the ending of the name; what is there already is not overwritten."""
    if to.suffix.lower() not in FORMATS:
        raise UnknownQuestion(
            f'"{to.name}" ends in none of {", ".join(FORMATS)}',
            remedy="For example: --to sales.xlsx",
            about=to.name,
        )
    if to.exists():
        raise Unreadable(
            f"{to} is there already, perhaps filled in",
            remedy=f"Choose another name, or read it: closeknit review-sales --read {to}",
            about=str(to),
        )
    try:
        if to.suffix.lower() == ".csv":
            to.write_text("\ufeff" + csv_text(made.header, made.rows), encoding="utf-8", newline="")
        else:
            _write_xlsx(made, to)
    except OSError as error:
        raise Unreadable(f"{to} cannot be written: {error.strerror}", about=str(to)) from error


def _write_xlsx(made: Sheet, to: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(to), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        page, told = book.add_worksheet("sales"), book.add_worksheet("how to fill it in")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for at, text in enumerate(made.header):
            page.write_string(0, at, text, bold)
        for row, cells in enumerate(made.rows, 1):
            for at, text in enumerate(cells):
                page.write_string(row, at, text)
        page.set_column(0, 1, 5)
        page.set_column(2, 2, 28)
        page.set_column(3, len(made.header) - 1, 16)
        page.set_row(0, 48)
        page.freeze_panes(1, 3)
        for row, text in enumerate(HELP):
            told.write_string(row, 0, text)
        told.set_column(0, 0, 110)
