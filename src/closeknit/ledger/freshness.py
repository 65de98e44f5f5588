"""How much there is of each stream and how new it is: the book's table of that name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import duckdb
import ibis.expr.types as ir
import pyarrow as pa

from closeknit.day_numbers import date_to_day
from closeknit.engines.engine import Engine
from closeknit.ledger.history import History
from closeknit.ledger.problems import standing
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import Snapshot, connect, quoted

FRESHNESS = pa.schema(
    [
        ("stream_id", pa.string()),
        ("title", pa.string()),
        ("records", pa.int64()),
        ("set_aside", pa.int64()),
        ("first_day", pa.int32()),
        ("last_day", pa.int32()),
    ]
)
"""Columns as in `book.schema`; days are local days since 1970-01-01 of the oldest and newest activity."""

STREAMS = pa.schema(
    [
        ("import_id", pa.string()),
        ("stream_id", pa.string()),
        ("now", pa.bool_()),
        ("seen_before", pa.bool_()),
    ]
)

Days = Mapping[str, tuple[int, int]]
"""Local days of the oldest and the newest activity of each stream that has any."""


@dataclass(frozen=True)
class Counted:
    """What was counted of streams before a change, so that only records it touches are counted again."""

    records: Mapping[str, int]
    """How many records each stream had."""
    days: Days
    imports: Collection[str]
    """The imports whose sightings counted then."""
    touched: ir.Table
    """record_id of all that imports saw which count now and did not, or the other way round."""
    added: Collection[str] = ()
    """Imports that count since, where nothing else changed and none of what they saw was seen before."""


def freshness(
    ledger: Ledger, snapshot: Snapshot, engine: Engine, activities: ir.Table, before: Counted | None = None
) -> pa.Table:
    """One row for each stream that has rows in a snapshot, by stream; `activities` are its live ones."""
    history = History.of(snapshot.read("imports"))
    with connect(ledger.folder) as con:
        if before is None:
            records = _records(con, snapshot, history)
        else:
            records = _records_since(con, snapshot, history, before, engine.collect(before.touched))
        aside = _aside(con, snapshot, history)
    days = _days(engine, activities, ledger.settings.zone(), before)
    rows = [
        {
            "stream_id": stream_id,
            "title": _title(ledger, history, stream_id),
            "records": records.get(stream_id, 0),
            "set_aside": aside.get(stream_id, 0),
            "first_day": days[stream_id][0] if stream_id in days else None,
            "last_day": days[stream_id][1] if stream_id in days else None,
        }
        for stream_id in history.streams()
    ]
    return pa.Table.from_pylist(rows, schema=FRESHNESS)


def _records(con: duckdb.DuckDBPyConnection, snapshot: Snapshot, history: History) -> dict[str, int]:
    counting = {row.import_id: row.stream_id for row in history.counting()}
    con.register("streams", pa.table({"import_id": list(counting), "stream_id": list(counting.values())}))
    found = con.execute(f"""
        SELECT stream_id, count(DISTINCT record_id) FROM {snapshot.reading("sightings")}
        JOIN streams USING (import_id) GROUP BY stream_id""").fetchall()
    return {str(stream_id): int(rows) for stream_id, rows in found}


def _records_since(
    con: duckdb.DuckDBPyConnection, snapshot: Snapshot, history: History, before: Counted, touched: pa.Table
) -> dict[str, int]:
    """The same, sooner: of touched records, those seen then come off and those seen now come on."""
    now = {row.import_id for row in history.counting()}
    rows = [
        {"import_id": name, "stream_id": stream, "now": name in now, "seen_before": name in before.imports}
        for name, stream in {row.import_id: row.stream_id for row in history.rows}.items()
    ]
    con.register("streams", pa.Table.from_pylist(rows, schema=STREAMS))
    con.register("touched", touched)
    seen = snapshot.reading("sightings")
    if before.added:
        # Nobody else saw these records: the other files need not be searched for them.
        seen = f"(SELECT * FROM {seen} WHERE import_id IN ({', '.join(map(quoted, before.added))}))"
    found = con.execute(f"""
        SELECT stream_id, count(DISTINCT record_id) FILTER (now)
            - count(DISTINCT record_id) FILTER (seen_before)
        FROM {seen} SEMI JOIN touched USING (record_id)
        JOIN streams USING (import_id) GROUP BY stream_id""").fetchall()
    more = {str(stream_id): int(rows) for stream_id, rows in found}
    return {stream: before.records.get(stream, 0) + more.get(stream, 0) for stream in history.streams()}


def _aside(con: duckdb.DuckDBPyConnection, snapshot: Snapshot, history: History) -> dict[str, int]:
    """Rows set aside: each once, however many things are wrong with it."""
    found = con.execute(f"""
        SELECT stream_id, count(DISTINCT (import_id, ordinal)) FROM ({standing(con, snapshot, history)})
        WHERE severity = 'row' GROUP BY stream_id""").fetchall()
    return {str(stream_id): int(rows) for stream_id, rows in found}


def _days(engine: Engine, activities: ir.Table, zone: ZoneInfo, before: Counted | None) -> Days:
    """Days of live activities; where rows were only added, of these and of what there was before."""
    had: Days = {}
    if before is not None and before.added:
        had, activities = before.days, activities.filter(activities.import_id.isin(before.added))
    at = activities.occurred_at
    found = engine.collect(activities.group_by("stream_id").agg(first=at.min(), last=at.max())).to_pylist()
    days = {row["stream_id"]: (_day(row["first"], zone), _day(row["last"], zone)) for row in found}
    return {**had, **{stream: _both(there, had.get(stream, there)) for stream, there in days.items()}}


def _both(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return min(one[0], other[0]), max(one[1], other[1])


def _title(ledger: Ledger, history: History, stream_id: str) -> str:
    told = history.told_by(stream_id)
    return (ledger.mapping(told.mapping_hash).title if told else "") or stream_id


def _day(moment: datetime, zone: ZoneInfo) -> int:
    return date_to_day(moment.replace(tzinfo=UTC).astimezone(zone).date())
