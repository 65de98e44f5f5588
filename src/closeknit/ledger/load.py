"""Loading files: find them, take their rows in, understand what is new, commit, and say what happened.

    find → take in each table → settle each stream that moved → one commit → report

Everything of one call becomes visible together or not at all. A file that cannot be read costs itself
only. Also here: reading again what was loaded, by mappings and settings as they are now, and the list of
imports. Undoing one is in `undo`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from closeknit.errors import SourceError
from closeknit.ledger.batch import writer
from closeknit.ledger.copies import changed_lines
from closeknit.ledger.finding import Found, chosen_mapping, find
from closeknit.ledger.fingerprints import READING, Fingerprint, settings_hash
from closeknit.ledger.finish import (
    commit,
    notes_of,
    settle_all,
    title_of,
    understood_again,
    understood_file,
    understood_stream,
)
from closeknit.ledger.hashed import Hashed
from closeknit.ledger.history import History, ImportState
from closeknit.ledger.intake import take_in
from closeknit.ledger.remarks import days_to_come, file_remarks, slips
from closeknit.ledger.report import LoadReport, NotUnderstood
from closeknit.ledger.reread import adopt, same_bytes, staged_origin
from closeknit.ledger.store import Ledger
from closeknit.ledger.task import Task
from closeknit.progress import Progress, Quiet
from closeknit.sources.mappings.checks import check_header
from closeknit.sources.mappings.library import known_mappings, read_mapping
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.tables.files import last_change, time_of

__all__ = ["ImportState", "LoadReport", "catch_up", "imports", "load", "retry"]


@dataclass(frozen=True)
class Already:
    """A table whose very bytes were loaded before, and the import that they became."""

    found: Found
    row: ImportState


def load(
    ledger: Ledger,
    paths: Sequence[Path],
    *,
    mapping: Path | str | None = None,
    own: Sequence[Mapping] = (),
    progress: Progress | None = None,
    now: datetime,
) -> LoadReport:
    """Read files and folders into the ledger; `mapping` reads all of them, `own` are known beside ours.

    Loading the same again changes nothing; in which order files come does not matter either.

    Raises:
        MappingError: the mapping named is not there or holds a mistake.
        WorkspaceBusy: another process writes this folder.
        DiskFull: no room is left; nothing of this load was kept.
    """
    begun, progress = monotonic(), progress or Quiet()
    named = {mapping.stream_id for mapping in own}
    known = [*own, *(m for m in _used_before(ledger) if m.stream_id not in named)]
    chosen, called = chosen_mapping(mapping, own=known) if mapping else (None, "")
    search = find(paths, ledger=ledger.folder, mapping=chosen, own=known, by_columns=own)
    with writer(ledger.folder) as batch:
        task = Task.begin(ledger, batch, progress=progress, now=now)
        if chosen and called != chosen.stream_id:
            task.names[chosen.hash] = called
        taken, missed, notes = _take_all(task, search.found)
        settled = settle_all(task)
        commit(task, settled)
    understood = tuple(
        understood_again(one.found.name, one.found.mapping, one.row)
        if isinstance(one, Already)
        else understood_file(one, settled)
        for one in taken
    )
    notes = [*search.notes, *notes, *notes_of(settled)]
    notes += days_to_come(understood, now.replace(tzinfo=UTC).astimezone(ledger.settings.zone()).date())
    notes += slips((one.mapping for one in settled), ledger.settings)
    return LoadReport(
        understood,
        (*search.not_understood, *missed),
        tuple(notes),
        monotonic() - begun,
        answers=search.answers,
        lists=search.lists,
    )


def retry(
    ledger: Ledger,
    *,
    own: Sequence[Mapping] = (),
    dry_run: bool = False,
    progress: Progress | None = None,
    now: datetime,
) -> LoadReport:
    """Read everything again that mappings or settings, as they are now, read differently.

    Gives a line for each stream that was read anew: `stored` are rows that had been set aside and went
    in, `set_aside` those that still are. With `dry_run` nothing is kept.

    Raises:
        MappingError: a mapping that was used holds a mistake now.
        ColumnMissing: a mapping needs a column that rows loaded before do not have.
        WorkspaceBusy, DiskFull: as for `load`.
    """
    begun = monotonic()
    with writer(ledger.folder) as batch:
        task = Task.begin(ledger, batch, progress=progress or Quiet(), now=now)
        notes: list[str] = []
        for stream_id in task.history.streams():
            mapping = _mapping_now(task, stream_id, {one.stream_id: one for one in own})
            notes += adopt(task, mapping)
        settled = settle_all(task)
        if not dry_run:
            commit(task, settled)
    understood = tuple(understood_stream(one) for one in settled if one.anew)
    notes += [note for one in settled for note in one.notes]
    return LoadReport(understood, (), tuple(notes), monotonic() - begun)


def catch_up(ledger: Ledger, *, progress: Progress | None = None, now: datetime) -> bool:
    """Follow settings (time zone, locale …) changed since, and make lost claims again; True if any was.

    Cheap when nothing changed: then nobody is locked out and nothing is written.
    """
    history = History.of(ledger.read("imports"))
    rows = [row for s in history.streams() if (row := history.reading(s)) is not None]
    if not ledger.lost and all(_is_current(ledger, row) for row in rows):
        return False
    with writer(ledger.folder) as batch:
        task = Task.begin(ledger, batch, progress=progress or Quiet(), now=now)
        settled = settle_all(task)
        commit(task, settled)
    return bool(settled)


def _is_current(ledger: Ledger, row: ImportState) -> bool:
    """Whether a stream was read by this version, with the settings as they are."""
    made = Fingerprint.from_json(row.fingerprint)
    if made.reading != READING:
        return False
    if made.settings == settings_hash(ledger.settings, ours=False):
        return True
    asks_ours = ledger.mapping(row.mapping_hash).asks_ours
    return asks_ours and made.settings == settings_hash(ledger.settings, ours=True)


def _mapping_now(task: Task, stream_id: str, own: dict[str, Mapping]) -> Mapping:
    """A stream's mapping as it stands today: the user's file, their folder, ours; else as it was used."""
    told = task.history.told_by(stream_id)
    path = Path(told.mapping) if told else Path()
    if path.suffix == ".toml" and path.is_file():
        mapping = read_mapping(path)
        if mapping.stream_id == stream_id:
            task.names[mapping.hash] = str(path)
            return mapping
    return own.get(stream_id) or known_mappings().get(stream_id) or task.mapping_of(stream_id)


def imports(ledger: Ledger) -> list[ImportState]:
    """Every import of a file, newest first, in the state it is in now."""
    history = History.of(ledger.read("imports"))
    ended = history.ended()
    titles = {row.mapping_hash: title_of(ledger.mapping(row.mapping_hash)) for row in history.rows}
    now = []
    for row in history.rows:
        if row.state == "complete":
            end = ended.get(row.import_id)
            state, when = (end.state, end.at) if end else (row.state, None)
            now.append(replace(row, title=titles[row.mapping_hash], state=state, ended_at=when))
    return now[::-1]


def _used_before(ledger: Ledger) -> list[Mapping]:
    """Mappings of the user's own that files were loaded by: the next such file needs no --as."""
    history = History.of(ledger.read("imports"))
    told = (history.told_by(stream_id) for stream_id in history.streams())
    rows = (row for row in told if row is not None and row.mapping not in known_mappings())
    return [ledger.mapping(row.mapping_hash) for row in rows]


