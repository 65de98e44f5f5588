"""What the disk, the memory and DuckDB complain of while a file is read, in words for people."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from closeknit.errors import DiskFull
from closeknit.sources.tables.files import unreadable


@contextmanager
def room_for(path: Path) -> Iterator[None]:
    """Turn the ways in which a full disk shows into one error."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise _disk_full(path) from error
    except duckdb.Error as error:
        if not _tells_of_room(error):
            raise
        raise _disk_full(path) from error


@contextmanager
def memory_for(name: str) -> Iterator[None]:
    """A table that does not fit into the memory we take is refused, not a fault of ours."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise unreadable(
            name,
            "needs more memory than Closeknit takes",
            remedy="Split the file, or leave out columns that nobody needs when you export it.",
        ) from error


@contextmanager
def whole_parquet(name: str) -> Iterator[None]:
    """A Parquet file may be torn at its end, where its columns are told, and anywhere before that."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        if _tells_of_room(error):
            raise
        raise unreadable(
            name,
            f"is not a Parquet file that can be read: {str(error).splitlines()[0]}",
            remedy="Write it again; the copy may have been cut short.",
        ) from error


def _tells_of_room(error: duckdb.Error) -> bool:
    return "No space left" in str(error) or "max_temp_directory_size" in str(error)


def _disk_full(path: Path) -> DiskFull:
    return DiskFull(
        f"The disk is full: there is no room to read {path.name}; nothing of it was kept",
        remedy="Free some space (about the size of the file) and load it again.",
        about=str(path),
    )
