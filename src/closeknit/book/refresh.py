"""The book of what is loaded now: the one that is there, unless something was loaded or decided since.

Most commands find it as it should be, so that what building takes is only imported where it is built.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from closeknit.book.versions import RULES, Book, current
from closeknit.engines.engine import Engine
from closeknit.ledger.decisions import passing
from closeknit.ledger.shared import catch_up as fetch_loaded
from closeknit.ledger.store import Ledger
from closeknit.progress import Progress


def version_for(ledger: Ledger) -> str:
    """Names everything the book follows from: what was said of today's list changes nothing in it."""
    said = (
        f"{ledger.version(passing=passing(ledger.read('decisions')))}\x1f{ledger.settings.hash()}\x1f{RULES}"
    )
    return sha256(said.encode()).hexdigest()[:12]


def refresh(ledger: Ledger, engine: Engine, folder: Path, *, progress: Progress) -> Book:
    """The book of what is loaded now, on any machine: the current one, else a renewed one."""
    fetch_loaded(ledger.folder)
    version = version_for(ledger)
    have = current(folder)
    if have is not None and have.version == version:
        return have
    from closeknit.book.renewal import renewed

    return renewed(ledger, engine, folder, have, progress=progress)
