"""The purchase models at many customers, beside the lifetimes package where it is installed."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from figures import medians, own_seconds, written
from measure import in_own_process, interleaved

TITLE = "## Purchase models"
CUSTOMERS = 235_700


def models(repeats: int) -> Iterator[str]:
    """The purchase models at many customers, beside the lifetimes package where it is installed."""
    works = {"Closeknit": partial(in_own_process, "models", str(CUSTOMERS))}
    if importlib.util.find_spec("lifetimes"):
        works["the lifetimes package"] = partial(in_own_process, "lifetimes", str(CUSTOMERS))
    runs = interleaved(works, repeats)
    yield TITLE
    yield ""
    yield (
        f"{written(Path(tempfile.gettempdir()))} {medians(repeats).capitalize()} taken "
        f"in turns. CPU seconds to fit BG/NBD and Gamma-Gamma at {CUSTOMERS:,} customers, start of the "
        "program apart. Promised: .5."
    )
    yield "\n| work | CPU seconds |\n|---|---:|"
    for work, each in runs.items():
        yield f"| {work} | {own_seconds(each):.2f} |"
