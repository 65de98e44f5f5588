"""Run a piece of work in a process of its own; give its time, CPU seconds and greatest memory."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
FOUND = os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")]).strip(os.pathsep)
"""Where tasks find `tests`, whose readers of public lists they share."""
PLACE = (
    {"OPENBLAS_NUM_THREADS": "1"}
    | {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    | {"PYTHONPATH": FOUND}
)
"""What tasks run in: with compiled modules, as whoever installed the package has them, and with one thread
for small matrices, as the command line has it."""


@dataclass(frozen=True)
class Run:
    """What one run took: seconds on the clock, CPU seconds, MiB at its peak, and what it returned."""

    wall: float
    cpu: float
    peak_mib: float
    gave: object = None


def in_own_process(task: str, *words: str) -> Run:
    """`python bench/tasks.py TASK WORDS…` measured; its last line of output is what it gives, as JSON."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        command = [sys.executable, str(HERE / "tasks.py"), task, *words]
        pid = subprocess.Popen(command, stdout=out, env=PLACE)
        _, status, used = os.wait4(pid.pid, 0)
        pid.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        lines = out.read().decode().strip().splitlines()
    if pid.returncode:
        raise RuntimeError(f"{task} failed with {pid.returncode}")
    gave = json.loads(lines[-1]) if lines else None
    return Run(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, gave)


def interleaved(works: dict[str, Callable[[], Run]], repeats: int) -> dict[str, list[Run]]:
    """Every work `repeats` times, one after the other in turns, so that a busy moment hits all alike."""
    runs: dict[str, list[Run]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            runs[name].append(work())
    return runs


def median(runs: Sequence[Run], field: str) -> float:
    """The median of one figure over runs."""
    return statistics.median(getattr(run, field) for run in runs)


def disk_sync_ms(folder: Path, times: int = 50) -> float:
    """Median milliseconds that the disk takes to make 4 KiB durable."""
    path, took = folder / "sync-probe", []
    with path.open("wb") as file:
        for _ in range(times):
            file.write(os.urandom(4096))
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(1000 * (time.perf_counter() - began))
    path.unlink()
    return statistics.median(took)


def machine(folder: Path) -> str:
    """Cores, memory and disk of this machine in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, Python {sys.version.split()[0]}, "
        f"{disk_sync_ms(folder):.2f} ms for the disk to make 4 KiB durable"
    )
