"""Who is who as the book was built with it: a folder beside the book's versions, replaced as a whole.

For `why`, for aliases, and so that what was compared is not compared again.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from closeknit.identity.compared import UNREADABLE
from closeknit.identity.parties import Resolution
from closeknit.ledger.durable import sync_file, sync_folder

IDENTITY = "identity"
FORMER = f".{IDENTITY}.former"
"""Where the last one lies while the next takes its place."""


def kept_identity(folder: Path) -> Path:
    """Where the last one lies: whoever was cut off while it was replaced left it under its other name."""
    return folder / IDENTITY if (folder / IDENTITY).exists() else folder / FORMER


def last_resolution(
    folder: Path, names: Collection[str] | None = None, of: Collection[int] | None = None
) -> Resolution | None:
    """The resolution that the current book was built with, or part of it, as `Resolution.load` reads it.

    None without one that can be read.
    """
    try:
        return Resolution.load(kept_identity(folder), names, of)
    except UNREADABLE:
        return None


@contextmanager
def identity_draft(folder: Path) -> Iterator[Path]:
    """A folder to write the next one into; it takes the place of the last when the block ends well.

    At any moment one of both is there as a whole, and on the disk.
    """
    draft = folder / f".{IDENTITY}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    yield draft
    for file in draft.iterdir():
        sync_file(file)
    sync_folder(draft)
    if (folder / IDENTITY).exists():
        shutil.rmtree(folder / FORMER, ignore_errors=True)
        (folder / IDENTITY).rename(folder / FORMER)
    draft.rename(folder / IDENTITY)
    sync_folder(folder)
    shutil.rmtree(folder / FORMER, ignore_errors=True)
