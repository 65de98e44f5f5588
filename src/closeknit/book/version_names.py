"""What a version of the book is called: by all that it follows from, so that equal ones have one name."""

from __future__ import annotations

from hashlib import sha256

from closeknit.book.versions import RULES
from closeknit.ledger.decisions import passing
from closeknit.ledger.store import Ledger


def version_for(ledger: Ledger) -> str:
    """Names everything the book follows from: what was said of today's list changes nothing in it."""
    said = (
        f"{ledger.version(passing=passing(ledger.read('decisions')))}\x1f{ledger.settings.hash()}\x1f{RULES}"
    )
    return sha256(said.encode()).hexdigest()[:12]
