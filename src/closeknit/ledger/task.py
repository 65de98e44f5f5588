"""What one writer works with while it takes files in and derives claims: one value, passed down.

It holds the open batch, the history so far with what is planned, and the mapping of each stream. What
is done with them is in `intake`, `settle` and `load`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

import duckdb

from closeknit.ledger.batch import Batch
from closeknit.ledger.history import History, ImportState
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import quoted
from closeknit.progress import Progress
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.translation.identify import Identified

AT_ONCE = 4 * 122_880
"""Rows that are understood together, at most: more would not fit into the memory that we take. DuckDB writes
files in parts of 122,880 rows, each of which lists all the keys: these are whole ones."""

Layouts = dict[tuple[str, int], tuple[str, ...]]


@dataclass(frozen=True)
class Intake:
    """An import whose rows are written but not yet understood.

    `fresh` is SQL for (record_id, version) of its rows that did not count before; `records` are the data
    files of records new with it and `sightings` those of its sightings; `revived` is SQL of records that were
    kept before and need claims again, `returned` of (record_id, version) of those that count again with the
    claims they have, if there are any; `row` is its row of `imports`, still without reading and counts.
    `notes` are what there is to say of the file as a whole, to go on after its name. `at_hand` are its rows
    as they were staged, on the cursor that the task holds for the stream: those of a large file are
    understood from there, which spares reading them a second time.
    """

    row: ImportState
    mapping: Mapping
    fresh: str
    records: tuple[str, ...]
    sightings: tuple[str, ...]
    revived: str
    returned: str
    rows: int
    duplicate: int
    unread: int
    replaces: str = ""
    notes: tuple[str, ...] = ()
    at_hand: Identified | None = None


@dataclass
class Task:
    """One writer's work on one ledger."""

    ledger: Ledger
    batch: Batch
    history: History
    progress: Progress
    now: datetime
    layouts: Layouts = field(default_factory=dict)
    """Names of the columns under each header, by stream and layout number."""
    mappings: dict[str, Mapping] = field(default_factory=dict)
    """The mapping by which each stream is read from now on, where that was decided."""
    intakes: list[Intake] = field(default_factory=list)
    """Imports of this batch, in order."""
    names: dict[str, str] = field(default_factory=dict)
    """What each mapping is called in `imports`, by its hash: the path of a user's own file."""
    moved: set[str] = field(default_factory=set)
    """Streams whose rows this batch changes."""
    mending: bool = False
    """Whether claims were lost on the disk: all of them are made again."""
    first_seq: int = 0
    """The last row of `imports` before this task."""
    taken_ids: int = 0
    sighted: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By stream: a table of what imports of this batch saw (record_id, version), and of how many of them."""
    held: dict[str, duckdb.DuckDBPyConnection] = field(default_factory=dict)
    """By stream: the cursor on which the rows of a large file of it are at hand."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @staticmethod
    def begin(ledger: Ledger, batch: Batch, *, progress: Progress, now: datetime) -> Task:
        """A task on a ledger as it stands."""
        layouts: Layouts = {
            (row["stream_id"], row["layout"]): tuple(row["names"])
            for row in batch.read("layouts").to_pylist()
        }
        history = History.of(batch.read("imports"))
        task = Task(ledger, batch, history, progress, now, layouts)
        task.first_seq = history.next_seq - 1
        task.mending = bool(ledger.lost)
        for one in ledger.lost:
            batch.drop(one.table, one.file)
        return task

    def history_before(self) -> History:
        """The history as it was before this task."""
        return History(row for row in self.history.rows if row.seq <= self.first_seq)

    def history_now(self) -> History:
        """The history with the imports of this batch, as they will count after the commit."""
        return History([*self.history.rows, *(one.row for one in self.intakes)])

    def taken_of(self, stream_id: str) -> list[Intake]:
        """Imports of this batch into one stream."""
        return [one for one in self.intakes if one.row.stream_id == stream_id]

    def new_id(self) -> str:
        """The name of one more import."""
        name = self.history.next_id(taken=self.taken_ids)
        self.taken_ids += 1
        return name

    def new_name(self, what: str) -> str:
        """A name for one more table of the connection."""
        return f"{what}_{next(self._numbers)}"

    @contextmanager
    def cursor(self, stream_id: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection to the same work space; its temporary tables go when it closes.

        Inside, `hold` may keep it open for its stream; then the next cursor for that stream is the same.
        """
        cursor = self.held.pop(stream_id, None) or self.batch.con.cursor()
        try:
            cursor.execute("SET TimeZone = 'UTC'")
            yield cursor
        finally:
            if all(held is not cursor for held in self.held.values()):
                cursor.close()

    def hold(self, stream_id: str, cursor: duckdb.DuckDBPyConnection) -> bool:
        """Keep a cursor open for a stream, unless there is one already; whether it is kept."""
        return self.held.setdefault(stream_id, cursor) is cursor

    def mapping_of(self, stream_id: str) -> Mapping:
        """The mapping by which a stream is read: the one decided now, else the one last used."""
        if stream_id not in self.mappings:
            told = self.history.told_by(stream_id)
            if told is None:
                raise KeyError(stream_id)
            self.mappings[stream_id] = self.kept_mapping(told.mapping_hash)
            self.names.setdefault(told.mapping_hash, told.mapping)
        return self.mappings[stream_id]

    def mapping_name(self, mapping: Mapping) -> str:
        """What `imports` calls a mapping: the path of a user's file, else the stream it is for."""
        return self.names.get(mapping.hash, mapping.stream_id)

    def kept_mapping(self, digest: str) -> Mapping:
        """A mapping used before, from the text kept of it."""
        return self.ledger.mapping(digest)

    def add_layout(self, stream_id: str, layout: int, names: tuple[str, ...], import_id: str) -> None:
        """Keep the header that records stand under, once."""
        if (stream_id, layout) in self.layouts:
            return
        self.layouts[stream_id, layout] = names
        row = {"stream_id": stream_id, "layout": layout, "names": list(names), "import_id": import_id}
        self.batch.add_rows("layouts", [row])


def listed(texts: set[str] | list[str]) -> str:
    """Texts as an SQL list that is never empty."""
    return "(" + ", ".join(quoted(text) for text in sorted(texts)) + ")" if texts else "(NULL)"
