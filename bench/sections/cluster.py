"""The same work in the process and on a cluster, and whether it gives the same rows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from figures import given, written
from measure import Run, in_own_process

from sections.loading import made

TITLE = "## On a cluster"
LOOKS = {"near": "look back from purchases over", "sums": "count what comes before purchases in"}
PLACES = {"duckdb": "DuckDB in the process", "cluster": "Spark: a master, two workers"}


def cluster(lines: list[int], activities: list[int]) -> Iterator[str]:
    """Building the book, and counting what comes before purchases, on DuckDB and on a cluster."""
    yield TITLE
    yield ""
    yield (
        f"{written(Path(tempfile.gettempdir()))} One run each. The cluster is one master and two workers of "
        "one core each on this very machine, started and ended within the measure: it tells what a cluster "
        "costs and that it gives the same rows, not how much faster several machines are. CPU seconds are "
        "those of all processes, start included; seconds are those of the work alone. Promised: the same "
        "rows at 30,000,000 activities; nothing is claimed beyond the largest run that stands here."
    )
    yield "\n| work | where | seconds | CPU seconds | same rows |\n|---|---|---:|---:|---|"
    for size in filter(None, lines):
        yield from _rows(f"build the book of {size:,} invoices", _books(size))
    for size in activities:
        yield from _looks(size)


def _rows(work: str, runs: tuple[dict[str, Run], bool]) -> Iterator[str]:
    found, same = runs
    for place, run in found.items():
        told = "" if place == "duckdb" else ("yes" if same else "**no**")
        yield f"| {work} | {PLACES[place]} | {given(run)['seconds']:.1f} | {run.cpu:.0f} | {told} |"


def _books(size: int) -> tuple[dict[str, Run], bool]:
    with tempfile.TemporaryDirectory() as folder:
        made(folder, size)
        in_own_process("load", folder, "load-0")
        runs = {place: in_own_process("built", folder, place) for place in PLACES}
        differing = in_own_process("differing", *(given(run)["folder"] for run in runs.values()))
    return runs, differing.gave == 0


def _looks(size: int) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        in_own_process("events", folder, str(size))
        for what, words in LOOKS.items():
            runs = {place: in_own_process("looked", folder, place, what) for place in PLACES}
            tables = [given(run)["tables"] for run in runs.values()]
            yield from _rows(f"{words} {size:,} activities", (runs, tables[0] == tables[1]))
