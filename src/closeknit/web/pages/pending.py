"""What a page shows while its answer is being worked out, and when there is nothing to answer from."""

from __future__ import annotations

from datetime import date
from functools import partial

from starlette.responses import PlainTextResponse, Response

from closeknit.answers import Answer, Scalar
from closeknit.business import Business
from closeknit.lenses.seam import lens_named
from closeknit.progress import Progress
from closeknit.web.visits import Visit
from closeknit.web.worker import Job

PATIENCE = 1.5
"""Seconds that a page waits for an answer before it says that it is on its way."""

AGAIN = 2
"""Seconds after which a page looks again, and after which a program may ask again."""


def nothing_loaded(visit: Visit, place: str) -> Response:
    """The first thing a new user sees: what to do."""
    if visit.file:
        return PlainTextResponse("Nothing is loaded yet. Load your files first.\n", 409)
    going = visit.served.worker.going()
    return visit.page("empty.html", place=place, jobs=going, refresh=2 if going else 0)


def on_its_way(visit: Visit, place: str, job: Job) -> Response:
    """A page that looks again by itself; the problem if there was one."""
    if job.problem is not None:
        raise job.problem
    if visit.file:
        said = f"{job.title} is still being worked out. Ask again in {AGAIN} seconds.\n"
        return PlainTextResponse(said, 503, {"Retry-After": str(AGAIN)})
    return visit.page("pending.html", place=place, job=job, refresh=AGAIN)


def ask(visit: Visit, question: str, options: dict[str, Scalar], *, as_of: date | None = None) -> Job:
    """Have an answer worked out; waits a moment, so that quick ones are there at once."""

    def work(business: Business, progress: Progress) -> Answer:
        business.refresh(progress=progress)
        with business.passing():
            said = partial(_noted, progress)
            return business.answer_of(lens_named(question), as_of, options, progress, said)

    key = f"{question} {as_of or ''} {sorted(options.items())}"
    job = visit.served.worker.submit(lens_named(question).question, work, key=key)
    job.ended.wait(PATIENCE)
    return job


def _noted(progress: Progress, first: Answer) -> None:
    """Keep what stands of a long answer for the page that waits for it."""
    if isinstance(progress, Job):
        progress.so_far = first.headline
