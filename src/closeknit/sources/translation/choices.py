"""What has to be decided over all rows of a stream: order of day and month, sign of decimals, per column.

One cell (`03/04/2024`, `1.234`) cannot tell; a whole column nearly always can. What no column tells is
taken from the other columns of the stream, then from the `locale` of the business, and said in `notes`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import asdict, dataclass, field

import duckdb
from babel import Locale, UnknownLocaleError
from babel.dates import get_date_format
from babel.numbers import get_decimal_symbol

from closeknit.settings import Settings
from closeknit.sources.mappings.column_names import column_name
from closeknit.sources.mappings.formulas import parse_formula
from closeknit.sources.mappings.mapping import Mapping, all_values
from closeknit.sources.mappings.meanings import Activity, Case, Party, Stage, Tie
from closeknit.sources.mappings.values import Condition, Value
from closeknit.sources.translation.expressions import ColumnOf, cleaned, columns_of, identifier, text_sql
from closeknit.sources.translation.numbers import COMMA, DOT, OPEN, SURELY
from closeknit.sources.translation.times import DAY_FIRST, MONTH_FIRST, SLASHED, UNDECIDED, quoted

Tallies = Dict[str, tuple[int, ...]]
"""By column: rows that surely are of the one order or style, of the other, open, and open but with dots."""

CLEAR = 20
"""How many times as many rows must speak for one reading as for the other."""


@dataclass(frozen=True)
class Choices:
    """What was decided: by column, `day first`, `month first` or `undecided`, and the style of numbers.

    date_tallies and number_tallies: what that was decided by, so that of a stream to which rows come only
    these are counted.
    """

    dates: Dict[str, str] = field(default_factory=dict)
    numbers: Dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    date_tallies: Tallies = field(default_factory=dict)
    number_tallies: Tallies = field(default_factory=dict)

    def to_json(self) -> str:
        """The choices as JSON, the same for the same choices."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @staticmethod
    def from_json(text: str) -> Choices:
        """The choices that `to_json` wrote."""
        kept = json.loads(text)
        told = ("date_tallies", "number_tallies")
        # An older folder does not say what had been counted.
        tallies = ({name: tuple(n) for name, n in kept.get(one, {}).items()} for one in told)
        return Choices(kept["dates"], kept["numbers"], tuple(kept["notes"]), *tallies)

    def tallied(self) -> bool:
        """Whether it is known what all of this was decided by."""
        return self.dates.keys() == self.date_tallies.keys() and (
            self.numbers.keys() == self.number_tallies.keys()
        )


def alternatives(value: Value) -> Iterator[Value]:
    """The values that a time or number is read from: each alternative of `first` on its own."""
    if value.first:
        for one in value.first:
            yield from alternatives(one)
    else:
        yield value


def number_leaves(value: Value) -> Iterator[Value]:
    """The values that a number is read from: alternatives of `first`, columns of a formula."""
    if value.first:
        for one in value.first:
            yield from number_leaves(one)
    elif value.formula:
        for name in parse_formula(value.formula).columns:
            yield Value(column=name)
    elif value.const is None:
        yield value


def _time_values(mapping: Mapping) -> Iterator[Value]:
    for party in mapping.party.values():
        yield from _given(party.since, *party.since_of.values())
    for tie in mapping.tie:
        yield from _given(tie.since, tie.until)
    for activity in mapping.activity:
        yield from _given(activity.at, activity.known)
    for case in mapping.case.values():
        yield from _given(case.opened, case.due, case.closed, case.seen, case.stage_at)
        yield from _given(*(stage.at for stage in case.stages))


def _number_values(mapping: Mapping) -> Iterator[Value]:
    for activity in mapping.activity:
        yield from _given(activity.amount, activity.tax, activity.hours, activity.cost)
        for line in activity.lines:
            yield from _given(line.quantity, line.amount, line.profit)
    for case in mapping.case.values():
        yield from _given(case.amount, case.amount_open, case.estimate_hours)
    for value in _time_values(mapping):
        yield from _given(value.plus_seconds, value.plus_minutes, value.plus_days)
    for condition in _conditions(mapping):
        for tests in condition:
            yield from (v for v, test in tests if test.above is not None or test.below is not None)


def _conditions(mapping: Mapping) -> Iterator[Condition]:
    yield mapping.record.keep_where
    tables: list[Party | Tie | Activity | Case | Stage] = [
        *mapping.party.values(),
        *mapping.tie,
        *mapping.activity,
    ]
    tables += [*mapping.case.values(), *(s for c in mapping.case.values() for s in c.stages)]
    yield from (table.when for table in tables)
    yield from (value.when for value in all_values(mapping))


