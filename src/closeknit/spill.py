"""A folder for what is put aside for a while, which nobody else can look into and which never stays behind.

It goes when it is closed or dropped, and when the process ends. A process that is killed leaves it, with as
much as it had put aside: so whoever makes the next one removes those whose owner is gone.
"""

from __future__ import annotations

import os
import shutil
import weakref
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir, mkstemp

from closeknit.locks import Shared, alone

PREFIX = "closeknit-spill-"
MARK = ".in-use"
"""How the name of the file beside such a folder ends that its owner holds as long as it lives."""


class Spill:
    """One such folder, in an existing place: that of the system for what is temporary, if none is given."""

    def __init__(self, place: Path | None = None) -> None:
        place = place or Path(gettempdir())
        sweep(place)
        descriptor, name = mkstemp(prefix=PREFIX, suffix=MARK, dir=place)
        os.close(descriptor)
        mark = Path(name)
        held, self.folder = Shared(mark), _beside(mark)
        self.folder.mkdir(mode=0o700)
        self.close = weakref.finalize(self, _remove, self.folder, mark, held)
        """Remove it now."""

    def __enter__(self) -> Path:
        """The folder, for a block."""
        return self.folder

    def __exit__(self, *_: object) -> None:
        self.close()


def sweep(place: Path) -> None:
    """Remove what processes of ours left there that were killed."""
    for mark in place.glob(f"{PREFIX}*{MARK}"):
        with suppress(OSError):
            if _is_mine(mark):
                with alone(mark) as dead:
                    if dead:
                        _remove(_beside(mark), mark)


def _beside(mark: Path) -> Path:
    return mark.with_name(mark.name.removesuffix(MARK))


def _is_mine(mark: Path) -> bool:
    """Whether it is a file of this user: others may use the same place, and links may lead anywhere."""
    return not mark.is_symlink() and (not hasattr(os, "getuid") or mark.stat().st_uid == os.getuid())


def _remove(folder: Path, mark: Path, held: Shared | None = None) -> None:
    # The mark goes last: it is what the folder is found by.
    shutil.rmtree(folder, ignore_errors=True)
    if held is not None:
        held.release()
    with suppress(OSError):
        mark.unlink()
