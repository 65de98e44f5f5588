"""Delimited text into a DuckDB table: DuckDB reads a well-formed file as it is, a broken one mended.

Every column is read as text. What is broken and how it is mended is in `mending`; which rows are no
data (totals, repeated headers) is in `footers`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import duckdb

from closeknit.progress import Progress
from closeknit.sources.dialects import WHITESPACE, Dialect
from closeknit.sources.files import unreadable
from closeknit.sources.mending import Trouble, mend
from closeknit.sources.records import LONGEST_RECORD

_numbers = count(1)

BLANKS = " \t\r\n\v\f\u00a0\u2007\u202f\u3000\ufeff"
"""What is removed around a cell where the file holds any of it; elsewhere only spaces are."""


@dataclass(frozen=True)
class Table:
    """Rows in a DuckDB table: columns c0 … in file order, trimmed, empty ones null, blank rows gone.

    The row at `rowid` n is record n + 1 of the file. `troubles` stand in the table too, as rows whose
    first cell is their `mark`, so that records keep their numbers.
    """

    name: str
    width: int
    troubles: tuple[Trouble, ...] = field(default=())


def text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def new_name() -> str:
    """A name for one more temporary table of this process."""
    return f"closeknit_read_{next(_numbers)}"


def cell_columns(width: int) -> list[str]:
    """The working names of `width` columns."""
    return [f"c{n}" for n in range(width)]


def read_delimited(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    dialect: Dialect,
    *,
    spare: Path,
    pad: bool,
    progress: Progress,
) -> Table:
    """Read a UTF-8 text file. `spare`: where a mended copy may go. `pad`: fill short rows with nothing.

    Raises:
        Unreadable: DuckDB refuses even the mended copy.
    """
    if dialect.delimiter == WHITESPACE:
        return _read_whitespace(con, path, dialect)
    plain = dialect.header_line <= 1 and dialect.data_line == dialect.header_line + 1
    if plain and not dialect.short and not dialect.escape and not pad:
        try:
            return _read(con, path, dialect, skip=dialect.header_line)
        except duckdb.InvalidInputException:
            pass  # Something in the file is not well formed: mend a copy.
    return _read_mended(con, path, dialect, spare=spare, pad=pad, progress=progress)


def _read_mended(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    dialect: Dialect,
    *,
    spare: Path,
    pad: bool,
    progress: Progress,
) -> Table:
    for singly in (False, True):
        try:
            with spare.open("wb") as out:
                troubles = tuple(mend(path, out, dialect, pad=pad, singly=singly, progress=progress))
            return _read(con, spare, dialect, skip=0, troubles=troubles)
        except duckdb.InvalidInputException as error:
            refused = error
        finally:
            spare.unlink(missing_ok=True)
    raise unreadable(path.name, f"cannot be read as a table: {str(refused).splitlines()[0]}") from refused


def _read(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    dialect: Dialect,
    *,
    skip: int,
    troubles: Sequence[Trouble] = (),
) -> Table:
    columns = cell_columns(dialect.width)
    source = (
        f"read_csv({text(str(path))}, auto_detect=false, header=false, skip={skip}, "
        f"delim={text(dialect.delimiter)}, quote='\"', escape='\"', compression='none', "
        f"strict_mode=true, null_padding=false, hive_partitioning=false, max_line_size={LONGEST_RECORD}, "
        f"columns={{{', '.join(f'{c}: VARCHAR' for c in columns)}}})"
    )
    return keep(con, source, columns, blanks=_blanks(path), troubles=tuple(troubles))


def keep(
    con: duckdb.DuckDBPyConnection,
    source: str,
    columns: Sequence[str],
    *,
    blanks: str = " ",
    troubles: tuple[Trouble, ...] = (),
) -> Table:
    """Store the rows of a query in a temporary table: cells trimmed of `blanks`, blank rows left out."""
    name = new_name()
    around = f", {text(blanks)}" if blanks != " " else ""
    cells = ", ".join(f"nullif(trim({c}{around}), '') AS {c}" for c in columns)
    con.execute(
        f"CREATE TEMP TABLE {name} AS SELECT * FROM (SELECT {cells} FROM {source}) "
        f"WHERE coalesce({', '.join(columns)}) IS NOT NULL"
    )
    return Table(name, len(columns), troubles)


def _blanks(path: Path) -> str:
    """What to trim: the long list costs twice the time, and is only needed where such blanks occur."""
    marks = [b.encode() for b in BLANKS if b not in " \r\n"] + [b'"\n', b'\n"', b'"\r']
    with path.open("rb") as file:
        while block := file.read(1 << 22):
            if any(mark in block for mark in marks):
                return BLANKS
    return " "


def _read_whitespace(con: duckdb.DuckDBPyConnection, path: Path, dialect: Dialect) -> Table:
    raise NotImplementedError
