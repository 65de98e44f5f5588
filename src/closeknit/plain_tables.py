"""Plain tables in any form people hold them: files, data frames, Arrow; columns found, made days and money.

A value that cannot be read is told by its column, how many there are and an example, and its row is left
out; a column of which nothing can be read is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol, TypeAlias, cast

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.answers import wording
from closeknit.engines.connecting import open_duckdb
from closeknit.errors import ColumnMissing, Unreadable, did_you_mean

MONEY = pa.decimal128(18, 4)
CENTS = Decimal("0.0001")
MOST = Decimal(10) ** 14
"""Amounts from here on have no place in MONEY."""

READERS: dict[str, str] = {
    ".csv": "read_csv(?, all_varchar = true)",
    ".tsv": "read_csv(?, all_varchar = true, delim = '\t')",
    ".txt": "read_csv(?, all_varchar = true)",
    ".parquet": "read_parquet(?)",
    ".json": "read_json_auto(?)",
    ".jsonl": "read_json_auto(?)",
    ".ndjson": "read_json_auto(?)",
}
"""How files are read, by the ending of their name (`.gz` behind it is taken off)."""

YES, NO = {"yes", "true", "1", "y"}, {"no", "false", "0", "n"}


class Streams(Protocol):
    """Any table that other libraries can read: pandas, Polars, Arrow and others."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The table as an Arrow stream."""


class Computed(Protocol):
    """A table that has to be computed first, such as an Ibis expression."""

    def to_pyarrow(self) -> pa.Table:
        """The computed table."""


Plain: TypeAlias = Streams | Computed | pa.Table | Path | str
"""What stands for a table; text is the path of a file."""


def all_known(table: pa.Table, needed: Sequence[str]) -> pa.ChunkedArray:
    """Whether a row has a value in every column needed."""
    known = pc.is_valid(table[needed[0]])
    for name in needed[1:]:
        known = pc.and_(known, pc.is_valid(table[name]))
    return known


def check_columns(table: pa.Table, needed: Sequence[str], what: str) -> None:
    """ColumnMissing where a table, called `what`, lacks a column."""
    for name in needed:
        if name not in table.column_names:
            raise ColumnMissing(
                f'{what} has no column "{name}" (it has: {", ".join(table.column_names)})',
                column=name,
                columns=tuple(table.column_names),
                remedy=did_you_mean(name, table.column_names)
                or f'Say which one it is: columns={{"{name}": "…"}}',
                about=what,
            )


def read(given: Plain) -> pa.Table:
    """Whatever stands for a table, as Arrow; Unreadable when it is none."""
    if isinstance(given, pa.Table):
        return given
    if isinstance(given, str | Path):
        return _file(Path(given))
    if hasattr(given, "to_pyarrow"):
        return cast(Computed, given).to_pyarrow()
    if hasattr(given, "__arrow_c_stream__"):
        return pa.table(cast(Any, given))
    raise Unreadable(
        f"a {type(given).__name__} is not a table",
        remedy="Give a pandas, Polars, Arrow or Ibis table, or the path of a file.",
        about=type(given).__name__,
    )


def _file(path: Path) -> pa.Table:
    ending = Path(path.name.removesuffix(".gz")).suffix.lower()
    if ending not in READERS:
        raise Unreadable(
            f'{path} is not read here: its name ends in "{ending}"',
            remedy=f"Give one of {', '.join(READERS)}, or a table already in memory.",
            about=str(path),
        )
    con = open_duckdb()
    try:
        return con.execute(f"select * from {READERS[ending]}", [str(path)]).to_arrow_table()
    except duckdb.Error as error:
        raise Unreadable(
            f"{path} cannot be read: {str(error).splitlines()[0]}",
            remedy="Is it a table with a header?",
            about=str(path),
        ) from error
    finally:
        con.close()


@dataclass(frozen=True)
class Column:
    """The values of a column, null where a cell is empty or cannot be read."""

    values: pa.ChunkedArray
    unread: tuple[int, ...] = ()
    """Rows whose value cannot be read, from 0."""
    said: str = ""
    """How many those are, with an example and what was expected."""


def typed_column(table: pa.Table, name: str, kind: str, what: str) -> Column:
    """A column made what it is declared to be; all null where it may be missing and is."""
    plain = kind.removesuffix("?")
    arrow, make = KINDS[plain]
    if name not in table.column_names:
        return Column(pa.chunked_array([pa.nulls(table.num_rows, arrow)]))
    return make(table[name], f'column "{name}" of {what}')


