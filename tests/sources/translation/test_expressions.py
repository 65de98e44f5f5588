"""Values and tests as expressions: what stands in a row, and what is done to it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.sources.mappings.language import Place
from closeknit.sources.mappings.values import RULES, read_condition, read_value
from closeknit.sources.translation.expressions import (
    BLANKS,
    RULE_SQL,
    cell_sql,
    cleaned,
    columns_of,
    condition_sql,
    text_sql,
)
from tests.how_many import examples
from tests.sources.mapped import connect

CON = connect()
PLACE = Place("t.toml")


def row(**cells: str | None) -> None:
    columns = ", ".join("?::varchar as " + f'"{name}"' for name in cells)
    CON.execute(f"create or replace temp table r as select {columns}", list(cells.values()))


def value(given: object, null: tuple[str, ...] = (), **cells: str | None) -> str | None:
    row(**cells)
    sql = text_sql(read_value(given, PLACE), columns_of(list(cells)))
    return CON.sql(f"select {sql} from {cleaned('r', list(cells), null)}").fetchone()[0]  # type: ignore[index, no-any-return]


def holds(given: object, **cells: str | None) -> bool:
    row(**cells)
    sql = condition_sql(read_condition(given, PLACE), columns_of(list(cells)))
    return CON.sql(f"select {sql} from {cleaned('r', list(cells), ())}").fetchone()[0]  # type: ignore[index, no-any-return]


def test_a_cell_is_trimmed_and_empty_means_nothing() -> None:
    assert value("a", a=" x\u00a0") == "x"
    assert value("a", a="  ") is None
    assert value("b", a="x") is None
    assert value("A", a="x") == "x"


def plainly(cell: str) -> str | None:
    """A cell as `cell_sql` promises it, without its look at whether there is anything to clean."""
    bare = cell.strip(BLANKS)
    return (bare[1:] if re.match("'[+0-9]", bare) else bare) or None


EDGES = st.sampled_from([*BLANKS, *"'=+-@&()}~", *"\0\v\f\x7f\x85\u2003\u200b\u3000\ufeff", *"7aé٣東🚚\xc2"])


@settings(deadline=None, max_examples=examples(60, quick=12))
@given(st.lists(st.text(EDGES | st.characters(codec="utf-8"), max_size=6), min_size=30, max_size=300))
def test_whatever_stands_at_the_ends_of_a_cell_it_is_cleaned_as_if_all_were(cells: list[str]) -> None:
    sql = f"select {cell_sql('a')} from (select unnest($1::varchar[]) as a)"
    assert [clean for (clean,) in CON.execute(sql, [cells]).fetchall()] == [plainly(c) for c in cells]


def test_null_words_mean_nothing_whatever_their_case() -> None:
    assert value("a", null=("NULL", "?"), a="null") is None
    assert value({"column": "a", "null": ["0"]}, a="0") is None


def test_the_guard_of_a_spreadsheet_is_taken_off() -> None:
    assert value("a", a="'+31612345678") == "+31612345678"
    assert value("a", a="'s Gravenhage") == "'s Gravenhage"


@pytest.mark.parametrize(
    ("given", "cells", "expected"),
    [
        ({"const": "x"}, {"a": None}, "x"),
        ({"first": ["a", "b"]}, {"a": None, "b": "2"}, "2"),
        ({"join": ["a", "b"]}, {"a": "Ana", "b": "Ruiz"}, "Ana Ruiz"),
        ({"join": ["a", "b"], "with": ", "}, {"a": None, "b": "Ruiz"}, "Ruiz"),
        ({"join": ["a", "b"]}, {"a": None, "b": None}, None),
        ({"column": "a", "pattern": "^([A-Z]+)-"}, {"a": "INV-17"}, "INV"),
        ({"column": "a", "pattern": r"\d+"}, {"a": "INV-17"}, "17"),
        ({"column": "a", "pattern": r"\d+"}, {"a": "none"}, None),
        ({"column": "a", "map": {"PAID": "paid"}}, {"a": "Paid"}, "paid"),
        ({"column": "a", "map": {"PAID": "paid"}}, {"a": "sent"}, None),
        ({"column": "a", "map": {"PAID": "paid"}, "else": "open"}, {"a": "sent"}, "open"),
        ({"column": "a", "map": {"PAID": "paid"}, "else": "open"}, {"a": None}, None),
        ({"formula": "{a} * {b}"}, {"a": "1,200.50", "b": "2"}, "2401.0000"),
        ({"column": "a", "when": {"b": "x"}}, {"a": "1", "b": "X"}, "1"),
        ({"column": "a", "when": {"b": "x"}}, {"a": "1", "b": None}, None),
        (True, {"a": None}, "yes"),
        (7, {"a": None}, "7"),
    ],
)
def test_a_value_is_where_it_starts_and_what_is_done_to_it(
    given: object, cells: dict, expected: str | None
) -> None:
    assert value(given, **cells) == expected


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("lower", "HALDEN", "halden"),
        ("name", " Ana \t Ruiz ", "Ana Ruiz"),
        ("email", "Ana Ruiz <ana@halden.example>", "ana@halden.example"),
        ("domain", "ana@halden.example", "halden.example"),
        ("domain", "https://www.Halden.example:80/a?b", "halden.example"),
        ("domain", "halden.example", "halden.example"),
        ("digits", "+49 30-12", "493012"),
        ("letters", "Closed won!", "closedwon"),
        ("before colon", "Halden: relaunch", "Halden"),
    ],
)
def test_every_rule_does_what_it_says(rule: str, text: str, expected: str) -> None:
    assert value({"column": "a", "rule": rule}, a=text) == expected


def test_every_rule_that_is_declared_can_be_computed() -> None:
    assert set(RULES) == set(RULE_SQL)


@pytest.mark.parametrize(
    ("given", "cell", "expected"),
    [
        ("paid", "PAID", True),
        (["paid", "sent"], "sent", True),
        (["paid", "sent"], None, False),
        ({"not": ["draft"]}, "Draft", False),
        ({"not": ["draft"]}, None, True),
        ({"like": ["*proposal*"]}, "Sales proposal sent", True),
        ({"like": ["100%*"]}, "1000", False),
        ({"filled": True}, "x", True),
        ({"filled": False}, "x", False),
        ({"above": 0}, "1.5", True),
        ({"above": 0}, "none", False),
        ({"below": 0, "filled": True}, "-3", True),
        (7, "7", True),
    ],
)
def test_every_test_of_a_cell(given: object, cell: str | None, expected: bool) -> None:
    assert holds({"a": given}, a=cell) is expected


def test_all_tests_of_a_table_and_one_table_of_a_list_must_hold() -> None:
    assert not holds({"a": "1", "b": "2"}, a="1", b="3")
    assert holds([{"a": "1", "b": "2"}, {"b": "3"}], a="1", b="3")


def test_quotes_in_texts_and_columns_are_only_texts() -> None:
    assert value({"const": "'; drop table r --"}, a=None) == "'; drop table r --"
