"""Ask: a sentence of the question language, its answer, and where it stops making sense when it does."""

from __future__ import annotations

from functools import partial
from typing import Any

from markupsafe import Markup
from starlette.responses import JSONResponse, PlainTextResponse, Response

from closeknit.answers import Answer, AnswerTable
from closeknit.business import Business
from closeknit.errors import QuestionError, UnknownQuestion
from closeknit.finding import Understood, found_before, understood
from closeknit.progress import Progress
from closeknit.reports.csvform import csv_text, table_csv
from closeknit.reports.document import answer_document
from closeknit.reports.html import answer_html
from closeknit.reports.jsonform import answer_json
from closeknit.reports.pdf import document_pdf
from closeknit.web.pages.building import ASK, assembled, parts_for, path_of
from closeknit.web.pages.parts import answer_parts, first_rows, to_all_rows
from closeknit.web.pages.pending import nothing_loaded, on_its_way, worked_out
from closeknit.web.pages.tables import AllRows, rows_file, rows_page
from closeknit.web.visits import Action, Page, Visit, back_to, download

EXAMPLES = (
    "customers whose last order is over 6 months ago and lifetime value > 10000 and not contacted in 60 days",
    "customers who closed a funding round in the last 30 days and have no open deal",
    "customers who are late ordered by lifetime value limit 10",
    "deals due in the next 30 days ordered by amount",
    'people who are within 1 introduction of me and whose title contains "chief"',
)

NO_SENTENCE = UnknownQuestion(
    "no sentence was asked", remedy=f"Write it behind the address: {ASK}.json?q=customers", about="q"
)


def page(visit: Visit) -> Response:
    """The field to write in, and the answer to what was written."""
    if put_together := assembled(visit):
        return back_to(path_of(put_together))
    sentence = visit.asked("q")
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Ask")
        if not sentence and visit.file:
            return _refused(visit, sentence, NO_SENTENCE, business)
        if not sentence:
            parts = parts_for(business, "", None)
            return visit.page("ask.html", place="Ask", sentence="", examples=_examples(), **parts)
        try:
            asked = understood(business, sentence)
        except QuestionError as problem:
            return _refused(visit, sentence, problem, business)
        known = found_before(business, asked)
        if known is not None and not visit.file:
            return _shown(visit, asked, known, business)
    if known is None:
        job = worked_out(visit, sentence, partial(found, sentence), f"find {sentence}")
        if not isinstance(job.result, Answer):
            return on_its_way(visit, "Ask", job)
        known = job.result
    if visit.file:
        return _as_file(visit, known)
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Ask")
        return _shown(visit, asked, known, business)


def found(sentence: str, business: Business, progress: Progress) -> Answer:
    """The answer to a sentence, worked out."""
    return business.find(sentence, progress=progress).answer


def _refused(visit: Visit, sentence: str, problem: QuestionError, business: Business) -> Response:
    if _ending(visit) == "json":
        return JSONResponse({"problem": problem.message, "remedy": problem.remedy}, 422)
    if visit.file:
        return PlainTextResponse(f"{problem}\n", 422)
    parts = parts_for(business, sentence, None)
    return visit.page("ask.html", status=422, place="Ask", sentence=sentence, problem=problem, **parts)


def _as_file(visit: Visit, answer: Answer) -> Response:
    """The answer in the form of the address. It may be large, so no page that reads tables waits for it."""
    if "table" in visit.request.path_params:
        return rows_file(visit, answer, "found")
    ending = _ending(visit)
    if ending == "json":
        return JSONResponse(answer_json(answer))
    if ending == "csv":
        text = table_csv(answer.tables[0]) if answer.tables else csv_text([], [])
        return Response(text, media_type="text/csv")
    if ending == "html":
        return download(answer_html(answer), "found.html", "text/html")
    return download(document_pdf(answer_document(answer)), "found.pdf", "application/pdf")


def _shown(visit: Visit, asked: Understood, answer: Answer, business: Business) -> Response:
    if "table" in visit.request.path_params:
        sentence = asked.sentence
        return rows_page(visit, business, answer, AllRows("Ask", sentence, path_of(sentence)))
    parts: dict[str, Any] = answer_parts(visit, business, answer, first_rows(answer))
    parts["under_table"] = partial(_under, asked.sentence)
    formats = [(name.upper(), path_of(asked.sentence, f".{name}")) for name in ("json", "csv", "html", "pdf")]
    parts |= {"sentence": asked.sentence, "formats": formats, **parts_for(business, asked.sentence, asked)}
    return visit.page("ask.html", place="Ask", **parts)


def _ending(visit: Visit) -> str:
    return visit.request.url.path.rpartition(".")[2]


def _under(sentence: str, table: AnswerTable) -> Markup:
    return to_all_rows(table, path_of(sentence, f"/rows/{table.name}"))


def _examples() -> list[tuple[str, str]]:
    return [(sentence, path_of(sentence)) for sentence in EXAMPLES]


ENDINGS = ("", ".json", ".csv", ".html", ".pdf", "/rows/{table}")
PAGES: list[Page | Action] = [Page(f"{ASK}{ending}", page) for ending in ENDINGS]
