"""Taking an import back: what it alone brought falls silent; what other imports saw too stays."""

from __future__ import annotations

from datetime import datetime

from closeknit.errors import LedgerError
from closeknit.ledger.batch import writer
from closeknit.ledger.finish import commit, settle_all, title_of
from closeknit.ledger.history import ImportState
from closeknit.ledger.report import UndoReport
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import quoted
from closeknit.ledger.task import Task, listed
from closeknit.progress import Progress, Quiet


def undo(ledger: Ledger, import_id: str, *, progress: Progress | None = None, now: datetime) -> UndoReport:
    """Leave everything as if that import had never been. Loading its file again brings it back.

    Raises:
        ImportUnknown: there is no import of that number.
        LedgerError: it was taken back already.
        WorkspaceBusy, DiskFull: as for `load`.
    """
    with writer(ledger.folder) as batch:
        task = Task.begin(ledger, batch, progress=progress or Quiet(), now=now)
        row = task.history.named(import_id)
        _check_open(task, row)
        mapping = task.mapping_of(row.stream_id)
        rows, kept = _rows(task, row)
        task.history.end(import_id, "undone", now=now)
        task.moved.add(row.stream_id)
        task.mappings.pop(row.stream_id)
        settled = settle_all(task)
        commit(task, settled)
    anew = tuple(title_of(one.mapping) for one in settled if one.anew)
    return UndoReport(import_id, row.file or "", title_of(mapping), removed=rows - kept, kept=kept, anew=anew)


def _check_open(task: Task, row: ImportState) -> None:
    ended = task.history.ended().get(row.import_id)
    if ended is None:
        return
    how = "was undone already" if ended.state == "undone" else "was read again as a later import"
    raise LedgerError(
        f"{row.import_id} ({row.file}) {how}, on {ended.at:%Y-%m-%d}",
        remedy="closeknit imports lists what counts now.",
        about=row.import_id,
    )


def _rows(task: Task, row: ImportState) -> tuple[int, int]:
    """How many rows the import brought, and how many of them other imports brought too."""
    others = {one.import_id for one in task.history.counting(row.stream_id)} - {row.import_id}
    sightings = task.batch.reading("sightings")
    found = task.batch.con.execute(f"""
        SELECT count(*), count(*) FILTER (WHERE (record_id, version) IN (
            SELECT (record_id, version) FROM {sightings} WHERE import_id IN {listed(others)}))
        FROM {sightings} WHERE import_id = {quoted(row.import_id)}""").fetchone()
    return (int(found[0]), int(found[1])) if found else (0, 0)
