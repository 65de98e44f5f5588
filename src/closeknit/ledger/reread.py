"""Reading imports again because their mapping now names rows differently: other identity, columns or rules.

From the file where it still lies there unchanged, else from the rows we kept. The new import replaces
the old one in the same commit; nothing is rewritten.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from closeknit.errors import SourceError
from closeknit.ledger.finding import Found, table_name
from closeknit.ledger.hashed import Hashed
from closeknit.ledger.history import ImportState
from closeknit.ledger.intake import Origin, take_in
from closeknit.ledger.tables import quoted, reading
from closeknit.ledger.task import Task
from closeknit.sources.mappings.canonical import canonical_columns
from closeknit.sources.mappings.checks import check_header
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.tables.accounting import PROBLEMS
from closeknit.sources.tables.dialects import ReadRules
from closeknit.sources.tables.files import size_of
from closeknit.sources.tables.looking import tables_in
from closeknit.sources.tables.reading import stage


def adopt(task: Task, mapping: Mapping) -> list[str]:
    """Read the mapping's stream by it from now on, what was loaded before included; gives notes.

    Raises:
        ColumnMissing: rows loaded before lack a column it needs, so a slip in it would set them all aside;
            the stream is read as before.
    """
    for row in task.history.counting(mapping.stream_id):
        before = task.kept_mapping(row.mapping_hash)
        if before.hash != mapping.hash and _table_rules(before) == _table_rules(mapping):
            check_header(mapping, row.header, file=f"{row.file}, loaded before ({row.import_id}),")
    task.mappings[mapping.stream_id] = mapping
    return _reread_outdated(task, mapping)


def _reread_outdated(task: Task, mapping: Mapping) -> list[str]:
    """Read again every import of the mapping's stream that it would read differently."""
    notes = []
    for row in task.history.counting(mapping.stream_id):
        if not _differs(task, task.kept_mapping(row.mapping_hash), mapping):
            continue
        try:
            _reread(task, row, mapping)
        except SourceError as error:
            notes.append(f"{row.file} ({row.import_id}) stays as it was read before: {error.message}")
    return notes


def _differs(task: Task, before: Mapping, now: Mapping) -> bool:
    """Whether records would get other names, or other rows would come out of the file."""
    if before.hash == now.hash:
        return False
    headers = [names for (stream_id, _), names in task.layouts.items() if stream_id == now.stream_id]
    columns = [canonical_columns(before, names) == canonical_columns(now, names) for names in headers]
    return _naming(before) != _naming(now) or not all(columns)


def _naming(mapping: Mapping) -> tuple[object, ...]:
    read, record = mapping.read, mapping.record
    written = (read.null, read.dates, read.numbers, read.zone) if record.version else ()
    return (_table_rules(mapping), record.identity, record.version, written)


def _table_rules(mapping: Mapping) -> ReadRules:
    """How its file is taken apart into rows and columns, whatever they are called."""
    return replace(mapping.rules, columns=())


def _reread(task: Task, row: ImportState, mapping: Mapping) -> None:
    task.progress.step(f"Reading {row.file} again")
    with task.cursor() as con:
        origin = _from_file(task, con, row, mapping) or _from_rows(task, con, row)
        kept = len(task.history.rows)
        task.history.end(row.import_id, "replaced", now=task.now)
        try:
            take_in(task, con, origin, mapping, replaces=row.import_id)
        except SourceError:
            del task.history.rows[kept:]
            raise


def staged_origin(task: Task, con: duckdb.DuckDBPyConnection, found: Found) -> Origin:
    """Stage one table of a file on a connection."""
    rules = replace(found.mapping.rules, mail=task.ledger.settings.mail_keep)
    staged = stage(con, found.path, found.glimpse, rules, progress=task.progress)
    Hashed(task.ledger.folder).remember(found.path, staged.stamp, staged.sha256)
    return Origin(
        relation=staged.relation,
        file=found.name,
        path=str(found.path.resolve()),
        size=staged.size,
        sha256=staged.sha256,
        file_time=staged.file_time,
        dialect=staged.dialect.to_json(),
        received=staged.received,
        rejected=staged.rejected,
        problems=staged.problems,
        notes=staged.notes,
        trimmed=staged.trimmed,
    )


def same_bytes(row: ImportState, path: Path, hashed: Hashed) -> bool:
    """Whether a file holds the very bytes that an import was read from."""
    try:
        return size_of(path) == row.size and hashed.sha256(path) == row.sha256
    except (OSError, SourceError):
        return False


def _from_file(
    task: Task, con: duckdb.DuckDBPyConnection, row: ImportState, mapping: Mapping
) -> Origin | None:
    path = Path(row.path or "")
    if not row.path or not same_bytes(row, path, Hashed(task.ledger.folder)):
        return None
    for glimpse in tables_in(path, known=mapping.rules.columns):
        if table_name(path, glimpse) == row.file:
            origin = staged_origin(task, con, Found(path, glimpse, mapping))
            # A copy may carry another time than the file had when it was first read.
            return replace(origin, file_time=row.file_time or origin.file_time)
    return None


def _from_rows(task: Task, con: duckdb.DuckDBPyConnection, row: ImportState) -> Origin:
    """An import's rows, put together again from what was kept of them."""
    batch, name = task.batch, task.new_name("kept")
    cells = "".join(
        f', r.raw[{place}] AS "{column.replace(chr(34), chr(34) * 2)}"'
        for place, column in enumerate(row.header, 1)
    )
    con.execute(f"""
        CREATE TEMP TABLE {name} AS SELECT s.ordinal AS _ordinal{cells}
        FROM (SELECT * FROM {batch.reading("sightings")} WHERE import_id = {quoted(row.import_id)}) s
        JOIN (SELECT * FROM {batch.reading("records")} WHERE stream_id = {quoted(row.stream_id)}) r
        USING (record_id, version) ORDER BY s.ordinal""")
    columns = ", ".join(PROBLEMS.names)
    problems = con.execute(f"""
        SELECT {columns} FROM {reading("problems", batch.before("problems"))}
        WHERE import_id = {quoted(row.import_id)} AND epoch = 0 ORDER BY ordinal""").to_arrow_table()
    return Origin(
        relation=name,
        file=row.file or "",
        path=row.path or "",
        size=row.size or 0,
        sha256=row.sha256 or "",
        file_time=row.file_time or task.now,
        dialect=row.dialect,
        received=row.received,
        rejected=row.rejected,
        problems=problems.cast(PROBLEMS),
    )
