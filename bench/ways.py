"""Ties at random, and the warmest ways over them, measured in CPU seconds."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from closeknit.methods.warmest import Network, Start, ways

PAIRS, TIMES, COLLEAGUES = 40, 5, 40


def make(file: Path, ties: int) -> None:
    """Ties in a file; numbers of people are as long as those of a book."""
    rng = np.random.default_rng(3)
    numbers = rng.integers(1, 2**62, ties // 10)
    one, other = (numbers[rng.integers(0, len(numbers), ties)] for _ in range(2))
    apart = one != other
    strength = rng.uniform(0.05, 0.95, ties)
    table = pa.table({"one": one[apart], "other": other[apart], "strength": strength[apart]})
    pq.write_table(table, file)


def of_pairs(file: Path) -> dict[str, float]:
    """Seconds to load all, milliseconds a pair, and the memory it took."""
    began = time.process_time()
    network = Network.of(*_columns(file))
    load = time.process_time() - began
    rng = np.random.default_rng(4)
    took = []
    for source in rng.integers(0, len(network.ids), PAIRS).tolist():
        start = Start(network, (source,))
        targets = rng.integers(0, len(network.ids), PAIRS).tolist()
        began = time.process_time()
        for target in targets:
            start.way_to(target)
        took.append((time.process_time() - began) / PAIRS)
    return {"load": load, "pair_ms": statistics.mean(took) * 1e3, "mib": _peak()}


def of_one(file: Path) -> dict[str, float]:
    """CPU seconds to scan the ties, and to find one person's introductions from the file."""
    con = duckdb.connect()
    con.execute("SET threads = 1")
    sums = f"SELECT sum(one % 2), sum(other % 2), sum(strength) FROM '{file}'"
    scan = _median(lambda: con.execute(sums).fetchall())
    one, other, _ = _columns(file)
    colleagues, sought = [int(n) for n in one[:COLLEAGUES]], int(other[-1])

    def asked() -> None:
        ends = _columns(file)
        ways(Network.around(*ends, colleagues, sought), colleagues, sought)

    return {"scan": scan, "ways": _median(asked), "mib": _peak()}


def _columns(file: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    table = pq.read_table(file, use_threads=False)
    return tuple(table[name].to_numpy() for name in ("one", "other", "strength"))  # type: ignore[return-value]


def _median(work: Callable[[], object]) -> float:
    took = []
    for _ in range(TIMES):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return statistics.median(took)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
