"""Where the CPU seconds of a load and of building the book go: each piece of work by its name."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from closeknit.book import build, renewal
from closeknit.engines.duckdb import DuckDBEngine
from closeknit.ledger import intake, load, reread, settle
from closeknit.ledger.batch import Batch


def stages(work: Callable[[], object]) -> dict[str, float]:
    """CPU seconds of each stage of `work`, which builds a book, and of all that is no stage."""
    took: Counter[str] = Counter()
    _timed(took, DuckDBEngine, "keep", lambda given: f"work out {given[2]}")
    _timed(took, DuckDBEngine, "write", lambda given: f"sort and write {given[3].name}")
    _timed(took, renewal, "_resolve", lambda _: "see who is who")
    _timed(took, build, "build_search", lambda _: "index names and texts")
    work()
    took["all else: start, imports, putting expressions together"] = time.process_time() - sum(took.values())
    return dict(took)


def load_stages(work: Callable[[], object]) -> dict[str, float]:
    """CPU seconds of each stage of `work`, which loads files, and of all that is no stage."""
    took: Counter[str] = Counter()
    _timed(took, reread, "stage", lambda _: "read the text, and the file's hash")
    _timed(took, intake, "identify", lambda _: "number the lines")
    _timed(took, settle, "_choices", lambda _: "decide how dates and numbers are written")
    _timed(took, settle, "translate", lambda _: "read what the lines say")
    _timed(took, Batch, "add", lambda given: f"write {given[1]}")
    _timed(took, load, "commit", lambda _: "commit")
    work()
    took["all else: start, imports, questions"] = time.process_time() - sum(took.values())
    return dict(took)


def _timed(took: Counter[str], owner: Any, name: str, says: Callable[[tuple[Any, ...]], str]) -> None:
    """Have every call of a function add its CPU seconds to what it says it is."""
    do = getattr(owner, name)

    def done(*given: Any, **options: Any) -> Any:
        began = time.process_time()
        try:
            return do(*given, **options)
        finally:
            took[says(given)] += time.process_time() - began

    setattr(owner, name, done)