def _texts(column: pa.ChunkedArray, where: str) -> Column:  # noqa: ARG001
    """Texts; whole numbers without a fraction, nothing for an empty text."""
    return Column(_words(column))


def _words(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_floating(column.type) and pc.all(pc.equal(pc.floor(column), column)).as_py():
        column = column.cast(pa.int64())
    trimmed = pc.utf8_trim_whitespace(column.cast(pa.string()))
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _days(column: pa.ChunkedArray, where: str) -> Column:
    """Days; text as ISO (2026-03-01, with or without a time) or YYYYMMDD and nothing else."""
    if pa.types.is_temporal(column.type):
        # A time zone is dropped with its clock kept: the day is the one the table shows.
        if pa.types.is_timestamp(column.type) and column.type.tz:
            column = pc.local_timestamp(column)
        return Column(column.cast(pa.timestamp("us"), safe=False).cast(pa.date32(), safe=False))
    return _each(_words(column).to_pylist(), _day, pa.date32(), where, "a date such as 2026-03-01")


def _day(text: str) -> date:
    return date.fromisoformat(text[:10] if "-" in text else text)


def _times(column: pa.ChunkedArray, where: str) -> Column:
    """Moments in UTC; text as ISO (2026-03-01 09:30), one without a zone is UTC already."""
    if pa.types.is_temporal(column.type):
        # Casting a time with a zone to one without keeps the moment, as UTC.
        return Column(column.cast(pa.timestamp("us"), safe=False))
    return _each(
        _words(column).to_pylist(), _moment, pa.timestamp("us"), where, "a time such as 2026-03-01 09:30"
    )


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is None else found.astimezone(UTC).replace(tzinfo=None)


def _answers(column: pa.ChunkedArray, where: str) -> Column:
    """Yes or no, also as true and false, 1 and 0."""
    if pa.types.is_boolean(column.type):
        return Column(column)
    return _each(_words(column).to_pylist(), _yes, pa.bool_(), where, "yes or no")


def _yes(text: str) -> bool:
    if text.lower() not in YES | NO:
        raise ValueError(text)
    return text.lower() in YES


def _money(column: pa.ChunkedArray, where: str) -> Column:
    """Money with four decimals."""
    if pa.types.is_integer(column.type) or pa.types.is_decimal(column.type):
        # Arrow refuses the way from 64-bit integers straight to 18 digits, however small they are.
        return Column(column.cast(pa.decimal128(38, 4)).cast(MONEY))
    if pa.types.is_floating(column.type):
        words = [None if v is None or np.isnan(v) else repr(v) for v in column.to_pylist()]
    else:
        words = _words(column).to_pylist()
    return _each(words, _cents, MONEY, where, "a number such as 1234.50")


def _cents(text: str) -> Decimal:
    value = Decimal(text)
    if not abs(value) < MOST:
        raise ValueError(text)
    return value.quantize(CENTS)


def _each(
    words: Sequence[str | None],
    read_one: Callable[[str], object],
    type: pa.DataType,
    where: str,
    expected: str,
) -> Column:
    """Every word read; Unreadable when there are some and none can be."""
    found: list[object] = []
    bad: list[int] = []
    for row, word in enumerate(words):
        try:
            found.append(read_one(word) if word else None)
        except (ValueError, ArithmeticError):
            found.append(None)
            bad.append(row)
    values = pa.chunked_array([pa.array(found, type)])
    if not bad:
        return Column(values)
    said = f'{where} holds {wording.count(len(bad), "value")} that cannot be read, such as "{words[bad[0]]}"'
    if values.null_count == len(values):
        raise Unreadable(said, remedy=f"It takes {expected}.", about=where)
    return Column(values, tuple(bad), f"{said}; it takes {expected}")


KINDS: dict[str, tuple[pa.DataType, Callable[[pa.ChunkedArray, str], Column]]] = {
    "text": (pa.string(), _texts),
    "day": (pa.date32(), _days),
    "time": (pa.timestamp("us"), _times),
    "money": (MONEY, _money),
    "number": (MONEY, _money),
    "yes/no": (pa.bool_(), _answers),
}
"""Kinds of columns, each with its type and how it is made."""
