"""Linking people, beside plain Splink: made-up ones, and two public lists where their folder is given."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from figures import medians, own_seconds, written
from measure import in_own_process, interleaved, median
from people import FURTHER

TITLE = "## Who is the same person"


def identity(people: int, lists: str, repeats: int) -> Iterator[str]:
    """Linking people, beside plain Splink: made-up ones, and two public lists where their folder is given."""
    both, made = ("Splink", "Closeknit"), f"{people:,} made-up entries"
    with tempfile.TemporaryDirectory() as folder:
        in_own_process("make_people", folder, str(people))
        tasks = {made: ("link_people", folder, [])}
        if lists:
            tasks |= {
                "FEBRL4, all facts": ("link_lists", lists, ["all"]),
                "FEBRL4, names and addresses": ("link_lists", lists, ["some"]),
            }
        works = {
            (told, by): partial(in_own_process, task, where, by.lower(), *words)
            for told, (task, where, words) in tasks.items()
            for by in both
        }
        further = (f"the last {FURTHER:,} of them, by a further load", "Closeknit")
        in_own_process("link_people", folder, "first")
        works[further] = partial(in_own_process, "link_people", folder, "further")
        runs = interleaved(works, repeats)
    yield TITLE
    yield ""
    yield (
        f"{written(Path(tempfile.gettempdir()))} CPU seconds are of "
        f"{medians(repeats)}, of the work alone. Splink runs with the settings that its "
        "documentation has for such lists, and knows that nobody stands twice in one list of FEBRL4, which "
        "Closeknit does not. False: pairs taken for one, from that probability on, that are two; missed: "
        "pairs that are one. Promised: at a million 8 GiB and 1.2 times Splink's CPU seconds, at 100,000 .8 "
        f"GiB, and for {FURTHER:,} further entries 5 % of the CPU seconds of all."
    )
    whole, plain = own_seconds(runs[made, "Closeknit"]), own_seconds(runs[made, "Splink"])
    yield (
        f"\nOf {made}: {whole / plain:.2f} times Splink's CPU seconds; a further load of {FURTHER:,} takes "
        f"{own_seconds(runs[further]) / whole:.1%} of those for all."
    )
    yield "\n| list | by | from | false | missed | precision | recall | F1 | CPU seconds | peak MiB |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for (told, by), each in runs.items():
        took = f"{own_seconds(each):.1f} | {median(each, 'peak_mib'):.0f}"
        for least, (false, missed, *shares) in each[0].gave["told"].items():  # type: ignore[index]
            scores = " | ".join(f"{share:.4f}" for share in shares)
            yield f"| {told} | {by} | {least} | {false:,} | {missed:,} | {scores} | {took} |"
    yield ""
