"""Folders that are there whole or not at all: written under another name, put in place when they are done."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp

from closeknit.errors import WorkspaceBusy
from closeknit.ledger.durable import sync_file, sync_folder
from closeknit.locks import Shared, alone

MARK = ".being-written"
"""How the name of the file ends that stands beside a draft, as long as there is one, and is held by whoever
writes it. In the draft it would have to go before that is put in place: who was killed then left a draft
of which nobody knows whether it is being written."""


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """A folder beside `target` that becomes it when the block ends well, and goes when it does not.

    What earlier ones left that were killed is removed. Everything in it is on the disk before it is put in
    place; an empty folder may stand there.

    Raises:
        WorkspaceBusy: meanwhile another process put something there; that stays.
    """
    for left in target.parent.glob(f".*.draft-*{MARK}"):
        _remove_dead(left)
    descriptor, name = mkstemp(prefix=f".{target.name}.draft-", suffix=MARK, dir=target.parent)
    os.close(descriptor)
    mark, held = Path(name), Shared(Path(name))
    draft = _marked(mark)
    try:
        draft.mkdir(mode=0o700)
        yield draft
        sync_tree(draft)
        _put_in_place(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        held.release()
        with suppress(OSError):
            mark.unlink()


def _put_in_place(draft: Path, target: Path) -> None:
    try:
        draft.replace(target)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
            raise
        raise WorkspaceBusy(
            f"another process made {target} meanwhile",
            remedy="It was left as it is. If you need one more, run the same command again.",
            about=str(target),
        ) from error
    sync_folder(target.parent)


def sync_tree(folder: Path) -> None:
    """Have everything in a folder on the disk."""
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        elif path.is_file():
            sync_file(path)
    sync_folder(folder)


def _marked(mark: Path) -> Path:
    """The draft that a mark stands beside."""
    return mark.with_name(mark.name.removesuffix(MARK))


def _remove_dead(mark: Path) -> None:
    """Remove a draft and its mark unless somebody is writing it."""
    with alone(mark) as dead:
        if dead:
            shutil.rmtree(_marked(mark), ignore_errors=True)
            mark.unlink(missing_ok=True)
