"""A Spark cluster of its own on this machine: one master and two workers, reached over loopback only.

`python -m tests.engines.standalone` keeps one for others to use until it is interrupted or its time is up.
Its processes end after so many seconds by themselves, whatever becomes of who started them.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

LOOPBACK = "127.0.0.1"
SECONDS = 900
"""After which master and workers end by themselves."""
PATIENCE = 180
"""Seconds that a process may take to start."""
WORKERS = 2


@dataclass
class Cluster:
    """A running cluster: its address, and the processes of its workers."""

    address: str
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    logs: Path = Path()

    def kill_a_worker(self) -> None:
        """End the first worker and what it runs, as if its machine were gone."""
        gone = self.workers[0]
        for pid in (*_children(gone.pid), gone.pid):
            os.kill(pid, signal.SIGKILL)


@contextmanager
def standalone(*, cores: int = 1, memory: str = "1g", seconds: int = SECONDS) -> Iterator[Cluster]:
    """A cluster that ends with the block; `cores` and `memory` are those of each worker."""
    with TemporaryDirectory(prefix="closeknit-cluster-") as name:
        logs, started = Path(name), []
        try:
            master = _start(logs, "master", seconds, "master.Master", "--port", "0")
            started.append(master)
            address = _said(logs / "master", master, rf"(spark://{LOOPBACK}:\d+)")
            cluster = Cluster(address, logs=logs)
            room = ["--cores", str(cores), "--memory", memory, "--work-dir", str(logs / "work")]
            for number in range(WORKERS):
                worker = _start(logs, f"worker-{number}", seconds, "worker.Worker", *room, address)
                started.append(worker)
                cluster.workers.append(worker)
            for number, worker in enumerate(cluster.workers):
                _said(logs / f"worker-{number}", worker, "(Successfully registered)")
            yield cluster
        finally:
            for process in reversed(started):
                process.terminate()
            for process in started:
                process.wait()


def _start(logs: Path, name: str, seconds: int, what: str, *words: str) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    command = [home / "bin" / "spark-class", f"org.apache.spark.deploy.{what}"]
    command += ["--host", LOOPBACK, "--webui-port", "0", *words]
    with (logs / name).open("wb") as log:
        return subprocess.Popen(
            ["timeout", "--kill-after=10", str(seconds), *map(str, command)],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=_environment(home),
        )


def _environment(home: Path) -> dict[str, str]:
    """Loopback only, no door for submitting by REST, and no Python on the workers: they need none."""
    return {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "PYSPARK_PYTHON": "/no/python/on/the/workers",
    }


def _said(log: Path, process: subprocess.Popen[bytes], pattern: str) -> str:
    """What a process says once it has started."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if found := re.search(pattern, log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.1)
    raise RuntimeError(f"{log.name} did not start:\n{log.read_text(errors='replace')}")


def _children(pid: int) -> Sequence[int]:
    """The processes below one, the last ones first."""
    below = [
        child for file in Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()
    ]
    return [one for child in map(int, below) for one in (*_children(child), child)]


if __name__ == "__main__":
    assert shutil.which("timeout"), "timeout (coreutils) is not installed"
    with standalone(memory=sys.argv[1] if len(sys.argv) > 1 else "1g") as running:
        print(running.address, flush=True)
        time.sleep(SECONDS)
