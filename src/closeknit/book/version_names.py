"""What a version of the book is called: by all that it follows from, so that equal ones have one name."""

from __future__ import annotations

from hashlib import sha256

from closeknit.book.versions import RULES
from closeknit.ledger.decisions import passing
from closeknit.ledger.store import Ledger


def version_for(ledger: Ledger) -> str:
    """Names everything the book follows from: what was said of today's list changes nothing in it."""
    version = ledger.version(passing=passing(ledger.read("decisions")))
    # Of two machines with one object store, each may have given the same number to an import of its own.
    committed = [at.isoformat() for at in ledger.read("imports")["at"].to_pylist()]
    said = f"{version}\x1f{max(committed, default='')}\x1f{ledger.settings.hash()}\x1f{RULES}"
    return sha256(said.encode()).hexdigest()[:12]
