"""Files that somebody drops onto the page: put under a folder of their own until they are read, then gone.

    incoming/
      5e0c…/          of one server; `lock` in it is held as long as that lives
        91d2…/        files that came together
        77ab….part/   files that are still coming

What was read is kept line by line, so the files themselves need not stay. What a server that ended had not
read yet, the next one reads. A name is somebody else's text: one that could lead out of the folder is
refused, the others are used as they are, since exports are told apart by their names too.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from starlette.datastructures import UploadFile

from closeknit.errors import WorkspaceBusy
from closeknit.ledger.lock import LOCK_FILE, writing
from closeknit.workspace import PRIVATE

LONGEST_NAME = 200
"""Bytes of a name."""

MOST_BYTES = 2 << 30
"""Of all files sent at once."""

BLOCK = 1 << 20

INCOMING = "incoming"
"""Where uploads lie, below the data of a business."""

PART = ".part"
"""What folders end with whose files are still coming."""

RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
"""Names that are devices on some systems."""


@dataclass(frozen=True)
class Received:
    """Files put into a folder, and those refused with the reason."""

    folder: Path
    files: tuple[Path, ...]
    refused: tuple[tuple[str, str], ...]


class Incoming:
    """Where one server puts what is sent to it, until it is read."""

    def __init__(self, data: Path) -> None:
        """`data`: the folder of a business's data."""
        self._all = data / INCOMING
        self._held = ExitStack()
        self._own: Path | None = None

    def receive(self, files: Sequence[UploadFile]) -> Received:
        """Write uploaded files to a new folder."""
        coming = self._folder() / f"{token_hex(8)}{PART}"
        coming.mkdir(mode=PRIVATE)
        refused: list[tuple[str, str]] = []
        taken: set[str] = set()
        for file in files:
            name = file.filename or ""
            if why := refusal(name, taken):
                refused.append((name, why))
                continue
            with (coming / name).open("xb") as out:
                shutil.copyfileobj(file.file, out, BLOCK)
            taken.add(name.casefold())
        return _whole(coming.rename(coming.with_suffix("")), refused)

    def left(self) -> list[Received]:
        """What servers that have ended had not read yet; it is this one's now."""
        found = []
        for other in (one for one in self._all.glob("*/") if one != self._own):
            # Another server may be going on with it.
            with suppress(WorkspaceBusy), writing(other, wait=0):
                whole = (one for one in other.glob("*/") if one.suffix != PART)
                found += [_whole(one.rename(self._folder() / one.name), []) for one in whole]
                shutil.rmtree(other)
        return found

    def close(self) -> None:
        """Leave to the next server what is still there."""
        self._held.close()
        if self._own is not None and [one.name for one in self._own.iterdir()] == [LOCK_FILE]:
            shutil.rmtree(self._own)

    def _folder(self) -> Path:
        if self._own is None:
            own = self._all / token_hex(8)
            own.mkdir(mode=PRIVATE, parents=True)
            self._held.enter_context(writing(own, wait=0))
            self._own = own
        return self._own


def _whole(folder: Path, refused: Sequence[tuple[str, str]]) -> Received:
    """What has come into a folder."""
    return Received(folder, tuple(sorted(folder.iterdir())), tuple(refused))


def refusal(name: str, taken: set[str]) -> str:
    """Why a file of that name is not taken; empty when it is."""
    if not name:
        return "it has no name"
    if any(sign in name for sign in ("/", "\\", "\0")) or name in (".", "..") or name.startswith("."):
        return "its name could lead somewhere else; rename it"
    if not name.isprintable():
        return "its name holds signs that cannot be shown; rename it"
    if len(name.encode("utf-8", "replace")) > LONGEST_NAME:
        return "its name is too long; rename it"
    if name.partition(".")[0].upper() in RESERVED or ":" in name:
        return "its name means something else on some systems; rename it"
    if name.casefold() in taken:
        return "another file of that name came with it; send them one after the other"
    return ""


def remove(received: Received) -> None:
    """Remove the files once they were read."""
    shutil.rmtree(received.folder, ignore_errors=True)
