"""Values of a mapping as DuckDB expressions on the columns of a row.

Only texts and tests are made here; how a text is read as a time or a number is in `times` and `numbers`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from closeknit.settings import Settings
from closeknit.sources.mappings.column_names import column_name
from closeknit.sources.mappings.values import Condition, Test, Value
from closeknit.sources.translation.layouts import HEADING, OTHERS
from closeknit.sources.translation.numbers import DOT, decimal_sql, number_sql
from closeknit.sources.translation.times import quoted

ColumnOf = Callable[[str], str]
"""Gives the expression (text, null when empty) of a column by its name."""

_ENTITIES = "regexp_replace({0}, '<[^<>]*>', ' ', 'g')"
for _entity, _sign in (("nbsp", " "), ("lt", "<"), ("gt", ">"), ("quot", '"'), ("amp", "&")):
    _ENTITIES = f"replace({_ENTITIES}, '&{_entity};', '{_sign}')"

RULE_SQL = {
    "lower": "lower({0})",
    "name": r"trim(regexp_replace({0}, '\s+', ' ', 'g'))",
    "email": r"nullif(regexp_extract({0}, '[^\s<>;,\"'']+@[^\s<>;,\"'']+'), '')",
    "domain": r"nullif(regexp_extract(lower({0}), '^(?:.*@|[a-z]+://)?(?:www\.)?([^/:?#\s<>@]+)', 1), '')",
    "letters": r"nullif(lower(regexp_replace({0}, '[^\p{{L}}\d]', '', 'g')), '')",
    "digits": r"nullif(regexp_replace({0}, '\D', '', 'g'), '')",
    "before colon": "nullif(trim(split_part({0}, ':', 1)), '')",
    "after colon": "nullif(trim(regexp_extract({0}, ':(.*)$', 1)), '')",
    "plain text": rf"nullif(trim(regexp_replace({_ENTITIES}, '\s+', ' ', 'g')), '')",
}


BLANKS = " \t\r\n\u00a0"
"""Characters that do not count at the ends of a cell."""


def identifier(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def one_of(given: str, *texts: str) -> str:
    """A text as SQL of an enumeration of a few: a column of such is written in a quarter of the time.

    In files it is text like any other.
    """
    return f"{quoted(given)}::{enumeration(texts or (given,))}"


def enumeration(texts: Iterable[str]) -> str:
    """The type of a column that holds nothing but these texts; it sorts as they do."""
    return f"enum({', '.join(map(quoted, sorted(set(texts))))})"


def cell_sql(column: str, null_words: Iterable[str] = (), *, trimmed: bool = False) -> str:
    """A column's cell as text: trimmed, null when empty or one of the null words, without a text guard.

    `trimmed`: it has no blanks around it and is not empty.

    Spreadsheets guard texts that look like numbers with an apostrophe in front.
    """
    cell = identifier(column)
    name = f"trim({cell}, {quoted(BLANKS)})"
    bare = f"case when regexp_matches({name}, '^''[+\\d]') then substr({name}, 2) else {name} end"
    # Nearly every cell is clean, and to see that takes a tenth of the time of cleaning it.
    blank_end = "".join(f" or suffix({cell}, {quoted(blank)})" for blank in BLANKS)
    unclean = f"{cell} < '('" if trimmed else f"{cell} < '(' or {cell} > '~'{blank_end}"
    return _without(f"case when {unclean} then nullif({bare}, '') else {cell} end", null_words)


def cleaned(
    relation: str, names: Iterable[str], null_words: Iterable[str], *, keep: str = "", trimmed: bool = False
) -> str:
    """SQL of a relation with every named column as a clean text; `keep` lists what else it has."""
    cells = [f"{cell_sql(name, null_words, trimmed=trimmed)} as {identifier(name)}" for name in names]
    listed = ", ".join([*([keep] if keep else []), *cells])
    return f"(select {listed or 'null'} from {relation})"


OURS = "?ours "
"""Starts the name of what tells whether all that stands in a column is our own; no file has such a column."""


def columns_of(names: Iterable[str], settings: Settings | None = None) -> ColumnOf:
    """Clean columns of a relation by name, without regard to case; one that is not there is empty.

    With settings, the name of a column behind OURS gives whether all in it is our own.
    """
    there = {column_name(name): identifier(name) for name in names}

    def column_of(name: str) -> str:
        if name.startswith(OURS):
            return _ours_sql(there.get(column_name(name.removeprefix(OURS)), "null::varchar"), settings)
        return there.get(column_name(name), "null::varchar")

    return column_of


def _ours_sql(cell: str, settings: Settings | None) -> str:
    """Whether every piece of a cell is an address at, or is, one of our domains, or one of our people."""
    if settings is None or not (settings.our_domains or settings.our_people):
        return "false"
    domains = "|".join(re.escape(d.casefold().removeprefix("@")) for d in settings.our_domains)
    ours = f"regexp_matches(x, {quoted(f'(^|[@.])({domains})$')})" if domains else "false"
    if settings.our_people:
        ours += f" or x in ({_words(settings.our_people)})"
    # An address may stand in brackets behind a name.
    bare = "rtrim(regexp_replace(piece, '^.*<', ''), '>')"
    pieces = f"list_transform(string_split(lower({cell}), ', '), lambda piece: {bare})"
    others = f"list_filter({pieces}, lambda x: not ({ours}))"
    return f"({cell} is not null and len({others}) = 0)"


def text_sql(value: Value, column_of: ColumnOf, number_of: ColumnOf | None = None) -> str:
    """The text of a value; `number_of` gives the numbers of a formula's columns."""
    start = _start(value, column_of, number_of or (lambda name: number_sql(column_of(name))))
    text = _without(start, value.null)
    if value.pattern:
        group = 1 if re.compile(value.pattern).groups else 0
        text = f"nullif(regexp_extract({text}, {quoted(value.pattern)}, {group}), '')"
    if value.rule:
        text = RULE_SQL[value.rule].format(text)
    text = _mapped(text, value) if value.map else text
    return (
        f"case when {condition_sql(value.when, column_of, number_of)} then {text} end" if value.when else text
    )


