"""Who is related to whom."""

from __future__ import annotations

from tests.book.conftest import Shop, day_number


def test_an_address_implies_an_employer_where_no_record_states_it(shop: Shop) -> None:
    ana = shop.one("relationships", from_party=shop.account("email:ana@halden.example"))
    assert (ana["kind"], ana["to_party"], ana["record_id"]) == (
        "works_at",
        shop.account("xero_contact:halden"),
        0,
    )


def test_relationships_keep_since_and_until(shop: Shop) -> None:
    gone = shop.one("relationships", to_party=shop.account("x:gone"))
    assert (gone["since_day"], gone["until_day"]) == (day_number("2024-06-01"), day_number("2024-07-01"))
