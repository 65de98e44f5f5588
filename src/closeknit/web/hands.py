"""Who does what takes its time: this process, or one of its own beside it.

Python lets one thread of a process work at a time, so what loads and works out in the process of the pages
holds them up. Beside it, it holds up nothing. Such a process ends with the server: its orders come through a
pipe, and where that ends it ends at once, in the middle of whatever it does. What it writes bears that, and
the folder's lock goes with it.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import Queue
from threading import Thread
from typing import Protocol

from closeknit.business import Business
from closeknit.errors import CloseknitError
from closeknit.progress import Progress
from closeknit.workspace import Workspace

PATIENCE = 10.0
"""Seconds that work may still take once the server ends; then it is cut off."""
GENTLE = 10
"""How far what loads stands back where pages want the same core."""
STEPS_APART = 0.1
"""Seconds between two steps that are told to the pages."""

log = logging.getLogger("closeknit.web")


class Telling(Progress, Protocol):
    """A Progress that is also told what stands of an answer that is still worked out."""

    def stands(self, so_far: str) -> None:
        """Say it in a sentence."""


Work = Callable[[Business, Telling], object]
"""Something to do with a business; for a process beside this one, a function of a module or a partial."""


class Hands(Protocol):
    """Does one work after the other with a business of its own."""

    def do(self, work: Work, telling: Telling) -> object:
        """What comes of it; raises what the work raised."""

    def close(self) -> None:
        """Give everything back."""


class Here:
    """Works in this very process."""

    def __init__(self, workspace: Workspace) -> None:
        self._business = Business(workspace)

    def do(self, work: Work, telling: Telling) -> object:
        """What comes of the work."""
        return work(self._business, telling)

    def close(self) -> None:
        """Give everything back."""
        self._business.close()


def our_fault() -> CloseknitError:
    """What is said of an error that nobody can mend but us."""
    return CloseknitError(
        "something went wrong inside; it is our fault",
        remedy="The details are on the console where closeknit serve runs.",
    )


# What goes from the process that works to the one that shows pages.


@dataclass(frozen=True)
class Step:
    """How far work has come."""

    text: str
    done: int
    total: int


@dataclass(frozen=True)
class Stands:
    """What stands of an answer."""

    so_far: str


@dataclass(frozen=True)
class Ended:
    """What came of work: a result or what hinders it."""

    result: object = None
    problem: CloseknitError | None = None


class Beside:
    """Works in a process of its own, which is begun when there is something to do, and again if it ended."""

    def __init__(self, workspace: Workspace, *, gentle: int = 0) -> None:
        """`gentle`: how far it stands back where others want the same core, 0 to 19."""
        self._begin = partial(_begun, workspace, gentle)
        self._running: tuple[BaseProcess, Connection] | None = None

    @property
    def pid(self) -> int:
        """Number of the process; 0 while there is none."""
        return (self._running[0].pid or 0) if self._running is not None else 0

    def do(self, work: Work, telling: Telling) -> object:
        """What comes of the work.

        Raises:
            CloseknitError: as the work, or the process was ended before it was done.
        """
        if self._running is None:
            self._running = self._begin()
        try:
            ended = _heard(self._running[1], work, telling)
        except (EOFError, OSError) as error:
            self._end(0)
            raise CloseknitError(
                "the process that did this was ended before it was done",
                remedy="What it had kept stands, nothing is kept by halves. Do it again. If it "
                "happens again, the machine may have too little memory for it.",
            ) from error
        if ended.problem is not None:
            raise ended.problem
        return ended.result

    def close(self) -> None:
        """End the process, after the work it is at if that ends soon."""
        self._end(PATIENCE)

    def _end(self, patience: float) -> None:
        if self._running is None:
            return
        (process, pipe), self._running = self._running, None
        if patience:
            with suppress(OSError):
                pipe.send(None)
            process.join(patience)
        if process.is_alive():
            process.kill()
        process.join()
        pipe.close()


def _begun(workspace: Workspace, gentle: int) -> tuple[BaseProcess, Connection]:
    """A process that waits for orders, and our end of the pipe."""
    # A fork would take over locks that threads of this process hold.
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(workspace, theirs, gentle), daemon=True)
    process.start()
    # With a copy of it open here, its end would never be seen.
    theirs.close()
    return process, ours


def _heard(pipe: Connection, work: Work, telling: Telling) -> Ended:
    """How work ended that was ordered through a pipe; what is said meanwhile is told."""
    pipe.send(work)
    while True:
        said = pipe.recv()
        if isinstance(said, Step):
            telling.step(said.text, said.done, said.total)
        elif isinstance(said, Stands):
            telling.stands(said.so_far)
        elif isinstance(said, Ended):
            return said


# In the process that works.


def _work(workspace: Workspace, pipe: Connection, gentle: int) -> None:
    """Do what is ordered until there is no more."""
    # Ctrl+C goes to all processes of a console; the server says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(gentle)
    orders: Queue[Work | None] = Queue()
    Thread(target=_listen, args=(pipe, orders), daemon=True).start()
    with Business(workspace) as business:
        while (work := orders.get()) is not None:
            _answer(pipe, work, business)


def _listen(pipe: Connection, orders: Queue[Work | None]) -> None:
    """Pass on what is ordered; end the process where nobody is left to order."""
    try:
        while True:
            orders.put(pipe.recv())
    except (EOFError, OSError):
        os._exit(1)
    except Exception:  # an order that cannot be read: the outermost edge of this thread
        log.exception("an order could not be read")
        os._exit(1)


def _answer(pipe: Connection, work: Work, business: Business) -> None:
    """Do one work and say what came of it."""
    try:
        pipe.send(Ended(work(business, _Through(pipe))))
    except CloseknitError as error:
        pipe.send(Ended(problem=error))
    except Exception:  # the outermost edge of this process
        log.exception("job failed")
        pipe.send(Ended(problem=our_fault()))


class _Through:
    """A Telling that goes through a pipe; of many steps within a moment, the first."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._next = pipe, 0.0

    def step(self, text: str, done: int = 0, total: int = 0) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + STEPS_APART
            self._pipe.send(Step(text, done, total))

    def stands(self, so_far: str) -> None:
        self._pipe.send(Stands(so_far))