def _start(value: Value, column_of: ColumnOf, number_of: ColumnOf) -> str:
    if value.column:
        return column_of(value.column)
    if value.const is not None:
        return f"{quoted(value.const)}::varchar"
    if value.heading:
        return column_of(HEADING + value.heading)
    if value.others:
        return column_of(OTHERS)
    if value.first:
        return f"coalesce({', '.join(text_sql(v, column_of, number_of) for v in value.first)}, null)"
    if value.join:
        parts = ", ".join(text_sql(v, column_of, number_of) for v in value.join)
        return f"nullif(concat_ws({quoted(value.with_)}, {parts}), '')"
    return f"{decimal_sql(formula_sql(value, number_of))}::varchar"


def formula_sql(value: Value, number_of: ColumnOf) -> str:
    """The formula of a value, as a double."""
    from closeknit.sources.mappings.formulas import parse_formula

    return parse_formula(value.formula).sql(number_of)


def _without(text: str, words: Iterable[str]) -> str:
    listed = ", ".join(quoted(word.casefold()) for word in words)
    return f"case when lower({text}) in ({listed}) then null else {text} end" if listed else text


def _mapped(text: str, value: Value) -> str:
    cases = " ".join(f"when {quoted(word.casefold())} then {quoted(to)}" for word, to in value.map.items())
    other = quoted(value.else_) if value.else_ is not None else "null"
    return f"case when {text} is null then null else case lower({text}) {cases} else {other} end end"


def condition_sql(condition: Condition, column_of: ColumnOf, number_of: ColumnOf | None = None) -> str:
    """The tests of a condition as one boolean expression that is never null."""
    number = number_of or (lambda name: number_sql(column_of(name), DOT))
    either = []
    for tests in condition:
        held = [t for value, test in tests for t in _tests(value, test, column_of, number)]
        either.append(" and ".join(f"coalesce({test}, false)" for test in held) or "true")
    return f"({' or '.join(either)})" if either else "true"


def _tests(value: Value, test: Test, column_of: ColumnOf, number_of: ColumnOf) -> list[str]:
    text = text_sql(value, column_of)
    said = []
    if test.is_:
        said.append(f"lower({text}) in ({_words(test.is_)})")
    if test.not_:
        said.append(f"({text} is null or lower({text}) not in ({_words(test.not_)}))")
    if test.like:
        said.append("(" + " or ".join(f"lower({text}) like {_like(p)} escape '\\'" for p in test.like) + ")")
    if test.filled is not None:
        said.append(f"{text} is {'not ' if test.filled else ''}null")
    if test.ours is not None:
        said.append(f"{column_of(OURS + value.column)} = {str(test.ours).lower()}")
    if test.above is not None:
        said.append(f"{number_of(value.column)} > {test.above}")
    if test.below is not None:
        said.append(f"{number_of(value.column)} < {test.below}")
    return said


def _words(words: Iterable[str]) -> str:
    return ", ".join(quoted(word.casefold()) for word in words)


def _like(pattern: str) -> str:
    plain = re.sub(r"([%_\\])", r"\\\1", pattern.casefold())
    return quoted(plain.replace("*", "%"))
