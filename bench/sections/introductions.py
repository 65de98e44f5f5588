"""The warmest way between two people, all ties at hand or straight from a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from figures import written
from measure import in_own_process

TITLE = "## Ways from somebody to somebody"


def introductions(sizes: list[int]) -> Iterator[str]:
    """The warmest way between two people, all ties at hand; and for one person straight from a file."""
    yield TITLE
    yield ""
    yield (
        f"{written(Path(tempfile.gettempdir()))} People know 20 others each, at random; the ways have at "
        "most three steps. Promised: .2 ms a pair once loaded; one person's from the file 10 × a scan of the "
        "ties (DuckDB summing all three columns), and of 1,000,000 ties in 350 MB; cost grows 1.1 × linear "
        "at most."
    )
    yield ""
    yield "| ties | CPU s to load all | ms a pair | MiB | scan: CPU s | one person: CPU s | × scan | MiB |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|"
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            in_own_process("make_ties", folder, str(size))
            whole: dict[str, float] = dict(in_own_process("ways_of_pairs", folder).gave)  # type: ignore[call-overload]
            one: dict[str, float] = dict(in_own_process("ways_of_one", folder).gave)  # type: ignore[call-overload]
            ratio = one["ways"] / one["scan"]
            yield (
                f"| {size:,} | {whole['load']:.2f} | {whole['pair_ms']:.3f} | {whole['mib']:.0f} | "
                f"{one['scan']:.3f} | {one['ways']:.3f} | {ratio:.1f} | {one['mib']:.0f} |"
            )
    yield ""
