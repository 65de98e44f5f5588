"""Kept records as tables again: one text column for each name of the mapping, whatever header they had.

Which of the records are wanted is given as SQL; what they say is not a matter here.
"""

from __future__ import annotations

from typing import NamedTuple

import duckdb

from closeknit.ledger.counted import make, offer_tables
from closeknit.ledger.tables import quoted, reading
from closeknit.ledger.task import AT_ONCE, Task, listed
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.translation.identify import Identified
from closeknit.sources.translation.layouts import cells_sql
from closeknit.sources.translation.party_keys import has_one_key


class Source(NamedTuple):
    """SQL of records as they are kept; with a layout, of rows at hand that stand under it, cell by cell and
    trimmed."""

    sql: str
    layout: int | None = None


def in_pieces(rows: Identified, ordinals: int, mapping: Mapping) -> list[Source]:
    """The rows of a file that are at hand, AT_ONCE at a time; twice as many where each names one key at most.

    Keys and days are read anew for every piece, and each text of a key is held meanwhile.
    """
    parties = [party for party in mapping.party.values() if party.keys]
    few = len(parties) <= 1 and all(map(has_one_key, parties))
    together = 2 * AT_ONCE if few else AT_ONCE
    starts = range(1, ordinals + 1, together)
    return [Source(rows.cells(first, first + together - 1), rows.layout) for first in starts]


def as_columns(task: Task, mapping: Mapping, *sources: Source, seen: str = "NULL::TIMESTAMP") -> str:
    """SQL of records with record_id, version, seen_at and the mapping's columns as text."""
    layouts = {key[1]: names for key, names in task.layouts.items() if key[0] == mapping.stream_id}
    parts = []
    for source in sources:
        here = layouts if source.layout is None else {source.layout: layouts[source.layout]}
        cell = "raw[{}]" if source.layout is None else "cell{}"
        for layout, names in here.items():
            cells = "".join(f", {one}" for one in cells_sql(mapping, names, cell))
            only = f" WHERE layout = {layout}" if len(here) > 1 else ""
            parts.append(f"SELECT record_id, version, {seen} AS seen_at{cells} FROM {source.sql}{only}")
    return " UNION ALL BY NAME ".join(parts)


def all_live(task: Task, stream_id: str) -> tuple[Source, ...]:
    """Every record version of a stream that an import which counts has seen, where it is read soonest."""
    if task.history.complete(stream_id):
        return (Source(live_records(task, stream_id)),)
    return new_records(task, stream_id)


def new_records(task: Task, stream_id: str) -> tuple[Source, ...]:
    """Those that this batch is the first to have seen."""
    taken = task.taken_of(stream_id)
    hands = [one.at_hand for one in taken if one.at_hand]
    files = [file for one in taken if not one.at_hand for file in one.records]
    kept = [Source(reading("records", files))] if files or not hands else []
    return (*(Source(rows.cells(), rows.layout) for rows in hands), *kept)


def live_records(task: Task, stream_id: str) -> str:
    """SQL of the same as they are kept."""
    taken = task.taken_of(stream_id)
    ever = task.history.complete(stream_id)
    if not ever:
        return reading("records", [file for one in taken for file in one.records])
    records = f"SELECT * FROM {task.batch.reading('records')} WHERE stream_id = {quoted(stream_id)}"
    counting = {row.import_id for row in task.history.counting(stream_id)}
    if len(counting) == len(ever):
        return f"({records})"
    names = listed(counting | {one.row.import_id for one in taken})
    seen = f"SELECT record_id, version FROM {task.batch.reading('sightings')} WHERE import_id IN {names}"
    return f"(SELECT * FROM ({records}) SEMI JOIN ({seen}) USING (record_id, version))"


def winning(task: Task, con: duckdb.DuckDBPyConnection, mapping: Mapping, table: str) -> str:
    """Make a table of a stream's winning records as columns; gives a hash of what it holds.

    `seen_at` is the last file that showed the record, to tell the newest of several that fit.
    """
    stream_id = mapping.stream_id
    history = task.history_now()
    names = listed({row.import_id for row in history.counting(stream_id)})
    offer_tables(con, history, task.batch.reading)
    con.execute(
        "CREATE OR REPLACE TEMP VIEW now_sightings AS "
        f"SELECT * FROM {task.batch.reading('sightings')} WHERE import_id IN {names}"
    )
    make(con, "winners", f"{table}_won")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE {table}_seen AS
        SELECT record_id, version, max(i.file_time) AS seen FROM {table}_won
        JOIN now_sightings USING (record_id, version) JOIN now_imports i USING (import_id)
        WHERE i.state = 'complete' GROUP BY ALL""")
    records = f"SELECT * FROM {task.batch.reading('records')} WHERE stream_id = {quoted(stream_id)}"
    source = f"(SELECT * FROM ({records}) JOIN {table}_seen USING (record_id, version))"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS {as_columns(task, mapping, Source(source), seen='seen')}"
    )
    # Only the order of times counts: the same rows in a newer file change nothing.
    said = con.execute(f"""
        SELECT count(*)::VARCHAR || ':' || coalesce(bit_xor(md5_number_lower(
            concat_ws(':', record_id, version, place)))::VARCHAR, '')
        FROM (SELECT *, dense_rank() OVER (ORDER BY seen) AS place FROM {table}_seen)""").fetchone()
    return f"{mapping.hash}:{said[0] if said else ''}"