def _given(*values: Value | None) -> Iterator[Value]:
    yield from (v for v in values if v is not None)


def open_dates(mapping: Mapping) -> dict[str, Value]:
    """Values read as times whose writing the mapping leaves open, by label."""
    leaves = (leaf for value in _time_values(mapping) for leaf in alternatives(value))
    if mapping.read.dates:
        return {}
    return {v.label: v.bare() for v in leaves if not (v.dates or v.epoch or v.const is not None)}


def open_numbers(mapping: Mapping) -> dict[str, Value]:
    """Values read as numbers whose writing the mapping leaves open, by label."""
    leaves = (leaf for value in _number_values(mapping) for leaf in number_leaves(value))
    return {} if mapping.read.numbers else {v.label: v.bare() for v in leaves if not v.numbers}


def choices_for(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    mapping: Mapping,
    settings: Settings,
    *,
    before: Choices | None = None,
    trimmed: bool = False,
) -> Choices:
    """What all rows of a stream say about the writing of its dates and numbers.

    `relation` holds the stream's live records under the mapping's column names, or those that came since
    `before` was decided; `trimmed`: no cell of it has blanks around it. Columns of other streams are decided
    where they are looked up.
    """
    here = set(mapping.columns())
    dates = {n: v for n, v in open_dates(mapping).items() if set(v.columns()) <= here}
    numbers = {n: v for n, v in open_numbers(mapping).items() if set(v.columns()) <= here}
    used = {column_name(c) for v in (*dates.values(), *numbers.values()) for c in v.columns()}
    names = [c for c in con.table(relation).columns if column_name(c) in used]
    rows = cleaned(identifier(relation), names, mapping.read.null, trimmed=trimmed)
    return decide(con, rows, columns_of(names), (dates, numbers), settings, before=before)


def decide(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    column_of: ColumnOf,
    leaves: tuple[Dict[str, Value], Dict[str, Value]],
    settings: Settings,
    *,
    before: Choices | None = None,
) -> Choices:
    """Choices for dates and numbers given as values by label; `relation` is SQL of clean columns.

    `before`: what was decided by rows that are not among these, and counts as much.
    """
    dates, numbers = leaves
    counts = _counts(con, relation, column_of, leaves)
    had = before or Choices()
    date_tallies = _added(dates, counts[: len(dates)], had.date_tallies)
    number_tallies = _added(numbers, counts[len(dates) :], had.number_tallies)
    orders, date_notes = _orders(date_tallies, settings)
    styles, number_notes = _styles(number_tallies, settings)
    return Choices(orders, styles, (*date_notes, *number_notes), date_tallies, number_tallies)


def _added(names: Iterable[str], counts: Sequence[tuple[int, ...]], before: Tallies) -> Tallies:
    none = (0, 0, 0, 0)
    return {
        name: tuple(a + b for a, b in zip(new, before.get(name, none), strict=True))
        for name, new in zip(names, counts, strict=True)
    }


def _counts(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    column_of: ColumnOf,
    leaves: tuple[Dict[str, Value], Dict[str, Value]],
) -> list[tuple[int, ...]]:
    """For each date: rows surely day first, surely month first, open, open with dots; likewise numbers."""
    dates, numbers = leaves
    texts = [text_sql(v, column_of) for v in (*dates.values(), *numbers.values())]
    if not texts:
        return []
    listed = ", ".join(f"{text} as t{n}" for n, text in enumerate(texts))
    looked = ", ".join(
        f"{_date_parts(f't{n}')} as p{n}" if n < len(dates) else f"{_is_plain(f't{n}')} as p{n}"
        for n in range(len(texts))
    )
    wanted = ", ".join(
        _date_counts(f"t{n}", f"p{n}") if n < len(dates) else _number_counts(f"t{n}", f"p{n}")
        for n in range(len(texts))
    )
    rows = f"(select *, {looked} from (select {listed} from {relation}))"
    row = con.sql(f"select {wanted} from {rows}").fetchone() or ()
    return [tuple(count or 0 for count in row[n : n + 4]) for n in range(0, len(row), 4)]


def _date_parts(text: str) -> str:
    """The three numbers of a date that has the year last."""
    # Taking a text apart costs five times as much as seeing that there is nothing to take apart.
    parts = f"regexp_extract({text}, {quoted(SLASHED)}, ['a', 'b', 'y'])"
    return f"(case when regexp_matches({text}, {quoted(SLASHED)}) then {parts} end)"


