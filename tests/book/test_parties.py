"""Who they are to us: standing, owners, first and last sign."""

from __future__ import annotations

from tests.book.conftest import Shop, day_number
from tests.book.scenes import US


def standing(shop: Shop, key: str) -> str:
    """How the party of a key stands to us."""
    return str(shop.one("parties", party_id=shop.account(key))["standing"])


def test_we_are_ours_by_address_mark_or_name(shop: Shop) -> None:
    for key in (US, "harvest_user:ola norden", "harvest_user:per vik", "domain:us.example"):
        assert standing(shop, key) == "ours"


def test_standings_tell_customers_prospects_partners_and_possible_ones_apart(shop: Shop) -> None:
    for key, expected in (
        ("x:refund", "customer"),
        ("email:kim@gmail.com", "customer"),
        ("email:ana@halden.example", "prospect"),
        ("hubspot_company:5", "prospect"),
        ("x:asked", "prospect"),
        ("x:reseller", "partner"),
        ("x:maybe partner", "partner"),
        ("domain:funded.example", "possible"),
        ("x:tied", "possible"),
    ):
        assert (key, standing(shop, key)) == (key, expected)


def test_owners_come_from_ties_then_from_cases(shop: Shop) -> None:
    for key in ("x:client", "x:asked"):
        assert shop.one("parties", party_id=shop.account(key))["owner_id"] == shop.account(US)


def test_first_and_last_sign_span_what_a_party_took_part_in(shop: Shop) -> None:
    firm = shop.one("parties", party_id=shop.account("x:contract"))
    assert (firm["first_day"], firm["last_day"]) == (day_number("2022-01-01"), day_number("2023-10-01"))


def test_a_dated_attribute_can_be_the_first_sign_never_the_last(shop: Shop) -> None:
    moved = shop.one("parties", party_id=shop.account("x:moved"))
    assert (moved["first_day"], moved["last_day"]) == (day_number("2020-01-01"), None)
