"""Calls on segments: all of them, who is in one on a day, save a sentence as one, drop one."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from msgspec import Meta
from starlette.responses import JSONResponse, Response

from closeknit.briefings.segments import Page
from closeknit.desk.segments import segment_named
from closeknit.errors import UnknownQuestion
from closeknit.reports.segments import segment_json, segments_json
from closeknit.web.api.calls import Call, Given, Parameter, Refused
from closeknit.web.api.loading import going
from closeknit.web.api.reading import AS_OF, SENTENCE, lent, still_working
from closeknit.web.pages.pending import worked_out
from closeknit.web.pages.segments import DROPPED, MOST_DAYS, SAVED, look, on_day, save
from closeknit.web.visits import Visit

LONGEST = Meta(min_length=1, max_length=200)
NAME = Parameter("name", Annotated[str, LONGEST], "The segment's name.", needed=True)
DAYS = Annotated[int, Meta(ge=0, le=MOST_DAYS)]
ENTER = Parameter("enter", DAYS, "Day after the sentence's event on which one enters.")
LEAVE = Parameter("leave", DAYS, "Last day after it on which one is still in it.")


def listed(visit: Visit, _: Given) -> Any:
    """Every segment, looked at today."""
    looking = lent(visit, lambda business: look(visit, business))
    if looking is not None and (looking.going or looking.problem):
        raise still_working(looking)
    return {"segments": lent(visit, lambda business: segments_json(business.segments()))}


def one(visit: Visit, given: Given) -> Any:
    """Who is in a segment, or was on a day."""
    name, day = given["name"], given["as_of"]
    _check(visit, name)
    if day is None:
        lent(visit, lambda business: look(visit, business))
    job = worked_out(visit, f"Who is in {name}", partial(on_day, name, day), f"{name} {day}")
    if not isinstance(job.result, Page):
        raise still_working(job)
    return segment_json(job.result)


def _check(visit: Visit, name: str) -> None:
    """That there is a segment of that name."""

    def named(business: Any) -> None:
        try:
            segment_named(business.desk, name)
        except UnknownQuestion as error:
            raise Refused(404, error.message, error.remedy, where=name) from error

    lent(visit, named)


def add(visit: Visit, given: Given) -> Response:
    """Save a sentence under a name."""
    lent(visit, lambda business: business.book)
    work = partial(save, given["name"], given["q"], given["enter"], given["leave"], visit.session.user)
    job = worked_out(visit, f"Saving {given['name']}", work, "")
    if job.problem is not None:
        raise job.problem
    return going(job)


def drop(visit: Visit, given: Given) -> Response:
    """Forget a segment and who was in it."""
    _check(visit, given["name"])
    lent(visit, lambda business: business.drop_segment(given["name"]))
    return JSONResponse({"segments": lent(visit, lambda business: segments_json(business.segments()))})


CALLS = [
    Call("segments", "/segments", "Every saved question with how many are in it.", "Segments", listed),
    Call(
        "segment",
        "/segments/{name:path}",
        "Who is in a saved question since when, or was on a day, and who left lately.",
        "SegmentOf",
        one,
        (NAME, AS_OF),
    ),
    Call(
        "add_segment",
        "/segments",
        "Save a sentence under a name and look at who is in it, as a job.",
        "JobOf",
        add,
        (NAME, SENTENCE, ENTER, LEAVE),
        least="member",
        method="POST",
        status=202,
        did=SAVED,
    ),
    Call(
        "drop_segment",
        "/segments/{name:path}/drop",
        "Forget a saved question and who was in it; gives those that stay.",
        "Segments",
        drop,
        (NAME,),
        least="member",
        method="POST",
        did=DROPPED,
    ),
]