def _date_counts(text: str, parts: str) -> str:
    a, b = f"try_cast(({parts}).a as int)", f"try_cast(({parts}).b as int)"
    is_open = f"{a} between 1 and 12 and {b} between 1 and 12 and {a} <> {b}"
    return (
        f"count_if({a} between 13 and 31 and {b} between 1 and 12), count_if({b} between 13 and 31 and {a} "
        f"between 1 and 12), count_if({is_open}), count_if({is_open} and regexp_matches({text}, '^\\d+\\.'))"
    )


def _is_plain(text: str) -> str:
    """Whether a number is a whole one, or has a point and one or two digits behind it: nearly all are."""
    return f"coalesce(regexp_full_match({text}, '-?\\d+(\\.\\d{{1,2}})?'), true)"


def _number_counts(text: str, plain: str) -> str:
    def said(pattern: str) -> str:
        return f"regexp_matches({text}, {quoted(pattern)})"

    dot = f"case when {plain} then contains({text}, '.') else {said(SURELY[DOT])} end"
    comma, either = (f"case when not {plain} then {said(p)} end" for p in (SURELY[COMMA], OPEN))
    return f"count_if({dot}), count_if({comma}), count_if({either}), 0"


def _orders(counts: Tallies, settings: Settings) -> tuple[dict[str, str], list[str]]:
    """Day or month first for each column, with what has to be said about it."""
    clear = {name: _clear(c[0], c[1], DAY_FIRST, MONTH_FIRST) for name, c in counts.items()}
    seen = {order for order in clear.values() if order}
    orders, notes = {}, []
    for name, (day, month, is_open, dotted) in counts.items():
        order = clear[name]
        if not order and day and month:
            notes.append(
                f'"{name}": the day comes first in {day:,} of its dates, the month in {month:,}; '
                "those that read both ways are set aside"
            )
        elif not order and is_open:
            order, why = _fallback_order(seen, dotted == is_open, settings)
            notes.append(f'"{name}": no date in all its files tells day from month; {why}')
        orders[name] = order or UNDECIDED
    return orders, notes


def _clear(one: int, other: int, first: str, second: str) -> str:
    if one > CLEAR * other:
        return first
    return second if other > CLEAR * one else ""


def _fallback_order(seen: set[str], dotted: bool, settings: Settings) -> tuple[str, str]:
    if len(seen) == 1:
        order = next(iter(seen))
        return order, f"taken as {order}, like the other dates here"
    if dotted:
        return DAY_FIRST, "taken as day first, as dates with dots are written"
    order = locale_order(settings)
    if order:
        return order, f'taken as {order}, after locale "{settings.locale}"'
    return "", "set locale in closeknit.toml (en_GB: day first, en_US: month first)"


def locale_order(settings: Settings) -> str:
    """Day or month first in the business's locale; empty when plain `en` leaves it open."""
    locale = _locale(settings)
    if locale is None or (locale.language == "en" and not locale.territory):
        return ""
    pattern = get_date_format("short", locale).pattern
    return DAY_FIRST if pattern.index("d") < pattern.index("M") else MONTH_FIRST


def _locale(settings: Settings) -> Locale | None:
    text = settings.locale.replace("-", "_")
    if "_" not in text and settings.country:
        text = f"{text}_{settings.country.upper()}"
    for candidate in (text, settings.locale.replace("-", "_").split("_")[0]):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _styles(counts: Tallies, settings: Settings) -> tuple[dict[str, str], list[str]]:
    """The style of each column of numbers, with what has to be said about it."""
    clear = {name: _clear(c[0], c[1], DOT, COMMA) for name, c in counts.items()}
    seen = {style for style in clear.values() if style}
    locale = _locale(settings)
    usual = COMMA if locale is not None and get_decimal_symbol(locale) == "," else DOT
    styles, notes = {}, []
    for name, (dot, comma, is_open, _) in counts.items():
        style = clear[name] or (next(iter(seen)) if len(seen) == 1 else usual)
        if not clear[name] and dot and comma:
            notes.append(
                f'"{name}": the point is the decimal sign in {dot:,} of its numbers, the comma in {comma:,}; '
                f"read like {style}"
            )
        elif not clear[name] and is_open:
            notes.append(f'"{name}": numbers leave open which sign is the decimal one; read like {style}')
        styles[name] = style
    return styles, notes
