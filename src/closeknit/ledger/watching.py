"""Folders that are looked at again and again: what is new or changed in them is loaded by itself.

A file counts once it has stayed the same from one look to the next: a download or an export that is still
being written waits. Looking is comparing sizes and times; nothing is read before it counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from closeknit.errors import WorkspaceBusy
from closeknit.ledger.finding import files_under
from closeknit.ledger.report import LoadReport, NotUnderstood
from closeknit.sources.tables.files import last_change, size_of

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
        for path in files_under(there, missed, ledger=self._ledger):
            if path.name.lower().endswith(UNFINISHED):
                continue
            try:
                stamps[path] = size_of(path), last_change(path).timestamp()
            except OSError:
                continue  # gone, or moved, since the folder was listed
        return stamps


def watch(
    paths: Sequence[Path],
    load: Callable[[list[Path]], LoadReport],
    *,
    ledger: Path,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[LoadReport]:
    """A report for each time that something was loaded; goes on until it is stopped.

    While another process writes the business folder, files wait.
    """
    watched = Watch(paths, ledger=ledger)
    while True:
        if ready := watched.look():
            try:
                report = load(ready)
            except WorkspaceBusy:
                sleep(SECONDS)
                continue
            watched.loaded(ready)
            yield report
        sleep(SECONDS)
