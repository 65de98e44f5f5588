"""Rows set aside and values left out, as they stand now: where, what is wrong, what to do.

A row that could not even be read belongs to its import; one that was read but says something
impossible belongs to its record, and is no problem any more when a newer version is right. Nor is an
unread row of a file that was mended and loaded again.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from closeknit.ledger.copies import not_mended
from closeknit.ledger.hashed import Hashed
from closeknit.ledger.history import History
from closeknit.ledger.places import make_places, with_files
from closeknit.ledger.schema import PROBLEMS
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import Snapshot, connect, quoted
from closeknit.ledger.task import listed

FOUND = pa.schema([*PROBLEMS.arrow, ("file", pa.string()), ("path", pa.string())])
"""Columns of `problems`: those of the table, with the file and where it was read."""

EXCERPT = 10_000
"""Characters of a row that are shown."""


def problems(ledger: Ledger, *, code: str = "", lines: bool = True) -> pa.Table:
    """Problems that stand now (columns FOUND), by stream, file and place in it.

    `code` keeps one sort of problem. `line` is found in the file where it still lies unchanged; with
    `lines` false nobody looks.
    """
    snapshot = ledger.snapshot()
    history = History.of(snapshot.read("imports"))
    with connect(ledger.folder) as con:
        query = standing(con, snapshot, history, code=code)
        rows = con.execute(query).to_arrow_table().to_pylist()
    filled = with_files(rows, history, Hashed(ledger.folder) if lines else None)
    filled.sort(
        key=lambda row: (row["stream_id"], row["file"] or "", row["ordinal"] or 0, row["field"] or "")
    )
    return pa.Table.from_pylist(filled, schema=FOUND)


def standing(con: duckdb.DuckDBPyConnection, snapshot: Snapshot, history: History, *, code: str = "") -> str:
    """SQL, on this connection, of problems that stand now: columns of the table, lines where known."""
    only = f" AND code = {quoted(code)}" if code else ""
    con.execute(
        f"CREATE TEMP VIEW all_problems AS SELECT * FROM {snapshot.reading('problems')} WHERE true{only}"
    )
    make_places(con, snapshot, history, "SELECT DISTINCT record_id FROM all_problems")
    records = f"(SELECT * FROM {snapshot.reading('records')} SEMI JOIN places USING (record_id, version))"
    current = listed(history.current())
    return f"""
        SELECT p.* REPLACE (w.import_id AS import_id, w.ordinal AS ordinal,
            left(array_to_string(r.raw, ', '), {EXCERPT}) AS raw)
        FROM all_problems p
        JOIN places w USING (record_id, version)
        LEFT JOIN {records} r USING (record_id, version)
        WHERE p.epoch > 0 AND p.import_id IN {current}
        UNION ALL {_unread(not_mended(con, history, snapshot.reading("sightings")))}"""


def _unread(imports: set[str]) -> str:
    """Rows of files that could not be read; the same broken row in another copy of a file counts once."""
    names = listed(imports)
    same = "stream_id, code, raw, value"
    return f"""
        SELECT * EXCLUDE (again) FROM (
            SELECT *, row_number() OVER (PARTITION BY import_id, {same} ORDER BY ordinal) AS again
            FROM all_problems WHERE epoch = 0 AND import_id IN {names})
        QUALIFY row_number() OVER (PARTITION BY {same}, again ORDER BY import_id) = 1"""
