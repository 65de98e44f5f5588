"""Reading one table of one file into DuckDB, whatever it is written in: `tables_in`, `stage`, `line_of`.

A file may be CSV, TSV, XLSX, Parquet or JSON lines, alone, gzipped or in a zip archive. Cells come out
as text; what they mean is for the mapping. Every row of the file is accounted for: it is in the staged
relation, among the problems, or counted as rejected because it is no data (totals, repeated headers).
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from closeknit.progress import Progress
from closeknit.sources.delimited import cell_columns, new_name, read_delimited
from closeknit.sources.dialects import Dialect, ReadRules
from closeknit.sources.encodings import UTF8, transcode
from closeknit.sources.files import format_of, head_of, last_change, time_of, unchanged
from closeknit.sources.sniffing import cut_short, look_at_text

PROBLEMS = pa.schema(
    [
        ("ordinal", pa.int64()),
        ("line", pa.int64()),
        ("code", pa.string()),
        ("field", pa.string()),
        ("value", pa.string()),
        ("reason", pa.string()),
        ("remedy", pa.string()),
        ("raw", pa.string()),
    ]
)
"""Columns of `Staged.problems`, as in the ledger's problems table."""


@dataclass(frozen=True)
class Glimpse:
    """A first, cheap look at one table: which one it is, its column names and its first rows."""

    member: str
    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    dialect: Dialect


@dataclass(frozen=True)
class Skipped:
    """A sheet or archive member that holds no table, and why, in words for people."""

    member: str
    reason: str


@dataclass(frozen=True)
class Staged:
    """One table, staged: a DuckDB relation of texts and the account of its rows.

    `relation` has `_ordinal` (record number in the file, from 1) and one text column per name of
    `header`. `received` counts the rows of the file that are not blank: those of the relation, those
    in `problems`, and the `rejected` ones. `file_time` is naive UTC.
    """

    relation: str
    header: tuple[str, ...]
    dialect: Dialect
    received: int
    rejected: int
    size: int
    sha256: str
    file_time: datetime
    problems: pa.Table


def tables_in(path: Path, *, known: Collection[str] = ()) -> tuple[Glimpse, ...]:
    """A look at each table of a file: one per sheet or archive member. `known`: column names to expect.

    Raises:
        Unreadable: the file holds no table; the message says what it is instead.
    """
    head = head_of(path)
    format_of(path.name, head)
    look = look_at_text(
        head, ReadRules(), dialect=Dialect(), known=known, whole=not cut_short(head, path.stat().st_size)
    )
    return (Glimpse("", look.header, look.rows, look.dialect),)


def stage(
    con: duckdb.DuckDBPyConnection, path: Path, glimpse: Glimpse, rules: ReadRules, *, progress: Progress
) -> Staged:
    """Read one table of a file into a temporary relation of `con`.

    Raises:
        Unreadable: the table cannot be read, or its file changed meanwhile.
    """
    head = head_of(path)
    with unchanged(path, progress) as seen, tempfile.TemporaryDirectory(prefix="closeknit-") as spare:
        look = look_at_text(
            head, rules, dialect=glimpse.dialect, whole=not cut_short(head, path.stat().st_size)
        )
        plain = path.resolve()
        if look.dialect.encoding != UTF8:
            plain = Path(spare) / "utf8"
            transcode(path, plain, look.dialect.encoding, strict=bool(rules.encoding))
        progress.step(f"Reading {path.name}")
        table = read_delimited(
            con,
            plain,
            look.dialect,
            spare=Path(spare) / "mended",
            pad=bool(rules.fill_down),
            progress=progress,
        )
    relation = new_name()
    columns = cell_columns(table.width)
    named = ", ".join(f"{c} AS {_quoted(n)}" for c, n in zip(columns, look.header, strict=True))
    con.execute(f"CREATE TEMP VIEW {relation} AS SELECT rowid + 1 AS _ordinal, {named} FROM {table.name}")
    received = con.execute(f"SELECT count(*) FROM {table.name}").fetchone()
    return Staged(
        relation,
        look.header,
        look.dialect,
        received=received[0] if received else 0,
        rejected=0,
        size=seen.size,
        sha256=seen.sha256,
        file_time=time_of(path.name, last_change(path)),
        problems=PROBLEMS.empty_table(),
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
