"""Temporary DuckDB tables of texts: how readers hand over rows, and rows that could not be read.

A reader knows one way of writing tables down and leaves a `Table`; turning that into named columns
and an account of all rows is in `accounting`.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import duckdb
import pyarrow as pa

from closeknit.progress import Progress
from closeknit.sources.tables.dialects import ReadRules
from closeknit.sources.tables.records import BLANKS

EXCERPT = 10_000
"""Characters of a broken row that are kept with its problem."""

WIDE = 60
"""Columns from which on a short query matters more than a quick one: planning grows with their square."""

EXCERPTS = 64_000_000
"""Characters of broken rows that are kept of one file; after that only their beginnings."""

_numbers = count(1)


@dataclass(frozen=True)
class Job:
    """What a reader works with: connection, folder for temporary files, rules, where to say how far it is.

    `token` opens the first cell of rows that stand in for broken ones; no file holds it.
    """

    con: duckdb.DuckDBPyConnection
    folder: Path
    rules: ReadRules
    progress: Progress
    name: str
    token: str = field(default_factory=lambda: f"\x1f{uuid.uuid4().hex}:")


@dataclass(frozen=True)
class Trouble:
    """A row that could not be read: where it is and what to say about it. `line` 0: not known.

    `footer` marks a row of one cell; at the end of a table that is a closing remark, not a loss.
    """

    line: int
    code: str
    reason: str
    remedy: str
    raw: str
    column: str | None = None
    value: str | None = None
    footer: bool = False


@dataclass
class Troubles:
    """The broken rows of one file, in order, with a bound on the text kept of them."""

    found: list[Trouble] = field(default_factory=list)
    kept: int = 0

    def add(self, trouble: Trouble) -> int:
        """Keep a trouble; gives its number."""
        most = EXCERPT if self.kept < EXCERPTS else 200
        trouble = replace(trouble, raw=trouble.raw[:most], value=trouble.value and trouble.value[:200])
        self.kept += len(trouble.raw)
        self.found.append(trouble)
        return len(self.found) - 1


@dataclass(frozen=True)
class Table:
    """Rows in a DuckDB table: columns c0 … in file order, empty cells null; `trimmed`: without blanks around.

    The row at `rowid` n is record n + 1 of the file. Broken rows stand in the table too, so that
    records keep their numbers: their first cell is the job's token. Troubles are in the same order.
    `notes` are what there is to say of the whole, in words that go on after the file's name.
    """

    name: str
    width: int
    troubles: tuple[Trouble, ...] = ()
    notes: tuple[str, ...] = ()
    trimmed: bool = False


def text(value: str) -> str:
    """A text as an SQL literal."""
    # A literal may hold anything but a zero byte.
    return "('" + value.replace("'", "''").replace("\0", "' || chr(0) || '") + "')"


def identifier(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def new_name() -> str:
    """A name for one more temporary table of this process; the relation is called so without `_rows`."""
    return f"closeknit_read_{next(_numbers)}_rows"


def insert(job: Job, name: str, batch: pa.Table) -> None:
    """Add rows that are in memory to a table of the job's database."""
    view = f"{name}_batch"
    job.con.register(view, batch)
    try:
        job.con.execute(f"INSERT INTO {name} SELECT * FROM {view}")
    finally:
        job.con.unregister(view)


def cell_columns(width: int) -> list[str]:
    """The working names of `width` columns."""
    return [f"c{n}" for n in range(width)]


def keep(
    job: Job,
    source: str,
    width: int,
    *,
    blank_rows: bool = False,
    troubles: Sequence[Trouble] = (),
    few: bool = False,
    blanks: str = BLANKS,
) -> Table:
    """Store the rows of a query with columns c0 …: cells trimmed, blank rows left out unless wanted.

    `few`: there are so few rows that planning the query costs more than running it. `blanks` are those that
    can stand around a cell at all.
    """
    table, columns = Table(new_name(), width, tuple(troubles), trimmed=True), cell_columns(width)
    plainly = few or width > WIDE
    cells = ", ".join(f"{_trimmed_plainly(c) if plainly else _trimmed(c, blanks)} AS {c}" for c in columns)
    where = "" if blank_rows else f" WHERE coalesce({', '.join(columns)}, NULL) IS NOT NULL"
    job.con.execute(f"CREATE TEMP TABLE {table.name} AS SELECT * FROM (SELECT {cells} FROM {source}){where}")
    return table


def _trimmed(column: str, blanks: str) -> str:
    """A cell without blanks around it, null when nothing is left."""
    # Trimming every cell would cost more than reading it: most need only be looked at.
    ends = "".join(f" OR suffix({column}, {text(blank)})" for blank in blanks)
    may_need = f"{column} < '!' OR {column} > '~'{ends}"
    return f"nullif(CASE WHEN {may_need} THEN trim({column}, {text(BLANKS)}) ELSE {column} END, '')"


def _trimmed_plainly(column: str) -> str:
    return f"nullif(trim({column}, {text(BLANKS)}), '')"
