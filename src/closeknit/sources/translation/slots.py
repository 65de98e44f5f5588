"""The values of a mapping laid out as columns: the text of each, and the times read from them.

Every value that a mapping uses gets a slot; equal ones share it. Times are read once for each distinct text;
what is worked out from texts and times (numbers, flags, currencies, ids) is named here too. Putting them
beside each other in one table, and what the slots mean, is the matter of `translate`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import duckdb

from closeknit.settings import Settings
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.mappings.values import Condition, Value
from closeknit.sources.translation.choices import Choices, alternatives, number_leaves
from closeknit.sources.translation.expressions import (
    ColumnOf,
    condition_sql,
    formula_sql,
    identifier,
    text_sql,
)
from closeknit.sources.translation.numbers import (
    DOT,
    currency_sql,
    decimal_sql,
    flag_sql,
    hours_sql,
    number_sql,
)
from closeknit.sources.translation.rows import Rows
from closeknit.sources.translation.times import UNDECIDED, TimeRules, quoted, times_sql

_MOST = 300 * 366 * 86_400_000_000
"""Microseconds of 300 years: nothing more is added to a time."""


@dataclass(frozen=True)
class Reading:
    """How one value is read: SQL of what it gives, of its text, and of the problem when it gives nothing."""

    value: str
    text: str
    code: str
    label: str


@dataclass
class Slots:
    """Collects the slots of one mapping over one relation."""

    mapping: Mapping
    settings: Settings
    choices: Choices
    column_of: ColumnOf
    texts: dict[str, str] = field(default_factory=dict)
    times: dict[tuple[str, TimeRules], str] = field(default_factory=dict)
    worked_out: dict[str, str] = field(default_factory=dict)

    def _slot(self, sql: str) -> str:
        return self.texts.setdefault(sql, f"t{len(self.texts)}")

    def text(self, value: Value) -> str:
        """The slot of a value's text."""
        return self._slot(text_sql(value, self.column_of, self._number_of))

    def constant(self, value: Value) -> str:
        """The text itself as SQL, where a value is nothing else; else the slot of its text."""
        plain = value.const is not None and value == Value(const=value.const)
        return f"{quoted(value.const or '')}::varchar" if plain else self.text(value)

    def once(self, sql: str) -> str:
        """The slot of what several claims or doubts need and is worked out from slots of texts alone."""
        return self.worked_out.setdefault(sql, f"w{len(self.worked_out)}")

    def condition(self, condition: Condition) -> str:
        """The slot of a condition, holding true or false."""
        if not condition:
            return "true"
        return self._slot(condition_sql(condition, self.column_of, self._number_of))

    def _style(self, value: Value) -> str:
        return value.numbers or self.mapping.read.numbers or self.choices.numbers.get(value.label, DOT)

    def _number_of(self, column: str) -> str:
        return number_sql(self.column_of(column), self._style(Value(column=column)))

    def number(self, value: Value, *, hours: bool = False) -> Reading:
        """A number, as decimal(18,4)."""
        if value.formula:
            return self._formula(value)
        text = self.text(value)
        number = number_sql(text) if value.const is not None else self._alternatives(value, hours)
        decimal = self.once(decimal_sql(number))
        wrong = f"case when {number} is null then 'number.unreadable' else 'number.too_large' end"
        code = f"case when {text} is not null and {decimal} is null then {wrong} end"
        return Reading(decimal, text, code, value.label)

    def _formula(self, value: Value) -> Reading:
        """A formula; the problem is a column that is no number, or a result that is too great."""
        result = formula_sql(value, self._number_of)
        leaves = [(self.text(leaf), leaf) for leaf in number_leaves(value)]
        wrong = [f"({text} is not null and {self._read(text, leaf, False)} is null)" for text, leaf in leaves]
        wrong.append(self._slot(f"({result} is not null and {decimal_sql(result)} is null)"))
        texts = f"concat_ws(' ', {', '.join(text for text, _ in leaves)})"
        code = f"case when {' or '.join(wrong)} then 'number.unreadable' end"
        return Reading(self.once(decimal_sql(number_sql(self.text(value)))), texts, code, value.label)

    def _alternatives(self, value: Value, hours: bool) -> str:
        cases = (
            f"when {self.text(v)} is not null then "
            + (number_sql(self.text(v)) if v.formula else self._read(self.text(v), v, hours))
            for v in alternatives(value)
        )
        return f"case {' '.join(cases)} end"

    def _read(self, text: str, leaf: Value, hours: bool) -> str:
        return (hours_sql if hours else number_sql)(text, self._style(leaf))

    def flag(self, value: Value) -> Reading:
        """Yes or no."""
        text = self.text(value)
        flag = self.once(flag_sql(text))
        return Reading(
            flag,
            text,
            f"case when {text} is not null and {flag} is null then 'flag.unreadable' end",
            value.label,
        )

    def currency(self, value: Value) -> Reading:
        """A currency's code."""
        text = self.text(value)
        code = self.once(currency_sql(text, self.settings.currency))
        wrong = f"case when {text} is not null and {code} is null then 'currency.unknown' end"
        return Reading(code, text, wrong, value.label)

    def time(self, value: Value) -> Reading:
        """A time in UTC, with what is added to it."""
        read = self._plain_time(value)
        for unit, added in (
            (1_000_000, value.plus_seconds),
            (60_000_000, value.plus_minutes),
            (86_400_000_000, value.plus_days),
        ):
            if added is not None:
                read = _later(read, self.number(added), unit)
        return read

    def _plain_time(self, value: Value) -> Reading:
        plain = replace(value, plus_seconds=None, plus_minutes=None, plus_days=None)
        leaves = [self._time_leaf(leaf) for leaf in alternatives(plain)]
        text = f"coalesce({', '.join(slot for slot, _ in leaves)}, null)"
        at = " ".join(f"when {slot} is not null then {time}_at" for slot, time in leaves)
        code = " ".join(f"when {slot} is not null then {time}_code" for slot, time in leaves)
        return Reading(f"case {at} end", text, f"case {code} end", value.label)

    def _time_leaf(self, leaf: Value) -> tuple[str, str]:
        """The slots of a time's text and of the time itself."""
        text = self.text(leaf)
        written = leaf.dates or self.mapping.read.dates
        known = self.choices.dates.get(leaf.label, UNDECIDED)
        rules = TimeRules(
            order=written if written and "%" not in written else known,
            pattern=written if "%" in written else "",
            epoch=leaf.epoch,
            zone=leaf.zone or self.mapping.read.zone,
            day_zone=self.settings.timezone,
            languages=(self.settings.language,),
        )
        return text, self.times.setdefault((text, rules), f"m{len(self.times)}")


