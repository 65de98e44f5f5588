"""Where a record stands: its file, the line in it, and its cells as they were read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from closeknit.claims import KEY_COLUMNS
from closeknit.errors import SourceError
from closeknit.ledger.copies import older_copies
from closeknit.ledger.counted import make, offer_tables
from closeknit.ledger.hashed import Hashed
from closeknit.ledger.history import History, ImportState
from closeknit.ledger.reread import same_bytes
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import Snapshot, connect, reading
from closeknit.sources.tables.dialects import Dialect
from closeknit.sources.tables.reading import line_of

ORIGINS = pa.schema(
    [
        ("record_id", pa.int64()),
        ("stream_id", pa.string()),
        ("import_id", pa.string()),
        ("file", pa.string()),
        ("path", pa.string()),
        ("ordinal", pa.int64()),
        ("line", pa.int64()),
        ("names", pa.list_(pa.string())),
        ("raw", pa.list_(pa.string())),
    ]
)
"""Columns of `origins`: a record's import, file, number and line in it, column names and cells."""


def origins(ledger: Ledger, record_ids: Sequence[int], *, lines: bool = True) -> pa.Table:
    """Where records come from, as they count now; in the order asked for.

    Of several files that show a record the first loaded is named, of several copies of one the newest.
    `line` is null where the file is gone or has changed; with `lines` false nobody looks.
    """
    snapshot = ledger.snapshot()
    history = History.of(snapshot.read("imports"))
    with connect(ledger.folder) as con:
        con.register("wanted", pa.table({"record_id": pa.array(record_ids, pa.int64())}))
        make_places(con, snapshot, history, "SELECT DISTINCT record_id FROM wanted")
        records = reading("records", files_with_wanted(con, snapshot.files["records"]))
        layouts = snapshot.reading("layouts")
        rows = con.execute(f"""
            SELECT p.record_id, r.stream_id, p.import_id, p.ordinal, l.names, r.raw
            FROM places p
            JOIN (SELECT * FROM {records} SEMI JOIN wanted USING (record_id)) r USING (record_id, version)
            LEFT JOIN (SELECT DISTINCT stream_id, layout, names FROM {layouts}) l USING (stream_id, layout)
            """).to_arrow_table()
    place = {record_id: n for n, record_id in enumerate(dict.fromkeys(record_ids))}
    found = sorted(rows.to_pylist(), key=lambda row: place[row["record_id"]])
    filled = with_files(found, history, Hashed(ledger.folder) if lines else None)
    return pa.Table.from_pylist(filled, schema=ORIGINS)


def files_with_wanted(con: duckdb.DuckDBPyConnection, files: Sequence[str]) -> list[str]:
    """Those of some files that hold `wanted` records; to tell, numbers are read and no cells."""
    if not files:
        return []
    names = con.execute(f"""
        SELECT DISTINCT filename FROM {reading("records", files)} SEMI JOIN wanted USING (record_id)""")
    return [name for (name,) in names.fetchall()]


def make_places(con: duckdb.DuckDBPyConnection, snapshot: Snapshot, history: History, wanted: str) -> None:
    """Make the table `places`: record_id, version, import_id, ordinal of each wanted record's winner."""
    offer_tables(con, history, snapshot.reading)
    sightings = reading("sightings", snapshot.files["sightings"])
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE sightings_wanted AS
        SELECT * FROM {sightings} SEMI JOIN ({wanted}) USING (record_id)""")
    con.execute("CREATE OR REPLACE TEMP VIEW now_sightings AS FROM sightings_wanted")
    make(con, "winners", "won")
    older = older_copies(history)
    # In an older copy of a file no line can be found any more.
    counting = sorted((row.import_id for row in history.counting()), key=lambda name: name in older)
    con.register("counting", pa.table({"import_id": counting, "nth": range(len(counting))}))
    con.execute("""
        CREATE OR REPLACE TEMP TABLE places AS
        SELECT record_id, version, arg_min(import_id, (nth, ordinal)) AS import_id,
            arg_min(ordinal, (nth, ordinal)) AS ordinal
        FROM won JOIN now_sightings USING (record_id, version) JOIN counting USING (import_id)
        GROUP BY record_id, version""")


def with_files(
    rows: Iterable[dict[str, object]], history: History, hashed: Hashed | None
) -> list[dict[str, object]]:
    """The rows with file, path and line beside their import_id and ordinal; lines already there stay.

    Without `hashed` nobody looks for lines.
    """
    imports = {row.import_id: row for row in history.rows if row.state == "complete"}
    filled = [dict(row) for row in rows]
    wanted: dict[str, set[int]] = {}
    for row in filled:
        origin = imports.get(str(row["import_id"]))
        row |= {"file": origin.file if origin else None, "path": origin.path if origin else None}
        if origin and row["ordinal"] is not None and row.get("line") is None:
            wanted.setdefault(origin.import_id, set()).add(int(str(row["ordinal"])))
    found = {name: lines_of(imports[name], which, hashed) for name, which in wanted.items() if hashed}
    for row in filled:
        known: Mapping[int, int] = found.get(str(row["import_id"]), {})
        ordinal = row["ordinal"]
        row.setdefault("line", None)
        row["line"] = row["line"] or (known.get(int(str(ordinal))) if ordinal is not None else None)
    return filled


def lines_of(row: ImportState, ordinals: Collection[int], hashed: Hashed) -> dict[int, int]:
    """Lines of records in the file of an import; empty when the file is gone or not what it was."""
    path = Path(row.path or "")
    if not row.path or not same_bytes(row, path, hashed):
        return {}
    try:
        return line_of(path, Dialect.from_json(row.dialect), ordinals)
    except SourceError:
        return {}


def naming(ledger: Ledger, keys: Sequence[str]) -> list[int]:
    """Ids of all records that name one of the keys, or a case of theirs; `origins` tells which count."""
    snapshot = ledger.snapshot()
    with connect(ledger.folder) as con:
        con.register("wanted", pa.table({"key": pa.array(keys, pa.string())}))
        named = [
            f"SELECT record_id FROM {snapshot.reading(table)} WHERE {column} IN (FROM wanted)"
            for table, columns in KEY_COLUMNS.items()
            for column in columns
        ]
        cases = f"""SELECT case_key FROM {snapshot.reading("cases")}
            WHERE account_key IN (FROM wanted) OR contact_key IN (FROM wanted)"""
        named += [
            f"SELECT record_id FROM {snapshot.reading(table)} WHERE case_key IN ({cases})"
            for table in ("activities", "stages")
        ]
        rows = con.execute(f"SELECT record_id FROM ({' UNION '.join(named)}) ORDER BY record_id").fetchall()
    return [number for (number,) in rows]
