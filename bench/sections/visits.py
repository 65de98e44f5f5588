"""Pages of a large business: what each takes warm, and in a crowd while files are loaded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from figures import given, written
from measure import in_own_process

TITLE = "## People on the pages"


def visits(activities: int, parties: int, people: int, seconds: int, kept: str) -> Iterator[str]:
    """Pages warm, and with so many people on them; in the folder `kept`, which is made where it is empty."""
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory() as name:
        if not (Path(name) / "happened.csv").exists():
            in_own_process("make_visited", name, str(activities), str(parties))
        in_own_process("load_visited", name)
        alone = given(in_own_process("warm_pages", name, str(parties)))
        crowded = given(in_own_process("crowded_pages", name, str(parties), str(people), str(seconds)))
        yield TITLE
        yield ""
        yield (
            f"{written(Path(name))} A made business of {activities:,} activities and {parties:,} people and "
            "firms. Alone: one visitor, the very page asked for once before, medians of 7. In a crowd: "
            f"{people} people who each open a page about every 10 seconds for {seconds} seconds, drawn by "
            "lot among all kinds and customers, most for the first time, while files of 2,000 lines are "
            "loaded one after the other. Milliseconds: those of whole answers at visitors, who share the "
            "cores; CPU ms: those of the process of the pages. "
            "Promised: warm pages 100 ms, in a crowd 95 % within 400 ms, no error, first page 60 KB."
        )
        yield from _table(alone, crowded)
        yield _summed(crowded)


def _table(alone: dict[str, Any], crowded: dict[str, Any]) -> Iterator[str]:
    yield "\n| page | alone: ms | CPU ms | KiB | in a crowd: half within | 95 % within |"
    yield "|---|---:|---:|---:|---:|---:|"
    for kind, one in alone.items():
        half, most = crowded["kinds"].get(kind, [float("nan")] * 4)[:2]
        shown = (one["ms"], one["cpu_ms"], one["kib"], half, most)
        yield f"| {kind} | {' | '.join(f'{figure:.0f}' for figure in shown)} |"


def _summed(crowded: dict[str, Any]) -> str:
    half, most, nearly_all, longest = crowded["all"]
    return (
        f"\nIn the crowd {crowded['pages']:,} pages were opened, {crowded['errors']:,} with an error; "
        f"{crowded['waits']:,} said that an answer is on its way. Half came within {half:.0f} ms, "
        f"95 % within {most:.0f}, 99 % within {nearly_all:.0f}, the longest took {longest:.0f}. "
        f"Files dropped meanwhile: {crowded['dropped']}; loaded, and all questions answered from them, "
        f"before the time was over: {crowded['answered']}. The process of the pages took "
        f"{crowded['cpu']:.0f} CPU seconds and {crowded['peak_mib']:,.0f} MiB."
    )
