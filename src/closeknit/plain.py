"""The analyst's short way: a question asked of plain tables, without a business folder.

    import closeknit as ck
    ck.clients(transactions)          # columns customer, at and, for money, amount

A table is a pandas, Polars, Arrow or Ibis table, or the path of a CSV, TSV, Parquet or JSON-lines file.
Which columns a question needs, and what they become in the book, its lens declares (`Lens.short`); here
they are found, made texts, days and money, and the question is run on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, cast

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.answers import Answer, Scalar, wording
from closeknit.book.as_of import as_of as cut_to
from closeknit.book.schema import BOOK
from closeknit.engines.duckdb import DuckDBEngine
from closeknit.errors import ColumnMissing, Unreadable, did_you_mean
from closeknit.lenses.seam import EPOCH, Business, Lens, Question, Short, day_to_date, lens_named
from closeknit.reply import Reply

if TYPE_CHECKING:
    import ibis.expr.types as ir

MONEY = pa.decimal128(18, 4)
CENTS = Decimal("0.0001")

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

T = TypeVar("T")


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


def clients(
    transactions: Plain,
    *,
    as_of: date | str | None = None,
    currency: str = "EUR",
    columns: Mapping[str, str] | None = None,
    **options: Scalar,
) -> Reply:
    """Who comes back, who is late, who has gone: from purchases with customer, at and, for money, amount.

    as_of: the last day of the table unless given. columns: other names, such as `{"at": "ordered_on"}`.
    Options are those of the question, such as `fit_until="1997-09-30"`. Rows without customer or date are
    left out and counted; purchases of one customer on one day count as one.

    Raises:
        ColumnMissing: the table lacks customer or at.
        Unreadable: dates or amounts that cannot be read, or a file that is no table.
    """
    asked = Asked(_given(as_of), currency, columns or {}, options)
    return Reply(answer(lens_named("clients"), {"transactions": transactions}, asked))


def profit(
    revenue: Plain,
    work: Plain,
    *,
    as_of: date | str | None = None,
    currency: str = "EUR",
    columns: Mapping[str, str] | None = None,
    cost_per_hour: float | None = None,
    **options: Scalar,
) -> Reply:
    """What an hour with each customer brings: from revenue (customer, at, amount) and hours (customer, at,
    hours and, where known, worker, cost, billable, invoiced).

    as_of: the last day of the tables unless given. columns: other names, for both tables. Options are those
    of the question, such as `months=0` for all there is. Rows without customer, date or amount are left out
    and counted.

    Raises:
        ColumnMissing: a table lacks one of the columns it needs.
        Unreadable: values that cannot be read, or a file that is no table.
    """
    asked = Asked(_given(as_of), currency, columns or {}, options, Business(cost_per_hour=cost_per_hour))
    return Reply(answer(lens_named("profit"), {"revenue": revenue, "work": work}, asked))


def service(
    tickets: Plain,
    *,
    as_of: date | str | None = None,
    timezone: str = "UTC",
    columns: Mapping[str, str] | None = None,
    **options: Scalar,
) -> Reply:
    """How fast tickets are answered and solved: from tickets with opened and, where known, replied, solved,
    customer, person and subject.

    Times are UTC unless they carry a zone; office hours are nine to five on weekdays in `timezone`. Open
    tickets count as waiting until the newest moment of the table. Rows without opened are left out and
    counted.

    Raises:
        ColumnMissing: the table lacks opened.
        Unreadable: times that cannot be read, or a file that is no table.
    """
    asked = Asked(_given(as_of), "EUR", columns or {}, options, Business(timezone=timezone))
    return Reply(answer(lens_named("service"), {"tickets": tickets}, asked))


def triggers(
    purchases: Plain,
    events: Plain,
    accounts: Plain | None = None,
    *,
    outcome: str = "purchase",
    as_of: date | str | None = None,
    currency: str = "EUR",
    columns: Mapping[str, str] | None = None,
    **options: Scalar,
) -> Reply:
    """Which events come before a purchase: from purchases (account, at and, where known, amount, kind) and
    events (account, at, kind and, where known, known_at).

    accounts: those that could have bought too, with account and, where known, segment, since and until;
    without it everybody counts from the first sign on. outcome: purchase, first, repeat, or one that the
    column kind of purchases tells (renewal, expansion, end). as_of: the last day of the tables unless given.
    columns: other names, for all tables. Options are those of the question, such as `shuffles=0`. Findings on
    kinds of events carry kind, verdict, lift, low, high, lag_from_days, lag_to_days, n, exposure and q. Rows
    without account, date or kind are left out and counted.

    Raises:
        ColumnMissing: a table lacks one of the columns it needs.
        Unreadable: values that cannot be read, or a file that is no table.
        UnknownQuestion: no such outcome, option or segment.
    """
    asked = Asked(_given(as_of), currency, columns or {}, {"outcome": outcome, **options})
    given = {"purchases": purchases, "events": events}
    return Reply(
        answer(lens_named("triggers"), given if accounts is None else {**given, "accounts": accounts}, asked)
    )


def _given(as_of: date | str | None) -> date | None:
    return date.fromisoformat(as_of) if isinstance(as_of, str) else as_of


@dataclass(frozen=True)
class Asked:
    """How a question is asked of plain tables: for which day (None: the last of the tables), in which
    currency, with which names of columns and which options."""

    as_of: date | None = None
    currency: str = "EUR"
    columns: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Scalar] = field(default_factory=dict)
    facts: Business = field(default_factory=Business)
    """What else the question may know; its currency is that above."""


def answer(lens: Lens, given: Mapping[str, Plain], asked: Asked) -> Answer:
    """The answer of any question that has a short way, from its plain tables by name."""
    if lens.short is None:
        raise ValueError(f'"{lens.name}" is asked of a business folder only')
    settled = lens.settle(asked.options)
    tables, lost = _tables(lens.short, given, asked.columns)
    book = lens.short.book(tables)
    engine = DuckDBEngine()
    try:
        whole = {name: engine.from_arrow(book.get(name, s.empty()), name) for name, s in BOOK.items()}
        question = _question(whole, engine, settled, asked, book)
        found = lens.ask(question)
    finally:
        engine.close()
    notes = tuple(f"{n:,} rows of {name} without {what}." for (name, what), n in lost.items() if n)
    return _noted(found, notes)


def _noted(found: Answer, notes: tuple[str, ...]) -> Answer:
    return replace(found, left_out=(*found.left_out, *notes)) if notes else found


def _question(
    tables: Mapping[str, ir.Table],
    engine: DuckDBEngine,
    options: Mapping[str, Scalar],
    asked: Asked,
    book: Mapping[str, pa.Table],
) -> Question:
    days = [pc.max(t["day"]).as_py() for t in book.values() if "day" in t.column_names and t.num_rows]
    last = max((d for d in days if d is not None), default=0)
    day = asked.as_of or day_to_date(last)
    return Question(
        tables=cut_to(tables, (day - EPOCH).days),
        collect=engine.collect,
        as_of=day,
        options=options,
        business=replace(asked.facts, currency=asked.currency),
        salt="\x1f".join(f"{name}={t.num_rows}" for name, t in sorted(book.items())),
        keep=engine.keep,
    )


def _tables(
    short: Short, given: Mapping[str, Plain], names: Mapping[str, str]
) -> tuple[dict[str, pa.Table], dict[tuple[str, str], int]]:
    """The declared columns of each table, rows without a needed one left out, and how many those are."""
    tables: dict[str, pa.Table] = {}
    lost: dict[tuple[str, str], int] = {}
    for declared, wanted in short.tables.items():
        name = declared.removesuffix("?")
        if declared.endswith("?") and name not in given:
            tables[name] = pa.table(
                {c: pa.array([], KINDS[k.removesuffix("?")][0]) for c, k in wanted.items()}
            )
            continue
        found = read(given[name])
        needed = [column for column, kind in wanted.items() if not kind.endswith("?")]
        _check(found, [names.get(c, c) for c in needed], name)
        made = pa.table({c: _column(found, names.get(c, c), kind, name) for c, kind in wanted.items()})
        whole = made.filter(_all_known(made, needed))
        tables[name] = whole
        lost[name, " or ".join(needed)] = made.num_rows - whole.num_rows
    return tables, lost


def _all_known(table: pa.Table, needed: Sequence[str]) -> pa.ChunkedArray:
    known = pc.is_valid(table[needed[0]])
    for name in needed[1:]:
        known = pc.and_(known, pc.is_valid(table[name]))
    return known


def _check(table: pa.Table, needed: Sequence[str], what: str) -> None:
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
    con = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
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


def _column(table: pa.Table, name: str, kind: str, what: str) -> pa.ChunkedArray:
    """A column made what it is declared to be; all null where it may be missing and is."""
    plain = kind.removesuffix("?")
    arrow, make = KINDS[plain]
    if name not in table.column_names:
        return pa.chunked_array([pa.nulls(table.num_rows, arrow)])
    return make(table[name], f'column "{name}" of {what}')


def _type(kind: str) -> pa.DataType:
    return KINDS[kind.removesuffix("?")][0]


def _texts(column: pa.ChunkedArray, where: str) -> pa.ChunkedArray:  # noqa: ARG001
    """Texts; whole numbers without a fraction, nothing for an empty text."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_floating(column.type) and pc.all(pc.equal(pc.floor(column), column)).as_py():
        column = column.cast(pa.int64())
    trimmed = pc.utf8_trim_whitespace(column.cast(pa.string()))
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _days(column: pa.ChunkedArray, where: str) -> pa.ChunkedArray:
    """Days; text as ISO (2026-03-01, with or without a time) or YYYYMMDD and nothing else."""
    if pa.types.is_temporal(column.type):
        # A time zone is dropped with its clock kept: the day is the one the table shows.
        if pa.types.is_timestamp(column.type) and column.type.tz:
            column = pc.local_timestamp(column)
        return column.cast(pa.timestamp("us"), safe=False).cast(pa.date32(), safe=False)
    words = _texts(column, where).to_pylist()
    return pa.chunked_array([pa.array(_each(words, _day, where, "a date such as 2026-03-01"), pa.date32())])


