"""How the files of a stream are read: its mapping, to be looked at and mended in the browser."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from closeknit.errors import MappingError
from closeknit.ledger.finish import title_of
from closeknit.mended_mappings import keep_mended, mapping_of
from closeknit.web.visits import Action, Page, Visit, back_to

ONE = "/data/mapping"


def mapping_path(stream_id: str, **words: str) -> str:
    """The page of a stream's mapping."""
    return f"{ONE}?{urlencode({'of': stream_id, **words})}"


def page(visit: Visit) -> Response:
    """The text of a mapping in a form."""
    stream = visit.asked("of")
    return _shown(visit, stream, mapping_of(visit.served.workspace, stream).text)


def keep(visit: Visit) -> Response:
    """Keep a mended text; what is wrong with it is told beside what was typed."""
    stream, text = visit.given("of"), visit.given("text")
    try:
        keep_mended(visit.served.workspace, stream, text)
    except MappingError as problem:
        return _shown(visit, stream, text, problem)
    return back_to(mapping_path(stream, kept="1"))


def _shown(visit: Visit, stream: str, text: str, problem: MappingError | None = None) -> Response:
    return visit.page(
        "mapping.html",
        status=400 if problem else 200,
        place="Data",
        stream=stream,
        title=title_of(mapping_of(visit.served.workspace, stream)),
        text=text,
        problem=problem,
        kept=visit.asked("kept") == "1",
    )


PAGES: list[Page | Action] = [
    Page(ONE, page, least="analyst"),
    Action(f"{ONE}/keep", keep, least="analyst", did="mended how files are read", about="of"),
]