def _later(time: Reading, added: Reading, unit: int) -> Reading:
    """A time with a number of units (in microseconds) added; nothing when there is nothing to add."""
    microseconds = f"({added.value}::double * {unit})"
    some = f"to_microseconds(try_cast(round({microseconds}) as bigint))"
    at = f"({time.value} + case when abs({microseconds}) < {_MOST} then {some} end)"
    too_much = f"case when abs({microseconds}) >= {_MOST} then 'number.unreadable' end"
    code = f"coalesce({time.code}, {added.code}, {too_much})"
    return Reading(at, f"case when {added.text} is not null then {time.text} end", code, time.label)


def texts_sql(rows: Rows, slots: Slots) -> str:
    """SQL of record_id, version, seen_at and the text of every slot."""
    listed = "".join(f", {sql} as {slot}" for sql, slot in slots.texts.items())
    return f"(select record_id, version, seen_at{listed} from {rows.naming(listed)})"


def one_text_sql(rows: Rows, slots: Slots, slot: str) -> str:
    """SQL of record_id, version and the text of one slot, where there is one."""
    sql = next(sql for sql, name in slots.texts.items() if name == slot)
    texts = f"(select record_id, version, {sql} as {slot} from {rows.naming(sql)})"
    return f"(from {texts} where {slot} is not null)"


def make_times(con: duckdb.DuckDBPyConnection, rows: Rows, slots: Slots, name: str) -> dict[str, str]:
    """A table for each slot of times; gives slot → the join that brings it in."""
    joins = {}
    for (text, rules), slot in slots.times.items():
        table = identifier(f"{name}_{slot}")
        distinct = f"select distinct {text} as text from {one_text_sql(rows, slots, text)}"
        con.execute(f"create or replace temp table {table} as {times_sql(distinct, rules)}")
        joins[slot] = f"left join {table} {slot} on {slot}.text = s.{text}"
    return joins
