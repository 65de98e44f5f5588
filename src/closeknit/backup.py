"""A copy of a business that stands by itself, and a business made from one.

    BACKUPS/mybusiness-2026-11-26-213407/
      manifest.json     every file with its size, hash and rows; how many files and lines were loaded
      closeknit.toml    settings, and the business's own mappings
      ledger/           what was loaded and decided: data files and mappings, without logs
      desk/             what people keep beside it, as one file, wherever it lies

What follows from it (book, answers) is not copied. The logs of the tables are written anew when a business
is restored: they then name exactly the files of the manifest. While a backup is being made, others load and
ask as usual: the list of files is taken in a moment, and files never change.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp

from closeknit.answers import wording
from closeknit.errors import BackupError, CloseknitError
from closeknit.ledger.batch import sweep
from closeknit.ledger.datafiles import DataFile, content_hash, told_hash
from closeknit.ledger.deltalog import replace as name_files
from closeknit.ledger.drafts import draft_of
from closeknit.ledger.durable import disk_of, write_durably
from closeknit.ledger.history import History
from closeknit.ledger.manifest import MANIFEST, Kept, Manifest, copied
from closeknit.ledger.schema import FORMAT
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import TABLES, named_files
from closeknit.locks import LOCK_FILE, writing
from closeknit.progress import Progress, Quiet
from closeknit.settings import SETTINGS_FILE
from closeknit.workspace import Workspace, open_workspace

LEDGER = "ledger"
DESK = "desk"
OWN_MAPPINGS = "mappings"
BEFORE = "# before this folder was restored: "
"""Put before settings that would lead out of a restored folder."""
LAST = "last-backup"
"""File beside the ledger that tells of the last backup."""


@dataclass(frozen=True)
class Backup:
    """A backup and what it holds."""

    folder: Path
    manifest: Manifest

    def contents(self) -> str:
        """What it holds, for people."""
        told, decisions = self.manifest, self.manifest.rows().get("decisions", 0)
        decided = f", {wording.count(decisions, 'decision')}" if decisions else ""
        files, lines = wording.count(told.imports, "file"), wording.count(told.lines, "line")
        return f"{files} with {lines}{decided} ({told.size() / 1e6:,.1f} MB)"


def back_up(
    workspace: Workspace, ledger: Ledger, into: Path, *, now: datetime, progress: Progress | None = None
) -> Backup:
    """Make a backup in a new folder of `into`, named after business and moment, and try it out.

    Raises:
        BackupError: a file is damaged, `into` is no place for backups, or the backup cannot be restored.
        WorkspaceBusy: another process writes for too long, or made a backup in the same second.
        DiskFull, DiskFault: nothing of the backup is left.
    """
    progress = progress or Quiet()
    _check_place(into, workspace)
    target = _free(into, f"{_slug(workspace.settings.name)}-{now:%Y-%m-%d-%H%M%S}")
    with disk_of(into, kept="There is no new backup."), draft_of(target) as draft:
        told = _copy_all(workspace, ledger, draft, now, progress)
        (draft / MANIFEST).write_text(told.to_json() + "\n", encoding="utf-8")
        _try_out(draft, told, progress)
    with suppress(OSError):  # only doctor reads it
        write_durably(
            workspace.data / LAST, json.dumps({"at": now.isoformat(), "folder": str(target.resolve())})
        )
    return Backup(target, told)


def last_backup(workspace: Workspace) -> tuple[datetime, Path] | None:
    """When the last backup of a business was made, and where; None when there was none that we know."""
    try:
        told = json.loads((workspace.data / LAST).read_text(encoding="utf-8"))
        return datetime.fromisoformat(told["at"]), Path(told["folder"])
    except (OSError, ValueError, KeyError):
        return None


def _copy_all(
    workspace: Workspace, ledger: Ledger, draft: Path, now: datetime, progress: Progress
) -> Manifest:
    # A dead load's rows must not be taken along: the next import would get the same number.
    with writing(ledger.folder):
        sweep(ledger.folder)
        snapshot = ledger.snapshot()
        named = {f"{LEDGER}/{t}/{one.path}": one for t in TABLES for one in named_files(ledger.folder, t)}
    plain = {SETTINGS_FILE: workspace.folder / SETTINGS_FILE}
    plain |= {f"{OWN_MAPPINGS}/{file.name}": file for file in workspace.own_mappings}
    plain |= {f"{LEDGER}/mappings/{f.name}": f for f in (ledger.folder / "mappings").glob("*.toml")}
    kept = {path: copied(file, draft / path) for path, file in plain.items()}
    kept |= _copy_desk(workspace, draft)
    for done, (path, one) in enumerate(sorted(named.items())):
        progress.step("Copying", done, len(named))
        kept[path] = replace(copied(ledger.folder.parent / path, draft / path), rows=one.rows)
        _check_copy(path, kept[path], one.size)
    counting = History.of(snapshot.read("imports")).counting()
    return Manifest(
        business=workspace.settings.name,
        made_at=now,
        closeknit=version("closeknit"),
        format=ledger.format,
        imports=len(counting),
        lines=sum(row.stored for row in counting),
        files=kept,
    )


def _copy_desk(workspace: Workspace, draft: Path) -> dict[str, Kept]:
    """The desk as a file; nothing where there is none."""
    address = workspace.settings.desk_address
    if not address and not workspace.desk.exists():
        return {}
    from closeknit.desk.copying import copy
    from closeknit.desk.opening import open_desk

    desk, file = open_desk(workspace.desk, address), draft / DESK / workspace.desk.name
    try:
        copy(desk, file)
    finally:
        desk.close()
    (file.parent / LOCK_FILE).unlink()
    return {f"{DESK}/{file.name}": Kept(file.stat().st_size, content_hash(file))}


def _check_copy(path: str, kept: Kept, size: int) -> None:
    """Refuse to copy what is damaged: a backup of it would be none."""
    told = told_hash(Path(path))
    if kept.size != size or not kept.sha256.startswith(told):
        raise BackupError(
            f"{path} is damaged, so no backup was made",
            remedy="closeknit doctor --deep tells more; restore an earlier backup.",
            about=path,
        )


def _try_out(backup: Path, told: Manifest, progress: Progress) -> None:
    """Restore a backup beside itself and throw that away: what cannot be restored is no backup."""
    trial = Path(mkdtemp(prefix=".trial-", dir=backup))
    try:
        _restore_into(trial, backup, told, _linked, progress)
    finally:
        shutil.rmtree(trial, ignore_errors=True)


def restore(source: Path, target: Path, *, progress: Progress | None = None) -> Backup:
    """Make a business folder from a backup, or from the newest in a folder of backups; gives which it was.

    Raises:
        BackupError: there is no backup, a file of it is damaged, or `target` is taken.
        WorkspaceBusy: another process put something at `target` meanwhile.
        DiskFull, DiskFault: nothing of `target` is left.
    """
    found = find_backup(source)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupError(
            f"{target} is there already", remedy="Name a folder that is not there yet.", about=str(target)
        )
    with disk_of(target.parent, kept="Nothing was restored."):
        target.parent.mkdir(parents=True, exist_ok=True)
        with draft_of(target) as draft:
            _restore_into(draft, found.folder, found.manifest, copied, progress or Quiet())
    return found


def find_backup(source: Path) -> Backup:
    """The backup in a folder, or the newest of the backups in it; BackupError when there is none."""
    if (source / MANIFEST).is_file():
        return Backup(source, Manifest.read(source))
    inside = [file.parent for file in source.glob(f"[!.]*/{MANIFEST}")] if source.is_dir() else []
    if not inside:
        raise BackupError(
            f"{source} is no backup and holds none: there is no {MANIFEST}",
            remedy="Name a folder that closeknit backup has written.",
            about=str(source),
        )
    return max((Backup(one, Manifest.read(one)) for one in inside), key=lambda one: one.manifest.made_at)


def _restore_into(
    folder: Path, backup: Path, told: Manifest, take: Callable[[Path, Path], Kept], progress: Progress
) -> None:
    """Make a business folder of a backup's files and check that it holds what the manifest says."""
    if told.format > FORMAT:
        raise BackupError(
            f"{backup} holds data of format {told.format}, this Closeknit knows formats up to {FORMAT}",
            remedy="Install a newer version: pip install --upgrade closeknit",
            about=str(backup),
        )
    home = folder / "data" / LEDGER
    ledger_files: dict[str, list[DataFile]] = {}
    for done, (path, kept) in enumerate(sorted(told.files.items())):
        progress.step("Checking every file", done, len(told.files))
        place = folder / "data" / path if path.startswith((f"{LEDGER}/", f"{DESK}/")) else folder / path
        _take(backup, path, place, kept, take)
        if kept.rows is not None:
            ledger_files.setdefault(Path(path).parts[1], []).append(DataFile(place, kept.rows))
    for table, files in ledger_files.items():
        name_files(home / table, TABLES[table], None, (), files)
    _settle_here(folder)
    _compare(folder, told)


