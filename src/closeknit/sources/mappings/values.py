"""What a mapping can say about one value: where it stands in a row, and what is done to it.

A value is a column's name, or a table that starts from exactly one of `column`, `const`, `first`,
`join`, `formula` and then takes the other keys in the order they are declared here. Tests on values
(`when`, `keep_where`) are here too. How they become SQL is the matter of `expressions`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from closeknit.sources.mappings.formulas import FormulaError, parse_formula
from closeknit.sources.mappings.language import READERS, Place, build, entry, read_text, read_texts, shown
from closeknit.sources.mappings.patterns import read_pattern, read_patterns

RULES: dict[str, str] = {
    "lower": "in small letters",
    "name": "spaces tidied: one between words, none around",
    "email": "the address alone, out of `Ana Ruiz <ana@x.example>`",
    "domain": "the domain of an e-mail or web address: `ana@x.example`, `https://www.x.example/a`",
    "digits": "digits only",
    "letters": "small letters and digits only: `Closed won` gives `closedwon`",
    "before colon": "what stands before the first colon: `Firm:Job` gives `Firm`",
    "after colon": "what stands after the first colon: `Firm:Job` gives `Job`",
    "plain text": "the text of a piece of HTML, without its tags",
}
"""Simple rules for texts, with what each gives."""

EPOCHS = ("s", "ms", "us")
STARTS = ("column", "const", "first", "join", "formula", "heading", "others")


@dataclass(frozen=True)
class Value:
    """One value of a row."""

    column: str = entry(
        "text", "Name of the column. `lookup.column` names a column that was looked up.", default=""
    )
    const: str | None = entry(
        "plain", "The same for every row: a text, a number, true or false.", default=None
    )
    first: tuple[Value, ...] = entry(
        "several values", "The first of these values that is filled.", default=()
    )
    join: tuple[Value, ...] = entry(
        "several values", "These values together; empty ones are left out.", default=()
    )
    formula: str = entry(
        "formula",
        "A number worked out from columns in braces, with + - * /, brackets, abs, round, min, max and "
        "given({column}, 0) for cells that may be empty.",
        default="",
        example='formula = "{Price} * {Pieces} * (1 - {Discount})"',
    )
    heading: str = entry(
        "text",
        "What the group of this column's pattern in [headings] found in the file: the USD of `Amount (USD)`.",
        default="",
    )
    others: bool = entry(
        "flag",
        "true: all columns that the mapping does not name, as `name: cell`, a line each: answers to any "
        "question.",
        default=False,
    )
    with_: str = entry("text", "What stands between the values of `join`.", default=" ")
    null: tuple[str, ...] = entry(
        "texts", "Words that mean nothing is there, for this value only.", default=()
    )
    pattern: str = entry(
        "pattern",
        "A regular expression (RE2); its first group is taken, or all of it when it has no group. "
        "A value that does not match is empty.",
        default="",
        example='pattern = "^([A-Z]{2})-"',
    )
    rule: str = entry(
        "text",
        "A simple rule: " + "; ".join(f"`{n}` {h}" for n, h in RULES.items()) + ".",
        default="",
        words=("", *RULES),
    )
    map: dict[str, str] = entry(
        "word map",
        "What a word stands for; small and capital letters are the same. Words that are not in it are "
        "empty, or `else`.",
        default={},
        example='map = { PAID = "paid", VOIDED = "void" }',
    )
    else_: str | None = entry("plain", "What a filled value that is not in `map` stands for.", default=None)
    split: str = entry(
        "text",
        "Cuts one cell into several values; where several keys can be taken.",
        default="",
        example='split = ";"',
    )
    dates: str = entry(
        "text",
        "How this date is written: `day first`, `month first`, or a pattern such as `%d-%b-%y`.",
        default="",
    )
    epoch: str = entry(
        "text",
        "The date is a number since 1970: `s` seconds, `ms` milliseconds, `us` microseconds.",
        default="",
        words=("", *EPOCHS),
    )
    zone: str = entry(
        "text", "Time zone of this time, such as UTC, where the cell does not say it.", default=""
    )
    numbers: str = entry(
        "text",
        "How this number is written: `1,234.56` or `1.234,56`.",
        default="",
        words=("", "1,234.56", "1.234,56"),
    )
    when: Condition = entry(
        "condition",
        "Rows that have this value; in others it is empty.",
        default=(),
        example='when = { Paid = "Yes" }',
    )
    plus_seconds: Value | None = entry("value", "Seconds to add to a time.", default=None)
    plus_minutes: Value | None = entry("value", "Minutes to add to a time.", default=None)
    plus_days: Value | None = entry("value", "Days to add to a time.", default=None)

    def parts(self) -> tuple[Value, ...]:
        """The values this one is made of, without itself."""
        added = (self.plus_seconds, self.plus_minutes, self.plus_days)
        return (*self.first, *self.join, *(v for v in added if v is not None))

    def columns(self) -> Iterator[str]:
        """Every column that the value reads, as written, its own first."""
        if self.column:
            yield self.column
        if self.formula:
            yield from parse_formula(self.formula).columns
        for part in (*self.parts(), *tested(self.when)):
            yield from part.columns()

    def bare(self) -> Value:
        """The value as it stands on every row, with nothing added."""
        return replace(self, when=(), plus_seconds=None, plus_minutes=None, plus_days=None)

    def outcomes(self) -> tuple[str, ...] | None:
        """Every text the value can give, or None when a cell decides that freely."""
        if self.map:
            return (*self.map.values(), *([] if self.else_ is None else [self.else_]))
        if self.const is not None:
            return (self.const,)
        each = [one.outcomes() for one in self.first]
        known = [one for one in each if one is not None]
        return tuple(text for one in known for text in one) if known and len(known) == len(each) else None

    @property
    def label(self) -> str:
        """What a message calls the value: its column, or its columns."""
        names = dict.fromkeys(self.bare().columns())
        return " + ".join(names) or self.heading or f'"{self.const}"'


@dataclass(frozen=True)
class Test:
    """What a cell must be for a row to count. All the keys given must hold."""

    __test__ = False  # not a test case, whatever pytest thinks of its name

    is_: tuple[str, ...] = entry(
        "texts", "One of these words; small and capital letters are the same.", default=()
    )
    not_: tuple[str, ...] = entry("texts", "None of these words. An empty cell is none of them.", default=())
    like: tuple[str, ...] = entry(
        "texts", "One of these patterns, with * for anything: `*proposal*`.", default=()
    )
    filled: bool | None = entry("flag", "true: something is in the cell; false: it is empty.", default=None)
    ours: bool | None = entry(
        "flag",
        "true: all addresses or domains in the cell (parted by `, `) are our own, by `our_domains` and "
        "`our_people` in the settings; false: some are not.",
        default=None,
    )
    above: float | None = entry("number", "A number greater than this.", default=None)
    below: float | None = entry("number", "A number smaller than this.", default=None)


Tests = tuple[tuple[Value, Test], ...]
"""Tests that must all hold, each with the value it is about."""

Condition = tuple[Tests, ...]
"""Alternatives of which one must hold; without any, every row counts."""


def tested(condition: Condition) -> Iterator[Value]:
    """The values that a condition is about."""
    return (value for tests in condition for value, _ in tests)


def read_value(given: object, place: Place) -> Value:
    """A value: a column's name, a number, true or false, or a table."""
    if isinstance(given, str):
        if not given.strip():
            place.refuse("the name of the column is empty")
        return Value(column=given.strip())
    if isinstance(given, bool | int | float):
        return Value(const=read_plain(given, place))
    value = build(Value, given, place)
    starts = [name for name in STARTS if getattr(value, name) not in ("", None, (), False)]
    if len(starts) != 1:
        found = " and ".join(starts) or "none"
        place.refuse(f"a value starts from exactly one of {', '.join(STARTS)}, not from {found}")
    if value.else_ is not None and not value.map:
        place.refuse('"else" needs a "map" beside it')
    return value


