"""Recognising and loading a folder of small exports, and large workbooks and archives."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from figures import medians, written
from measure import in_own_process, interleaved, median

from closeknit.answers import wording

TITLE = "## Many small files, and large ones"


def files(many: int, lines: int, repeats: int) -> Iterator[str]:
    """Recognising and loading a folder of small exports, and large workbooks and archives."""
    with tempfile.TemporaryDirectory() as folder:
        in_own_process("make_small", folder, str(many))
        large = {name: f"large{name}" for name in (".xlsx", ".zip")}
        for name in large.values():
            in_own_process("make_large", folder, str(lines), name)
        names = iter(f"load-{n}" for n in range(100))
        works = {f"recognise {many:,} small files": partial(in_own_process, "recognise_small", folder)}
        works |= {
            f"load {told}": lambda what=what: in_own_process("load_files", folder, next(names), what)
            for told, what in (
                (f"{many:,} small files", "small"),
                (f"a workbook of {lines:,} lines", large[".xlsx"]),
                (f"an archive of {lines:,} lines", large[".zip"]),
            )
        }
        runs = interleaved(works, repeats)
    loaded: dict[str, int] = dict(runs[f"load {many:,} small files"][0].gave)  # type: ignore[call-overload]
    yield TITLE
    yield ""
    yield (
        f"{written(Path(tempfile.gettempdir()))} {medians(repeats).capitalize()}, each in a "
        f"process of its own, start included. The small files have 20 lines each; of every five one is of no "
        f"known export. {loaded['files']:,} of them came in by {wording.count(loaded['commits'], 'commit')}. "
        "Promised: 1,000 files recognised in 10 seconds, no commit a file, 1 GiB at most."
    )
    yield "\n| work | CPU seconds | peak MiB |\n|---|---:|---:|"
    for work, each in runs.items():
        yield f"| {work} | {median(each, 'cpu'):.1f} | {median(each, 'peak_mib'):.0f} |"
    yield ""
