"""One table of one file becomes an import: its rows kept verbatim, each sighting, what could not be read.

Rows that are known already are only sighted again. Nothing here says what rows mean: see `settle`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from closeknit.engines.connecting import one_number
from closeknit.ledger.history import ImportState
from closeknit.ledger.tables import quoted, reading
from closeknit.ledger.task import AT_ONCE, Intake, Task
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.translation.expressions import one_of
from closeknit.sources.translation.identify import Identified, identify


@dataclass(frozen=True)
class Origin:
    """Where rows come from: the file as `imports` tells it, and the staged relation that holds them."""

    relation: str
    file: str
    path: str
    size: int
    sha256: str
    file_time: datetime
    dialect: str
    received: int
    rejected: int
    problems: pa.Table
    """Rows that could not be read; columns of `sources.reading.PROBLEMS`."""
    notes: tuple[str, ...] = ()
    """What there is to say of the whole, to go on after the name of the file."""
    trimmed: bool = False
    """Whether no cell has blanks around it."""


def take_in(
    task: Task, con: duckdb.DuckDBPyConnection, origin: Origin, mapping: Mapping, *, replaces: str = ""
) -> Intake:
    """Write the rows of a staged table to the batch as a new import.

    Raises:
        ColumnMissing: the table lacks a column that the mapping needs; nothing was written.
    """
    settings = task.ledger.settings
    found = identify(con, origin, mapping, settings=settings, file_time=origin.file_time, file=origin.file)
    import_id = task.new_id()
    task.add_layout(mapping.stream_id, found.layout, found.names, import_id)
    rows = one_number(con, f'SELECT count(*) FROM "{found.numbers}"')
    seen = _seen_before(task, con, found, mapping)
    duplicate = one_number(con, f"SELECT count(*) FROM {seen} WHERE counts") if seen else 0
    before = {table: len(task.batch.added(table)) for table in ("records", "sightings")}
    fresh, revived = _write_records(task, con, found, mapping.stream_id, import_id, seen)
    task.batch.add("sightings", _sightings(found, import_id), con=con, repeated=("import_id",))
    records, sightings = (tuple(task.batch.added(table)[n:]) for table, n in before.items())
    _write_problems(task, con, origin, mapping.stream_id, import_id)
    row = _import_row(task, origin, mapping, import_id, found.names)
    unread = origin.problems.num_rows
    large = rows > AT_ONCE and origin.trimmed and not seen
    at_hand = found if large and task.hold(mapping.stream_id, con) else None
    taken = Intake(
        row,
        mapping,
        fresh,
        records,
        sightings,
        revived,
        _returned(con, seen),
        rows,
        duplicate,
        unread,
        replaces,
        origin.notes,
        at_hand,
    )
    task.intakes.append(taken)
    task.moved.add(mapping.stream_id)
    return taken


def _seen_before(task: Task, con: duckdb.DuckDBPyConnection, found: Identified, mapping: Mapping) -> str:
    """A table that says for each row whether its version counts, is kept and has claims already.

    Empty when no row can have been seen before: the first file of a stream without a version column.
    """
    imports = _imports_before(task, mapping.stream_id)
    sighted = _sighted(task, mapping.stream_id)
    if not imports and not sighted and not mapping.record.version:
        return ""
    con.register("so_far", pa.table(_columns(imports)))
    here = f"UNION ALL SELECT record_id, version, true, true FROM {sighted}" if sighted else ""
    before = task.batch.before("sightings") if imports else []
    table = task.new_name("seen")
    # With a version column, equal rows of one file are the same version of one record, seen twice.
    nth = "row_number() OVER (PARTITION BY record_id, version ORDER BY ordinal)"
    nth = nth if mapping.record.version else "1"
    task.batch.con.execute(
        f"CREATE TABLE {table} "
        "(record_id BIGINT, version BIGINT, ordinal BIGINT, counts BOOL, kept BOOL, derived BOOL)"
    )
    con.execute(f"""
        INSERT INTO {table}
        WITH known AS (
            SELECT record_id, version, bool_or(counts) AS counts, bool_or(derived) AS derived FROM (
                SELECT record_id, version, so_far.counts, so_far.derived
                FROM {reading("sightings", before)} JOIN so_far USING (import_id) {here}) GROUP BY ALL),
        here AS (SELECT record_id, version, ordinal, {nth} > 1 AS again FROM "{found.numbers}")
        SELECT h.record_id, h.version, h.ordinal, again OR coalesce(k.counts, false),
            again OR k.record_id IS NOT NULL, again OR coalesce(k.derived, false)
        FROM here h LEFT JOIN known k USING (record_id, version)""")
    con.unregister("so_far")
    return table


def _imports_before(task: Task, stream_id: str) -> list[tuple[str, bool, bool]]:
    """Imports of the stream before this batch: name, whether it counts, whether it has claims."""
    history = task.history
    counting = {row.import_id for row in history.counting(stream_id)}
    derived = history.derived_from(stream_id)
    return [
        (row.import_id, row.import_id in counting, row.import_id in derived)
        for row in history.complete(stream_id)
    ]


def _sighted(task: Task, stream_id: str) -> str:
    """A table of what imports of this batch saw of the stream; empty where there are none.

    All of them count and have claims. It grows with them: to read the files of each again for the next would
    take longer with every file.
    """
    taken = task.taken_of(stream_id)
    if not taken:
        return ""
    table, done = task.sighted.get(stream_id, ("", 0))
    if not table:
        table = task.new_name("sighted")
        task.batch.con.execute(f"CREATE TABLE {table} (record_id BIGINT, version BIGINT)")
    files = [file for one in taken[done:] for file in one.sightings]
    if files:
        task.batch.con.execute(
            f"INSERT INTO {table} SELECT record_id, version FROM {reading('sightings', files)}"
        )
    task.sighted[stream_id] = (table, len(taken))
    return table


def _columns(imports: list[tuple[str, bool, bool]]) -> dict[str, pa.Array]:
    names, counts, derived = zip(*imports, strict=True) if imports else ((), (), ())
    return {
        "import_id": pa.array(names, pa.string()),
        "counts": pa.array(counts, pa.bool_()),
        "derived": pa.array(derived, pa.bool_()),
    }


def _write_records(
    task: Task, con: duckdb.DuckDBPyConnection, found: Identified, stream_id: str, import_id: str, seen: str
) -> tuple[str, str]:
    """Keep rows that are new; gives SQL for the rows that are fresh, and for kept records to understand."""
    unkept = f"SELECT record_id, version, ordinal FROM {seen} WHERE NOT kept"
    source = found.rows(unkept) if seen else f'"{found.relation}"'
    before = len(task.batch.added("records"))
    task.batch.add(
        "records",
        f"""SELECT {one_of(stream_id)} AS stream_id, record_id, version, layout, raw,
            {one_of(import_id)} AS import_id FROM {source}""",
        con=con,
        repeated=("stream_id", "import_id"),
    )
    added = reading("records", task.batch.added("records")[before:])
    if not seen:
        return f"(SELECT record_id, version FROM {added})", ""
    # A version that only undone imports had seen is kept, but may have no claims in this reading.
    revived = f"SELECT record_id, version FROM {seen} WHERE kept AND NOT derived"
    fresh = f"(SELECT record_id, version FROM {seen} WHERE NOT counts)"
    if not one_number(con, f"SELECT count(*) FROM ({revived})"):
        return fresh, ""
    kept = task.batch.reading("records")
    return fresh, f"(SELECT r.* FROM {kept} r SEMI JOIN ({revived}) v USING (record_id, version))"


def _returned(con: duckdb.DuckDBPyConnection, seen: str) -> str:
    """SQL of the rows that an undone import brought: nothing is made of them again. Empty without any."""
    back = f"FROM {seen} WHERE derived AND NOT counts"
    if not seen or not one_number(con, f"SELECT count(*) {back}"):
        return ""
    return f"(SELECT record_id, version {back})"


def _sightings(found: Identified, import_id: str) -> str:
    return (
        f'SELECT {one_of(import_id)} AS import_id, record_id, version, ordinal, rank FROM "{found.numbers}"'
    )


def _write_problems(
    task: Task, con: duckdb.DuckDBPyConnection, origin: Origin, stream_id: str, import_id: str
) -> None:
    if not origin.problems.num_rows:
        return
    con.register("unread", origin.problems)
    task.batch.add(
        "problems",
        f"""SELECT {quoted(stream_id)} AS stream_id, {quoted(import_id)} AS import_id, 0 AS epoch,
            NULL AS record_id, NULL AS version, 'row' AS severity, * FROM unread""",
        con=con,
    )
    con.unregister("unread")


def _import_row(
    task: Task, origin: Origin, mapping: Mapping, import_id: str, header: tuple[str, ...]
) -> ImportState:
    return ImportState(
        import_id=import_id,
        seq=0,
        at=task.now,
        state="complete",
        stream_id=mapping.stream_id,
        epoch=0,
        file=origin.file,
        path=origin.path,
        size=origin.size,
        sha256=origin.sha256,
        file_time=origin.file_time,
        mapping=task.mapping_name(mapping),
        mapping_hash=mapping.hash,
        dialect=origin.dialect,
        header=header,
        choices=None,
        fingerprint="",
        received=origin.received,
        stored=0,
        duplicate=0,
        set_aside=0,
        rejected=origin.rejected,
    )
