"""The page of figures: what its sections have in common, and how one takes the place of an older one."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from measure import Run, machine, median

FIGURES = Path(__file__).parent.parent / "docs" / "figures.md"
SHOWN = 14
"""Stages that are shown one by one, the longest first."""


def written(folder: Path) -> str:
    """By which command, when and on what machine a section was measured, and how busy that was before."""
    return (
        f"Written by `python bench/run.py {' '.join(sys.argv[1:])}` on {date.today()}: {machine(folder)}. "
        f"{os.getloadavg()[1]:.1f} pieces of work had been going on it in the five minutes before."
    )


def medians(repeats: int) -> str:
    """How often each work was done, as it reads inside a sentence."""
    return "one run" if repeats == 1 else f"medians of {repeats} runs"


def table(runs: dict[str, list[Run]], raw: str) -> Iterator[str]:
    """Medians of each work with its ratio of CPU seconds to the raw measure."""
    unit = median(runs[raw], "cpu")
    yield "| work | seconds | CPU seconds | × raw CPU | peak MiB |"
    yield "|---|---:|---:|---:|---:|"
    for name, each in runs.items():
        wall, cpu, peak = (median(each, field) for field in ("wall", "cpu", "peak_mib"))
        yield f"| {name} | {wall:.2f} | {cpu:.2f} | {cpu / unit:.1f} | {peak:.0f} |"


def by_stage(given: list[dict[str, float]]) -> Iterator[str]:
    """A table of the medians of each stage, the longest first."""
    took = {stage: statistics.median(one.get(stage, 0.0) for one in given) for stage in given[0]}
    by_size = sorted(took, key=lambda stage: -took[stage])
    yield "\n| stage | CPU seconds |\n|---|---:|"
    for stage in by_size[:SHOWN]:
        yield f"| {stage} | {took[stage]:.2f} |"
    if by_size[SHOWN:]:
        yield f"| {len(by_size) - SHOWN} smaller ones | {sum(took[stage] for stage in by_size[SHOWN:]):.2f} |"
    yield f"| together | {sum(took.values()):.2f} |"


def own_seconds(runs: list[Run]) -> float:
    """Median of the seconds that tasks report themselves."""
    return sorted(run.gave["seconds"] for run in runs)[len(runs) // 2]  # type: ignore[index]


def scored() -> str:
    """What the columns of `score_rows` mean, as a sentence."""
    return "False: pairs taken for one, from that probability on, that are two; missed: pairs that are one."


def score_rows(runs: dict[tuple[str, str], list[Run]]) -> Iterator[str]:
    """A table of how well each linked what, and of what that took."""
    yield "| list | by | from | false | missed | precision | recall | F1 | CPU seconds | peak MiB |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for (told, by), each in runs.items():
        took = f"{own_seconds(each):.1f} | {median(each, 'peak_mib'):.0f}"
        for least, (false, missed, *shares) in given(each[0])["told"].items():
            scores = " | ".join(f"{share:.4f}" for share in shares)
            yield f"| {told} | {by} | {least} | {false:,} | {missed:,} | {scores} | {took} |"


def given(run: Run) -> dict[str, Any]:
    """What a task told, by name."""
    return dict(run.gave)  # type: ignore[call-overload]


def with_section(page: str, section: list[str]) -> str:
    """A page with a section in place of the one of the same title, or at its end."""
    before, _, rest = page.partition(section[0])
    after = rest.partition("\n## ")
    text = "\n".join(section).rstrip()
    return f"{before.rstrip()}\n\n{text}\n" + (f"\n## {after[2]}" if after[1] else "")


def printed(lines: Iterator[str]) -> list[str]:
    """Print each line as soon as it is there; gives all of them."""
    kept = []
    for line in lines:
        print(line, flush=True)
        kept.append(line)
    return kept
