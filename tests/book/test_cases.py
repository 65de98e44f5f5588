"""Cases as last seen, and the stages they went through."""

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


def test_a_list_that_knows_only_who_is_in_a_case_adds_them_and_takes_nothing_back(shop: Shop) -> None:
    ticket = shop.one("cases", case_id=case("ticket:z-1"))
    assert ticket["contact_id"] == shop.account("email:zed@gmail.com")
    assert (ticket["status"], ticket["stream_id"]) == ("closed", "crm/cases")
    assert ticket["account_id"] == shop.account("x:ticketed")


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
