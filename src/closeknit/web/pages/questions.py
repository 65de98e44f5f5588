"""A page for each question, made from its declaration: answer, pictures, tables, settings, method.

It answers as of today, or of the day that the address says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from markupsafe import Markup
from starlette.responses import JSONResponse, Response

from closeknit.answers import Answer, AnswerTable, Finding, Picture, Scalar, ShownColumn
from closeknit.answers.cells import cell_text
from closeknit.business import Business
from closeknit.errors import UnknownQuestion
from closeknit.lenses.seam import Lens, each_lens, lens_named
from closeknit.reports.csvform import table_csv
from closeknit.reports.document import answer_document
from closeknit.reports.html import answer_html, parts_of
from closeknit.reports.jsonform import answer_json
from closeknit.reports.pdf import document_pdf
from closeknit.reports.pictures import drawn_for_pages
from closeknit.web.maps import group_for_page, group_on_map, map_for_page, opening_groups, width_of
from closeknit.web.pages.days import told_day
from closeknit.web.pages.pending import ask, nothing_loaded, on_its_way
from closeknit.web.pages.pictures import FORMS, as_file, under
from closeknit.web.showing import question_path, who_path, why_path
from closeknit.web.visits import Action, Page, Visit, download

T = TypeVar("T")

ROWS_FIRST = 12
"""Rows of a table that the page of a question shows; all of them have a page of their own."""

ROWS_PAGE = 100


def page(visit: Visit) -> Response:
    """The answer to one question with the options and the day of the address."""
    return _with_answer(visit, _page)


def _with_answer(visit: Visit, show: Callable[[Visit, Lens, Answer, Business], T]) -> T | Response:
    """Show something of the answer; a page that says so while it is being worked out."""
    lens = lens_named(visit.request.path_params["name"])
    options = options_of(visit, lens)
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, lens.place)
        day = told_day(visit, business)
        answer = visit.served.readers.answer(business, lens.name, options, as_of=day)
        if answer is not None:
            return show(visit, lens, _of_group(visit, answer), business)
    job = ask(visit, lens.name, options, as_of=day)
    if not isinstance(job.result, Answer):
        return on_its_way(visit, lens.place, job)
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, lens.place)
        return show(visit, lens, _of_group(visit, job.result), business)


def _within(visit: Visit) -> tuple[str, ...]:
    """Of which group the map is asked for: somebody in it, after somebody in each group that it is within."""
    return tuple(visit.request.query_params.getlist("group"))


def _of_group(visit: Visit, answer: Answer) -> Answer:
    """The answer with the map of the group that the address names in the stead of the whole."""
    within = _within(visit)
    if not within:
        return answer

    def part(picture: Picture) -> Picture:
        name = ("group", answer.cache_key, picture.name, *within)
        return visit.served.readers.memory.get(
            name, lambda: group_on_map(visit.served.workspace, answer, picture, within)
        )

    return replace(answer, pictures=tuple(part(p) if p.kind == "map" else p for p in answer.pictures))


def options_of(visit: Visit, lens: Lens) -> dict[str, Scalar]:
    """Options given in the address; an empty field is the default."""
    asked = visit.request.query_params
    return {o.name: o.parse(asked[o.name].strip()) for o in lens.options if asked.get(o.name, "").strip()}


def _page(visit: Visit, lens: Lens, answer: Answer, business: Business) -> Response:
    return visit.page(
        "question.html",
        place=lens.place,
        lens=lens,
        beside=[other for other in each_lens() if other.place == lens.place],
        given=options_of(visit, lens),
        as_of=visit.day("as_of"),
        today=business.today_here(),
        usual=business.asked_day(None)[0],
        formats=[(f.upper(), formatted(visit, lens, f)) for f in ("json", "csv", "html", "pdf")],
        **answer_parts(visit, business, answer, first_rows(answer)),
    )


def formatted(visit: Visit, lens: Lens, ending: str) -> str:
    """The address of the same answer in another form."""
    return visit.same().replace(question_path(lens.name), f"{question_path(lens.name)}.{ending}", 1)


def first_rows(answer: Answer) -> dict[str, pa.Table]:
    """The rows that the page of an answer shows of each of its tables, by the table's name."""
    return {t.name: t.data.slice(0, ROWS_FIRST) for t in answer.tables}


