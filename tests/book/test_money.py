"""Money in the base currency."""

from __future__ import annotations

from decimal import Decimal

import pytest

from closeknit.book.money import rates_of
from closeknit.settings import Settings
from tests.book.conftest import Shop, day_number


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
    (rate,) = rates_of(Settings(currency=code)).to_pylist()
    assert (rate["currency"], rate["rate"]) == (code, Decimal(1))
