"""Sentences of the question language beside a scan of the timeline."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from figures import medians, own_seconds, written
from measure import in_own_process, interleaved

TITLE = "## Finding by a sentence"


def questions(activities: int, repeats: int) -> Iterator[str]:
    """Sentences of the question language beside a scan of the timeline."""
    from sentences import SENTENCES

    with tempfile.TemporaryDirectory() as folder:
        in_own_process("make_sentences", folder, str(activities))
        works = {
            w: partial(in_own_process, "sentence", folder, w)
            for w in ("scan", "roles", *map(str, range(len(SENTENCES))))
        }
        runs = interleaved(works, repeats)
        yield TITLE
        yield ""
        yield (
            f"{written(Path(folder))} {medians(repeats).capitalize()}: {activities:,} activities, "
            "200 a customer, two or three who took part in each, with words of what was written, mentions, "
            "referrals and connection lists. CPU seconds of the work alone, run once before; scan reads "
            "every column of the timeline; found: to compile and run a sentence; answered: with why and what "
            "lies behind it for the first hundred. Who plays which part had been worked out, in "
            f"{own_seconds(runs['roles']):.1f} CPU seconds. Promised: 15 scans."
        )
    scan = own_seconds(runs["scan"])
    yield "\n| sentence | matches | found | × scan | answered | × scan |"
    yield "|---|---:|---:|---:|---:|---:|"
    yield f"| scan of the timeline | | {scan:.2f} | 1.0 | | |"
    for place, said in enumerate(SENTENCES):
        each = runs[str(place)]
        found = statistics.median(run.gave["running"] for run in each)  # type: ignore[index]
        whole, count = own_seconds(each), each[0].gave["found"]  # type: ignore[index]
        yield f"| {said} | {count:,} | {found:.2f} | {found / scan:.1f} | {whole:.2f} | {whole / scan:.1f} |"
