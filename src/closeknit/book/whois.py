"""Who is who as the book was built with it: a folder beside the book's versions, replaced as a whole.

For `why`, for aliases, and so that what was compared is not compared again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from closeknit.identity.compared import UNREADABLE
from closeknit.identity.parties import Resolution

IDENTITY = "identity"


def last_resolution(folder: Path) -> Resolution | None:
    """The resolution that the current book was built with; None without one that can be read."""
    try:
        return Resolution.load(folder / IDENTITY)
    except UNREADABLE:
        return None


@contextmanager
def identity_draft(folder: Path) -> Iterator[Path]:
    """A folder to write the next one into; it takes the place of the last when the block ends well."""
    draft = folder / f".{IDENTITY}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    yield draft
    shutil.rmtree(folder / IDENTITY, ignore_errors=True)
    draft.rename(folder / IDENTITY)
