"""What a page shows while its answer is being worked out, and when there is nothing to answer from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from starlette.responses import PlainTextResponse, Response

from closeknit.answers import Answer, Scalar
from closeknit.book.versions import newest_name
from closeknit.business import Business
from closeknit.lenses.seam import lens_named
from closeknit.web.hands import Telling, Work
from closeknit.web.visits import Visit, back_to
from closeknit.web.worker import Job, nothing_yet

PATIENCE = 1.5
"""Seconds that a page waits for an answer before it says that it is on its way."""

AGAIN = 2
"""Seconds after which a page looks again, and after which a program may ask again."""


def nothing_loaded(visit: Visit, place: str) -> Response:
    """The first thing a new user sees: what to do."""
    if built_before(visit):
        return on_its_way(visit, place, visit.served.worker.work_out())
    if visit.file:
        return PlainTextResponse("Nothing is loaded yet. Load your files first.\n", 409)
    going = visit.served.worker.going()
    return visit.page("empty.html", place=place, jobs=going, refresh=2 if going else 0)


def built_before(visit: Visit) -> bool:
    """Whether there are tables, of another version of Closeknit or damaged, which are built anew."""
    return newest_name(visit.served.workspace.book) != ""


def on_its_way(visit: Visit, place: str, job: Job) -> Response:
    """A page that looks again by itself; the problem if there was one."""
    if job.problem is not None:
        raise job.problem
    if visit.file:
        said = f"{job.title} is still being worked out. Ask again in {AGAIN} seconds.\n"
        return PlainTextResponse(said, 503, {"Retry-After": str(AGAIN)})
    return visit.page("pending.html", place=place, job=job, refresh=AGAIN)


def ask(visit: Visit, question: str, options: dict[str, Scalar], *, as_of: date | None = None) -> Job:
    """Have an answer worked out, as by `worked_out`."""
    key = f"{question} {as_of or ''} {sorted(options.items())}"
    return worked_out(visit, lens_named(question).question, partial(answered, question, options, as_of), key)


def answered(
    question: str, options: dict[str, Scalar], as_of: date | None, business: Business, telling: Telling
) -> Answer:
    """The answer; what stands of a long one is told before."""
    lens = lens_named(question)
    return business.answer_of(lens, as_of, options, telling, lambda first: telling.stands(first.headline))


def worked_out(visit: Visit, title: str, work: Work, key: str) -> Job:
    """Have something worked out from the tables that pages read, on their day; waits a moment."""
    readers = visit.served.readers
    job = visit.served.worker.ask(title, work, readers.tables, readers.day, key=key)
    job.ended.wait(PATIENCE)
    return job


def keeping(visit: Visit, title: str, work: Work, *, follows: bool) -> Job:
    """Have what somebody said written down, as `Worker.keep`; waits a moment.

    Raises:
        CloseknitError: it cannot be kept.
    """
    with visit.served.readers.lend() as business:
        if business is None:
            raise nothing_yet()
    job = visit.served.worker.keep(title, work, follows=follows)
    job.ended.wait(PATIENCE)
    if job.problem is not None:
        raise job.problem
    return job


def written_down(
    visit: Visit, title: str, work: Work, then: Callable[[Any], str], *, follows: bool
) -> Response:
    """Keep what somebody said and go on to a page; while a load keeps it waiting, to the page of the job."""
    job = keeping(visit, title, work, follows=follows)
    return back_to(f"/data/jobs/{job.id}" if job.going else then(job.result))
