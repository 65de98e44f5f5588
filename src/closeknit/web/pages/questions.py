"""A page for each question, made from its declaration: answer, pictures, tables, settings, method.

It answers as of today, or of the day that the address says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from starlette.responses import JSONResponse, Response

from closeknit.answers import Answer, Scalar
from closeknit.business import Business
from closeknit.errors import UnknownQuestion
from closeknit.lenses.seam import Lens, each_lens, lens_named
from closeknit.reports.csvform import table_csv
from closeknit.reports.document import answer_document
from closeknit.reports.html import answer_html
from closeknit.reports.jsonform import answer_json
from closeknit.reports.pdf import document_pdf
from closeknit.web.pages.parts import answer_parts, first_rows, of_group
from closeknit.web.pages.pending import ask, nothing_loaded, on_its_way
from closeknit.web.pages.pictures import FORMS, as_file
from closeknit.web.pages.tables import AllRows, rows_file, rows_page
from closeknit.web.showing import question_path
from closeknit.web.visits import Action, Page, Visit, download

T = TypeVar("T")


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
        day = visit.day("as_of")
        answer = visit.served.readers.answer(business, lens.name, options, as_of=day)
        if answer is not None:
            return show(visit, lens, of_group(visit, answer), business)
    job = ask(visit, lens.name, options, as_of=day)
    if not isinstance(job.result, Answer):
        return on_its_way(visit, lens.place, job)
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, lens.place)
        return show(visit, lens, of_group(visit, job.result), business)


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
        usual=business.asked_day(None).day,
        formats=[(f.upper(), formatted(visit, lens, f)) for f in ("json", "csv", "html", "pdf")],
        **answer_parts(visit, business, answer, first_rows(answer)),
    )


def formatted(visit: Visit, lens: Lens, ending: str) -> str:
    """The address of the same answer in another form."""
    return visit.same().replace(question_path(lens.name), f"{question_path(lens.name)}.{ending}", 1)


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
