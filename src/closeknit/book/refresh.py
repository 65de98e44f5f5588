"""The book of what is loaded now: the one that is there, unless something was loaded or decided since.

Most commands find it as it should be, so that what building takes is only imported where it is built.
"""

from __future__ import annotations

from pathlib import Path

from closeknit.book.version_names import version_for
from closeknit.book.versions import Book, current
from closeknit.engines.engine import Engine
from closeknit.ledger.shared import catch_up as fetch_loaded
from closeknit.ledger.store import Ledger
from closeknit.progress import Progress


def refresh(ledger: Ledger, engine: Engine, folder: Path, *, progress: Progress) -> Book:
    """The book of what is loaded now, on any machine: the current one, else a renewed one."""
    fetch_loaded(ledger.folder)
    version = version_for(ledger)
    have = current(folder)
    if have is not None and have.version == version:
        return have
    from closeknit.book.renewal import renewed

    return renewed(ledger, engine, folder, have, progress=progress)
