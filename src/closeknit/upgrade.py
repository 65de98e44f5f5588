"""A folder of an earlier format brought up to this one.

It is backed up first. The new tables are then written beside the old ones, their rows are counted against
them, and only if none is missing do the two folders change places; the old one is kept under another name.
Killed at any moment, either the old or the new folder is there, whole.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from closeknit.backup import Backup, back_up
from closeknit.errors import WorkspaceError
from closeknit.ledger.batch import sweep
from closeknit.ledger.datafiles import DataFile, fresh_folder, seal
from closeknit.ledger.deltalog import replace as name_files
from closeknit.ledger.drafts import draft_of
from closeknit.ledger.durable import disk_of, sync_folder
from closeknit.ledger.schema import FORMAT, FORMAT_FILE
from closeknit.ledger.shared import STORE
from closeknit.ledger.store import Ledger, format_of, utc_now
from closeknit.ledger.tables import TABLES, connect, named_files, quoted, reading
from closeknit.locks import writing
from closeknit.progress import Progress, Quiet
from closeknit.workspace import Workspace

STEPS: dict[int, Mapping[str, str]] = {}
"""From each format to the next: for every table whose rows change, SQL of its new rows over the old ones,
written `{rows}`, one for one. Tables not named stay as they are. No format but the first was released yet."""

ANSWER_BEFORE = re.compile(r"[a-z][a-z0-9_]*-[0-9a-f]{16}\.json")
"""Name of an answer kept in a form that nobody reads any more: a question and a hash, as they have still."""

BACKUPS = "backups"
"""Folder beside the ledger where the backups made before upgrades lie."""


def upgraded(workspace: Workspace, *, progress: Progress | None = None) -> Backup | None:
    """Bring a business's folder up to this format; gives the backup made before, None when there was no need.

    Raises:
        WorkspaceError: rows would be lost; nothing was changed.
        BackupError, WorkspaceBusy, DiskFull, DiskFault: nothing was changed.
    """
    folder = workspace.ledger
    _finish(folder)
    _forget_answers_before(workspace.answers)
    if not (folder / FORMAT_FILE).exists():
        return None
    if format_of(folder) == FORMAT:
        return None
    ledger = Ledger(folder, workspace.settings)
    made = back_up(workspace, ledger, workspace.data / BACKUPS, now=utc_now(), progress=progress)
    for number in range(ledger.format, FORMAT):
        with disk_of(folder.parent, kept="Nothing was changed."), writing(folder):
            sweep(folder)
            _step(folder, number, progress or Quiet())
    return made


def _forget_answers_before(folder: Path) -> None:
    """They can be asked again, and those of a large business take tens of megabytes."""
    for old in folder.glob("*.json"):
        if ANSWER_BEFORE.fullmatch(old.name):
            with suppress(OSError):  # where one may only read, they lie in nobody's way
                old.unlink(missing_ok=True)


def _step(folder: Path, number: int, progress: Progress) -> None:
    """Write the folder in the next format beside itself, compare, and change places."""
    shutil.rmtree(_next_to(folder), ignore_errors=True)  # of one that died before folders changed places
    with draft_of(_next_to(folder)) as draft:
        marker = json.loads((folder / FORMAT_FILE).read_text(encoding="utf-8"))
        (draft / FORMAT_FILE).write_text(json.dumps(marker | {"format": number + 1}) + "\n", encoding="utf-8")
        if (folder / STORE).exists():
            shutil.copy2(folder / STORE, draft / STORE)
        if (folder / "mappings").is_dir():
            shutil.copytree(folder / "mappings", draft / "mappings")
        for done, table in enumerate(TABLES):
            progress.step("Upgrading", done, len(TABLES))
            _write(folder, draft, table, STEPS[number].get(table, "SELECT * FROM {rows}"))
    _switch(folder, number)


def _write(folder: Path, draft: Path, table: str, query: str) -> None:
    """Write one table of the next format, as many rows as it had."""
    old = named_files(folder, table)
    if not old:
        return
    file = fresh_folder(draft / table) / "upgraded.parquet"
    file.parent.mkdir(mode=0o700, parents=True)
    rows = reading(table, [str(folder / table / one.path) for one in old])
    with connect(folder) as con:
        con.execute(
            f"COPY ({query.format(rows=rows)}) TO {quoted(str(file))} (FORMAT parquet, COMPRESSION zstd)"
        )
        found = con.execute(f"SELECT count(*) FROM read_parquet({quoted(str(file))})").fetchone()
    count, before = int(found[0]) if found else 0, sum(one.rows for one in old)
    if count != before:
        raise WorkspaceError(
            f"{folder} was not upgraded: {table} would have {count:,} rows instead of {before:,}",
            remedy="Nothing was changed. Please report it, and go on with the version you had.",
            about=str(folder),
        )
    name_files(draft / table, TABLES[table], None, (), [DataFile(seal(file), count)])


def _next_to(folder: Path) -> Path:
    """Where the next format is written."""
    return folder.with_name(f"{folder.name}.next")


def _switch(folder: Path, number: int) -> None:
    folder.rename(folder.with_name(f"{folder.name}-format-{number}"))
    _finish(folder)


def _finish(folder: Path) -> None:
    """Put the next format in place where the old one has made room for it already."""
    if not folder.exists() and _next_to(folder).is_dir():
        with suppress(FileNotFoundError):  # another process was as quick
            _next_to(folder).rename(folder)
        sync_folder(folder.parent)
