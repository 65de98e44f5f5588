"""The analyst's short way: a question asked of plain tables, without a business folder.

    import closeknit as ck
    ck.clients(transactions)          # columns customer, at and, for money, amount

A table is a pandas, Polars, Arrow or Ibis table, or the path of a CSV, TSV, Parquet or JSON-lines file.
Which columns a question needs, and what they become in the book, its lens declares (`Lens.short`); here
they are found, made texts, days and money, and the question is run on them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.answers import Answer, Scalar, wording
from closeknit.book.as_of import as_of as cut_to
from closeknit.book.schema import BOOK
from closeknit.day_numbers import date_to_day, day_to_date
from closeknit.engines.duckdb import DuckDBEngine
from closeknit.lenses.seam import Business, Lens, Question, Short, day_given, lens_named
from closeknit.plain_tables import KINDS, Column, Plain, all_known, check_columns, read, typed_column
from closeknit.reply import Reply

if TYPE_CHECKING:
    import ibis.expr.types as ir


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
    left out and counted, and so are rows with one that cannot be read; purchases of one customer on one day
    count as one.

    Raises:
        ColumnMissing: the table lacks customer or at.
        Unreadable: no date or no amount can be read, or a file is no table.
    """
    asked = Asked(day_given(as_of), currency, columns or {}, options)
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
        Unreadable: no value of a column can be read, or a file is no table.
    """
    asked = Asked(day_given(as_of), currency, columns or {}, options, Business(cost_per_hour=cost_per_hour))
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
        Unreadable: no time of a column can be read, or a file is no table.
    """
    asked = Asked(day_given(as_of), "EUR", columns or {}, options, Business(timezone=timezone))
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
    without it everybody counts from the first sign on. outcome: purchase, first, repeat; one that the column
    kind of purchases tells: renewal, expansion, end (a customer lost); or escalation, for which events of
    kind ticket.escalated count. as_of: the last day of the tables unless given.
    columns: other names, for all tables. Options are those of the question, such as `shuffles=0`. Findings on
    kinds of events carry kind, verdict, lift, low, high, lag_from_days, lag_to_days, n, exposure and q. Rows
    without account, date or kind are left out and counted.

    Raises:
        ColumnMissing: a table lacks one of the columns it needs.
        Unreadable: no value of a column can be read, or a file is no table.
        UnknownQuestion: no such outcome, option, segment or day.
    """
    asked = Asked(day_given(as_of), currency, columns or {}, {"outcome": outcome, **options})
    given = {"purchases": purchases, "events": events}
    return Reply(
        answer(lens_named("triggers"), given if accounts is None else {**given, "accounts": accounts}, asked)
    )


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
    return _noted(found, tuple(lost))


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
        tables=cut_to(tables, date_to_day(day)),
        collect=engine.collect,
        as_of=day,
        options=options,
        business=replace(asked.facts, currency=asked.currency),
        salt="\x1f".join(f"{name}={t.num_rows}" for name, t in sorted(book.items())),
        keep=engine.keep,
    )


def _tables(
    short: Short, given: Mapping[str, Plain], names: Mapping[str, str]
) -> tuple[dict[str, pa.Table], list[str]]:
    """The declared columns of each table without rows that cannot be used, and what is said of those."""
    tables: dict[str, pa.Table] = {}
    lost: list[str] = []
    for declared, wanted in short.tables.items():
        name = declared.removesuffix("?")
        if declared.endswith("?") and name not in given:
            tables[name] = pa.table(
                {c: pa.array([], KINDS[k.removesuffix("?")][0]) for c, k in wanted.items()}
            )
            continue
        found = read(given[name])
        needed = [column for column, kind in wanted.items() if not kind.endswith("?")]
        check_columns(found, [names.get(c, c) for c in needed], name)
        made = {c: typed_column(found, names.get(c, c), kind, name) for c, kind in wanted.items()}
        tables[name], told = _usable(made, needed, name)
        lost += told
    return tables, lost


def _usable(made: Mapping[str, Column], needed: Sequence[str], name: str) -> tuple[pa.Table, list[str]]:
    """Rows with every needed value in which nothing is unreadable, and what is said of the others."""
    table = pa.table({column: one.values for column, one in made.items()})
    readable = np.ones(table.num_rows, dtype=bool)
    for one in made.values():
        readable[list(one.unread)] = False
    told = [f"{_rows(len(one.unread), name)} left out: {one.said}." for one in made.values() if one.unread]
    table = table.filter(pa.array(readable))
    whole = table.filter(all_known(table, needed))
    without = table.num_rows - whole.num_rows
    return whole, told + ([f"{_rows(without, name)} without {' or '.join(needed)}."] if without else [])


def _rows(number: int, name: str) -> str:
    return f"{wording.count(number, 'row')} of {name}"
