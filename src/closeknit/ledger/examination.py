"""Every byte of what was kept, read and counted: what `closeknit doctor --deep` does.

Files are what their names say (hash of their bytes) and hold as many rows as the log says; the rows of every
import add up to what was counted when it came in; no line is kept twice, and none is seen that is not kept.
`tail` is the quick look before every command.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow.parquet import ParquetFile

from closeknit.errors import CloseknitError
from closeknit.ledger.datafiles import content_hash, told_hash
from closeknit.ledger.history import History
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import TABLES, Snapshot, connect, named_files
from closeknit.progress import Progress, Quiet


def faults(ledger: Ledger, *, progress: Progress | None = None) -> list[str]:
    """What is wrong with what was kept, a sentence each; empty when all of it is whole."""
    found: list[str] = []
    snapshot = ledger.snapshot()
    for done, table in enumerate(TABLES):
        (progress or Quiet()).step("Reading every file", done, len(TABLES))
        for one in named_files(ledger.folder, table):
            found += _of_file(ledger.folder / table / one.path, one.rows)
    if found:
        return found  # counting files that cannot be read would only say so again
    history = History.of(snapshot.read("imports"))
    with connect(ledger.folder) as con:
        found += _balances(con, snapshot, history)
        found += _lines(con, snapshot)
    return [*found, *_mappings(ledger, history)]


def _of_file(file: Path, rows: int) -> Iterator[str]:
    told = told_hash(file)
    try:
        if told and not content_hash(file).startswith(told):
            yield f"{file} is not what was written: its bytes have changed"
            return
        with ParquetFile(file) as opened:
            held = opened.metadata.num_rows
            if not told:  # nothing tells its hash, so all of it is read
                held = sum(batch.num_rows for batch in opened.iter_batches())
    except (OSError, pa.ArrowException) as error:
        yield f"{file} cannot be read: {error}"
        return
    if held != rows:
        yield f"{file} holds {held:,} rows instead of {rows:,}"


def _balances(con: duckdb.DuckDBPyConnection, snapshot: Snapshot, history: History) -> Iterator[str]:
    """Imports whose lines do not add up."""
    seen = _by_import(con, snapshot.reading("sightings"))
    unread = _by_import(con, f"(FROM {snapshot.reading('problems')} WHERE epoch = 0)")
    for row in (row for row in history.rows if row.state == "complete"):
        kept = row.stored + row.duplicate + row.set_aside + row.rejected
        found = seen.get(row.import_id, 0) + unread.get(row.import_id, 0) + row.rejected
        if not row.received == kept == found:
            yield (
                f"{row.import_id} ({row.file}) had {row.received:,} lines when it was loaded; "
                f"{kept:,} were counted and {found:,} are kept"
            )


def _by_import(con: duckdb.DuckDBPyConnection, rows: str) -> dict[str, int]:
    found = con.execute(f"SELECT import_id, count(*) FROM {rows} GROUP BY import_id").fetchall()
    return {str(import_id): int(count) for import_id, count in found}


def _lines(con: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> Iterator[str]:
    """Lines kept twice, and lines seen but not kept."""
    records, sightings = snapshot.reading("records"), snapshot.reading("sightings")
    checks = {
        "kept twice": f"SELECT 1 FROM {records} GROUP BY record_id, version HAVING count(*) > 1",
        "seen in a file but not kept": f"SELECT * FROM (SELECT DISTINCT record_id, version FROM {sightings}) "
        f"ANTI JOIN (SELECT record_id, version FROM {records}) USING (record_id, version)",
    }
    for what, query in checks.items():
        row = con.execute(f"SELECT count(*) FROM ({query})").fetchone()
        if row and row[0]:
            yield f"{row[0]:,} lines are {what}"


def _mappings(ledger: Ledger, history: History) -> Iterator[str]:
    """Mappings that lines were read by and that are gone or changed."""
    for digest in sorted({row.mapping_hash for row in history.rows}):
        file = ledger.folder / "mappings" / f"{digest}.toml"
        try:
            if ledger.mapping(digest).hash != digest:
                yield f"{file} is not what was written: its text has changed"
        except (CloseknitError, OSError) as error:
            yield f"{file} cannot be read: {str(error).splitlines()[0]}"
