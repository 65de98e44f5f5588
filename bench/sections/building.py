"""Building the book and asking, beside sorting the finished, shuffled timeline, at growing sizes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from figures import by_stage, given, medians, written
from measure import Run, in_own_process, interleaved, median

from closeknit.lenses.seam import lenses
from sections.loading import made

TITLE = "## Building the book and asking"
STAGES = "## Where the seconds of building go"
INDEX = "index names and texts"
"""The stage that is measured apart."""
PROMISED = (
    "Promised: 6 times the sorting, the index of names and texts apart; 4 GiB; from 1 to 30 million "
    "activities 1.15 times linear growth; each question 3 times the sorting."
)


@dataclass(frozen=True)
class Built:
    """A book built at one size: medians of CPU seconds, MiB, and of each question."""

    rows: int
    sort: float
    build: float
    index: float
    peak_mib: float
    asked: dict[str, tuple[float, float]]
    """CPU seconds of a question in a new process, and of the same once more there."""


def building(sizes: list[int], repeats: int) -> Iterator[str]:
    """Building the book and asking, beside sorting the finished timeline, at each size."""
    built = {size: _built(size, repeats) for size in sizes}
    yield TITLE
    yield ""
    yield (
        f"{written(Path(tempfile.gettempdir()))} Of each number of invoices {medians(repeats)} taken in "
        f"turns, each in a process of its own, start included. {PROMISED}"
    )
    yield "\n| invoices | rows of the timeline | sort it | build | × sort | a million | index | peak MiB |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|"
    for size, one in built.items():
        yield (
            f"| {size:,} | {one.rows:,} | {one.sort:.2f} | {one.build:.2f} | {one.build / one.sort:.1f} | "
            f"{one.build / size * 1e6:.2f} | {one.index:.2f} | {one.peak_mib:,.0f} |"
        )
    yield "\n| question | invoices | CPU seconds | × sort | asked again |\n|---|---:|---:|---:|---:|"
    for size, one in built.items():
        for question, (first, again) in one.asked.items():
            yield f"| {question} | {size:,} | {first:.2f} | {first / one.sort:.1f} | {again:.3f} |"


def _built(lines: int, repeats: int) -> Built:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = _prepared(folder, lines)
        works = {"sort": partial(in_own_process, "copy", name), "build": partial(_anew, folder)}
        works |= {question: partial(_asked, folder, question) for question in sorted(lenses())}
        runs = interleaved(works, repeats)
    index = sorted(given(run)[INDEX] for run in runs["build"])[repeats // 2]
    return Built(
        rows,
        median(runs["sort"], "cpu"),
        median(runs["build"], "cpu") - index,
        index,
        median(runs["build"], "peak_mib"),
        {
            question: (median(each, "cpu"), sorted(given(run)["again"] for run in each)[repeats // 2])
            for question, each in runs.items()
            if question not in ("sort", "build")
        },
    )


def _prepared(folder: Path, lines: int) -> int:
    """Load so many invoices, build their book once and shuffle its timeline; gives the timeline's rows."""
    made(str(folder), lines)
    in_own_process("load", str(folder), "load-0")
    (folder / "invoices.csv").unlink()
    book = in_own_process("book", str(folder), "load-0").gave
    in_own_process("shuffle", str(book["folder"]), str(folder))  # type: ignore[index]
    return int(book["timeline"])  # type: ignore[index]


def _anew(folder: Path) -> Run:
    (folder / "load-0" / "book" / "current").unlink(missing_ok=True)
    return in_own_process("stages", str(folder), "load-0")


def _asked(folder: Path, question: str) -> Run:
    for kept in (folder / "load-0" / "data" / "answers").glob("*"):
        kept.unlink()
    return in_own_process("ask", str(folder), "load-0", question)


def stages(lines: int, repeats: int) -> Iterator[str]:
    """Where the CPU seconds of building the book go, beside sorting the finished timeline."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _prepared(folder, lines)
        works = {"copy": partial(in_own_process, "copy", name), "stages": partial(_anew, folder)}
        runs = interleaved(works, repeats)
        yield STAGES
        yield ""
        yield (
            f"{written(folder)} {medians(repeats).capitalize()}; to sort the finished timeline of these "
            f"{lines:,} invoices took {median(runs['copy'], 'cpu'):.2f} CPU seconds in the same run, in "
            f"turns; the build took {median(runs['stages'], 'peak_mib'):.0f} MiB. Promised: 6 times that, "
            "the index of names and texts apart."
        )
    yield from by_stage([given(run) for run in runs["stages"]])