def read_plain(given: object, place: Place) -> str:
    """A constant as text: true becomes yes."""
    if isinstance(given, bool):
        return "yes" if given else "no"
    if not isinstance(given, str | int | float):
        place.refuse(f"takes a text, a number, true or false, not {shown(given)}")
    return str(given)


def read_values(given: object, place: Place) -> dict[str, Value]:
    """A table of values."""
    if not isinstance(given, dict):
        place.refuse(f'takes a table such as {{ name = "Column" }}, not {shown(given)}')
    return {name: read_value(one, place / name) for name, one in given.items()}


def read_keys(given: object, place: Place) -> dict[str, tuple[Value, ...]]:
    """A table of values, or lists of values."""
    if not isinstance(given, dict):
        place.refuse(f'takes a table such as {{ email = "Column" }}, not {shown(given)}')
    return {
        name: read_several(one, place / name) if isinstance(one, list) else (read_value(one, place / name),)
        for name, one in given.items()
    }


def read_several(given: object, place: Place) -> tuple[Value, ...]:
    """A list of values."""
    if not isinstance(given, list) or not given:
        place.refuse(f"takes a list of values, not {shown(given)}")
    return tuple(read_value(one, place.item(n)) for n, one in enumerate(given, 1))


def read_detail_values(given: object, place: Place) -> dict[str, Value]:
    """A list of columns, each under its own name, or a table of values."""
    if isinstance(given, dict):
        return read_values(given, place)
    return {name: Value(column=name) for name in read_texts(given, place)}


def read_word_map(given: object, place: Place) -> dict[str, str]:
    """A table from words to words."""
    if not isinstance(given, dict) or not given:
        place.refuse(f'takes a table such as {{ PAID = "paid" }}, not {shown(given)}')
    return {str(word): read_plain(one, place / str(word)) for word, one in given.items()}


def read_condition(given: object, place: Place) -> Condition:
    """A table from columns to what their cells must be, or a list of such tables."""
    if isinstance(given, list) and given:
        return tuple(tests for n, one in enumerate(given, 1) for tests in read_condition(one, place.item(n)))
    if not isinstance(given, dict) or not given:
        place.refuse(f'takes a table such as {{ Status = "PAID" }}, not {shown(given)}')
    return (tuple((Value(column=name), _test(one, place / name)) for name, one in given.items()),)


def _test(given: object, place: Place) -> Test:
    if isinstance(given, dict):
        return build(Test, given, place)
    if isinstance(given, list):
        return Test(is_=tuple(read_plain(one, place) for one in given))
    return Test(is_=(read_plain(given, place),))


def read_formula(given: object, place: Place) -> str:
    """A formula, checked."""
    text = read_text(given, place)
    try:
        parse_formula(text)
    except FormulaError as error:
        place.refuse(str(error))
    return text


READERS |= {
    "value": read_value,
    "values": read_values,
    "several values": read_several,
    "keys": read_keys,
    "columns or values": read_detail_values,
    "plain": read_plain,
    "word map": read_word_map,
    "condition": read_condition,
    "formula": read_formula,
    "pattern": read_pattern,
    "patterns": read_patterns,
}
