"""Files that somebody drops onto the page: put under a folder of their own until they are read, then gone.

    incoming/
      5e0c…/          of one server; `lock` in it is held as long as that lives
        91d2…/        files that came together
        91d2….tries   how often their reading was begun
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
from closeknit.locks import LOCK_FILE, writing
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

TRIES = ".tries"
"""What the file beside a folder ends with that has a sign for each time its reading was begun."""

MOST_TRIES = 2
"""Times that files are read which end the process that reads them, by a lack of memory for instance."""

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
        try:
            refused = _written(files, coming)
            return _whole(coming.rename(coming.with_suffix("")), refused)
        except BaseException:
            # Nobody reads the half of it, and the disk may be full.
            shutil.rmtree(coming, ignore_errors=True)
            raise

    def left(self) -> list[Received]:
        """What servers that have ended had not read yet; it is this one's now."""
        found: list[Received] = []
        for other in (one for one in sorted(self._all.glob("*/")) if one != self._own):
            # Another server may be going on with it, or belong to somebody else.
            with suppress(WorkspaceBusy, OSError):
                found += self._taken_over(other)
        return found

    def close(self) -> None:
        """Leave to the next server what is still there."""
        self._held.close()
        with suppress(OSError):
            if self._own is not None and [one.name for one in self._own.iterdir()] == [LOCK_FILE]:
                shutil.rmtree(self._own)

    def _taken_over(self, other: Path) -> list[Received]:
        """What came whole into the folder of a server that has ended."""
        with writing(other, wait=0):
            found = [self._moved(one) for one in sorted(other.glob("*/")) if one.suffix != PART]
            shutil.rmtree(other, ignore_errors=True)
        return found

    def _moved(self, folder: Path) -> Received:
        new = self._folder() / folder.name
        for old in (tries_of(folder), folder):
            if old.exists():
                old.rename(new.with_name(old.name))
        return _whole(new, [])

    def _folder(self) -> Path:
        if self._own is None or not self._own.exists():
            own = self._all / token_hex(8)
            own.mkdir(mode=PRIVATE, parents=True)
            self._held.enter_context(writing(own, wait=0))
            self._own = own
        return self._own


def tries_of(folder: Path) -> Path:
    """Where it stands how often the reading of files that came together was begun."""
    return folder.with_suffix(TRIES)


def begin(received: Received) -> None:
    """Note that the reading of files begins, before it does: it may end the process."""
    with tries_of(received.folder).open("ab") as file:
        file.write(b".")


def tried(received: Received) -> int:
    """How often the reading of files was begun and not ended."""
    file = tries_of(received.folder)
    return file.stat().st_size if file.exists() else 0


def _written(files: Sequence[UploadFile], folder: Path) -> list[tuple[str, str]]:
    """Write files into a folder; gives those refused, with the reason."""
    refused: list[tuple[str, str]] = []
    taken: set[str] = set()
    for file in files:
        name = file.filename or ""
        if why := refusal(name, taken):
            refused.append((name, why))
            continue
        with (folder / name).open("xb") as out:
            shutil.copyfileobj(file.file, out, BLOCK)
        taken.add(name.casefold())
    return refused


def _whole(folder: Path, refused: Sequence[tuple[str, str]]) -> Received:
    """What has come into a folder."""
    files = (one for one in sorted(folder.iterdir()) if one.is_file())
    return Received(folder, tuple(files), tuple(refused))


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
    tries_of(received.folder).unlink(missing_ok=True)
