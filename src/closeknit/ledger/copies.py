"""Several copies of one file: the same table of the same path, read again with other bytes.

People mend a file where it lies and load it again. Then a row that could not be read in the older copy is
no problem any more, lines are found in the newest copy, and without an identity a changed line counts
beside the old one, which has to be said.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from closeknit.engines.connecting import one_number
from closeknit.ledger.history import History, ImportState
from closeknit.ledger.tables import quoted
from closeknit.ledger.task import Intake, Task, listed

LEAST_SHARED = 0.5
"""Share of an older copy's rows that the newest must hold too; else it is another export of that name."""


def older_copies(history: History, stream_id: str = "") -> dict[str, str]:
    """Imports that count whose file holds a newer copy, each with the import that read the newest."""
    newest: dict[tuple[str, ...], ImportState] = {}
    rows = [row for row in history.counting(stream_id) if row.path]
    for row in sorted(rows, key=lambda row: str(row.file_time)):
        newest[_table(row)] = row
    return {
        row.import_id: newest[_table(row)].import_id
        for row in rows
        if newest[_table(row)].import_id != row.import_id
    }


def _table(row: ImportState) -> tuple[str, ...]:
    return row.stream_id, row.path or "", row.file or ""


def not_mended(
    con: duckdb.DuckDBPyConnection, history: History, sightings: str, *, stream_id: str = ""
) -> set[str]:
    """Imports whose unread rows still stand; `sightings` is SQL of that table.

    Left out are older copies of a file whose newest copy is that file still.
    """
    counting = {row.import_id for row in history.counting(stream_id)}
    pairs = older_copies(history, stream_id)
    if not pairs:
        return counting
    listed_pairs = ", ".join(f"({quoted(old)}, {quoted(new)})" for old, new in pairs.items())
    found = con.execute(f"""
        WITH pairs(old, new) AS (VALUES {listed_pairs}),
        seen AS (
            SELECT DISTINCT import_id, record_id FROM {sightings}
            WHERE import_id IN {listed({*pairs, *pairs.values()})})
        SELECT p.old FROM pairs p
        LEFT JOIN seen o ON o.import_id = p.old
        LEFT JOIN seen n ON n.import_id = p.new AND n.record_id = o.record_id
        GROUP BY p.old HAVING count(n.record_id) >= {LEAST_SHARED} * count(o.record_id)""").fetchall()
    return counting - {str(old) for (old,) in found}


def changed_lines(task: Task, intake: Intake) -> list[str]:
    """What to say about a file without an identity that was loaded before and has other lines now."""
    if intake.mapping.record.identity or intake.replaces:
        return []
    older = [row for row in task.history.counting(intake.row.stream_id) if _table(row) == _table(intake.row)]
    gone = _gone(task.batch.con, task.batch.reading, older[-1], intake.row) if older else 0
    if not gone:
        return []
    before, rows = older[-1].import_id, "1 row is" if gone == 1 else f"{gone:,} rows are"
    return [
        f"{intake.row.file} changed since it was loaded as {before}: {rows} gone from it and "
        f"still count. If the file was corrected: closeknit undo {before}"
    ]


def _gone(
    con: duckdb.DuckDBPyConnection, reading: Callable[[str], str], old: ImportState, new: ImportState
) -> int:
    """Rows of the old copy that the new one does not have."""
    of = f"(SELECT record_id FROM {reading('sightings')} WHERE import_id = "
    return one_number(
        con,
        f"SELECT count(*) FROM {of}{quoted(old.import_id)}) ANTI JOIN {of}{quoted(new.import_id)}) n "
        "USING (record_id)",
    )
