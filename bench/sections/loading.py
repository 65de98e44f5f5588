"""Loading a large CSV beside DuckDB, pandas and, if it is installed, sqlite-utils; where its seconds go."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

from figures import by_stage, given, medians, table, written
from measure import Run, in_own_process, interleaved, median

TITLE = "## Loading invoices"
STAGES = "## Where the seconds of loading go"
RAW = "DuckDB: CSV to Parquet"
MOST_INSERTED = 100_000
"""Lines that sqlite-utils inserts: ten million would take ten minutes."""
PROMISED = (
    "Promised: at 10,000,000 lines a load 6 times the raw measure and 1.5 GiB, the same bytes again 1 "
    "second, the same file with one line more at its top 3 times."
)


def made(folder: str, lines: int) -> None:
    """The CSV of so many lines, two hundred a customer."""
    in_own_process("make", folder, str(lines), str(max(100, lines // 200)))


def loading(lines: int, repeats: int) -> Iterator[str]:
    """Loading a CSV, its bytes again, and with one line more, beside programs that only convert it."""
    with tempfile.TemporaryDirectory() as name:
        made(name, lines)
        in_own_process("with_one_more", name)
        size = (Path(name) / "invoices.csv").stat().st_size / 1e6
        runs = interleaved(_works(name), repeats)
        yield TITLE
        yield ""
        yield (
            f"{written(Path(name))} {lines:,} lines ({size:,.0f} MB), {medians(repeats)} taken in turns, "
            f"each in a process of its own, start included. {PROMISED}\n"
        )
        inserted = _inserted(name, lines)
    yield from table(runs, RAW)
    if inserted is not None:
        rows = min(lines, MOST_INSERTED)
        load = lines / median(runs["load"], "cpu")
        yield (
            f"\n`sqlite-utils insert` of {rows:,} of these lines, one run: {rows / inserted.cpu:,.0f} lines "
            f"a CPU second; the load: {load:,.0f}."
        )


def _works(folder: str) -> dict[str, Callable[[], Run]]:
    numbers = count()
    into = ""

    def load() -> Run:
        nonlocal into
        into = f"load-{next(numbers)}"
        return in_own_process("load", folder, into)

    return {
        RAW: partial(in_own_process, "scan", folder),
        "pandas: CSV to Parquet": partial(in_own_process, "pandas_read", folder),
        "load": load,
        "load the same bytes again": lambda: in_own_process("load", folder, into),
        "load it with one line on top": lambda: in_own_process("load", folder, into, "more/invoices.csv"),
    }


def _inserted(folder: str, lines: int) -> Run | None:
    """What sqlite-utils takes to insert the first lines, where it is installed."""
    if importlib.util.find_spec("sqlite_utils") is None:
        return None
    return in_own_process("sqlite_insert", folder, str(min(lines, MOST_INSERTED)))


def load_stages(lines: int, repeats: int) -> Iterator[str]:
    """Where the CPU seconds of a load go, beside DuckDB's own CSV to Parquet."""
    with tempfile.TemporaryDirectory() as name:
        numbers = count()
        made(name, lines)
        works = {
            "raw": lambda: in_own_process("scan", name),
            "stages": lambda: in_own_process("load_stages", name, f"load-{next(numbers)}"),
        }
        runs = interleaved(works, repeats)
        yield STAGES
        yield ""
        yield (
            f"{written(Path(name))} {medians(repeats).capitalize()}; {RAW} of these {lines:,} lines took "
            f"{median(runs['raw'], 'cpu'):.2f} CPU seconds in the same run, in turns; the load took "
            f"{median(runs['stages'], 'peak_mib'):.0f} MiB. Promised: 6 times that at 10,000,000 lines."
        )
    yield from by_stage([given(run) for run in runs["stages"]])
