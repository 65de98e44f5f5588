"""All rows of a table of an answer: as a page of a hundred at a time, and as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc
from markupsafe import Markup
from starlette.responses import Response

from closeknit.answers import Answer, AnswerTable, ShownColumn
from closeknit.business import Business
from closeknit.errors import UnknownQuestion
from closeknit.reports.csvform import table_csv
from closeknit.web.pages.parts import answer_parts, file_of
from closeknit.web.visits import Visit, download

ROWS_PAGE = 100


@dataclass(frozen=True)
class AllRows:
    """What the page of all rows of a table is a page of."""

    place: str
    question: str
    back: str
    """Where the answer is that the table belongs to."""


def rows_page(visit: Visit, business: Business, answer: Answer, of: AllRows) -> Response:
    """All rows of the table that the address names, sorted as asked, a hundred at once."""
    table = _table_named(answer, visit.request.path_params["table"])
    sort, down = _order(visit)
    data = sorted_by(table, sort, down)
    last_page = max(0, data.num_rows - 1) // ROWS_PAGE * ROWS_PAGE
    start = min(visit.number("from"), last_page)
    shown = data.slice(start, ROWS_PAGE)
    parts = answer_parts(visit, business, answer, {table.name: shown})

    def heading(_: AnswerTable, column: ShownColumn) -> Markup:
        turn = "1" if sort == column.name and not down else None
        arrow = "" if sort != column.name else " ↓" if down else " ↑"
        address = visit.same(sort=column.name, down=turn, **{"from": None})
        return Markup('<a href="{}">{}{}</a>').format(address, column.label, arrow)

    return visit.page(
        "table.html",
        place=of.place,
        of=of,
        csv=file_of(visit.same(**{"from": None}), "csv"),
        table=table,
        total=data.num_rows,
        start=start,
        end=min(start + ROWS_PAGE, data.num_rows),
        before=visit.same(**{"from": max(0, start - ROWS_PAGE) or None}) if start else "",
        after=visit.same(**{"from": start + ROWS_PAGE}) if start + ROWS_PAGE < data.num_rows else "",
        **parts | {"heading": heading},
    )


def rows_file(visit: Visit, answer: Answer, named: str) -> Response:
    """All rows of the table that the address names before `.csv`, sorted as its page is."""
    table = _table_named(answer, visit.request.path_params["table"].removesuffix(".csv"))
    whole = replace(table, data=sorted_by(table, *_order(visit)))
    return download(table_csv(whole), f"{named}-{table.name}.csv", "text/csv")


def _order(visit: Visit) -> tuple[str, bool]:
    """The column that rows are sorted by, and whether downwards."""
    return visit.asked("sort"), visit.asked("down") == "1"


def _table_named(answer: Answer, name: str) -> AnswerTable:
    try:
        return answer.table(name)
    except KeyError:
        known = ", ".join(t.name for t in answer.tables)
        raise UnknownQuestion(f'this answer has no table "{name}"', remedy=f"It has: {known}.") from None


def sorted_by(table: AnswerTable, column: str, down: bool) -> pa.Table:
    """The rows in the order of a column, empty cells last; as they are without one."""
    if column not in {c.name for c in table.columns}:
        return table.data
    order = pc.sort_indices(
        table.data.append_column("_place", pa.array(range(table.data.num_rows))),
        sort_keys=[(column, "descending" if down else "ascending"), ("_place", "ascending")],
    )
    return table.data.take(order)
