"""Delimited text into a DuckDB table: DuckDB reads a well-formed file as it is, a broken one mended.

Every column is read as text. What is broken and how it is mended is in `mending`; which rows are no
data (totals, repeated headers) is in `accounting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import duckdb

from closeknit.sources.tables.dialects import WHITESPACE, Dialect
from closeknit.sources.tables.encodings import UTF8, settled_encoding, transcode
from closeknit.sources.tables.files import unreadable
from closeknit.sources.tables.mending import mend
from closeknit.sources.tables.records import BLANKS, LONGEST_RECORD, Grammar
from closeknit.sources.tables.staging import Job, Table, Trouble, cell_columns, keep, text

CHUNK = 1 << 20
"""Bytes looked through at once."""


SMALL = 1 << 20
"""Bytes of a file below which a short query matters more than a quick one."""

_REFUSED = (duckdb.InvalidInputException, duckdb.NotImplementedException)
"""What DuckDB raises of a file that is not well formed; the second of lines beyond its buffers."""


def read_delimited(job: Job, path: Path, dialect: Dialect) -> tuple[Table, Dialect]:
    """Read a delimited file; also gives the dialect with the encoding the whole file turned out to have.

    Raises:
        Unreadable: the file is not in the encoding that the rules name, DuckDB refuses even the mended
            copy, or far more rows are broken than good.
    """
    strict = bool(job.rules.encoding)
    plain = as_utf8(path, dialect, job.folder, strict=strict)
    if table := _read_as_it_is(job, plain, dialect):
        return table, dialect
    if plain == path and (encoding := settled_encoding(path)) != UTF8:
        if strict:
            transcode(path, job.folder / "utf8", UTF8, strict=True)
        dialect = replace(dialect, encoding=encoding)
        plain = as_utf8(path, dialect, job.folder)
        if table := _read_as_it_is(job, plain, dialect):
            return table, dialect
    return _read_mended(job, plain, dialect), dialect


def as_utf8(path: Path, dialect: Dialect, folder: Path, *, strict: bool = False) -> Path:
    """The file itself where it is UTF-8, else a transcoded copy in `folder`."""
    if dialect.encoding == UTF8:
        return path
    copy = folder / "utf8"
    transcode(path, copy, dialect.encoding, strict=strict)
    return copy


def _read_as_it_is(job: Job, path: Path, dialect: Dialect) -> Table | None:
    """The table as DuckDB reads it; None where something in the file is not well formed."""
    simple = not (dialect.short or dialect.escape or dialect.delimiter == WHITESPACE)
    if not simple or job.rules.fill_down or not _starts_plainly(path, dialect):
        return None
    signs = _signs_in(path)
    if dialect.line_end != "\r" and signs.lone_returns:
        return None
    try:
        return _read(job, path, dialect, skip=dialect.header_line, blanks=signs.blanks)
    except _REFUSED:
        return None


class _Signs(NamedTuple):
    """Whether a carriage return stands without its line feed: DuckDB may lose the cell before it; and which
    blanks may stand at the ends of cells."""

    lone_returns: bool
    blanks: str


def _signs_in(path: Path) -> _Signs:
    """What stands in a file, looked for with what is far quicker than taking it apart."""
    alone, ends, quotes, there = 0, False, False, set[str]()
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            if ends or b"\r" in block:
                alone += block.count(b"\r") - block.count(b"\r\n") - (ends and block.startswith(b"\n"))
            ends = block.endswith(b"\r")
            quotes = quotes or b'"' in block
            if block.isascii():
                there.update(b for b in BLANKS if b.isascii() and b not in there and b.encode() in block)
            else:
                # A character of several bytes may be cut through here: any may be one that is looked for.
                there.update(BLANKS)
    # Without quotes the end of a line never stands in a cell.
    return _Signs(alone > 0, "".join(b for b in BLANKS if b in there and (quotes or b not in "\r\n")))


def _starts_plainly(path: Path, dialect: Dialect) -> bool:
    """Whether the file begins with its data, or with a header that is one whole line."""
    if dialect.header_line == 0:
        return dialect.data_line == 1
    with path.open("rb") as file:
        first = file.readline(LONGEST_RECORD).removeprefix(b"\xef\xbb\xbf")
    whole = dialect.line_end == "\r" or Grammar.of(dialect).record.fullmatch(first) is not None
    return (dialect.header_line, dialect.data_line) == (1, 2) and whole


def _read_mended(job: Job, path: Path, dialect: Dialect) -> Table:
    copy, refused = job.folder / "mended", ""
    for singly in (False, True):
        try:
            with copy.open("wb") as out:
                troubles = mend(job, path, out, dialect, singly=singly)
            return _read(job, copy, dialect, skip=1, troubles=troubles.found)
        except _REFUSED as error:
            refused = str(error).splitlines()[0]
        finally:
            copy.unlink(missing_ok=True)
    raise unreadable(job.name, f"cannot be read as a table: {refused}")


def _read(
    job: Job,
    path: Path,
    dialect: Dialect,
    *,
    skip: int,
    troubles: Sequence[Trouble] = (),
    blanks: str = BLANKS,
) -> Table:
    # Without `new_line` DuckDB takes the first line end it meets, or refuses the file; told a wrong one,
    # it gives no rows at all and says nothing.
    cells = ", ".join(f"{c}: VARCHAR" for c in cell_columns(dialect.width))
    written = f"delim={text(dialect.delimiter)}, quote='\"', escape='\"'"
    if dialect.delimiter == WHITESPACE:
        written = "delim='\t', quote='', escape=''"
    source = (
        f"read_csv({text(str(path))}, {written}, skip={skip}, columns={{{cells}}}, auto_detect=false, "
        "header=false, compression='none', strict_mode=true, null_padding=false, "
        f"hive_partitioning=false, max_line_size={LONGEST_RECORD + 1000})"
    )
    few = path.stat().st_size < SMALL
    return keep(job, source, dialect.width, troubles=troubles, few=few, blanks=blanks)
