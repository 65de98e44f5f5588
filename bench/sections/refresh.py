"""A hundred lines more in a process that runs on: their load, and the book brought up to them."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from figures import given, written
from measure import in_own_process

from sections.loading import made

TITLE = "## A hundred lines more"


def refresh(lines: int, repeats: int) -> Iterator[str]:
    """Load a hundred further lines into so many in one process, and bring its book up to them, in turns."""
    with tempfile.TemporaryDirectory() as name:
        made(name, lines)
        in_own_process("load", name, "load-0")
        run = in_own_process("a_hundred_more", name, "load-0", str(repeats))
        told = given(run)
        yield TITLE
        yield ""
        yield (
            f"{written(Path(name))} {repeats} times a hundred new lines, one load after the other in one "
            f"process whose book of {lines:,} lines is up to date; medians, {run.peak_mib:,.0f} MiB at most. "
            "Promised: 3 seconds at 10,000,000 lines."
        )
    yield "\n| work | seconds | CPU seconds |\n|---|---:|---:|"
    for work in ("load", "book", "both"):
        wall, cpu = (statistics.median(told[f"{work} {clock}"]) for clock in ("wall", "cpu"))
        yield f"| {work} | {wall:.2f} | {cpu:.2f} |"
