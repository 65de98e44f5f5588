"""The values of a mapping laid out as columns: one table of texts, then one with times and numbers read.

Every value that a mapping uses gets a slot; equal ones share it. The first table holds the texts of all
slots, row by row; times are read once for each distinct text; then the second table puts times beside
texts. Numbers, flags and currencies are read in place. What the slots mean is the matter of `translate`.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace

import duckdb

from closeknit.settings import Settings
from closeknit.sources.choices import Choices, number_leaves, time_leaves
from closeknit.sources.expressions import ColumnOf, condition_sql, identifier, text_sql
from closeknit.sources.mapping import Mapping
from closeknit.sources.numbers import DOT, currency_sql, decimal_sql, flag_sql, hours_sql, number_sql
from closeknit.sources.times import UNDECIDED, TimeRules, times_sql
from closeknit.sources.values import Condition, Value


@dataclass(frozen=True)
class Reading:
    """How one value is read: SQL of what it gives, of its text, and of the problem when it gives nothing."""

    value: str
    text: str
    code: str
    label: str


@dataclass
class Slots:
    """Collects the slots of one mapping over one relation, then makes the two tables."""

    mapping: Mapping
    settings: Settings
    choices: Choices
    column_of: ColumnOf
    texts: dict[str, str] = field(default_factory=dict)
    times: dict[str, TimeRules] = field(default_factory=dict)

    def _slot(self, sql: str) -> str:
        return self.texts.setdefault(sql, f"t{len(self.texts)}")

    def text(self, value: Value) -> str:
        """The slot of a value's text."""
        return self._slot(text_sql(value, self.column_of, self._number_of))

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
        text = self.text(value)
        if value.const is not None or value.formula:
            number = number_sql(text)
        else:
            number = self._alternatives(value, hours)
        if value.formula:
            leaves = [self.text(leaf) for leaf in number_leaves(value)]
            text = f"concat_ws(' ', {', '.join(leaves)})"
            wrong = " or ".join(
                f"({t} is not null and {self._read(t, v, False)} is null)"
                for t, v in zip(leaves, number_leaves(value), strict=True)
            )
            return Reading(
                decimal_sql(number), text, f"case when {wrong} then 'number.unreadable' end", value.label
            )
        decimal = decimal_sql(number)
        code = f"case when {text} is not null and {decimal} is null then 'number.unreadable' end"
        return Reading(decimal, text, code, value.label)

    def _alternatives(self, value: Value, hours: bool) -> str:
        leaves = list(number_leaves(value))
        cases = " ".join(
            f"when {self.text(v)} is not null then {self._read(self.text(v), v, hours)}" for v in leaves
        )
        return f"case {cases} end"

    def _read(self, text: str, leaf: Value, hours: bool) -> str:
        return (hours_sql if hours else number_sql)(text, self._style(leaf))

    def flag(self, value: Value) -> Reading:
        """Yes or no."""
        text = self.text(value)
        flag = flag_sql(text)
        return Reading(
            flag,
            text,
            f"case when {text} is not null and {flag} is null then 'flag.unreadable' end",
            value.label,
        )

    def currency(self, value: Value) -> Reading:
        """A currency's code."""
        text = self.text(value)
        code = currency_sql(text, self.settings.currency)
        wrong = f"case when {text} is not null and {code} is null then 'currency.unknown' end"
        return Reading(code, text, wrong, value.label)

    def time(self, value: Value) -> Reading:
        """A time in UTC."""
        leaves = [
            self._time_leaf(leaf)
            for leaf in time_leaves(replace(value, plus_seconds=None, plus_minutes=None, plus_days=None))
        ]
        texts = f"coalesce({', '.join(leaves)}, null)"
        at = "case " + " ".join(f"when {t} is not null then {t}_at" for t in leaves) + " end"
        code = "case " + " ".join(f"when {t} is not null then {t}_code" for t in leaves) + " end"
        for unit, added in (
            ("seconds", value.plus_seconds),
            ("minutes", value.plus_minutes),
            ("days", value.plus_days),
        ):
            if added is not None:
                scale = {"seconds": 1_000_000, "minutes": 60_000_000, "days": 86_400_000_000}[unit]
                number = self.number(added)
                at = f"({at} + to_microseconds(cast(round({number.value} * {scale}) as bigint)))"
                code = f"coalesce({code}, {number.code})"
                texts = f"case when {number.text} is not null then {texts} end"
        return Reading(at, texts, code, value.label)

    def _time_leaf(self, leaf: Value) -> str:
        text = self.text(leaf)
        written = leaf.dates or self.mapping.read.dates
        known = self.choices.dates.get(leaf.label, UNDECIDED)
        self.times[text] = TimeRules(
            order=written if written and "%" not in written else known,
            pattern=written if "%" in written else "",
            epoch=leaf.epoch,
            zone=leaf.zone or self.mapping.read.zone,
            day_zone=self.settings.timezone,
            languages=(self.settings.language,),
        )
        return text


def make_texts(con: duckdb.DuckDBPyConnection, relation: str, slots: Slots, name: str) -> None:
    """The first table: _row, record_id, version, seen_at and the text of every slot."""
    listed = "".join(f", {sql} as {slot}" for sql, slot in slots.texts.items())
    con.execute(
        f"create or replace temp table {identifier(name)} as "
        f"select row_number() over () as _row, record_id, version, seen_at{listed} from {relation}"
    )


def make_times(con: duckdb.DuckDBPyConnection, texts: str, slots: Slots, name: str) -> Dict[str, str]:
    """A table of times for each slot that is read as one; gives slot → table."""
    tables = {}
    for slot, rules in slots.times.items():
        table = f"{name}_{slot}"
        distinct = f"select distinct {slot} as text from {identifier(texts)} where {slot} is not null"
        con.execute(f"create or replace temp table {identifier(table)} as {times_sql(distinct, rules)}")
        tables[slot] = table
    return tables
