"""Files that outlive a power cut, and a disk that is full or fails told as what it is.

The Delta library links its log entry without a single fsync, so everything that is to last is synced
here: the data file before the log names it, then the log entry, then both folders. Finding and mending
a torn tail after a power cut is not here.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import duckdb
from deltalake.exceptions import DeltaError

from closeknit.errors import DiskFault, DiskFull

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FULL_WORDS = (
    "no space left",
    "disk quota exceeded",
    "os error 28",
    "max_temp_directory_size",
    "database or disk is full",
)
"""What libraries say that have no number for it."""


def sync_file(path: Path) -> None:
    """Have the bytes of a file on the disk before anything names it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Have the names in a folder on the disk; where the system cannot open folders, do nothing."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:  # Windows opens no folders
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, content: str | bytes) -> None:
    """Write a small file, a text in UTF-8, so that either the old or the whole new one is there, whatever
    happens."""
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


@contextmanager
def disk_of(folder: Path, *, kept: str = "Nothing of this was kept.") -> Iterator[None]:
    """Turn what any library says of a disk that is full or fails into words, with what to do.

    Raises:
        DiskFull: no room is left.
        DiskFault: a file could not be read or written for another reason.
    """
    try:
        yield
    except (OSError, duckdb.Error, apsw.Error, DeltaError) as error:
        if _is_full(error):
            raise DiskFull(
                f"the disk that holds {folder} is full",
                remedy=f"{kept} Free some room, then run the same command again.",
                about=str(folder),
            ) from error
        if not _is_fault(error):
            raise
        raise DiskFault(
            f"{folder} could not be read or written: {_reason(error)}",
            remedy=f"{kept} Check the disk and who may write there, then run the same command again.",
            about=str(folder),
        ) from error


def _is_full(error: Exception) -> bool:
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    return any(words in str(error).casefold() for words in _FULL_WORDS)


def _is_fault(error: Exception) -> bool:
    return isinstance(error, OSError | duckdb.IOException | apsw.IOError | DeltaError)


def _reason(error: Exception) -> str:
    """The reason alone, in a line."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} ({error.filename})" if error.filename else error.strerror
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
