"""What takes its time – loading, taking back, working out answers – done in order beside the pages.

A `Job` tells how far it has come; pages show it and never wait for it longer than a moment. There are three
rows of them, each done in its order: what changes tables; what is asked, answered from the tables that pages
read while others are made; what people say, kept at once but for a load, which alone may write.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from queue import Queue
from secrets import token_hex
from threading import Event, Lock, Thread
from typing import Literal, cast

from closeknit.answers import Answer
from closeknit.business import Business
from closeknit.errors import CloseknitError, UnknownQuestion, WorkspaceBusy
from closeknit.lenses.seam import each_lens
from closeknit.progress import Progress
from closeknit.web.hands import GENTLE, PATIENCE, Beside, Hands, Here, Telling, Work, our_fault
from closeknit.web.maps import draw_ahead
from closeknit.workspace import Workspace

REMEMBERED = 50
"""Jobs that can still be looked at; the oldest go first."""

AGAIN_AFTER = 60.0
"""Seconds for which a failed job answers those who ask for the same, unless something was loaded."""

DAY_LOOKED_AT = 30.0
"""Seconds after which it is looked again whether a new day has begun."""

log = logging.getLogger("closeknit.web")


@dataclass
class Job:
    """Something being done. It is what the work tells how far it has come."""

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

    def stands(self, so_far: str) -> None:
        """Say what stands of the answer."""
        self.so_far = so_far

    @property
    def going(self) -> bool:
        """Whether there is something to wait for."""
        return self.state in ("waiting", "running")


class Worker:
    """Has jobs done: those that change tables, those that ask, those that keep what people say."""

    def __init__(
        self,
        workspace: Workspace,
        clock: Callable[[], float] = time.monotonic,
        *,
        beside: bool = False,
    ) -> None:
        """`beside`: what takes its time is done in processes of its own, not in this one."""
        self._business = Business(workspace)
        self._clock = clock
        self._jobs: dict[str, Job] = {}
        self._lock = Lock()
        self._answered = ("", date.min)
        """The folder of the tables from which all was answered last, and the day of the answers."""
        self._doing = Lane(Beside(workspace, gentle=GENTLE) if beside else Here(workspace), self._do)
        self._asking = Lane(Beside(workspace) if beside else Here(workspace), self._do)
        self._keeping = Lane(Here(workspace), self._do)
        self._lanes = (self._doing, self._asking, self._keeping)
        self._ended = Event()

    def start(self) -> None:
        """Begin with what waits."""
        for lane in self._lanes:
            lane.start()
        Thread(target=self._each_day, name="closeknit-days", daemon=True).start()

    def _each_day(self) -> None:
        """Work out the answers of a day when it begins, so that they are there before the first visitor."""
        day = self._business.today_here()
        while not self._ended.wait(DAY_LOOKED_AT):
            now = self._business.today_here()
            # Answers that were begun before midnight are those of the day before.
            if now != day and not any(job.work is answer_all for job in self.going()):
                day = now
                self.work_out()

    def submit(self, title: str, work: Work, *, key: str = "") -> Job:
        """Have something done; the job that is waiting for it already, or failed at it just now."""
        return self._put(self._doing, title, work, key)

    def ask(self, title: str, work: Work, tables: str, day: date | None, *, key: str) -> Job:
        """Have something answered on a day from the tables in that folder, or newer ones; as `submit`.

        Without a key it is done anew each time.
        """
        asked = partial(_as_read, tables, day, work)
        return self._put(self._asking, title, asked, f"{tables} {day} {key}" if key else "")

    def keep(self, title: str, work: Work, *, follows: bool) -> Job:
        """Have what somebody said written down: at once, or as soon as the load that is going has ended.

        `follows`: answers follow from it; they are worked out once it is there, not before.
        """
        return self._put(self._keeping, title, partial(self._kept, work, follows), "")

    def _kept(self, work: Work, follows: bool, business: Business, telling: Telling) -> object:
        came = self._patiently(work, business, telling)
        if follows:
            self.work_out()
        return came

    def _patiently(self, work: Work, business: Business, telling: Telling) -> object:
        while True:
            if not business.turn():
                raise nothing_yet()
            loading = self._doing.busy
            try:
                return work(business, telling)
            except WorkspaceBusy:
                # What held the folder may have ended since.
                if not (loading or self._doing.busy):
                    raise
                telling.step("Waiting until what is being loaded is done")

    def _put(self, lane: Lane, title: str, work: Work, key: str) -> Job:
        with self._lock:
            if key and (known := self._known(key)) is not None:
                return known
            job = Job(title, work, key)
            self._jobs[job.id] = job
            for old in [i for i, j in self._jobs.items() if not j.going][
                : max(0, len(self._jobs) - REMEMBERED)
            ]:
                del self._jobs[old]
        lane.put(job)
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
        return self.submit("Working out the answers", answer_all, key="answers")

    def catching_up(self, tables: str, day: date) -> Job | None:
        """The work on the answers of a day from the tables of a folder; None where they are there."""
        return None if (tables, day) == self._answered else self.work_out()

    def close(self) -> None:
        """End after the jobs being done, if they end soon; those that wait are not begun."""
        self._ended.set()
        for lane in self._lanes:
            lane.end()
        for lane in self._lanes:
            lane.close()
        self._business.close()

    def _do(self, job: Job, hands: Hands) -> None:
        try:
            job.loaded = self._business.ledger.version() if job.key else ""
            job.state = "running"
            job.result = hands.do(job.work, job)
            if job.work is answer_all:
                self._answered = cast(tuple[str, date], job.result)
            job.state = "done"
        except CloseknitError as error:
            self._failed(job, error)
        except Exception:  # the outermost edge of this thread
            log.exception("job failed: %s", job.title)
            self._failed(job, our_fault())
        job.ended.set()

    def _failed(self, job: Job, problem: CloseknitError) -> None:
        job.problem, job.ended_at, job.state = problem, self._clock(), "failed"


class Lane:
    """One thread that has jobs done in the order they come."""

    def __init__(self, hands: Hands, do: Callable[[Job, Hands], None]) -> None:
        self._hands, self._do = hands, do
        self._waiting: Queue[Job | None] = Queue()
        self._ending = False
        self._thread = Thread(target=self._run, name="closeknit-worker", daemon=True)

    def start(self) -> None:
        """Begin with what waits."""
        self._thread.start()

    def put(self, job: Job) -> None:
        """Have a job done after those that wait."""
        self._waiting.put(job)

    @property
    def busy(self) -> bool:
        """Whether a job is being done or waits, also between one and the next."""
        return self._waiting.unfinished_tasks > 0 and not self._ending

    def end(self) -> None:
        """Begin no further job."""
        self._ending = True
        self._waiting.put(None)

    def close(self) -> None:
        """Give everything back, once the job being done has ended or was cut off."""
        if self._thread.ident is not None:
            self._thread.join(timeout=PATIENCE)
        self._hands.close()

    def _run(self) -> None:
        while (job := self._waiting.get()) is not None and not self._ending:
            self._do(job, self._hands)
            self._waiting.task_done()


def answer_all(business: Business, progress: Progress) -> tuple[str, date]:
    """Bring everything up to what was loaded; the folder of the tables that all is answered from then, and
    the day of the answers."""
    day = business.today_here()
    if not business.imports():
        return "", day
    business.bring_up(progress=progress)
    with business.passing():
        answers = _answers(business, progress)
    _draw(business.workspace, answers)
    return business.book.folder.name, day


def _answers(business: Business, progress: Progress) -> list[Answer]:
    """Work out all answers; those that have a map, for the others may be large."""
    mapped, asked = [], list(each_lens())
    for done, lens in enumerate(asked):
        progress.step(lens.question, done, len(asked))
        answer = business.ask(lens.name).answer
        if any(picture.kind == "map" for picture in answer.pictures):
            mapped.append(answer)
    return mapped


def _draw(workspace: Workspace, answers: Sequence[Answer]) -> None:
    for answer in answers:
        try:
            draw_ahead(workspace, answer)
        except Exception:  # the answers are there, and a page draws its map itself
            log.exception("a map was not drawn ahead: %s", answer.lens)


def nothing_yet() -> UnknownQuestion:
    """What is said where there is nothing to answer from."""
    return UnknownQuestion("nothing is loaded yet", remedy="Load your files first.")


def _as_read(tables: str, day: date | None, work: Work, business: Business, telling: Telling) -> object:
    """Work done with the tables and on the day that pages read; newer ones only where it holds none yet."""
    if not business.turn(lambda newest: newest != tables):
        raise nothing_yet()
    business.stays_on = day
    with business.passing():
        return work(business, telling)