def _keys_of(visit: Visit, business: Business, shown: Iterable[pa.Table]) -> Mapping[int, str]:
    """Keys of the customers and people that rows name, for links."""
    columns = [rows["party_id"].to_pylist() for rows in shown if "party_id" in rows.column_names]
    ids = sorted({i for column in columns for i in column if i is not None})
    name = ("keys", business.book.folder.name, *ids)
    return visit.served.readers.memory.get(name, lambda: business.keys_of(ids))


def answer_parts(
    visit: Visit, business: Business, answer: Answer, shown: Mapping[str, pa.Table]
) -> dict[str, Any]:
    """What the parts of an answer need on a page: with links where a report has commands.

    shown: the rows of each table that the page shows. Only whom these name is looked up: there may be a
    hundred thousand in a table.
    """
    keys = _keys_of(visit, business, shown.values())
    path, words = question_path(answer.lens), visit.request.url.query
    tail = f"?{words}" if words else ""
    earlier = answer.as_of < business.asked_day(None)[0]
    then = f"?as_of={answer.as_of}" if earlier else ""

    def linked(row: Mapping[str, Any], column: ShownColumn, _: bool) -> str | Markup:
        text = cell_text(row[column.name], column, answer.currency)
        key = keys.get(row.get("party_id") or 0)
        if not key or not text:
            return text
        if column.kind == "money":
            # What an amount is made of stands on the page of whose it is.
            return Markup('<a class="amount" href="{}#money">{}</a>').format(who_path(key) + then, text)
        if column.name not in ("name", "customer"):
            return text
        return Markup('<a href="{}">{}</a>').format(who_path(key) + then, text)

    def under_table(table: AnswerTable) -> Markup:
        return to_all_rows(table, f"{path}/{table.name}{tail}")

    def under_picture(picture: Picture) -> Markup:
        return under(picture, lambda form: f"{path}/pictures/{picture.name}.{form}{tail}")

    def over_picture(picture: Picture) -> Markup:
        within = _within(visit)
        if picture.kind != "map" or not within:
            return Markup("")
        where = f"{visit.same(group=within[:-1] or None)}#{picture.name}"
        back = "the group around it" if within[1:] else "the whole map"
        return Markup('<p class="small"><a href="{}">Back to {}</a></p>').format(where, back)

    def behind(finding: Finding) -> Markup:
        said = '<a class="small" data-drawer href="{}">what lies behind it</a>'
        return Markup(said).format(why_path(finding.id))

    return parts_of(answer) | {
        "rows": lambda table: shown[table.name].to_pylist(),
        "svg": lambda picture: Markup(svg_of(visit, answer, picture, earlier=earlier)),
        "linked": linked,
        "behind": behind,
        "under_table": under_table,
        "under_picture": under_picture,
        "over_picture": over_picture,
    }


def to_all_rows(table: AnswerTable, whole: str) -> Markup:
    """What stands under the first rows of a table: links to the page of all of them, and to the file."""
    rows = table.data.num_rows
    said = f"all {rows:,} rows" if rows > ROWS_FIRST else "sort"
    row = '<p class="small tools"><a href="{}">{}</a> <a href="{}" download>CSV</a></p>'
    return Markup(row).format(whole, said, file_of(whole, "csv"))


