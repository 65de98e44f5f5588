"""What takes its time – loading, taking back, working out answers – done in order beside the pages.

A `Job` tells how far it has come; pages show it and never wait for it longer than a moment.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Queue
from secrets import token_hex
from threading import Event, Lock, Thread
from typing import Literal

from closeknit.business import Business
from closeknit.errors import CloseknitError
from closeknit.lenses.seam import each_lens
from closeknit.progress import Progress
from closeknit.workspace import Workspace

REMEMBERED = 50
"""Jobs that can still be looked at; the oldest go first."""

AGAIN_AFTER = 60.0
"""Seconds for which a failed job answers those who ask for the same, unless something was loaded."""

log = logging.getLogger("closeknit.web")

Work = Callable[[Business, Progress], object]


@dataclass
class Job:
    """Something being done. It is the Progress that the work reports to."""

    title: str
    work: Work
    key: str = ""
    """Jobs with the same key are the same: asked for twice, done once."""
    id: str = field(default_factory=lambda: token_hex(8))
    state: Literal["waiting", "running", "done", "failed"] = "waiting"
    text: str = ""
    done: int = 0
    total: int = 0
    so_far: str = ""
    """What stands of an answer that is still worked out, in a sentence."""
    result: object = None
    problem: CloseknitError | None = None
    loaded: str = ""
    """The version of what was loaded when the work began."""
    ended_at: float = 0.0
    ended: Event = field(default_factory=Event)

    def step(self, text: str, done: int = 0, total: int = 0) -> None:
        """Say what is going on."""
        self.text, self.done, self.total = text, done, total

    @property
    def going(self) -> bool:
        """Whether there is something to wait for."""
        return self.state in ("waiting", "running")


class Worker:
    """One thread with a business of its own that does jobs in the order they come."""

    def __init__(self, workspace: Workspace, clock: Callable[[], float] = time.monotonic) -> None:
        self._business = Business(workspace)
        self._clock = clock
        self._waiting: Queue[Job | None] = Queue()
        self._jobs: dict[str, Job] = {}
        self._lock = Lock()
        self._closing = False
        self._answered = ""
        self._thread = Thread(target=self._run, name="closeknit-worker", daemon=True)

    def start(self) -> None:
        """Begin with what waits."""
        self._thread.start()

    def submit(self, title: str, work: Work, *, key: str = "") -> Job:
        """Have something done; the job that is waiting for it already, or failed at it just now."""
        with self._lock:
            if key and (known := self._known(key)) is not None:
                return known
            job = Job(title, work, key)
            self._jobs[job.id] = job
            for old in [i for i, j in self._jobs.items() if not j.going][
                : max(0, len(self._jobs) - REMEMBERED)
            ]:
                del self._jobs[old]
        self._waiting.put(job)
        return job

    def _known(self, key: str) -> Job | None:
        """The job of that key that is going; else the last one where it failed and would fail again.

        One that began before something was loaded or decided does not count: it does not know of it.
        """
        last = next((job for job in reversed(self._jobs.values()) if job.key == key), None)
        if last is None or last.state == "waiting":
            return last
        if last.state == "running":
            return last if last.loaded == self._business.ledger.version() else None
        # What is still going may mend it: a load, an undo.
        stands = last.state == "failed" and not any(job.going for job in self._jobs.values())
        lately = self._clock() - last.ended_at < AGAIN_AFTER
        return last if stands and lately and last.loaded == self._business.ledger.version() else None

    def job(self, name: str) -> Job | None:
        """The job of that name, as long as it is remembered."""
        return self._jobs.get(name)

    def going(self) -> list[Job]:
        """Jobs that wait or are being done, in their order."""
        with self._lock:
            return [job for job in self._jobs.values() if job.going]

    def work_out(self) -> Job:
        """Build what is to be built and work out all answers, so that pages have them."""
        return self.submit("Working out the answers", self._answer_all, key="answers")

    def catching_up(self, newest: str) -> Job | None:
        """The work on the answers from the tables of a folder; None where they are there."""
        return None if newest == self._answered else self.work_out()

    def _answer_all(self, business: Business, progress: Progress) -> object:
        _answers(business, progress)
        if business.imports():
            self._answered = business.book.folder.name
        return None

    def close(self) -> None:
        """End after the job being done; those that wait are not begun."""
        self._closing = True
        self._waiting.put(None)
        if self._thread.ident is not None:
            self._thread.join(timeout=10)
        if not self._thread.is_alive():
            self._business.close()

    def _run(self) -> None:
        while (job := self._waiting.get()) is not None and not self._closing:
            try:
                job.loaded = self._business.ledger.version() if job.key else ""
                job.state = "running"
                job.result = job.work(self._business, job)
                job.state = "done"
            except CloseknitError as error:
                self._failed(job, error)
            except Exception:  # the outermost edge of this thread
                log.exception("job failed: %s", job.title)
                self._failed(
                    job,
                    CloseknitError(
                        "something went wrong inside; it is our fault",
                        remedy="The details are on the console where closeknit serve runs.",
                    ),
                )
            job.ended.set()

    def _failed(self, job: Job, problem: CloseknitError) -> None:
        job.problem, job.ended_at, job.state = problem, self._clock(), "failed"


def _answers(business: Business, progress: Progress) -> object:
    if not business.imports():
        return None
    business.bring_up(progress=progress)
    with business.passing():
        asked = list(each_lens())
        for done, lens in enumerate(asked):
            progress.step(lens.question, done, len(asked))
            business.ask(lens.name)
    return None
