"""Folders that are looked at again and again: what is new or changed in them is loaded by itself.

A file counts once it has stayed the same from one look to the next: a download or an export that is still
being written waits. Looking is comparing sizes and times. Nothing is read before it counts but the beginning
of a file, to tell a mail message, and that again only when its size or time has changed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from closeknit.errors import WorkspaceBusy
from closeknit.ledger.finding import files_under
from closeknit.ledger.report import LoadReport, NotUnderstood
from closeknit.sources.mail.folders import is_message, message_files

SECONDS = 2.0
"""Between two looks."""

UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".opdownload", "~")
"""Endings of files that a program is still writing, and will rename."""

Stamp = tuple[int, float]


class Watch:
    """Which files of some folders are ready to be loaded."""

    def __init__(self, paths: Sequence[Path], *, ledger: Path) -> None:
        self._paths, self._ledger = paths, ledger
        self._before: dict[Path, Stamp] = {}
        self._loaded: dict[Path, Stamp] = {}
        self._messages = _Messages()

    def look(self) -> list[Path]:
        """Files that are new or changed since they were loaded, and the same as at the last look."""
        now = self._stamps()
        same = [path for path, stamp in now.items() if self._before.get(path) == stamp]
        self._before = now
        return [path for path in same if self._loaded.get(path) != now[path]]

    def loaded(self, paths: Sequence[Path]) -> None:
        """These were loaded, as they were when last looked at."""
        self._loaded |= {path: self._before[path] for path in paths}

    def _stamps(self) -> dict[Path, Stamp]:
        there = [path for path in self._paths if path.exists()]
        missed: list[NotUnderstood] = []  # an empty folder is no mistake here
        stamps = {}
        self._messages.look_again()
        for path in files_under(there, missed, ledger=self._ledger, is_message=self._messages):
            if path.name.lower().endswith(UNFINISHED):
                continue
            try:
                inside = message_files(path, self._messages) if path.is_dir() else []
                stamps[path] = _stamp(path, *inside)
            except OSError:
                continue  # gone, or moved, since the folder was listed
        return stamps


class _Messages:
    """Which files are mail messages: each is opened once, and again when its size or time has changed."""

    def __init__(self) -> None:
        self._before: dict[Path, tuple[Stamp, bool]] = {}
        self._now: dict[Path, tuple[Stamp, bool]] = {}

    def look_again(self) -> None:
        """Begin another look; files that were not asked about in the last one are forgotten."""
        self._before, self._now = self._now, {}

    def __call__(self, path: Path) -> bool:
        if path not in self._now:
            try:
                stamp = _stamp(path)
            except OSError:
                return False
            known = self._before.get(path)
            self._now[path] = known if known and known[0] == stamp else (stamp, is_message(path))
        return self._now[path][1]


def _stamp(*paths: Path) -> Stamp:
    seen = [path.stat() for path in paths]
    return sum(one.st_size for one in seen), max(one.st_mtime for one in seen)


def watch(
    paths: Sequence[Path],
    load: Callable[[list[Path]], LoadReport],
    *,
    ledger: Path,
    sleep: Callable[[float], None] = time.sleep,
    before: Callable[[], None] = lambda: None,
) -> Iterator[LoadReport]:
    """A report for each time that something was loaded; goes on until it is stopped.

    `before` each look, files may be brought up to date. While another process writes the business folder,
    files wait.
    """
    watched = Watch(paths, ledger=ledger)
    while True:
        before()
        if ready := watched.look():
            try:
                report = load(ready)
            except WorkspaceBusy:
                sleep(SECONDS)
                continue
            watched.loaded(ready)
            yield report
        sleep(SECONDS)
