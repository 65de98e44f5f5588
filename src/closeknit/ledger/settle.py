"""A stream's claims brought up to its rows: new rows are understood, or all of them when the rules changed.

Claims are a function of the stream's live records, its mapping, what all rows together decide (order of
day and month, decimal sign), some settings, and the records it looks up in other streams. When anything
but the records changed, the stream gets a new reading: all of it is derived again under the next epoch,
and older claims fall silent without being touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import duckdb

from closeknit.engines.connecting import one_number
from closeknit.ledger.copies import not_mended
from closeknit.ledger.fingerprints import Fingerprint, change, settings_hash
from closeknit.ledger.history import History, ImportState
from closeknit.ledger.rows import (
    Source,
    all_live,
    as_columns,
    in_pieces,
    live_records,
    new_records,
    winning,
)
from closeknit.ledger.tables import quoted, reading
from closeknit.ledger.task import AT_ONCE, Intake, Task, listed
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.translation.choices import Choices, choices_for
from closeknit.sources.translation.expressions import one_of
from closeknit.sources.translation.translate import Translated, translate


@dataclass(frozen=True)
class Settled:
    """What became of a stream: its rows of `imports` with counts, and why it was read anew, if it was."""

    stream_id: str
    mapping: Mapping
    rows: tuple[ImportState, ...]
    anew: str
    notes: tuple[str, ...]
    days: dict[str, tuple[date, date]]
    """By import: days of the oldest and the newest thing its new rows tell of."""
    records: int = 0
    """Rows of the whole stream, those set aside included; these three with `anew` only."""
    aside_before: int = 0
    aside_now: int = 0


@dataclass(frozen=True)
class _Plan:
    """How a stream is to be derived."""

    mapping: Mapping
    choices: Choices
    fingerprint: Fingerprint
    epoch: int
    anew: str
    sources: tuple[Source, ...]
    lookups: dict[str, str]


def unsettled(task: Task) -> list[str]:
    """Streams whose claims may have to follow: moved ones, those that look into them, changed rules."""
    moved = task.moved
    streams = []
    for stream_id in task.history_now().streams():
        mapping = task.mapping_of(stream_id)
        before = _before(task, stream_id)
        looks = {lookup.stream for lookup in mapping.lookup.values()}
        rules = Fingerprint(mapping.hash, settings_hash(task.ledger.settings, ours=mapping.asks_ours)).rules()
        changed = before is None or before.rules() != rules
        if stream_id in moved or looks & moved or changed or task.mending:
            streams.append(stream_id)
    return streams


def settle(task: Task, stream_id: str) -> Settled | None:
    """Derive what is missing of one stream into the batch; None when nothing is."""
    mapping = task.mapping_of(stream_id)
    task.progress.step(f"Understanding {mapping.title or stream_id}")
    with task.cursor(stream_id) as con:
        plan = _plan(task, con, mapping)
        if plan is None:
            return None
        taken = task.taken_of(stream_id)
        rows = [one.row for one in taken] or [_derived_row(task, mapping)]
        written = _derive(task, con, plan, rows[0].import_id)
        aside = _aside(task, con, plan) if taken else ""
        counted = tuple(_counted(con, one, aside) for one in taken)
        days = _days(task, con, plan, taken, written)
        whole = _whole(task, con, plan) if plan.anew else (0, 0, 0)
    told = replace_all(counted or tuple(rows), plan)
    return Settled(stream_id, mapping, told, plan.anew, plan.choices.notes, days, *whole)


def replace_all(rows: Iterable[ImportState], plan: _Plan) -> tuple[ImportState, ...]:
    """The rows of `imports` with the reading they belong to."""
    return tuple(
        replace(
            row,
            epoch=plan.epoch,
            mapping_hash=plan.mapping.hash,
            choices=plan.choices.to_json(),
            fingerprint=plan.fingerprint.to_json(),
        )
        for row in rows
    )


def _before(task: Task, stream_id: str) -> Fingerprint | None:
    row = task.history.reading(stream_id)
    return Fingerprint.from_json(row.fingerprint) if row else None


def _plan(task: Task, con: duckdb.DuckDBPyConnection, mapping: Mapping) -> _Plan | None:
    stream_id = mapping.stream_id
    before, taken = _before(task, stream_id), task.taken_of(stream_id)
    lookups, contents = _lookups(task, con, mapping)
    bare = Fingerprint(mapping.hash, settings_hash(task.ledger.settings, ours=mapping.asks_ours), contents)
    told = before is not None and before.rules() == bare.rules()
    choices = _choices(task, con, mapping, _chosen(task, stream_id) if told else None)
    now = bare.with_choices(choices)
    anew = ("a file of it was damaged" if task.mending else change(before, now)) if before else ""
    if before and not anew and not taken:
        return None
    epoch = task.history.epoch(stream_id) + (1 if anew or not before else 0)
    sources = all_live(task, stream_id) if anew else _pending(taken)
    return _Plan(mapping, choices, now, epoch, anew, sources, lookups)


def _pending(taken: Sequence[Intake]) -> tuple[Source, ...]:
    """The records that need claims: those of many files together, for each reading costs the same; those of a
    large file in pieces."""
    groups: list[list[str]] = [[]]
    rows = 0
    pieces = [
        piece
        for one in taken
        if one.at_hand
        for piece in in_pieces(one.at_hand, one.row.received, one.mapping)
    ]
    for one in (one for one in taken if not one.at_hand):
        if rows and rows + one.rows > AT_ONCE:
            groups.append([])
            rows = 0
        groups[-1] += one.records
        rows += one.rows
    revived = tuple(one.revived for one in taken if one.revived)
    kept = (*(reading("records", files) for files in groups if files), *revived)
    return (*pieces, *(Source(sql) for sql in kept))


def _chosen(task: Task, stream_id: str) -> Choices | None:
    """What was last decided of a stream by the rules of today, if anything was."""
    opened = task.history.opened(stream_id)
    return Choices.from_json(opened[-1].choices) if opened and opened[-1].choices else None


def _choices(task: Task, con: duckdb.DuckDBPyConnection, mapping: Mapping, before: Choices | None) -> Choices:
    """What all live records decide: told by those that are new alone, where all others were counted `before`.

    Which those were is known as long as no import ever ended.
    """
    stream_id = mapping.stream_id
    if before and stream_id not in task.moved:
        return before
    history = task.history
    lasting = len(history.counting(stream_id)) == len(history.complete(stream_id))
    before = before if before and before.tallied() and lasting and not task.mending else None
    view, found = task.new_name("stream"), new_records if before else all_live
    rows = found(task, stream_id)
    con.execute(f"CREATE TEMP VIEW {view} AS {as_columns(task, mapping, *rows)}")
    trimmed = all(one.layout is not None for one in rows)
    return choices_for(con, view, mapping, task.ledger.settings, before=before, trimmed=trimmed)


def _lookups(
    task: Task, con: duckdb.DuckDBPyConnection, mapping: Mapping
) -> tuple[dict[str, str], dict[str, str]]:
    """For each stream that is looked into: a table of its winning records, and a hash of them."""
    tables, contents = {}, {}
    streams = set(task.history_now().streams())
    for stream_id in sorted({lookup.stream for lookup in mapping.lookup.values()}):
        if stream_id in streams:
            tables[stream_id] = task.new_name("lookup")
            contents[stream_id] = winning(task, con, task.mapping_of(stream_id), tables[stream_id])
    return tables, contents


def _derive(task: Task, con: duckdb.DuckDBPyConnection, plan: _Plan, import_id: str) -> list[str]:
    """Write the claims and problems of all sources; gives the data files of activities."""
    before = len(task.batch.added("activities"))
    for source in plan.sources:
        view = task.new_name("rows")
        con.execute(f"CREATE TEMP VIEW {view} AS {as_columns(task, plan.mapping, source)}")
        said = translate(
            con,
            view,
            plan.mapping,
            choices=plan.choices,
            settings=task.ledger.settings,
            lookups=plan.lookups,
            trimmed=source.layout is not None,
        )
        _write(task, con, plan, import_id, said)
        said.drop(con)
    return task.batch.added("activities")[before:]


def _write(task: Task, con: duckdb.DuckDBPyConnection, plan: _Plan, import_id: str, said: Translated) -> None:
    origin = f"{plan.epoch} AS epoch, {one_of(import_id)} AS import_id"
    for table, view in said.tables.items():
        few = {"import_id", *said.repeated[table]}
        task.batch.add(table, f'SELECT *, {origin} FROM "{view}"', con=con, repeated=few)
    task.batch.add(
        "problems",
        f"""SELECT {quoted(plan.mapping.stream_id)} AS stream_id, {origin}, record_id, version,
            NULL AS ordinal, NULL AS line, severity, code, field, left(value, 200) AS value, reason, remedy,
            NULL AS raw FROM "{said.problems}" """,
        con=con,
    )


def _aside(task: Task, con: duckdb.DuckDBPyConnection, plan: _Plan) -> str:
    """A table of the records set aside in this reading; empty where there are none."""
    table = task.new_name("aside")
    con.execute(f"CREATE TEMP TABLE {table} AS {_said_aside(task, plan, plan.epoch)}")
    return table if _many(con, table) else ""


def _counted(con: duckdb.DuckDBPyConnection, one: Intake, table: str) -> ImportState:
    """The import's row with its balance: received = stored + duplicate + set aside + rejected."""
    among = f"{table} SEMI JOIN {one.fresh} USING (record_id, version)"
    aside = _many(con, among) if table and one.rows > one.duplicate else 0
    return replace(
        one.row,
        stored=one.rows - one.duplicate - aside,
        duplicate=one.duplicate,
        set_aside=one.unread + aside,
    )


