"""What the search for triggers counts, beside a raw scan, at growing sizes; and its whole answer."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from figures import medians, own_seconds, written
from measure import in_own_process, interleaved, median

TITLE = "## Counting what comes before purchases"


def triggers(activities: list[int], repeats: int, whole: int) -> Iterator[str]:
    """What the search for triggers counts, beside a raw scan of the events, at growing sizes; its answer."""
    yield TITLE
    yield ""
    yield (
        f"{written(Path(tempfile.gettempdir()))} {medians(repeats).capitalize()}. 40 "
        "kinds, 200 activities a customer, 130 weeks; DuckDB may use 2 GB. Seconds are CPU seconds of the "
        "work alone, peaks those of the whole process; scan reads all columns of the activities, look-back "
        "joins them with the purchases of the half year after, and sums are all that the search counts."
    )
    answers: list[str] = []
    yield ""
    yield "| activities | scan | look-back | × scan | sums | seconds a million | peak MiB |"
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    for size in activities:
        with tempfile.TemporaryDirectory() as folder:
            in_own_process("events", folder, str(size))
            works = {w: partial(in_own_process, "look", folder, w) for w in ("scan", "near", "sums")}
            runs = interleaved(works, repeats)
            answers += answered(folder, size) if size == whole else []
        scan, near, sums = (own_seconds(runs[name]) for name in works)
        yield (
            f"| {size:,} | {scan:.2f} | {near:.2f} | {near / scan:.1f} | {sums:.1f} "
            f"| {sums / size * 1e6:.1f} | {median(runs['sums'], 'peak_mib'):.0f} |"
        )
    yield ""
    yield from answers


def answered(folder: str, size: int) -> Iterator[str]:
    """The whole answer once, stage by stage."""
    run = in_own_process("whole", folder)
    yield (
        f"The whole answer at {size:,} activities, one run, {run.cpu:.0f} CPU seconds, "
        f"{run.peak_mib:.0f} MiB; stages with the seconds at which they "
        f"began. The machine had {os.getloadavg()[0]:.0f} pieces of work going at once by its end:"
    )
    yield ""
    yield "| stage | seconds | CPU seconds |"
    yield "|---|---:|---:|"
    for stage in run.gave:  # type: ignore[attr-defined]
        yield f"| {stage['text']} | {stage['wall']:.0f} | {stage['cpu']:.0f} |"
    yield ""
