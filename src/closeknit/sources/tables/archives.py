"""Zip and gzip: what is inside, and one member at a time unpacked under limits.

An archive is somebody else's file: it may claim to be small and grow without end, hold ten million
names, or another archive. Sizes are checked while the bytes stream, never believed beforehand, and
names inside are only ever shown, never used as paths. Telling what a member is: see `files`.
"""

from __future__ import annotations

import gzip
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from closeknit.errors import Unreadable
from closeknit.progress import Progress
from closeknit.sources.broken import DAMAGED
from closeknit.sources.mail.folders import is_one_message
from closeknit.sources.tables.dialects import Dialect
from closeknit.sources.tables.files import HEAD, head_of, unreadable

MOST_MEMBERS = 10_000
MOST_BYTES = 2 << 30
MOST_RATIO = 100
"""How many times its packed size a member may grow …"""
RATIO_FROM = 16 << 20
"""… once it has given this many bytes: small files of zeros are no attack."""

_BLOCK = 1 << 20
_UNPACK = "Unpack it yourself and load the files, if you trust where it came from."


@dataclass(frozen=True)
class Member:
    """A file inside an archive: its name, its first bytes and its time (None: not stated)."""

    name: str
    head: bytes
    changed: datetime | None


def holds_workbook(path: Path, name: str) -> bool:
    """Whether a zip file is really a spreadsheet; Unreadable when it is another kind of document."""
    names = _names(path)
    if {"xl/workbook.xml", "xl/workbook.bin"} & names or ("content.xml" in names and "mimetype" in names):
        _check_workbook(path, name)
        return True
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise unreadable(name, "is a text document or slides, not a table", about=str(path))
    return False


def zip_members(path: Path) -> tuple[Member, ...]:
    """The files of a zip archive with their first bytes; folders and system leftovers passed over."""
    found = []
    with _opened(path) as archive:
        for info in archive.infolist():
            if _is_file(info):
                with _expand(path, archive, info) as file:
                    found.append(Member(info.filename, file.read(HEAD), _time(info)))
    if not found:
        raise unreadable(path.name, "is an archive with no file in it", about=str(path))
    return tuple(found)


def gzip_head(path: Path) -> bytes:
    """The first bytes of what a gzip file holds."""
    try:
        with gzip.open(path) as file:
            return file.read(HEAD)
    except DAMAGED as error:
        raise _damaged(path) from error


def member_time(path: Path, member: str) -> datetime | None:
    """The time that a zip archive states for a member, without a zone."""
    with _opened(path) as archive:
        return _time(archive.getinfo(member))


def unpack(path: Path, member: str, target: Path, progress: Progress) -> None:
    """Write one member of a zip archive, or what a gzip file holds, to `target`."""
    try:
        if member:
            with _opened(path) as archive:
                info = archive.getinfo(member)
                with _expand(path, archive, info) as file:
                    _copy(path, file, target, packed=info.compress_size, progress=progress)
        else:
            with gzip.open(path) as file:
                _copy(path, file, target, packed=path.stat().st_size, progress=progress)
    except KeyError as error:
        raise unreadable(path.name, f'no longer holds "{member}"', about=str(path)) from error
    except DAMAGED as error:
        raise _damaged(path) from error


def _copy(
    path: Path, file: IO[bytes] | gzip.GzipFile, target: Path, *, packed: int, progress: Progress
) -> None:
    done = 0
    with target.open("wb") as out:
        while block := file.read(_BLOCK):
            done += len(block)
            _check_growth(path, done, packed=packed)
            out.write(block)
            progress.step(f"Unpacking {path.name}", done=done)


def _check_growth(path: Path, done: int, *, packed: int) -> None:
    if done > MOST_BYTES:
        raise unreadable(path.name, "grows beyond 2 GB when unpacked", remedy=_UNPACK, about=str(path))
    if done > RATIO_FROM and done > MOST_RATIO * max(packed, 1):
        raise unreadable(path.name, "grows to more than 100 times its size", remedy=_UNPACK, about=str(path))


def messages_of(path: Path, *, most: int) -> Iterator[tuple[str, bytes, int]]:
    """Name, at most `most` bytes, and size of each file of a zip archive that is one mail message."""
    total = 0
    with _opened(path) as archive:
        for info in filter(_is_file, archive.infolist()):
            with _expand(path, archive, info) as file:
                head = file.read(HEAD)
                if not is_one_message(head):
                    continue
                data = head if len(head) < HEAD else head + file.read(most - HEAD)
            total += len(data)
            _check_growth(path, total, packed=path.stat().st_size)
            yield info.filename, data, max(len(data), info.file_size)


def _names(path: Path) -> set[str]:
    with _opened(path) as archive:
        return set(archive.namelist())


def _check_workbook(path: Path, name: str) -> None:
    with _opened(path) as archive:
        total = sum(info.file_size for info in archive.infolist())
    if total > MOST_BYTES or (total > RATIO_FROM and total > MOST_RATIO * path.stat().st_size):
        raise unreadable(
            name,
            "grows to more than 100 times its size",
            remedy="Save the sheet you need as CSV and load that.",
            about=str(path),
        )


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except UnicodeDecodeError as error:
        name = error.object.decode("utf-8", "backslashreplace")
        raise unreadable(
            path.name,
            f'holds a file whose name is said to be UTF-8 and is not: "{name}"',
            remedy="Pack it again, or unpack it and load the files.",
            about=str(path),
        ) from error
    except DAMAGED as error:
        raise _damaged(path) from error
    with archive:
        if len(archive.infolist()) > MOST_MEMBERS:
            raise unreadable(
                path.name,
                f"holds {len(archive.infolist()):,} files; at most {MOST_MEMBERS:,} are looked at",
                remedy=_UNPACK,
                about=str(path),
            )
        yield archive


@contextmanager
def _expand(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    if info.flag_bits & 1:
        raise unreadable(
            path.name, "is locked with a password", remedy="Unpack it and load the files.", about=str(path)
        )
    if info.header_offset < 0:  # the directory does not fit what stands before it
        raise _damaged(path)
    try:
        with archive.open(info) as file:
            yield file
    except DAMAGED as error:
        raise _damaged(path) from error
    except OSError as error:
        # An error of the disk has a number; what cannot be unpacked as bzip2 has none.
        if error.errno is not None:
            raise
        raise _damaged(path) from error


def _is_file(info: zipfile.ZipInfo) -> bool:
    link = stat.S_ISLNK(info.external_attr >> 16)
    name = info.filename
    hidden = name.startswith("__MACOSX/") or name.rpartition("/")[2] in (".DS_Store", "Thumbs.db")
    # The library looks at the last letter of a name, which may have none.
    return bool(info.filename) and not (info.is_dir() or link or hidden)


def _time(info: zipfile.ZipInfo) -> datetime | None:
    try:
        made = datetime(*info.date_time)
    except ValueError:
        return None
    return made if made.year > 1980 else None


def _damaged(path: Path) -> Unreadable:
    return unreadable(
        path.name, "is damaged or was cut short", remedy="Download or export it again.", about=str(path)
    )


def plain_file(path: Path, dialect: Dialect, folder: Path, progress: Progress) -> Path:
    """The file itself under a name that DuckDB takes literally, or an unpacked copy of its member."""
    target = folder / "member"
    if path.is_dir() and dialect.format == "mail":
        return path
    if dialect.member or head_of(path).startswith(b"\x1f\x8b"):
        unpack(path, dialect.member, target, progress)
        return target
    if set("*?[]{}") & set(str(path.resolve())):
        target.symlink_to(path.resolve())
        return target
    return path.resolve()
