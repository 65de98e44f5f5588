"""Feeds from addresses, kept as files: the newest that was fetched, with what its host calls that version.

The lines of older ones are kept where those of every file are. A file is written again only when other bytes
came, so that what is loaded already is known to be. Fetching itself is the matter of `sources.addresses`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from closeknit.errors import NotFetched
from closeknit.ledger.durable import disk_of, write_durably
from closeknit.ledger.report import NotUnderstood
from closeknit.progress import Progress
from closeknit.sources.addresses.fetching import Validators, checked, fetch_feed
from closeknit.sources.addresses.hosts import Limits

_LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""A digest in letters alone, for digits in a file's name could be taken for its day."""


def is_address(given: Path | str) -> bool:
    """Whether this is an address of the web rather than a file; one of another sort is refused later."""
    return isinstance(given, str) and re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", given.strip()) is not None


def file_of(folder: Path, address: str) -> Path:
    """The file that stands for an address: named so that people know it and no two share one."""
    at = urlsplit(address.strip())
    words = re.findall(r"[A-Za-z]+", f"{at.hostname or ''} {at.path}")
    mark = sha256(address.strip().encode()).hexdigest()[:8].translate(_LETTERS)
    return folder / f"{'-'.join(words).lower()[:60]}-{mark}.feed"


def fetch_all(
    folder: Path, addresses: Sequence[str], *, limits: Limits, progress: Progress
) -> tuple[list[Path], list[NotUnderstood]]:
    """The files of the feeds that could be fetched, or are as they were, and the others with the reason."""
    files: list[Path] = []
    missed: list[NotUnderstood] = []
    for done, address in enumerate(dict.fromkeys(one.strip() for one in addresses)):
        try:
            progress.step(f"Fetching {checked(address, limits).hostname}", done, len(addresses))
            files.append(fetch(folder, address, limits=limits))
        except NotFetched as error:
            missed.append(NotUnderstood(error.about, error.message, error.remedy))
    return files, missed


def fetch(folder: Path, address: str, *, limits: Limits) -> Path:
    """The file of one feed, brought up to what its host has.

    Raises:
        NotFetched: the address may not be asked, does not answer, or sends no feed.
        DiskFull, DiskFault: what came cannot be kept.
    """
    file = file_of(folder, address)
    with disk_of(folder):
        before = file.read_bytes() if file.is_file() else None
    got = fetch_feed(address, known=_known(file, before), limits=limits)
    if got.content is None:
        return file
    with disk_of(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if got.content != before:
            write_durably(file, got.content)
        write_durably(_note(file), json.dumps({**asdict(got.validators), "of": _digest(got.content)}))
    return file


def _known(file: Path, content: bytes | None) -> Validators:
    """What the host called the version that is kept; nothing where the two do not belong together."""
    try:
        note = json.loads(_note(file).read_text(encoding="utf-8"))
        if content is not None and note["of"] == _digest(content):
            return Validators(str(note["etag"]), str(note["last_modified"]), str(note["host"]))
    except (OSError, ValueError, LookupError, TypeError):
        pass  # it is fetched whole then
    return Validators()


def _note(file: Path) -> Path:
    return file.with_name(f".{file.name}.version")


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