def _take(backup: Path, path: str, place: Path, kept: Kept, take: Callable[[Path, Path], Kept]) -> None:
    try:
        found = take(backup / path, place)
    except FileNotFoundError:
        found = None
    if found is None or (found.size, found.sha256) != (kept.size, kept.sha256):
        what = "is missing" if found is None else "is damaged"
        raise BackupError(
            f"{backup / path} {what}, so nothing was restored",
            remedy="Choose another backup.",
            about=str(backup / path),
        )


def _linked(source: Path, target: Path) -> Kept:
    """Have a file a second time without copying it, where the disk can; gives size and hash as read."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        return copied(source, target)
    return Kept(source.stat().st_size, content_hash(source))


def _settle_here(folder: Path) -> None:
    """Have the data lie in the folder itself, wherever it was kept before."""
    file = folder / SETTINGS_FILE
    text = file.read_text(encoding="utf-8")
    here = re.sub(r"(?m)^(\s*storage\s*=)", rf"{BEFORE}\1", text)
    here = re.sub(r"(?ms)^(\s*\[desk\][^\[]*?^\s*)(address\s*=)", rf"\1{BEFORE}\2", here)
    here = re.sub(r"(?m)^(\s*desk\.address\s*=)", rf"{BEFORE}\1", here)
    if here != text:
        file.unlink()  # it may be a link to the backup's own
        file.write_text(here, encoding="utf-8")


def _compare(folder: Path, told: Manifest) -> None:
    """Open what was restored, and refuse it where it is not what the manifest says."""
    workspace = open_workspace(folder)
    try:
        if workspace.desk.exists():
            from closeknit.desk.copying import check_file

            check_file(workspace.desk)
        ledger = Ledger.create(workspace.ledger, workspace.settings, format=told.format)
        counting = History.of(ledger.read("imports")).counting()
        rows = {t: sum(one.rows for one in named_files(ledger.folder, t)) for t in told.rows()}
    except CloseknitError as error:
        raise BackupError(f"the backup cannot be opened: {error.message}", remedy=error.remedy) from error
    found = (len(counting), sum(row.stored for row in counting), rows)
    if found != (told.imports, told.lines, told.rows()):
        raise BackupError(
            f"restoring gave {found[0]:,} files with {found[1]:,} lines instead of {told.imports:,} with "
            f"{told.lines:,}, so nothing was restored",
            remedy="Choose another backup.",
        )


def _check_place(into: Path, workspace: Workspace) -> None:
    if into.exists() and not into.is_dir():
        raise BackupError(f"{into} is a file", remedy="Name a folder for backups.", about=str(into))
    if into.resolve().is_relative_to(workspace.ledger.resolve()):
        raise BackupError(
            f"{into} lies in the folder it would be a backup of",
            remedy="Name a folder on another disk.",
            about=str(into),
        )
    try:
        into.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupError(
            f"{into} cannot be made: {error.strerror}",
            remedy="Name a folder you may write to.",
            about=str(into),
        ) from error


def _slug(name: str) -> str:
    """A business's name as the beginning of a folder's name."""
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-")[:40] or "business"


def _free(into: Path, name: str) -> Path:
    names = (name if n == 1 else f"{name}-{n}" for n in range(1, 1000))
    return next(into / one for one in names if not (into / one).exists())
