"""Expressions that mean the same on every engine, for whoever writes Ibis over book tables.

Each wraps a trap: hashes that engines compute differently, seconds that one engine gives as a fraction,
rows of a group that tie. Nothing here knows a table; running expressions is the engines' matter.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar, cast

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from closeknit.ids import PARTS

MONEY = "decimal(18, 4)"
RATE = "decimal(19, 8)"
"""For what money is multiplied by. Of two factors with 18 digits or fewer, DuckDB keeps 18 digits of the
product: too few for a million with twelve decimals. 18 digits times 19 are exact on every engine."""
MOST_MONEY = Decimal(10**14)
FEW = 200
"""So many numbers are written into a statement, which is then kept compiled for others; more go along as a
table, as to write each takes longer than to look it up."""
REMEMBERED = 8
"""Expressions kept of each function: as many kinds of books as one process is likely to build in turn."""

P = ParamSpec("P")
T = TypeVar("T")


def remembered(describe: Callable[P, T], most: int = REMEMBERED) -> Callable[P, T]:
    """For a pure function from tables to expressions: equal tables give the expression given before.

    To put an expression together costs more than to run it over a few thousand rows. Arguments may be
    tables, plain values, and mappings, sequences and frozen dataclasses of them.
    """
    known: dict[Hashable, T] = {}
    adding = Lock()

    @wraps(describe)
    def described(*args: P.args, **options: P.kwargs) -> T:
        key = (_told_apart(args), _told_apart(options))
        found = known.get(key)
        if found is None:
            found = describe(*args, **options)
            with adding:
                known[key] = found
                if len(known) > most:
                    known.pop(next(iter(known)))
        return found

    return described


def _told_apart(value: Any) -> Hashable:
    """What tells one argument from another."""
    if isinstance(value, ir.Expr):
        value = value.op()
    elif isinstance(value, Mapping):
        value = tuple((name, _told_apart(one)) for name, one in value.items())
    elif isinstance(value, (tuple, list)):
        value = tuple(_told_apart(one) for one in value)
    elif is_dataclass(value):
        value = tuple(_told_apart(getattr(value, field.name)) for field in fields(value))
    return cast(Hashable, value)


WHITE = r"[ \t\n\r\x0B\f]"
"""White space, spelled out: what `\\s` means differs between engines. Nor will `strip` of Ibis do, which on
Spark takes two of these for the letters v and f, and cuts those off, too."""
STABLE_ID = "closeknit_stable_id"
"""A function that every engine has under this name: to put the number together from the digits of a hash in
words that all of them know takes ten times as long."""


@ibis.udf.scalar.builtin(name=STABLE_ID)  # type: ignore[untyped-decorator]
def _engines_own(given: str) -> int:  # type: ignore[empty-body]
    """Only its name and types count: what it does is the engine's matter."""


def stable_id(text: ir.StringValue) -> ir.IntegerValue:
    """`closeknit.ids.stable_id` of a text column."""
    return _engines_own(text)


def trimmed(text: ir.StringValue) -> ir.StringValue:
    """A text without white space at its ends. To look for some takes a tenth of cutting it off."""
    # Whether `$` passes a last line end differs between engines, too.
    ends = rf"\A{WHITE}+|{WHITE}+\z"
    return ibis.ifelse(text.re_search(ends), text.re_replace(ends, ""), text)


def joined_id(*parts: ir.Value | str) -> ir.IntegerValue:
    """`stable_id` of values written one after the other, separated by the unit separator."""
    texts = [ibis.literal(p) if isinstance(p, str) else p.cast("string") for p in parts]
    text = texts[0]
    for more in texts[1:]:
        text = text + ibis.literal("\x1f") + more
    return stable_id(text)


def part_of(number: ir.IntegerValue) -> ir.IntegerValue:
    """Which part of the book an account's rows are in."""
    return (number % PARTS).cast("int32")


def epoch_seconds(at: ir.TimestampValue) -> ir.IntegerValue:
    """Whole seconds since 1970 (UTC), rounded down."""
    return at.truncate("s").epoch_seconds().cast("int64")


