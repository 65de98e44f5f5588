"""The folder where everything is kept, as one value: open it, read its tables, write down a decision.

    ledger/
      format        number of the layout, and a name that no other folder has
      lock          held by the one writer
      loading       what the writer is about; left behind only by a load that died
      versions      of every table after the last commit
      readers       held by whoever reads
      hashed        of large files that were read, so that they need not be read again to be known
      store         only where this is a working copy of what lies in an object store
      damaged/      log entries found torn and moved aside; only after a power cut
      mappings/     text of every mapping used, named by its hash
      imports/ records/ sightings/ activities/ …   one Delta table each

Loading files, undoing an import and listing problems are in modules of their own.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from closeknit.errors import WorkspaceError
from closeknit.ledger.batch import writer
from closeknit.ledger.decisions import Decision, decision_row
from closeknit.ledger.durable import disk_of, sync_folder, write_durably
from closeknit.ledger.repair import mended
from closeknit.ledger.schema import FORMAT, FORMAT_FILE
from closeknit.ledger.tables import Snapshot, read_rows, snapshot, table_files, version_text
from closeknit.settings import Settings
from closeknit.sources.mappings.library import read_mapping
from closeknit.sources.mappings.mapping import Mapping


class Ledger:
    """An open folder, looked at and put right where that was needed.

    It holds no state but where it is, the settings it is read with, and what is still to be put right.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.settings = settings
        self.format, self._name = _marked(folder)
        self.lost = mended(folder)
        """Damaged files whose content the next writer makes again from other tables."""

    @staticmethod
    def create(folder: Path, settings: Settings, *, format: int = FORMAT) -> Ledger:
        """A new one, empty unless tables are there that have no name yet; WorkspaceError when it has one."""
        if (folder / FORMAT_FILE).exists():
            raise WorkspaceError(f"{folder} holds data already", about=str(folder))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        marker = {"format": format, "name": uuid.uuid4().hex[:8]}
        with disk_of(folder):
            write_durably(folder / FORMAT_FILE, json.dumps(marker) + "\n")
            sync_folder(folder.parent)
        return Ledger(folder, settings)

    @staticmethod
    def open(folder: Path, settings: Settings) -> Ledger:
        """The one in this folder; made when there is none, refused when its format is newer.

        Raises:
            WorkspaceError: its format is newer, or nobody can tell which it is.
            LedgerError: something in it is damaged that nothing else tells.
        """
        if not (folder / FORMAT_FILE).exists() and not (folder / "imports").exists():
            return Ledger.create(folder, settings)
        return Ledger(folder, settings)

    def snapshot(self) -> Snapshot:
        """The data files of every table now."""
        return snapshot(self.folder, self._name)

    def files(self, table: str) -> list[str]:
        """The data files of one table now, sorted. For several tables at one moment: `snapshot`."""
        return table_files(self.folder, table)

    def version(self, *, passing: int = 0) -> str:
        """Changes whenever an import or a decision is committed, and then only.

        `passing` is how many of the decisions are left out of account.
        """
        return version_text(self.folder, self._name, passing=passing)

    def read(self, table: str) -> pa.Table:
        """All rows of a small table (imports, decisions, layouts); imports and decisions oldest first."""
        return read_rows(table, self.files(table))

    def decide(
        self,
        kind: str,
        keys_a: Sequence[str] = (),
        keys_b: Sequence[str] = (),
        *,
        value: str | None = None,
        by: str = "",
        undoes: str | None = None,
        now: datetime | None = None,
        check: Callable[[pa.Table], object] | None = None,
    ) -> str:
        """Write down what a person decided; gives its number, such as d-0003.

        `check` sees all decisions, the new one included, before anything is written, and may refuse.

        Raises:
            LedgerError: no such kind, a side is missing, or there is nothing to take back.
        """
        decision = Decision(kind, tuple(keys_a), tuple(keys_b), value, by, undoes)
        with writer(self.folder) as batch:
            before = self.read("decisions")
            row = decision_row(decision, before, now=now or utc_now())
            if check is not None:
                check(pa.concat_tables([before, pa.Table.from_pylist([row], schema=before.schema)]))
            batch.add_rows("decisions", [row])
            batch.commit()
        return str(row["decision_id"])

    def keep_mapping(self, mapping: Mapping) -> None:
        """Keep the text of a mapping, so that rows can be read anew when the user's file is gone."""
        file = self.folder / "mappings" / f"{mapping.hash}.toml"
        if not file.exists():
            file.parent.mkdir(mode=0o700, exist_ok=True)
            write_durably(file, mapping.text)

    def mapping(self, digest: str) -> Mapping:
        """A mapping that was used before, by its hash."""
        return read_mapping(self.folder / "mappings" / f"{digest}.toml")


def format_of(folder: Path) -> int:
    """The format of the folder; WorkspaceError when it is newer than we are, or cannot be told."""
    return _marked(folder)[0]


def _marked(folder: Path) -> tuple[int, str]:
    """The folder's format and its own name; WorkspaceError when the format is newer than we are."""
    file = folder / FORMAT_FILE
    try:
        marker = json.loads(file.read_text(encoding="utf-8"))
        number, name = int(marker["format"]), str(marker["name"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WorkspaceError(
            f"{file} cannot be read, so nobody can tell which version of Closeknit wrote {folder}",
            remedy="Restore your newest backup: closeknit restore BACKUP --to NEWDIR",
            about=str(folder),
        ) from error
    if number > FORMAT:
        raise WorkspaceError(
            f"{folder} is of format {number}, this Closeknit knows formats up to {FORMAT}",
            remedy="Install a newer version: pip install --upgrade closeknit",
            about=str(folder),
        )
    return number, name


def utc_now() -> datetime:
    """The moment now, UTC without a zone, as every table keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)
