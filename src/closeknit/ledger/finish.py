"""The end of every writer's task: settle what moved, commit it in one go, and say what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from closeknit.ledger.history import ImportState
from closeknit.ledger.report import Understood
from closeknit.ledger.settle import Settled, settle, unsettled
from closeknit.ledger.task import Task
from closeknit.sources.mappings.mapping import Mapping


def settle_all(task: Task) -> list[Settled]:
    """Bring the claims of every stream that needs it up to its rows and rules."""
    return [done for stream_id in unsettled(task) if (done := settle(task, stream_id)) is not None]


def commit(task: Task, settled: Sequence[Settled]) -> None:
    """Make the task's work visible; nothing is written when nothing happened."""
    ended = [row for row in task.history.rows if row.seq > task.first_seq]
    rows = sorted((row for one in settled for row in one.rows), key=lambda row: int(row.import_id[2:]))
    if not (ended or rows):
        return
    for one in settled:
        task.ledger.keep_mapping(one.mapping)
    first = task.history.next_seq
    numbered = [replace(row, seq=first + n) for n, row in enumerate(rows)]
    task.progress.step("Writing it down")
    task.batch.add_rows("imports", [row.row() for row in (*ended, *numbered)])
    task.batch.commit()
    task.ledger.lost = ()


def title_of(mapping: Mapping) -> str:
    """What people call the files of a mapping."""
    return mapping.title or mapping.stream_id


def understood_again(file: str, mapping: Mapping, row: ImportState) -> Understood:
    """A file whose very bytes had been loaded before."""
    return Understood(
        file=file,
        title=title_of(mapping),
        stream_id=mapping.stream_id,
        mapping=row.mapping,
        import_id=row.import_id,
        received=row.received,
        duplicate=row.received,
        already=True,
    )


def understood_file(import_id: str, settled: Sequence[Settled]) -> Understood:
    """A file that became the import of that name."""
    stream, row = next((one, row) for one in settled for row in one.rows if row.import_id == import_id)
    first, last = stream.days.get(import_id, (None, None))
    return Understood(
        file=row.file or "",
        title=title_of(stream.mapping),
        stream_id=row.stream_id,
        mapping=row.mapping,
        import_id=import_id,
        received=row.received,
        stored=row.stored,
        duplicate=row.duplicate,
        set_aside=row.set_aside,
        rejected=row.rejected,
        first=first,
        last=last,
    )


def understood_stream(one: Settled) -> Understood:
    """A stream of which all rows were read anew."""
    went_in = max(one.aside_before - one.aside_now, 0)
    return Understood(
        file="",
        title=title_of(one.mapping),
        stream_id=one.stream_id,
        mapping=one.rows[0].mapping,
        import_id=one.rows[0].import_id,
        received=one.records,
        stored=went_in,
        duplicate=one.records - went_in - one.aside_now,
        set_aside=one.aside_now,
        anew=one.anew,
    )


def notes_of(settled: Sequence[Settled]) -> list[str]:
    """What had to be guessed, and which streams were read anew."""
    notes = []
    for one in settled:
        notes += [f"{title_of(one.mapping)}: {note}" for note in one.notes]
        if one.anew:
            notes.append(f"{title_of(one.mapping)}: all of it was read anew, because {one.anew}")
    return notes
