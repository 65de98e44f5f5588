"""Files that somebody drops onto the page: put under a folder of their own until they are read, then gone.

What was read is kept line by line, so the files themselves need not stay. A name is somebody else's text:
one that could lead out of the folder is refused, the others are used as they are, since exports are told
apart by their names too.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from starlette.datastructures import UploadFile

from closeknit.workspace import PRIVATE

LONGEST_NAME = 200
"""Bytes of a name."""

MOST_BYTES = 2 << 30
"""Of all files sent at once."""

BLOCK = 1 << 20

INCOMING = "incoming"
"""Where uploads lie, below the data of a business."""

LEFT_SECONDS = 86_400
"""From this age on, uploads are left from a server that ended."""

RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
"""Names that are devices on some systems."""


@dataclass(frozen=True)
class Received:
    """Files put into a folder, and those refused with the reason."""

    folder: Path
    files: tuple[Path, ...]
    refused: tuple[tuple[str, str], ...]


def receive(files: Sequence[UploadFile], into: Path) -> Received:
    """Write uploaded files to a new folder below `into`."""
    folder = into / token_hex(8)
    folder.mkdir(mode=PRIVATE, parents=True)
    kept: list[Path] = []
    refused: list[tuple[str, str]] = []
    for file in files:
        name = file.filename or ""
        why = refusal(name, {one.name.casefold() for one in kept})
        if why:
            refused.append((name, why))
            continue
        target = folder / name
        with target.open("xb") as out:
            shutil.copyfileobj(file.file, out, BLOCK)
        kept.append(target)
    return Received(folder, tuple(kept), tuple(refused))


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


def sweep(into: Path, *, now: float, older: float = LEFT_SECONDS) -> None:
    """Remove what a server left that ended before it had read it."""
    for folder in into.glob("*/"):
        if now - folder.stat().st_mtime > older:
            shutil.rmtree(folder, ignore_errors=True)


def remove(received: Received) -> None:
    """Remove the files once they were read."""
    shutil.rmtree(received.folder, ignore_errors=True)
