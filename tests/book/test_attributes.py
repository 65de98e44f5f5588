"""What is known of a party, and which value to show."""

from __future__ import annotations

from tests.book.conftest import Shop, day_number


def test_the_attribute_to_show_still_holds(shop: Shop) -> None:
    newest = shop.one("attributes", party_id=shop.account("x:moved"), name="city", newest=True)
    assert (newest["value"], newest["since_day"]) == ("Lisboa", day_number("2023-01-01"))


def test_the_attribute_to_show_is_what_most_records_say(shop: Shop) -> None:
    assert shop.one("attributes", party_id=shop.account("x:placed"), newest=True)["value"] == "Graz"


def test_each_attribute_has_one_value_to_show(shop: Shop) -> None:
    shown = [(r["party_id"], r["name"]) for r in shop.rows("attributes", newest=True)]
    assert len(shown) == len(set(shown))
    assert set(shown) == {(r["party_id"], r["name"]) for r in shop.tables["attributes"]}