def _take_all(
    task: Task, found: Sequence[Found]
) -> tuple[list[str | Already], list[NotUnderstood], list[str]]:
    """Take in every table found; those that turn out unreadable come back as not understood."""
    taken: list[str | Already] = []
    missed, notes = [], []
    refused: dict[str, SourceError] = {}
    for mapping in {one.mapping.stream_id: one.mapping for one in found}.values():
        try:
            notes += adopt(task, mapping)
        except SourceError as error:
            refused[mapping.stream_id] = error
    for done, one in enumerate(found):
        task.progress.step(f"Reading {one.name}", done, len(found))
        try:
            if one.mapping.stream_id in refused:
                # A slip that this file shows as well is told of this file, the one in hand.
                check_header(one.mapping, one.glimpse.header, file=one.name)
                raise refused[one.mapping.stream_id]
            taken.append(_take(task, one))
        except SourceError as error:
            missed.append(NotUnderstood(one.name, error.message, error.remedy))
    for intake in task.intakes:
        notes += [f"{intake.row.file}: {note}" for note in intake.notes]
        notes += [*file_remarks(intake.row, intake.mapping), *changed_lines(task, intake)]
    return taken, missed, notes


def _take(task: Task, one: Found) -> str | Already:
    """The import that a table becomes, or the one it had become before."""
    known = _already(task, one)
    if known is not None:
        return Already(one, known)
    with task.cursor() as con:
        # The cursor stays open where its rows are to be understood from there.
        return take_in(task, con, staged_origin(task, con, one), one.mapping).row.import_id


def _already(task: Task, one: Found) -> ImportState | None:
    """The import that these very bytes became, when a newer time of the file cannot change anything."""
    time, hashed = time_of(one.path.name, last_change(one.path)), Hashed(task.ledger.folder)
    for row in task.history_now().counting(one.mapping.stream_id):
        same_table = (row.file or "").partition("!")[2] == one.glimpse.member
        not_newer = one.glimpse.member or (row.file_time is not None and time <= row.file_time)
        if same_table and not_newer and same_bytes(row, one.path, hashed):
            return row
    return None