def as_money(amount: ir.DecimalValue) -> ir.DecimalValue:
    """An amount in the book's own decimal type; null from 100 million millions on, where it would not fit."""
    return ibis.ifelse(amount.abs() < MOST_MONEY, amount, ibis.null()).cast(MONEY)


def money_sum(amount: ir.DecimalValue) -> ir.DecimalValue:
    """A sum of money in the book's own decimal type."""
    return as_money(amount.sum())


def first_of_each(table: ir.Table, by: Sequence[str], order: Sequence[ir.Value]) -> ir.Table:
    """The first row of each group in the given order, which must leave no ties."""
    return table.filter(ibis.row_number().over(group_by=list(by), order_by=list(order)) == 0)


def first_where_shared(
    table: ir.Table, by: Sequence[str], order: Callable[[ir.Table], Sequence[ir.Value]]
) -> ir.Table:
    """`first_of_each` for a stored table in which few rows share their values in `by`, none of them null.

    Only those few are put in order: to sort whole rows takes twice as long as to count and copy them.
    """
    groups = table.group_by(list(by)).agg(_many=table.count())
    shared = groups.filter(groups._many > 1)
    several = table.semi_join(shared, list(by))
    return stacked(table.anti_join(shared, list(by)), first_of_each(several, by, order(several)))


def in_groups_of(table: ir.Table, by: Sequence[str], *, at_least: int | str) -> ir.Table:
    """The rows whose values in `by`, nulls apart, that many rows share.

    Windows sort whole rows; where few of them have others of their kind, these are soon told by counting.
    `at_least` may name a column of `by`.
    """
    groups = table.group_by(list(by)).agg(_many=table.count())
    least = groups[at_least] if isinstance(at_least, str) else at_least
    return table.semi_join(groups.filter(groups._many >= least), list(by))


def look_up(table: ir.Table, column: str, other: ir.Table, key: str, /, **take: str) -> ir.Table:
    """`table` with columns of the one row of `other` whose `key` equals `column`; null where none does.

    `take` names the new columns and where each comes from: `account_id="account_id"`.
    """
    narrow = other.select(_key=other[key], **{new: other[old] for new, old in take.items()})
    return table.left_join(narrow, table[column] == narrow._key).drop("_key")


def look_up_some(table: ir.Table, column: str, other: ir.Table, key: str, /, **take: str) -> ir.Table:
    """Like `look_up`, but rows without a match are left out."""
    narrow = other.select(_key=other[key], **{new: other[old] for new, old in take.items()})
    return table.inner_join(narrow, table[column] == narrow._key).drop("_key")


def among(table: ir.Table, column: str, numbers: Iterable[int] | ir.Column) -> ir.Table:
    """The rows with one of these numbers in a column: of many thousands, or of a column of another table."""
    wanted = numbers if isinstance(numbers, ir.Column) else _listed(sorted(numbers))
    # A filter, not a semi-join: who goes on to join these rows would have Ibis take both joins for one.
    return table.filter(ibis.literal(False) if wanted is None else table[column].isin(wanted))


def _listed(numbers: list[int]) -> list[int] | ir.Column | None:
    if len(numbers) <= FEW:
        return numbers or None
    return whole_numbers(_wanted=numbers)._wanted


def whole_numbers(**columns: Iterable[int]) -> ir.Table:
    """A table of numbers at hand, such as ids and days, to join with those of the book."""
    return ibis.memtable(pa.table({name: pa.array(list(many), pa.int64()) for name, many in columns.items()}))


def stacked(*tables: ir.Table) -> ir.Table:
    """All rows of tables with the same columns; types are those of the first.

    Engines say "timestamp" with and without its precision, which a plain union takes for two types.
    """
    first = tables[0]
    schema = first.schema()
    alike = [first, *(t.select(first.columns).cast(dict(schema.items())) for t in tables[1:])]
    return ibis.union(*alike)


@contextmanager
def selects_unfused() -> Iterator[None]:
    """Ibis leaves nested selects nested: engines flatten them themselves, and faster."""
    options = ibis.options.sql
    before, options.fuse_selects = options.fuse_selects, False
    try:
        yield
    finally:
        options.fuse_selects = before
