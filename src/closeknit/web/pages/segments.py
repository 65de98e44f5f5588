"""Segments: saved sentences, who is in each since when, who came and went; save one, drop one.

Whoever looks first on a day has all of them looked at, beside the page. A segment goes by its name, which is
a word of the address: names may hold anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response

from closeknit.briefings.segments import LATELY, Line, Moved
from closeknit.briefings.segments import Page as Segment
from closeknit.business import Business
from closeknit.errors import UnknownQuestion
from closeknit.progress import Progress
from closeknit.questions.words import CASES
from closeknit.reports.csvform import csv_text
from closeknit.reports.segments import segment_json, segments_json, since_text
from closeknit.web.pages.pending import nothing_loaded, on_its_way, worked_out
from closeknit.web.visits import Action, Page, Visit, back_to, download
from closeknit.web.worker import Job

SEGMENTS, ONE = "/segments", "/segment"
SAVED, DROPPED = "saved a segment", "dropped a segment"
MOST_DAYS = 3_660
"""Days after an event that can be asked for on the page."""


def page(visit: Visit) -> Response:
    """All segments, and what is needed to save another."""
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Ask")
        looking = look(visit, business)
        lines = business.segments()
    if visit.file:
        return JSONResponse({"segments": segments_json(lines)})
    saving = visit.served.worker.job(visit.asked("job"))
    return _listed(visit, lines, looking if looking is not None and looking.going else saving)


def _listed(visit: Visit, lines: Sequence[Line], job: Job | None, status: int = 200) -> Response:
    going = job is not None and job.going
    return visit.page(
        "segments.html",
        status=status,
        place="Ask",
        lines=lines,
        unnamed=visit.request.url.path == ONE,
        lately=LATELY,
        path=path,
        jobs=[job] if job is not None and going else [],
        problem=job.problem if job is not None else None,
        typed={name: visit.given(name) or visit.asked(name) for name in ("name", "q", "enter", "leave")},
        refresh=2 if going else 0,
    )


def look(visit: Visit, business: Business) -> Job | None:
    """Have segments looked at that nobody looked at today; waits a moment. None where all were."""
    today = business.asked_day(None).day
    if all(line.seen_to is not None and line.seen_to >= today for line in business.segments()):
        return None
    key = f"segments {business.book.version} {today}"
    return worked_out(visit, "Seeing who came and went", _looked_at, key)


def _looked_at(business: Business, progress: Progress) -> tuple[list[Moved], list[str]]:
    return business.look_at_segments(progress=progress)


def path(name: str, ending: str = "", **words: str) -> str:
    """Where a segment is shown."""
    return f"{ONE}{ending}?{urlencode({'name': name, **words})}"


def one(visit: Visit) -> Response:
    """Who is in a segment, or was on a day; without a name, those there are."""
    name = visit.asked("name")
    if not name and not visit.file:
        return page(visit)
    if not name:
        where = f"{visit.request.url.path}?name=late"
        raise UnknownQuestion("no segment was named", remedy=f"Write it behind the address: {where}")
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Ask")
        day = visit.day("as_of")
        looking = look(visit, business) if day is None else None
        found = None if day is not None else business.segment(name)
    if found is None:
        job = worked_out(visit, f"Who was in {name}", partial(on_day, name, day), f"{name} {day}")
        if not isinstance(job.result, Segment):
            return on_its_way(visit, "Ask", job)
        found = job.result
    if visit.request.url.path.endswith(".json"):
        return JSONResponse(segment_json(found))
    if visit.request.url.path.endswith(".csv"):
        return download(members_csv(found), "segment.csv", "text/csv")
    return visit.page(
        "segment.html",
        place="Ask",
        segment=found,
        since=since_text,
        linked=found.things not in CASES,
        path=path,
        ask=f"/ask?{urlencode({'q': found.question})}",
        jobs=[looking] if looking is not None and looking.going else [],
        as_of=day.isoformat() if day else "",
    )


def on_day(name: str, day: date | None, business: Business, _: Progress) -> Segment:
    """Who was in a segment on a day, worked out."""
    return business.segment(name, as_of=day)


def members_csv(found: Segment) -> str:
    """Everybody in it, a line each."""
    rows = [
        [one.name, one.key, one.entered.isoformat() if one.entered else "", "yes" if one.at_start else ""]
        for one in found.members
    ]
    return csv_text(["name", "key", "since", "or before"], rows)


def add(visit: Visit) -> Response:
    """Save a sentence under a name."""
    plan = Plan(visit)
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Ask")
    job = worked_out(visit, f"Saving {plan.name}", plan.saving(visit.session.user), "")
    if job.problem is None:
        return back_to(f"{SEGMENTS}?job={job.id}" if job.going else path(plan.name))
    with visit.served.readers.lend() as business:
        lines = business.segments() if business is not None else []
    return _listed(visit, lines, job, status=422)


class Plan:
    """What a form asks to be saved: a name, a sentence, days after its event."""

    def __init__(self, visit: Visit) -> None:
        self.name, self.sentence = visit.given("name"), visit.given("q")
        self.enter, self.leave = (_days(visit.given(field)) for field in ("enter", "leave"))

    def saving(self, by: str) -> partial[Segment]:
        """Saves it, as work."""
        return partial(save, self.name, self.sentence, self.enter, self.leave, by)


def save(
    name: str,
    sentence: str,
    enter: int | None,
    leave: int | None,
    by: str,
    business: Business,
    progress: Progress,
) -> Segment:
    """Save a sentence under a name; gives who is in it."""
    return business.add_segment(name, sentence, enter=enter, leave=leave, by=by, progress=progress)


def _days(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) > MOST_DAYS:
        raise UnknownQuestion(
            f'"{text}" is no number of days', remedy=f"Give 0 to {MOST_DAYS:,}.", about=text
        )
    return int(text)


def drop(visit: Visit) -> Response:
    """Forget a segment and who was in it."""
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Ask")
        business.drop_segment(visit.given("name"))
    return back_to(SEGMENTS)


PAGES: list[Page | Action] = [
    Page(SEGMENTS, page),
    Page(f"{SEGMENTS}.json", page),
    *(Page(f"{ONE}{ending}", one) for ending in ("", ".json", ".csv")),
    Action(f"{SEGMENTS}/add", add, did=SAVED, about="name"),
    Action(f"{SEGMENTS}/drop", drop, did=DROPPED, about="name"),
]
