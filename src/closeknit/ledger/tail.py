"""Is what was kept still whole? A look at every table's log and files that costs milliseconds.

A power cut can leave a log entry empty or half written, and a disk can lose a file; delta-rs takes an empty
entry for one without rows and goes on. So before anything is read, the log is looked at here: its entries
follow each other without a gap up to the version that was written down last (`tables.VERSIONS`), none is
empty, the last ones parse, and every file they name is there with its size and a readable end. What can be
put right is put right in `repair`; to read every byte is the matter of `examination`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from deltalake.exceptions import DeltaError

from closeknit.claims import CLAIMS
from closeknit.ledger.datafiles import damage
from closeknit.ledger.deltalog import LOG, checkpoints, entries, named_now, wrong_entry
from closeknit.ledger.tables import TABLES
from closeknit.ledger.underway import NOTE, versions_written

PARSED = 5
"""Last entries of a log that are read; the others are only looked at for being there and not empty."""


@dataclass(frozen=True)
class Damage:
    """A file that is not what it has to be. `version` is that of a log entry or checkpoint."""

    table: str
    part: Literal["entry", "checkpoint", "data"]
    file: Path
    what: str
    version: int = -1

    def __str__(self) -> str:
        return f"{self.file} {self.what}"

    @property
    def remade(self) -> bool:
        """Whether what it held follows from other tables and can be made again."""
        return self.part == "data" and self.table in CLAIMS


def damages(folder: Path) -> list[Damage]:
    """Everything that is wrong at first sight, table by table."""
    written = versions_written(folder)
    return [one for table in TABLES for one in _of_table(folder / table, least=written.get(table, -1))]


def _of_table(home: Path, *, least: int) -> list[Damage]:
    if not (home / LOG).is_dir() or not entries(home):
        begun = (home.parent / NOTE).exists()
        lost = least >= 0 or (not begun and any(home.rglob("*.parquet")))
        return [Damage(home.name, "entry", home / LOG, "is gone", 0)] if lost else []
    wrong = [*_entries(home, least), *_checkpoints(home)]
    return wrong or list(_files(home))


def _entries(home: Path, least: int) -> Iterator[Damage]:
    """Log entries that are missing, empty or nonsense."""
    found = entries(home)
    first = 0 if 0 in found else min(checkpoints(home), default=0)
    last = max(*found, least)
    for version in range(first, last + 1):
        file = home / LOG / f"{version:020}.json"
        what = wrong_entry(file, parse=version > last - PARSED)
        if what:
            yield Damage(home.name, "entry", file, what, version)


def _checkpoints(home: Path) -> Iterator[Damage]:
    """Checkpoints that cannot be read, and a pointer to the last one that is torn or leads nowhere."""
    there = checkpoints(home)
    for version, file in there.items():
        if what := damage(file, file.stat().st_size):
            yield Damage(home.name, "checkpoint", file, what, version)
    pointer = home / LOG / "_last_checkpoint"
    try:
        if pointer.exists() and json.loads(pointer.read_text(encoding="utf-8"))["version"] not in there:
            yield Damage(home.name, "checkpoint", pointer, "points to a checkpoint that is not there")
    except (ValueError, TypeError, KeyError):
        yield Damage(home.name, "checkpoint", pointer, "is only half written")


def _files(home: Path) -> Iterator[Damage]:
    """Data files that are gone or cut off."""
    try:
        listed: Iterable[tuple[Path, int]] = [(home / f.path, f.size) for f in named_now(home)]
    except (DeltaError, OSError, ValueError) as error:
        yield Damage(home.name, "entry", home / LOG, f"cannot be read: {error}", 0)
        return
    for file, size in listed:
        if what := damage(file, size):
            yield Damage(home.name, "data", file, what)
