"""Work in a process of its own: what comes back, how far it has come, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from closeknit.errors import CloseknitError, NotUnderstood
from closeknit.web.hands import STEPS_APART, Beside
from closeknit.web.worker import Job, Worker
from closeknit.workspace import Workspace, create_workspace

pytestmark = pytest.mark.slow


def steps(business, telling):
    """Works in the other process; tells where."""
    telling.step("Half of it", 1, 2)
    telling.stands("So it seems.")
    return os.getpid(), business.settings.name


def misread(business, telling):
    raise NotUnderstood("not so", text="customers who", at=10, remedy="Say who.")


def bug(business, telling):
    raise ZeroDivisionError


def unsendable(business, telling):
    return lambda: None


def long(started, business, telling):
    Path(started).write_text(str(os.getpid()))
    time.sleep(60)


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return create_workspace(tmp_path / "new", name="Mine")


@pytest.fixture
def hands(workspace):
    working = Beside(workspace)
    yield working
    working.close()


def test_work_is_done_in_another_process_that_says_how_far_it_has_come(hands):
    job = Job("Counting", steps)
    pid, name = hands.do(steps, job)
    assert (pid, name) == (hands.pid, "Mine")
    assert pid != os.getpid()
    assert (job.text, job.done, job.total, job.so_far) == ("Half of it", 1, 2, "So it seems.")
    assert hands.do(steps, job)[0] == pid


def test_what_hinders_it_comes_back_as_it_was_said(hands, capfd):
    with pytest.raises(NotUnderstood) as said:
        hands.do(misread, Job("", misread))
    assert (said.value.about, said.value.remedy, said.value.text) == ("w", "Say who.", "customers who")
    for work in (bug, unsendable):
        with pytest.raises(CloseknitError, match="our fault"):
            hands.do(work, Job("", work))
    assert "ZeroDivisionError" in capfd.readouterr().err
    assert hands.do(steps, Job("", steps))[1] == "Mine"


def started(file: Path) -> int:
    """The process that work was begun in."""
    until = time.monotonic() + 60
    while not (file.exists() and file.read_text()) and time.monotonic() < until:
        time.sleep(0.02)
    return int(file.read_text())


def gone(pid: int) -> bool:
    """Whether a process ends within a moment."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, FileNotFoundError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_process_that_is_killed_is_said_to_be_and_the_next_work_has_another(hands, tmp_path):
    file, said = tmp_path / "begun", []

    def working() -> None:
        try:
            hands.do(partial(long, str(file)), Job("", steps))
        except CloseknitError as error:
            said.append(error.message)

    thread = Thread(target=working)
    thread.start()
    pid = started(file)
    os.kill(pid, signal.SIGKILL)
    thread.join(20)
    assert said == ["the process that did this was ended before it was done"]
    assert hands.do(steps, Job("", steps))[0] != pid


SERVER = """
import sys
from functools import partial
from pathlib import Path
from tests.web.test_hands import long
from closeknit.web.worker import Worker
from closeknit.workspace import open_workspace

if __name__ == "__main__":
    worker = Worker(open_workspace(Path(sys.argv[1])), beside=True)
    worker.start()
    worker.submit("Working", partial(long, sys.argv[2])).ended.wait(60)
"""


def test_it_ends_with_the_server_however_that_ends(workspace, tmp_path):
    program, file = tmp_path / "server.py", tmp_path / "begun"
    program.write_text(SERVER)
    command = [sys.executable, str(program), str(workspace.folder), str(file)]
    server = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": os.getcwd()})
    pid = started(file)
    server.kill()
    server.wait(20)
    assert gone(pid)


def test_work_that_does_not_end_is_cut_off_when_the_server_does(workspace, tmp_path, monkeypatch):
    monkeypatch.setattr("closeknit.web.hands.PATIENCE", 0.2)
    monkeypatch.setattr("closeknit.web.worker.PATIENCE", 0.2)
    worker = Worker(workspace, beside=True)
    worker.start()
    job = worker.submit("Working", partial(long, str(tmp_path / "begun")))
    pid = started(tmp_path / "begun")
    worker.close()
    assert gone(pid)
    assert job.ended.wait(20)
    assert job.state == "failed"


def test_of_many_steps_within_a_moment_few_are_told(hands):
    told: list[int] = []

    class Counting(Job):
        def step(self, text: str, done: int = 0, total: int = 0) -> None:
            told.append(done)

    began = time.monotonic()
    hands.do(many, Counting("", many))
    assert 1 <= len(told) <= 2 + (time.monotonic() - began) / STEPS_APART


def many(business, telling):
    for n in range(10_000):
        telling.step("Counting", n, 10_000)