def _whole(task: Task, con: duckdb.DuckDBPyConnection, plan: _Plan) -> tuple[int, int, int]:
    """Rows of the whole stream; those set aside before this reading, and those set aside now."""
    stream_id = plan.mapping.stream_id
    live = live_records(task, stream_id)
    said = [_set_aside(task, con, plan, epoch, live) for epoch in (plan.epoch - 1, plan.epoch)]
    before, now = (_unread(task, con, plan, h) for h in (task.history_before(), task.history_now()))
    return _many(con, live) + now, said[0] + before, said[1] + now


def _unread(task: Task, con: duckdb.DuckDBPyConnection, plan: _Plan, history: History) -> int:
    """Rows of the files that count which could not even be read."""
    sightings = task.batch.reading("sightings")
    names = listed(not_mended(con, history, sightings, stream_id=plan.mapping.stream_id))
    return _many(con, f"{task.batch.reading('problems')} WHERE epoch = 0 AND import_id IN {names}")


def _set_aside(task: Task, con: duckdb.DuckDBPyConnection, plan: _Plan, epoch: int, among: str) -> int:
    """Records set aside in a reading for what they say; `among` is SQL of (record_id, version)."""
    return _many(con, f"({_said_aside(task, plan, epoch)}) SEMI JOIN {among} USING (record_id, version)")


