"""What stands below a picture: its rows as a table, and the picture as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from closeknit.answers import Picture
from closeknit.reports.csvform import csv_text
from closeknit.reports.pictures import drawn
from closeknit.web.visits import download

ROWS_SHOWN = 60
"""Rows of a picture's table shown beside it; its CSV has all."""


def as_table(picture: Picture) -> Markup:
    """The first rows it is drawn from."""
    names = _told(picture)
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(n.replace("_", " ")) for n in names)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup("<td>{}</td>").format(_plain_cell(row[n])) for n in names)
        )
        for row in picture.data.slice(0, ROWS_SHOWN).to_pylist()
    )
    return Markup(
        '<div class="scroll"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(head, body)


def _told(picture: Picture) -> list[str]:
    """The columns that people read."""
    return [name for name in picture.data.column_names if not name.endswith("_id")]


def _plain_cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


def under(picture: Picture, address: Callable[[str], str]) -> Markup:
    """The table of a picture, folded, and links to its files; `address` gives that of each form."""
    link = Markup('<a href="{}" download>{}</a> ')
    links = Markup("").join(link.format(address(form), form.upper()) for form in FORMS)
    return Markup('<details class="small"><summary>as table</summary>{}</details>'
                  '<p class="small tools">{}</p>').format(as_table(picture), links)  # fmt: skip


def as_file(picture: Picture, form: str, name: str) -> Response:
    """A picture as a file of a form."""
    made, kind = FORMS[form](picture)
    return download(made, f"{name}.{form}", kind)


def _csv(picture: Picture) -> tuple[str, str]:
    names = _told(picture)
    return csv_text(names, ([row[n] for n in names] for row in picture.data.to_pylist())), "text/csv"


def _json(picture: Picture) -> tuple[str, str]:
    from closeknit.reports.jsonform import dumps, picture_json

    return dumps(picture_json(picture)), "application/json"


def _svg(picture: Picture) -> tuple[str, str]:
    from closeknit.reports.palette import PLAIN

    return drawn(picture, PLAIN), "image/svg+xml"


def _png(picture: Picture) -> tuple[bytes, str]:
    from closeknit.reports.pictures import png

    return png(picture), "image/png"


FORMS: Mapping[str, Callable[[Picture], tuple[str | bytes, str]]] = {
    "csv": _csv,
    "json": _json,
    "svg": _svg,
    "png": _png,
}
