"""What a file is by its content, its first bytes, its fingerprint and its time.

Archives are in `archives`; what the text inside means is in `sniffing`.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from closeknit.errors import Unreadable
from closeknit.progress import Progress
from closeknit.sources.calendars.blocks import begins_calendar
from closeknit.sources.cards.lines import begins_card
from closeknit.sources.feeds.items import begins_feed
from closeknit.sources.mail.fields import begins_message
from closeknit.sources.mail.folders import message_files
from closeknit.sources.mail.splitting import begins_mailbox
from closeknit.sources.tables.encodings import decoded, encoding_of

HEAD = 64 * 1024
"""Bytes that are looked at to tell what a file is."""

COARSE = 3_000_000_000
"""Nanoseconds within which two changes of a file may bear the same time; some disks keep even seconds."""

CHANGES_TOLD = os.name != "nt"
"""Whether the second time of a file is that of its last change. On Windows it is that of its making, so that
nothing tells of a file that was written to and given its old time again: there files are read."""

_BLOCK = 1 << 20

_NAMED = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"ORC", "an ORC file"),
    (b"!BDN", "an Outlook data file (PST)"),
    (b"// <!-- <mdb:mork", "the index that Thunderbird keeps beside a mailbox"),
    (b"Obj\x01", "an Avro file"),
    (b"{\\rtf", "a rich-text document"),
)
_REMEDIES = {
    "an Outlook data file (PST)": "Export the mailbox as .eml or mbox; see the how-to on mail.",
    "the index that Thunderbird keeps beside a mailbox": "Nothing is lost: the mailbox of that name is read.",
}
_TAKEN = (
    "CSV, TSV, XLSX, Parquet and JSON-lines files, mailboxes, calendars (.ics), address books "
    "(.vcf) and feeds can be read, also zipped or gzipped."
)
_PACKED = {
    ".zip": "a zip archive", ".xlsx": "a workbook", ".xlsm": "a workbook",
    ".xlsb": "a workbook", ".ods": "a spreadsheet", ".parquet": "a Parquet file",
}  # fmt: skip
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(\?xml|!doctype|html|table|head|body|meta)", re.IGNORECASE)
_JSON = re.compile(r'\[?\s*\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\})')
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27, 28, 29, 30, 31, 0})


class Stamp(NamedTuple):
    """What the file system tells of a file.

    Programs can set `modified` as they like; `changed` only by setting the clock of the machine, and on disks
    that keep one time for both (FAT).
    """

    number: int
    size: int
    modified: int
    changed: int

    @property
    def newest(self) -> int:
        """The later of its two times, in nanoseconds since 1970."""
        return max(self.modified, self.changed)


@dataclass(frozen=True)
class Seen:
    """A file as it was when reading began: its size in bytes and the SHA-256 of its bytes.

    A folder of messages is all of them, one after the other. With a stamp, a file that has the same has the
    same bytes; there is none for folders, none where the file was too new to tell, and none on Windows.
    """

    size: int
    sha256: str
    stamp: Stamp | None = None


def unreadable(name: str, what: str, *, remedy: str = _TAKEN, about: str = "") -> Unreadable:
    """The error for a file that is no table, in one form everywhere."""
    return Unreadable(f"{name} {what}", remedy=remedy, about=about or name)


def not_as_named(name: str) -> Unreadable | None:
    """The error for a file that is called an archive or workbook and is none; None for other names."""
    called = _PACKED.get(Path(name).suffix.lower())
    if called is None:
        return None
    what = f"is called {called} and is none, or its beginning was cut off"
    return unreadable(name, what, remedy="Download or export it again.")


def head_of(path: Path) -> bytes:
    """The first bytes of a file; Unreadable when it is missing, a folder or locked away."""
    try:
        if path.is_dir():
            raise unreadable(
                str(path),
                "is a folder, not a file",
                remedy="Name the files in it, or load the folder itself.",
            )
        if not path.is_file() and path.exists():
            raise unreadable(str(path), "is no regular file")
        with path.open("rb") as file:
            head = file.read(HEAD)
    except FileNotFoundError as error:
        raise unreadable(str(path), "is not there", remedy="Check the name and the folder.") from error
    except OSError as error:
        raise unreadable(
            str(path), f"cannot be read: {error.strerror}", remedy="Check that you may open it."
        ) from error
    return head


def format_of(name: str, head: bytes) -> str:
    """zip, gzip or one of `dialects.FORMATS`; Unreadable for anything else, naming it."""
    if not head:
        raise unreadable(name, "is empty (0 bytes)", remedy="Export it again; the download may have failed.")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "spreadsheet"
    if begins_mailbox(head) or begins_message(head):
        return "mail"
    for mark, what in _NAMED:
        if head.startswith(mark):
            raise unreadable(name, f"is {what}, not a table", remedy=_REMEDIES.get(what, _TAKEN))
    return _text_format(name, head)


def _text_format(name: str, head: bytes) -> str:
    if begins_feed(head):
        return "feed"
    if _MARKUP.match(head):
        raise unreadable(
            name,
            "is a web page or XML, not a table",
            remedy="Some tools call such a file .xls: open it and save it as CSV or XLSX.",
        )
    wide = head.count(0) > len(head) // 4 or head[:2] in (b"\xff\xfe", b"\xfe\xff")
    control = len(head) - len(head.translate(None, _CONTROL))
    if not wide and control + head.count(0) > len(head) // 100:
        raise not_as_named(name) or unreadable(name, "is not text: it holds bytes that no table has")
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise unreadable(name, "holds nothing but blank lines", remedy="Export it again.")
    start = decoded(head[:4096], encoding_of(head)).lstrip()
    if begins_calendar(start) or begins_card(start):
        return "calendar" if begins_calendar(start) else "cards"
    suffixes = {suffix.lower() for suffix in Path(name).suffixes}
    named = start.startswith(("{", "[")) and suffixes & {".json", ".jsonl", ".ndjson"}
    return "json" if named or _JSON.match(start) else "delimited"


@contextmanager
def unchanged(path: Path, progress: Progress) -> Iterator[Seen]:
    """Take the fingerprint of a file and make sure it still has it at the end; else Unreadable.

    The times of a file tell whether anybody wrote to it; only where they are too new to tell it for sure, or
    the system keeps none that programs cannot set, are its bytes read a second time.
    """
    begun = time.time_ns()
    before, first = _stamps(path), digest_of(path, progress)
    telling = CHANGES_TOLD and all(one.newest < begun - COARSE for one in before)
    stamp = before[0] if telling and before and not path.is_dir() else None
    yield Seen(sum(one.size for one in before), first, stamp)
    if _stamps(path) != before or not (telling or digest_of(path, progress) == first):
        raise unreadable(
            path.name,
            "changed while it was read; nothing of it was kept",
            remedy="Wait until the program that writes it has finished, then load it again.",
            about=str(path),
        )


def stamp_of(path: Path) -> Stamp | None:
    """What the file system tells now of a file; None of a folder, of one that is gone, and on Windows."""
    return next(iter(_stamps(path)), None) if CHANGES_TOLD and not path.is_dir() else None


def _stamps(path: Path) -> list[Stamp]:
    """What the file system tells now, of each file; nothing of one that is gone."""
    found = []
    for one in _files(path) if path.exists() else []:
        # Opened, for a disk on the network may only then look whether what it knows still holds.
        with one.open("rb") as file:
            seen = os.fstat(file.fileno())
        found.append(Stamp(seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns))
    return found


def size_of(path: Path) -> int:
    """Bytes of a file, or of the messages in a folder of them."""
    return sum(one.stat().st_size for one in _files(path))


def _files(path: Path) -> list[Path]:
    return message_files(path) if path.is_dir() else [path]


def digest_of(path: Path, progress: Progress) -> str:
    """The SHA-256 of a file's bytes, or of those of the messages in a folder; empty where nothing is."""
    total, done, digest = size_of(path) if path.exists() else 0, 0, sha256()
    if not total:
        return ""
    for one in _files(path):
        with one.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                done += len(block)
                if total > 64 * _BLOCK and done % (64 * _BLOCK) == 0:
                    progress.step(f"Checking {path.name}", done=done, total=total)
    return digest.hexdigest()


_DATED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)"
    r"(?:[-_ T.]+([01]\d|2[0-3])[-_.:h]?([0-5]\d)(?:[-_.:m]?([0-5]\d))?(?!\d))?"
)


def time_of(name: str, changed: datetime) -> datetime:
    """When a file was made, naive UTC: the date in its name where there is one, else its last change."""
    for found in _DATED.finditer(Path(name).name):
        year, _, month, day, hour, minute, second = (
            int(x) if x and x.isdigit() else 0 for x in found.groups()
        )
        try:
            return datetime(year, month, day, hour, minute, second)
        except ValueError:
            continue
    return changed


def last_change(path: Path) -> datetime:
    """The time of a file's last change, naive UTC; of a folder of messages that of the newest of them."""
    newest = max(one.stat().st_mtime for one in (path, *_files(path)))
    return datetime.fromtimestamp(newest, UTC).replace(tzinfo=None)
