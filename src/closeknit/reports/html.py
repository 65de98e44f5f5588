"""An Answer as one HTML file: style and pictures inside, nothing fetched, no script, fit to mail."""

from __future__ import annotations

import shlex
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from closeknit.answers import Answer, AnswerTable, wording
from closeknit.answers.cells import cell_text
from closeknit.reports.cells import (
    ROWS_SHOWN,
    cell_class,
    doubt_text,
    is_number,
    shown,
    whole_table,
)
from closeknit.reports.document import Document
from closeknit.reports.palette import PLAIN
from closeknit.reports.pictures import drawn, drawn_for_pages

LEAD = 3
"""Findings that stand before the first picture."""


def environment(*more: BaseLoader) -> Environment:
    """The templates of reports, and `more` that pages bring; texts are escaped, missing names are errors."""
    return Environment(
        loader=ChoiceLoader([*more, PackageLoader("closeknit.reports")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _templates() -> Environment:
    return environment()


@cache
def style() -> Markup:
    """The style sheet of pages and reports."""
    return Markup((files("closeknit.reports") / "templates" / "style.css").read_text(encoding="utf-8"))


def answer_html(answer: Answer) -> str:
    """The answer as a whole page; the same answer gives the same bytes."""
    return _templates().get_template("answer.html").render(**parts_of(answer))


def document_html(document: Document) -> str:
    """Any report as a whole page; the same report gives the same bytes."""
    return _templates().get_template("document.html").render(document=document, style=style())


def answer_fragment(answer: Answer) -> str:
    """The answer as markup for a notebook cell: no style sheet, so pictures have colours of their own."""
    context = parts_of(answer) | {"svg": lambda picture: Markup(drawn(picture, PLAIN))}
    return _templates().get_template("answer_body.html").render(**context)


def parts_of(answer: Answer) -> dict[str, Any]:
    """What the parts of an answer need. Pages replace those that a file to mail cannot have: links."""
    return {
        "answer": answer,
        "lead": LEAD,
        "style": style(),
        "under_headline": answer.as_of_note or f"as of {wording.day_text(answer.as_of)}",
        "doubt": doubt_text,
        # The SVG comes from our own renderer, which escapes the texts of the data.
        "svg": lambda picture: Markup(drawn_for_pages(picture)),
        "shown": shown,
        "numeric": is_number,
        "rows": lambda table: table.data.slice(0, ROWS_SHOWN).to_pylist(),
        "cell_class": cell_class,
        "cell": lambda value, column: cell_text(value, column, answer.currency),
        "day": wording.day_text,
        "behind": lambda finding: Markup("<code>closeknit why {}</code>").format(finding.id),
        "heading": lambda _, column: column.label,
        "linked": lambda row, column, _: cell_text(row[column.name], column, answer.currency),
        "over_picture": lambda _: "",
        "under_picture": lambda _: "",
        "under_table": lambda table: _rows_left(answer, table),
    }


def _rows_left(answer: Answer, table: AnswerTable) -> Markup:
    """How many rows are not shown, and what to type for them."""
    more = table.data.num_rows - ROWS_SHOWN
    if more <= 0:
        return Markup("")
    asked = f"find {shlex.quote(answer.question)}" if answer.lens == "find" else f"ask {answer.lens}"
    said = '<p class="quiet small">… and {:,} more rows (closeknit {} {} shows all)</p>'
    return Markup(said).format(more, asked, whole_table(answer, table))
