"""Folders that are there whole or not at all: written under another name, put in place when they are done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from closeknit.ledger.durable import sync_file, sync_folder
from closeknit.ledger.lock import Shared, alone

_HELD = "being-written"


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """A folder beside `target` that becomes it when the block ends well, and goes when it does not.

    What earlier ones left that were killed is removed. Everything in it is on the disk before it is put in
    place; an empty folder may stand there.
    """
    for left in target.parent.glob(f".*.draft-*/{_HELD}"):
        _remove_dead(left.parent)
    draft = Path(mkdtemp(prefix=f".{target.name}.draft-", dir=target.parent))
    held = Shared(draft / _HELD)
    try:
        yield draft
        (draft / _HELD).unlink()
        sync_tree(draft)
        draft.replace(target)
        sync_folder(target.parent)
    finally:
        held.release()
        shutil.rmtree(draft, ignore_errors=True)


def sync_tree(folder: Path) -> None:
    """Have everything in a folder on the disk."""
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        elif path.is_file():
            sync_file(path)
    sync_folder(folder)


def _remove_dead(folder: Path) -> None:
    """Remove a draft unless somebody is writing it."""
    with alone(folder / _HELD) as dead:
        if dead:
            shutil.rmtree(folder, ignore_errors=True)
