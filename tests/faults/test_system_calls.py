"""The system refuses one call of a load, whichever: nothing is lost or doubled, and a sentence says it.

strace makes the n-th call of a kind fail, in every thread of its own counting. First one load is watched to
learn which calls touch the business folder; then of each kind of call on each kind of file the first, the
middle and the last that change something are refused in turn, and the last that only reads: with
CLOSEKNIT_TEST_EVERY_CALL set, all of them, which takes two hours.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest

from closeknit.ledger.tables import TABLES
from tests.faults.runner import Child, End, Runner, running
from tests.faults.shop import Shop, orders_in

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed (see CONTRIBUTING.md)"),
]

CHANGING = ("write", "pwrite64", "fsync", "ftruncate", "rename", "link", "linkat", "unlink", "mkdir", "rmdir")
READING = ("openat", "read", "pread64", "newfstatat", "fstat", "statx", "getdents64", "flock")
FILLING = ("write", "pwrite64", "mkdir")
"""Calls that are refused for want of room; the others with an error of the disk."""
PARTS = 2
EVERY_CALL = "CLOSEKNIT_TEST_EVERY_CALL"
PATIENCE = 10
"""Seconds after which a load that hangs is killed: that must not lose anything either."""

Point = tuple[str, int]


@contextmanager
def traced(child: Child, log: Path, *what: str) -> Iterator[None]:
    """Let a child that waits go on under strace."""
    strace = subprocess.Popen(["strace", "-f", "-qq", "-y", "-o", str(log), *what, "-p", str(child.pid)])
    try:
        status = Path(f"/proc/{child.pid}/status")
        while "TracerPid:\t0\n" in status.read_text():
            assert strace.poll() is None, "strace may not look at processes here"
            time.sleep(0.01)
        os.kill(child.pid, signal.SIGCONT)
        yield
    finally:
        strace.terminate()
        strace.wait()


def calls_on(folder: Path, log: Path) -> dict[Point, str]:
    """Which calls touched a folder: kind, and its number in the thread that made it, each once, with the kind
    of file it was about.

    Left out are numbers under which another thread wakes a third, as refusing that only hangs the process;
    but for `write`, which fills the disk: there it has to.
    """
    numbers: dict[tuple[str, str], int] = {}
    touching: dict[Point, str] = {}
    waking: set[Point] = set()
    for line in log.read_text(errors="replace").splitlines():
        if found := re.match(r"(\d+) +(\w+)\(", line):
            thread, kind = found.groups()
            numbers[thread, kind] = numbers.get((thread, kind), 0) + 1
            if str(folder) in line:
                touching[kind, numbers[thread, kind]] = file_in(line.partition(str(folder))[2])
            elif "<anon_inode:" in line or "<pipe:" in line or "<socket:" in line:
                waking.add((kind, numbers[thread, kind]))
    return {p: file for p, file in touching.items() if p not in waking or p[0] == "write"}


def file_in(rest: str) -> str:
    """The file at the beginning of the rest of a line, whichever table, batch or version it is of."""
    path = re.sub(rf"/({'|'.join(TABLES)})(?=/|$)", "/TABLE", re.split(r'[">]', rest)[0])
    return re.sub(r"[0-9a-f]*\d[0-9a-f]*", "N", path)


def of_each(points: dict[Point, str], places: Sequence[float]) -> list[Point]:
    """Of the calls of a kind on files of a kind those at some places from 0, the first, to 1, the last; all,
    where that is asked for."""
    if os.environ.get(EVERY_CALL):
        return list(points)
    alike: dict[tuple[str, str], list[Point]] = {}
    for point, file in points.items():
        alike.setdefault((point[0], file), []).append(point)
    chosen = {group[round(place * (len(group) - 1))] for group in alike.values() for place in places}
    return [point for point in points if point in chosen]


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with running() as found:
        yield found


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, runner: Runner) -> Shop:
    """A business with one of its two files loaded."""
    made = Shop(tmp_path_factory.mktemp("calls"), files=2)
    assert runner.do("load", made.folder, str(made.files[0])).code == 0
    return made


@pytest.fixture(scope="module")
def touching(shop: Shop, runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> dict[Point, str]:
    """The calls of one load that touch the business folder."""
    folder = tmp_path_factory.mktemp("watched")
    copy = Path(shutil.copytree(shop.folder, folder / "copy"))
    child = runner.start("load", copy, str(shop.files[1]), stopped=True)
    with traced(child, folder / "log", "-e", f"trace={','.join((*CHANGING, *READING))}"):
        assert child.wait().code == 0
    return calls_on(copy, folder / "log")


def load_refused(shop: Shop, runner: Runner, folder: Path, point: Point) -> End:
    """How a load into a copy ends when one call is refused."""
    kind, number = point
    error = "ENOSPC" if kind in FILLING else "EIO"
    child = runner.start("load", folder, str(shop.files[1]), stopped=True)
    patience = Timer(PATIENCE, os.kill, (child.pid, signal.SIGKILL))
    patience.start()
    with traced(child, folder.parent / "log", "-e", f"inject={kind}:error={error}:when={number}"):
        end = child.wait()
    patience.cancel()
    return end


def check(shop: Shop, runner: Runner, folder: Path, point: Point) -> str:
    """Refuse one call of a load into a copy; gives what it said if that was no sentence for people."""
    copy = Path(shutil.copytree(shop.folder, folder / "shop"))
    end = load_refused(shop, runner, copy, point)
    one, both = (shop.expected([file.name for file in shop.files[:n]]) for n in (1, 2))
    orders = orders_in(copy)
    assert orders in (one, both), point
    if orders == one and point[1] % 4 == 0:
        assert runner.do("load", copy, str(shop.files[1])).code == 0, point
        assert orders_in(copy) == both, point
    shutil.rmtree(folder)
    return f"{point}: {end.words}" if end.code == 1 else ""


@pytest.mark.parametrize("part", range(PARTS))
def test_whichever_call_that_changes_something_is_refused_nothing_is_lost_or_doubled(
    tmp_path: Path, shop: Shop, runner: Runner, touching: dict[Point, str], part: int
) -> None:
    changing = {p: file for p, file in touching.items() if p[0] in CHANGING}
    points = of_each(changing, (0, 0.5, 1))
    print(f"\n{len(points)} of {len(changing)} calls that change something")
    assert len(changing) > 60
    said = [check(shop, runner, tmp_path / str(n), point) for n, point in enumerate(points[part::PARTS])]
    assert [words for words in said if words] == []


@pytest.mark.parametrize("part", range(2))
def test_whichever_call_that_only_reads_is_refused_nothing_is_lost_or_doubled(
    tmp_path: Path, shop: Shop, runner: Runner, touching: dict[Point, str], part: int
) -> None:
    points = of_each({p: file for p, file in touching.items() if p[0] in READING}, (1,))
    assert len(points) > 40
    said = [check(shop, runner, tmp_path / str(n), point) for n, point in enumerate(points[part::2])]
    assert [words for words in said if words] == []
