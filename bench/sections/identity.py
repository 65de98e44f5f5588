"""Linking made-up people, beside plain Splink, and a few more by a further load."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from figures import medians, own_seconds, score_rows, scored, written
from measure import Run, in_own_process, interleaved
from people import FURTHER

TITLE = "## Who is the same person"

Runs = dict[tuple[str, str], list[Run]]
"""By what was linked, and by whom."""


def identity(people: Sequence[int], repeats: int) -> Iterator[str]:
    """Linking made-up people of each size, beside plain Splink."""
    yield TITLE
    yield ""
    yield (
        f"{written(Path(tempfile.gettempdir()))} CPU seconds are of {medians(repeats)}, of the work "
        f"alone. Splink runs with the settings that its documentation has for such lists. {scored()} "
        "Promised: at a million 8 GiB, 1.2 times Splink's CPU seconds, and for "
        f"{FURTHER:,} further entries 5 % of the CPU seconds of all; at 100,000 .8 GiB."
    )
    runs: Runs = {}
    for count in people:
        made = _linked(count, repeats)
        yield _in_short(count, *made.values())
        runs |= made
    yield ""
    yield from score_rows(runs)
    yield ""


def _linked(count: int, repeats: int) -> Runs:
    """By plain Splink, by Closeknit, and the last of them by a further load."""
    with tempfile.TemporaryDirectory() as folder:
        in_own_process("make_people", folder, str(count))
        in_own_process("link_people", folder, "first")
        made, last = f"{count:,} made-up entries", f"the last {FURTHER:,} of {count:,}, by a further load"
        which = {(made, "Splink"): "splink", (made, "Closeknit"): "closeknit", (last, "Closeknit"): "further"}
        works = {name: partial(in_own_process, "link_people", folder, how) for name, how in which.items()}
        return interleaved(works, repeats)


def _in_short(count: int, plain: list[Run], ours: list[Run], further: list[Run]) -> str:
    whole = own_seconds(ours)
    return (
        f"\nOf {count:,}: {whole / own_seconds(plain):.2f} times Splink's CPU seconds; a further load of "
        f"{FURTHER:,} takes {own_seconds(further) / whole:.1%} of those for all."
    )