def _day(text: str) -> date:
    return date.fromisoformat(text[:10] if "-" in text else text)


def _times(column: pa.ChunkedArray, where: str) -> pa.ChunkedArray:
    """Moments in UTC; text as ISO (2026-03-01 09:30), one without a zone is UTC already."""
    if pa.types.is_temporal(column.type):
        # Casting a time with a zone to one without keeps the moment, as UTC.
        return column.cast(pa.timestamp("us"), safe=False)
    words = _texts(column, where).to_pylist()
    moments = _each(words, _moment, where, "a time such as 2026-03-01 09:30")
    return pa.chunked_array([pa.array(moments, pa.timestamp("us"))])


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is None else found.astimezone(UTC).replace(tzinfo=None)


def _answers(column: pa.ChunkedArray, where: str) -> pa.ChunkedArray:
    """Yes or no, also as true and false, 1 and 0."""
    if pa.types.is_boolean(column.type):
        return column
    words = _texts(column, where).to_pylist()
    return pa.chunked_array([pa.array(_each(words, _yes, where, "yes or no"), pa.bool_())])


def _yes(text: str) -> bool:
    if text.lower() not in YES | NO:
        raise ValueError(text)
    return text.lower() in YES


def _money(column: pa.ChunkedArray, where: str) -> pa.ChunkedArray:
    """Money with four decimals."""
    if pa.types.is_integer(column.type) or pa.types.is_decimal(column.type):
        # Arrow refuses the way from 64-bit integers straight to 18 digits, however small they are.
        return column.cast(pa.decimal128(38, 4)).cast(MONEY)
    if pa.types.is_floating(column.type):
        values = [None if v is None or np.isnan(v) else Decimal(repr(v)) for v in column.to_pylist()]
    else:
        values = _each(_texts(column, where).to_pylist(), Decimal, where, "a number such as 1234.50")
    return pa.chunked_array([pa.array([None if v is None else v.quantize(CENTS) for v in values], MONEY)])


def _each(
    words: Sequence[str | None], read_one: Callable[[str], T], where: str, expected: str
) -> list[T | None]:
    """Every word read; Unreadable, with the first that is not and how many, when some cannot be."""
    found: list[T | None] = []
    bad: list[str] = []
    for word in words:
        try:
            found.append(read_one(word) if word else None)
        except (ValueError, ArithmeticError):
            bad.append(str(word))
    if bad:
        raise Unreadable(
            f'{where} holds {wording.count(len(bad), "value")} that cannot be read, such as "{bad[0]}"',
            remedy=f"It takes {expected}.",
            about=where,
        )
    return found


KINDS: dict[str, tuple[pa.DataType, Callable[[pa.ChunkedArray, str], pa.ChunkedArray]]] = {
    "text": (pa.string(), _texts),
    "day": (pa.date32(), _days),
    "time": (pa.timestamp("us"), _times),
    "money": (MONEY, _money),
    "number": (MONEY, _money),
    "yes/no": (pa.bool_(), _answers),
}
"""Kinds of columns, each with its type and how it is made."""
