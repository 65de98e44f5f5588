"""Money in the base currency."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from closeknit.book.money import in_base, rates_of
from closeknit.engines import Engine
from closeknit.settings import Settings
from tests.book.conftest import Shop, day_number

pytestmark = pytest.mark.usefixtures("names_are_free_again")

PLACES = {
    ("EUR", "2024-03-01"): 1, ("USD", "2024-03-01"): 1, ("GBP", "2023-12-31"): None, ("GBP", "2024-05-31"): 1,
    ("CHF", "2024-03-01"): None,
}  # fmt: skip
"""Currencies and days, and what one of them is worth then."""


def by_day(shop: Shop, key: str) -> list[Decimal | None]:
    """Amounts in the base currency of an account, by day."""
    rows = shop.rows("activities", account_id=shop.account(key))
    return [r["amount_base"] for r in sorted(rows, key=lambda r: r["day"])]


def test_the_rate_of_the_day_holds(shop: Shop) -> None:
    assert by_day(shop, "x:dollar") == [None, Decimal(90), Decimal(80)]


def test_a_rate_without_a_date_holds_always(shop: Shop) -> None:
    assert by_day(shop, "x:pound") == [Decimal("0.0120"), Decimal("14814814681.4760")]


def test_a_currency_without_a_rate_is_never_guessed(shop: Shop) -> None:
    assert by_day(shop, "x:franc") == [None, None]


def test_money_at_the_rate_1_is_what_multiplying_it_would_give(every_engine: Engine) -> None:
    given = [
        Decimal("-0.0001"),
        Decimal("99999999999999.9999"),
        Decimal("-99999999999999.9999"),
        Decimal(0),
        None,
    ]
    rates = Settings(rates={"gbp": {"2024-01-01": 1, "2024-06-01": "0.5"}, "usd": 1})
    rows = [(code, day, amount) for code, day in PLACES for amount in given]
    table = every_engine.from_arrow(
        pa.table(
            {
                "currency": [code for code, _, _ in rows],
                "day": pa.array([day_number(day) for _, day, _ in rows], pa.int32()),
                "amount": pa.array([amount for _, _, amount in rows], pa.decimal128(18, 4)),
            }
        ),
        "given",
    )
    valued = in_base(table, every_engine.from_arrow(rates_of(rates), "rates"), day="day", base="amount")
    found = every_engine.collect(valued.select("currency", "day", "amount", "base"))
    assert found.schema.field("base").type == pa.decimal128(18, 4)
    rate = {(code, day_number(day)): rate for (code, day), rate in PLACES.items()}
    assert found.num_rows == len(rows)
    for row in found.to_pylist():
        by = rate[row["currency"], row["day"]]
        assert row["base"] == (None if by is None or row["amount"] is None else row["amount"] * by)


def test_unknown_rates_are_listed_with_the_book(shop: Shop) -> None:
    listed = {row["currency"]: row for row in shop.book.unknown_rates}
    assert sorted(listed) == ["CHF", "USD"]
    assert listed["CHF"]["activities"] == 2
    assert Decimal(listed["CHF"]["amount"]) == 140
    assert listed["USD"]["first_day"] == listed["USD"]["last_day"] == day_number("2022-06-01")


def test_rates_follow_each_other_without_gap() -> None:
    rates = rates_of(Settings(rates={"usd": {"2023-01-01": "0.9", "2024-01-01": 0.8}})).to_pylist()
    dollars = [r for r in rates if r["currency"] == "USD"]
    assert dollars[0]["to_day"] == dollars[1]["from_day"] == day_number("2024-01-01")


@pytest.mark.parametrize("code", ["EUR", "CHF"])
def test_the_base_currency_is_worth_itself(code: str) -> None:
    for rates in ({}, {code: 1}, {code: {"2024-01-01": 1}}):
        found = rates_of(Settings(currency=code, rates=rates)).to_pylist()
        assert {(r["currency"], r["rate"]) for r in found} == {(code, Decimal(1))}
