"""A process that does one thing to a business folder and may be killed at it, started in milliseconds.

It dies by a timer of its own, as suddenly as by SIGKILL, after so many seconds of computing: then the moments
do not depend on what else the machine has to do.

`python -m tests.faults.runner` imports everything once, then forks a child for each line it is given: what
to do, as JSON. It answers with the child's number, and when the child has ended with how. Imports start no
threads, so forking is safe. (What the business imports when it needs it is imported here for that.)
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import closeknit.backup
import closeknit.book.renewal
import closeknit.engines.duckdb  # noqa: F401
from closeknit.business import Business
from closeknit.cli.app import REFUSED
from closeknit.errors import CloseknitError
from closeknit.ledger import compaction
from closeknit.ledger.load import load
from closeknit.ledger.store import utc_now
from closeknit.ledger.undo import undo
from closeknit.sources.mappings.library import read_mappings
from closeknit.workspace import open_workspace

KILLED = -signal.SIGPROF
SMALL = 60
"""Rows from which a table of the tests is big."""


@dataclass(frozen=True)
class End:
    """How a child ended: 0, 2 with a sentence, 1 with what nobody expected, or minus a signal."""

    code: int
    words: str = ""
    seconds: float = 0.0
    """Of computing."""


@dataclass(frozen=True)
class Child:
    """A child at work."""

    pid: int
    _said: IO[str]

    def wait(self) -> End:
        """How it ended."""
        return End(*json.loads(self._said.readline()))


class Runner:
    """The process that forks. Use through `running`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out = process.stdin, process.stdout

    def start(self, what: str, folder: Path, *words: str, dies: float = 0.0, stopped: bool = False) -> Child:
        """Have a child do something; it dies after so many seconds, or waits for SIGCONT when `stopped`."""
        order = {"what": what, "folder": str(folder), "words": words, "dies": dies, "stopped": stopped}
        self._in.write(json.dumps(order) + "\n")
        self._in.flush()
        return Child(int(self._out.readline()), self._out)

    def do(self, what: str, folder: Path, *words: str, dies: float = 0.0) -> End:
        """Have a child do something and wait for it."""
        return self.start(what, folder, *words, dies=dies).wait()


@contextlib.contextmanager
def running(*under: str) -> Iterator[Runner]:
    """A runner, ended with the block; `under` is a program that starts it, with its words."""
    process = subprocess.Popen(
        [*under, sys.executable, "-m", "tests.faults.runner"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        yield Runner(process)
    finally:
        process.kill()
        process.wait()


def act(what: str, folder: Path, words: list[str]) -> None:
    """One part of what commands do to a business folder."""
    business = Business(open_workspace(folder))
    if what == "load":
        own = read_mappings(business.workspace.own_mappings)
        load(business.ledger, [Path(word) for word in words], own=own, now=utc_now())
    elif what == "undo":
        undo(business.ledger, words[0], now=utc_now())
    elif what == "refresh":
        business.refresh()
    elif what == "compact":
        compaction.FRESH_ROWS, compaction.BUCKET_FILES, compaction.FRESH_FILES = SMALL, 3, 8
        compaction.tidy(business.ledger.folder)
    elif what == "backup":
        business.backup(words[0])
    else:
        raise ValueError(what)


def _child(order: dict[str, Any]) -> tuple[int, str, float]:
    if order["stopped"]:
        os.kill(os.getpid(), signal.SIGSTOP)
    signal.setitimer(signal.ITIMER_PROF, order["dies"])
    code, words = 0, ""
    try:
        act(order["what"], Path(order["folder"]), order["words"])
    except CloseknitError as error:
        code, words = 2, str(error)
    except OSError as error:
        code, words = (2 if error.errno in REFUSED else 1), str(error)
    except BaseException as error:
        code, words = 1, f"{type(error).__name__}: {error}"
    signal.setitimer(signal.ITIMER_PROF, 0)
    return code, words, time.process_time()


def main() -> None:
    """Fork a child for each line."""
    for line in sys.stdin:
        order = json.loads(line)
        ends, begins = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(ends)
            said = _child(order)
            os.write(begins, json.dumps(said).encode())
            os._exit(0)
        os.close(begins)
        print(pid, flush=True)
        with os.fdopen(ends, "rb") as words:
            told = words.read()
        _, status = os.waitpid(pid, 0)
        died = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        print(json.dumps([died]) if died else told.decode(), flush=True)


if __name__ == "__main__":
    main()
