"""How the files of a stream are read: its mapping, to be looked at and mended in the browser."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from closeknit.errors import MappingError
from closeknit.mended_mappings import Written, keep_mended, keep_mended_in, mapping_in, mapping_of
from closeknit.web.visits import Action, Page, Visit, back_to

ONE = "/data/mapping"


def mapping_path(stream_id: str, **words: str) -> str:
    """The page of a stream's mapping."""
    return f"{ONE}?{urlencode({'of': stream_id, **words})}"


def mending_path(file: str, **words: str) -> str:
    """The page of a file among the folder's mappings."""
    return f"{ONE}?{urlencode({'file': file, **words})}"


def page(visit: Visit) -> Response:
    """The text of a mapping in a form, also of one that cannot be read."""
    now = _asked_for(visit, visit.asked("file"), visit.asked("of"))
    if now.problem is not None and not now.text:
        raise now.problem
    return _shown(visit, now, now.text, now.problem)


def keep(visit: Visit) -> Response:
    """Keep a mended text; what is wrong with it is told beside what was typed, and what is kept by now."""
    file, stream = visit.given("file"), visit.given("of")
    text, read = visit.given("text"), visit.given("read")
    try:
        if file:
            keep_mended_in(visit.served.workspace, file, text, read=read)
        else:
            keep_mended(visit.served.workspace, stream, text, read=read)
    except MappingError as problem:
        now = _asked_for(visit, file, stream)
        return _shown(visit, now, text, problem, theirs="" if now.mark == read else now.text)
    return back_to(mending_path(file, kept="1") if file else mapping_path(stream, kept="1"))


def _asked_for(visit: Visit, file: str, stream_id: str) -> Written:
    workspace = visit.served.workspace
    return mapping_in(workspace, file) if file else mapping_of(workspace, stream_id)


def _shown(
    visit: Visit, now: Written, text: str, problem: MappingError | None, *, theirs: str = ""
) -> Response:
    return visit.page(
        "mapping.html",
        status=400 if visit.form else 200,
        place="Data",
        stream=now.stream_id,
        file=visit.given("file") or visit.asked("file"),
        title=now.title,
        read=now.mark,
        text=text,
        theirs=theirs,
        problem=problem,
        kept=visit.asked("kept") == "1",
    )


PAGES: list[Page | Action] = [
    Page(ONE, page, least="analyst"),
    Action(f"{ONE}/keep", keep, least="analyst", did="mended how files are read", about="of"),
]