def _said_aside(task: Task, plan: _Plan, epoch: int) -> str:
    """SQL of the records set aside in a reading for what they say: record_id, version."""
    return f"""SELECT DISTINCT record_id, version FROM {task.batch.reading("problems")}
        WHERE stream_id = {quoted(plan.mapping.stream_id)} AND epoch = {epoch} AND severity = 'row'
          AND record_id IS NOT NULL"""


def _many(con: duckdb.DuckDBPyConnection, rows: str) -> int:
    """How many rows SQL gives."""
    return one_number(con, f"SELECT count(*) FROM {rows}")


def _days(
    task: Task, con: duckdb.DuckDBPyConnection, plan: _Plan, taken: list[Intake], written: list[str]
) -> dict[str, tuple[date, date]]:
    days: dict[str, tuple[date, date]] = {}
    back = [] if plan.anew else [one.returned for one in taken if one.returned]
    if not (written or back):
        return days
    said = reading("activities", written)
    alone = len(taken) == 1 and not plan.anew and not back
    if not alone:
        said = task.new_name("dated")
        con.execute(f"CREATE TEMP TABLE {said} AS {_dated(task, plan, written, back)}")
    for one in taken:
        only = "" if alone else f"SEMI JOIN {one.fresh} USING (record_id, version)"
        found = con.execute(f"SELECT min(occurred_at), max(occurred_at) FROM {said} {only}").fetchone()
        if found and found[0] is not None:
            days[one.row.import_id] = (_local(task, found[0]), _local(task, found[1]))
    return days


def _dated(task: Task, plan: _Plan, written: list[str], back: list[str]) -> str:
    """SQL of when things happened: those written now, and those of rows that count again."""
    columns = "record_id, version, occurred_at"
    parts = [f"SELECT {columns} FROM {reading('activities', written)}"] if written else []
    for rows in back:
        parts.append(f"""SELECT {columns} FROM {task.batch.reading("activities")} SEMI JOIN {rows}
            USING (record_id, version) WHERE epoch = {plan.epoch}""")
    return " UNION ALL ".join(parts)


def _local(task: Task, moment: datetime) -> date:
    return moment.replace(tzinfo=UTC).astimezone(task.ledger.settings.zone()).date()


def _derived_row(task: Task, mapping: Mapping) -> ImportState:
    """The row of a reading that no file brought."""
    return ImportState(
        import_id=task.new_id(),
        seq=0,
        at=task.now,
        state="derived",
        stream_id=mapping.stream_id,
        epoch=0,
        file=None,
        path=None,
        size=None,
        sha256=None,
        file_time=None,
        mapping=task.mapping_name(mapping),
        mapping_hash=mapping.hash,
        dialect="{}",
        header=(),
        choices=None,
        fingerprint="",
        received=0,
        stored=0,
        duplicate=0,
        set_aside=0,
        rejected=0,
    )
