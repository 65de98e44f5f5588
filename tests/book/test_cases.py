"""Cases, stages, attributes and relationships."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from tests.book.conftest import Shop, case, day_number
from tests.book.scenes import US


def test_the_newest_view_of_a_case_wins(shop: Shop) -> None:
    ticket = shop.one("cases", case_id=case("ticket:z-1"))
    assert (ticket["status"], ticket["name"], ticket["estimate_hours"]) == ("closed", "Broken", Decimal(2))
    assert ticket["owner_id"] is None
    assert (ticket["opened_day"], ticket["closed_day"]) == (
        day_number("2024-01-01"),
        day_number("2024-01-08"),
    )


def test_money_of_a_case_is_in_the_base_currency(shop: Shop) -> None:
    ticket = shop.one("cases", case_id=case("ticket:z-1"))
    assert (ticket["amount_base"], ticket["open_base"]) == (Decimal(8), Decimal("3.2"))


def test_a_case_belongs_to_the_employer_of_its_contact(shop: Shop) -> None:
    deal = shop.one("cases", case_id=case("deal:h-1"))
    assert deal["account_id"] == shop.account("x:asked")
    assert deal["contact_id"] == shop.account("email:cy@asked.example")
    assert deal["owner_id"] == shop.account(US)


def test_stages_follow_each_other_and_the_last_stays_open(shop: Shop) -> None:
    stages = sorted(shop.rows("stages", case_id=case("ticket:z-1")), key=lambda s: s["entered_at"])
    assert [(s["stage"], s["left_at"]) for s in stages] == [
        ("new", datetime(2024, 1, 3)),
        ("open", datetime(2024, 1, 8)),
        ("done", None),
    ]
    assert shop.one("cases", case_id=case("ticket:z-1"))["stage"] == "done"


def test_the_attribute_to_show_still_holds(shop: Shop) -> None:
    newest = shop.one("attributes", party_id=shop.account("x:moved"), name="city", newest=True)
    assert (newest["value"], newest["since_day"]) == ("Lisboa", day_number("2023-01-01"))


def test_the_attribute_to_show_is_what_most_records_say(shop: Shop) -> None:
    assert shop.one("attributes", party_id=shop.account("x:placed"), newest=True)["value"] == "Graz"


def test_each_attribute_has_one_value_to_show(shop: Shop) -> None:
    shown = [(r["party_id"], r["name"]) for r in shop.rows("attributes", newest=True)]
    assert len(shown) == len(set(shown))
    assert set(shown) == {(r["party_id"], r["name"]) for r in shop.tables["attributes"]}


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