def svg_of(visit: Visit, answer: Answer, picture: Picture, *, earlier: bool) -> str:
    """The picture as SVG, drawn once; `earlier`: of an earlier day than questions are usually asked of."""
    name = ("svg", answer.cache_key, picture.name)
    if picture.kind == "map":
        within = _within(visit)
        made = visit.served.readers.memory.get(
            (*name, *within), lambda: _map(visit, answer, picture, earlier=earlier)
        )
        return opening_groups(made, lambda lead: f"{visit.same(group=[*within, lead])}#{picture.name}")
    width = width_of(answer, picture)
    return visit.served.readers.memory.get(name, lambda: drawn_for_pages(picture, width=width))


def _map(visit: Visit, answer: Answer, picture: Picture, *, earlier: bool) -> str:
    within, workspace = _within(visit), visit.served.workspace
    if within:
        return group_for_page(workspace, answer, picture, depth=len(within), earlier=earlier)
    return map_for_page(workspace, answer, picture, earlier=earlier)


def _file(visit: Visit, made_of: Callable[[Lens, Answer], Response]) -> Response:
    """A file made of the answer. It may be large: pages that read tables do not wait until it is made."""
    found = _with_answer(visit, lambda _v, lens, answer, _b: (lens, answer))
    return made_of(*found) if isinstance(found, tuple) else found


def as_json(visit: Visit) -> Response:
    """The answer in its documented form."""
    return _file(visit, lambda _, answer: JSONResponse(answer_json(answer)))


def as_csv(visit: Visit) -> Response:
    """The first table of the answer as CSV."""

    def made(lens: Lens, answer: Answer) -> Response:
        if not answer.tables:
            raise UnknownQuestion("this answer has no table", remedy="Take it as JSON.")
        return download(table_csv(answer.tables[0]), f"{lens.name}.csv", "text/csv")

    return _file(visit, made)


def as_report(visit: Visit) -> Response:
    """The answer as one file to mail."""
    return _file(visit, lambda lens, answer: download(answer_html(answer), f"{lens.name}.html", "text/html"))


def as_pdf(visit: Visit) -> Response:
    """The answer as one file to print."""

    def made(lens: Lens, answer: Answer) -> Response:
        return download(document_pdf(answer_document(answer)), f"{lens.name}.pdf", "application/pdf")

    return _file(visit, made)


def table_page(visit: Visit) -> Response:
    """All rows of one table, sorted as asked."""
    if not visit.request.path_params["table"].endswith(".csv"):
        return _with_answer(visit, _table_page)
    return _file(visit, lambda lens, answer: rows_file(visit, answer, lens.name))


def _table_page(visit: Visit, lens: Lens, answer: Answer, business: Business) -> Response:
    _, mark, words = visit.same(sort=None, down=None, **{"from": None}).partition("?")
    back = f"{question_path(lens.name)}{mark}{words}"
    return rows_page(visit, business, answer, AllRows(lens.place, lens.question, back))


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


def file_of(address: str, ending: str) -> str:
    """The address of a file of what a page shows."""
    path, mark, words = address.partition("?")
    return f"{path}.{ending}{mark}{words}"


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


def picture_file(visit: Visit) -> Response:
    """One picture as SVG or PNG, or its rows as CSV or JSON."""

    def made(lens: Lens, answer: Answer) -> Response:
        name, _, form = visit.request.path_params["file"].rpartition(".")
        found = next((p for p in answer.pictures if p.name == name), None)
        if found is None or form not in FORMS:
            raise UnknownQuestion(f'this answer has no picture "{name}"')
        return as_file(found, form, f"{lens.name}-{found.name}")

    return _file(visit, made)


PAGES: list[Page | Action] = [
    Page("/questions/{name}.json", as_json),
    Page("/questions/{name}.csv", as_csv),
    Page("/questions/{name}.html", as_report),
    Page("/questions/{name}.pdf", as_pdf),
    Page("/questions/{name}", page),
    Page("/questions/{name}/pictures/{file}", picture_file),
    Page("/questions/{name}/{table}", table_page),
]
