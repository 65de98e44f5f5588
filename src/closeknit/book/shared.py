"""Versions of the book in an object store: what one machine has built, the others fetch.

    s3://bucket/folder/book/
      versions/9f2c….json    what one version consists of; put last, so it names only what is there
      files/3b1e…            each file under the hash of its bytes: what a load left alone is there already

It is a convenience: a machine that cannot fetch a version builds it, to the same rows.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from closeknit.book.versions import ABOUT, LOCK, Book, Draft, current, rules_now
from closeknit.book.whois import IDENTITY, identity_draft
from closeknit.ledger.datafiles import content_hash
from closeknit.ledger.objects import SWEPT_FROM, Objects
from closeknit.settings import Settings

VERSIONS = "book/versions"
FILES = "book/files"
KEPT = timedelta(days=1)
"""How long a version that was replaced stays for those who are fetching it."""


def put(store: Objects, book: Book) -> None:
    """Have the others find a version, and what it follows from, in the store."""
    files = {path: content_hash(file) for path, file in _files(book.folder)}
    there = set(store.names(FILES))
    for path, digest in files.items():
        if f"{FILES}/{digest}" not in there:
            store.put(f"{FILES}/{digest}", _place(book.folder, path))
    told = {"about": book.about, "files": files}
    store.put(_name(book.version), json.dumps(told).encode())
    _sweep(store, _name(book.version))


def fetch(store: Objects, folder: Path, version: str, settings: Settings) -> Book | None:
    """Make a version from the store the current one in `folder`; None where nobody has put it there."""
    told = store.told(_name(version))
    if told is None:
        return None
    have = current(folder)
    here = {content_hash(file): file for _, file in _files(have.folder)} if have is not None else {}
    draft = Draft(folder, version, settings)
    try:
        with identity_draft(folder) as whois:
            for path, digest in told["files"].items():
                inside = path.removeprefix(f"{IDENTITY}/")
                _bring(store, digest, here, (draft.folder / path) if inside == path else (whois / inside))
        draft.adopt(told["about"])
        return draft.publish()
    finally:
        draft.discard()


def _bring(store: Objects, digest: str, here: dict[str, Path], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if digest in here:
        os.link(here[digest], file)
    else:
        store.fetch_whole(f"{FILES}/{digest}", file, digest)


def _files(version: Path) -> Iterator[tuple[str, Path]]:
    """Every file of a version, and of who is who as it was built with, by its path."""
    for home in (version, version.parent / IDENTITY):
        start = "" if home == version else f"{IDENTITY}/"
        for file in sorted(home.rglob("*")):
            if file.is_file() and file.name not in (LOCK, ABOUT):
                yield start + file.relative_to(home).as_posix(), file


def _place(version: Path, path: str) -> Path:
    return version.parent / path if path.startswith(f"{IDENTITY}/") else version / path


def _name(version: str) -> str:
    digest = sha256(f"{version}\x1f{rules_now()}".encode()).hexdigest()
    return f"{VERSIONS}/{digest[:32]}.json"


def _sweep(store: Objects, newest: str) -> None:
    """Remove versions that were replaced a day ago, and files of no version any more; nothing while there are
    few."""
    if len(store.names(VERSIONS)) < SWEPT_FROM:
        return
    before = store.now() - KEPT
    store.sweep(VERSIONS, {newest}, before)
    left = [told for name in store.names(VERSIONS) if (told := store.told(name)) is not None]
    used = {f"{FILES}/{digest}" for told in left for digest in told["files"].values()}
    store.sweep(FILES, used, before)
