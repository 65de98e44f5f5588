"""A report as plain blocks – headings, lines, tables, pictures – that one file, HTML or PDF, is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from closeknit.answers import Answer, AnswerTable, Picture, wording
from closeknit.answers.cells import cell_text
from closeknit.briefings.customer import CustomerPage
from closeknit.reports.briefings import stake_text
from closeknit.reports.cells import ROWS_SHOWN, doubt_text, is_number, shown
from closeknit.reports.customer import (
    closed_lines,
    contact_title,
    day,
    found_lines,
    known_lines,
    mail_lines,
    money_lines,
    open_lines,
    people_lines,
    related_lines,
    voice_lines,
    who_line,
)  # fmt: skip
from closeknit.reports.palette import PLAIN
from closeknit.reports.pictures import drawn


@dataclass(frozen=True)
class Grid:
    """A table: names of columns, which of them hold numbers, and rows of texts."""

    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Block:
    """A part under a heading: lines (each with a smaller one below, or empty), a table, a picture as SVG."""

    heading: str = ""
    note: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    grid: Grid | None = None
    svg: str = ""


@dataclass(frozen=True)
class Document:
    """A whole report."""

    kicker: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    footer: str = ""


def answer_document(answer: Answer) -> Document:
    """The report of an answer: findings, pictures, tables, what was left out and what is good to know."""
    findings = tuple((one.sentence, doubt_text(one)) for one in answer.findings)
    blocks = [Block("", lines=findings)]
    blocks += [_picture(one) for one in answer.pictures]
    blocks += [_table(one, answer.currency) for one in answer.tables if one.data.num_rows]
    blocks += [_plainly("Left out", answer.left_out), _plainly("Good to know", answer.assumptions)]
    return Document(
        kicker=" · ".join(part for part in (answer.business, answer.question) if part),
        title=answer.headline,
        subtitle=answer.as_of_note or f"as of {wording.day_text(answer.as_of)}",
        blocks=_full(blocks),
        footer=" · ".join(one.words for one in answer.freshness),
    )


def customer_document(page: CustomerPage, business: str) -> Document:
    """The report of a customer: one page before the call."""
    blocks = [
        _to_do(page),
        _plainly("Money", money_lines(page)),
        _plainly("Open", open_lines(page)),
        _plainly("Closed", closed_lines(page)),
        _plainly(contact_title(page), (f"{day(one.day)}  {one.text}" for one in page.dealings.changes)),
        _plainly("What they care about", voice_lines(page)),
        _plainly("Mail", mail_lines(page)),
        _plainly("People", people_lines(page)),
        _bought(page),
        _plainly("Related", related_lines(page)),
        _plainly("What else we found", found_lines(page)),
        Block("Facts", grid=Grid(("fact", ""), (False, False), _facts(page))),
        _plainly("Known as", known_lines(page)),
    ]
    return Document(
        business, page.subject.name, who_line(page), _full(blocks),
        " · ".join(one.words for one in page.freshness),
    )  # fmt: skip


def _plainly(heading: str, lines: Iterable[str]) -> Block:
    return Block(heading, lines=tuple((line, "") for line in lines))


def _full(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks that hold anything."""
    return tuple(one for one in blocks if one.lines or one.svg or (one.grid and one.grid.rows))


def _to_do(page: CustomerPage) -> Block:
    row = page.to_do
    if row is None:
        return Block()
    lines = [reason.text for reason in row.reasons] + [f"“{row.first_line}”"]
    return Block("Now", stake_text(row.at_stake) if row.at_stake else "", tuple((line, "") for line in lines))


def _facts(page: CustomerPage) -> tuple[tuple[str, ...], ...]:
    return tuple((name.replace("_", " "), value) for name, value in page.facts)


def _bought(page: CustomerPage) -> Block:
    rows = tuple(
        (
            day(one.day),
            "not known" if one.amount is None else wording.money(one.amount, page.currency),
            one.kind,
            one.why,
        )
        for one in page.purchases[:ROWS_SHOWN]
    )
    columns = ("day", "amount", "kind", "why it is one purchase")
    return Block("Bought", grid=Grid(columns, (False, True, False, False), rows))


def _picture(picture: Picture) -> Block:
    return Block(picture.title, picture.subtitle, svg=drawn(picture, PLAIN))


def _table(table: AnswerTable, currency: str) -> Block:
    columns = shown(table)
    rows = tuple(
        tuple(cell_text(row[column.name], column, currency) for column in columns)
        for row in table.data.slice(0, ROWS_SHOWN).to_pylist()
    )
    note, count = table.note, table.data.num_rows
    if count > ROWS_SHOWN:
        note += f" The first {ROWS_SHOWN} of {count:,} rows."
    grid = Grid(tuple(c.label for c in columns), tuple(is_number(c) for c in columns), rows)
    return Block(table.title, note.strip(), grid=grid)
