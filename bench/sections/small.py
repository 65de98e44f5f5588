"""The first load of a small business in a new process, with and without statements compiled before."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from unittest.mock import patch

from figures import medians, written
from measure import Run, in_own_process, interleaved, median

TITLE = "## The first load of a small business"


def small(repeats: int) -> Iterator[str]:
    """The first load of a small business in a new process, with and without statements compiled before."""
    with tempfile.TemporaryDirectory() as name:
        folder, numbers = Path(name), count()
        in_own_process("make", name, "50", "8")

        def loaded(cache: str) -> Run:
            with patch.dict(os.environ, CLOSEKNIT_CACHE=str(folder / cache)):
                return in_own_process("small", name, f"small-{next(numbers)}")

        loaded("kept")
        works = {
            "for the first time on a machine": lambda: loaded(f"cache-{next(numbers)}"),
            "with statements compiled before": lambda: loaded("kept"),
        }
        runs = interleaved(works, repeats)
        yield TITLE
        yield ""
        yield (
            f"{written(folder)} {medians(repeats).capitalize()} taken "
            "in turns: 50 lines loaded into a new folder and its book built, in a new "
            "process each. Promised: 3 CPU seconds."
        )
    yield "\n| work | CPU seconds | peak MiB |\n|---|---:|---:|"
    for work, each in runs.items():
        yield f"| {work} | {median(each, 'cpu'):.2f} | {median(each, 'peak_mib'):.0f} |"
