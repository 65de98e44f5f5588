"""Numbers, hours, yes and no, currencies, as files write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.sources.translation.numbers import (
    COMMA,
    DOT,
    currency_sql,
    decimal_sql,
    flag_sql,
    hours_sql,
    number_sql,
)
from tests.sources.mapped import connect

CON = connect()


def one(expression: str, text: str | None) -> object:
    return CON.execute(f"select {expression} from (select ?::varchar as x)", [text]).fetchone()[0]  # type: ignore[index]


def number(text: str | None, style: str = DOT) -> object:
    return one(decimal_sql(number_sql("x", style)), text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.56", "1234.56"),
        ("$(250.00)", "-250"),
        ("(500.00)", "-500"),
        ("$1,234,567.00", "1234567"),
        ("-$20.00", "-20"),
        ("$-20.00", "-20"),
        ("5-", "-5"),
        ("−7.5", "-7.5"),
        ("EUR 20", "20"),
        ("20 EUR", "20"),
        ("US$5", "5"),
        ("12 %", "0.12"),
        ("1E+05", "100000"),
        ("1'234.50", "1234.5"),
        ("1,23,456.7", "123456.7"),
        (".5", "0.5"),
        ("1,234", "1234"),
    ],
)
def test_numbers_with_a_point_are_read(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,56", "1234.56"),
        ("20 160,0", "20160"),
        ("20\u00a0160,0", "20160"),
        ("€ -3,50", "-3.5"),
        ("1.234", "1234"),
    ],
)
def test_numbers_with_a_comma_are_read(text: str, value: str) -> None:
    assert number(text, COMMA) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["abc", "Q4", ".", "-", "1,5", "", None, "1e400", "99999999999999999999", "12 pcs"]
)
def test_what_is_no_number_gives_nothing(text: str | None) -> None:
    assert number(text) is None


@given(st.decimals(-(10**9), 10**9, places=2))
def test_any_amount_comes_back_in_both_styles(value: Decimal) -> None:
    assert number(f"{value:,.2f}") == value
    assert number(f"{value:,.2f}".translate(str.maketrans(",.", ".,")), COMMA) == value


@pytest.mark.parametrize(("text", "hours"), [("1.5", 1.5), ("01:30", 1.5), ("01:30:36", 1.51), ("x:y", None)])
def test_hours_are_numbers_or_clocks(text: str, hours: float | None) -> None:
    assert one(hours_sql("x"), text) == hours


def test_yes_and_no_are_known_in_several_languages() -> None:
    assert [one(flag_sql("x"), t) for t in ("Yes", "ja", "TRUE", "No", "nein", "maybe", None)] == [
        True, True, True, False, False, None, None,
    ]  # fmt: skip


def test_currencies_are_codes_whatever_stands_around_them() -> None:
    said = [
        one(currency_sql("x", "EUR"), t)
        for t in ("eur", "Euro - EUR", "€", "$", "A$", "Franc - CHF", "none of it")
    ]
    assert said == ["EUR", "EUR", "EUR", "USD", "AUD", "CHF", None]
    assert one(currency_sql("x", "CAD"), "$") == "CAD"
