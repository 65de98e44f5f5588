"""The note of a batch that is under way: whether one that died counts is told by it and what it committed.

A batch writes into the file `loading` which version every table has before it, and removes it when all is
done. It counts from its row in `imports` on, which it commits last; one without such a row, such as a
decision or a compaction, once the versions after it are written down (`VERSIONS`). What counts here and not
yet in the store that the folder is a copy of is sent by the next writer, unless the store refused it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from closeknit.errors import LedgerError
from closeknit.ledger.deltalog import entries, wrong_entry
from closeknit.ledger.durable import sync_folder, write_durably
from closeknit.ledger.tables import VERSIONS

NOTE = "loading"


@dataclass(frozen=True)
class Begun:
    """A batch as its note tells it: its name, the version each table had before it, and whether the store
    that the folder is a copy of refused it."""

    batch: str
    versions: Mapping[str, int]
    refused: bool = False

    def before(self, table: str) -> int:
        """The version a table had before the batch; -1 where there was none."""
        return self.versions.get(table, -1)


def write_note(folder: Path, begun: Begun) -> None:
    """Say what is under way."""
    write_durably(folder / NOTE, json.dumps(asdict(begun)))


def forget_note(folder: Path) -> None:
    """Say that nothing is under way."""
    (folder / NOTE).unlink(missing_ok=True)
    sync_folder(folder)


def dead_batch(folder: Path) -> Begun | None:
    """The batch that died here before it counted, if one did.

    The caller holds the lock, so none can be under way. An entry in the log of `imports` that is empty or cut
    off does not make a batch count.
    """
    note = folder / NOTE
    try:
        told = Begun(**json.loads(note.read_text(encoding="utf-8")))
        counts = written_since(folder, told)
    except FileNotFoundError:
        return None
    except (ValueError, AttributeError, TypeError) as error:
        raise LedgerError(
            f"{note} cannot be read, so nobody can tell what the last load had begun",
            remedy="Restore your newest backup: closeknit restore BACKUP --to NEWDIR",
            about=str(note),
        ) from error
    came = [file for version, file in entries(folder / "imports").items() if version > told.before("imports")]
    counts = counts or any(not wrong_entry(file) for file in came)
    return told if told.refused or not counts else None


def written_since(folder: Path, begun: Begun) -> bool:
    """Whether versions after a batch are written down."""
    return any(version > begun.before(table) for table, version in versions_written(folder).items())


def versions_written(folder: Path) -> dict[str, int]:
    """The version every table had after the last commit; empty where nobody wrote it down."""
    try:
        told: dict[str, int] = json.loads((folder / VERSIONS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told
