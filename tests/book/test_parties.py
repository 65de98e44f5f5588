"""Who they are to us: names, employers, standing, owners, first and last sign."""

from __future__ import annotations

from tests.book.conftest import Shop, day_number
from tests.book.scenes import US


def standing(shop: Shop, key: str) -> str:
    """How the party of a key stands to us."""
    return str(shop.one("parties", party_id=shop.account(key))["standing"])


def employer(shop: Shop, key: str) -> int:
    """Whose custom the person of a key is part of."""
    return int(shop.one("parties", party_id=shop.account(key))["account_id"])


def test_a_name_is_the_one_most_sources_give(shop: Shop) -> None:
    halden = shop.one("parties", party_id=shop.account("domain:halden.example"))
    assert (halden["name"], halden["kind"]) == ("Halden Maritime NV", "organization")


def test_a_party_without_a_name_goes_by_its_key(shop: Shop) -> None:
    assert shop.one("parties", party_id=shop.account("email:solo@gmail.com"))["name"] == "solo@gmail.com"


def test_a_person_works_where_their_address_says(shop: Shop) -> None:
    assert employer(shop, "email:ana@halden.example") == shop.account("xero_contact:halden")


def test_a_newer_record_of_an_employer_wins_and_an_ended_one_loses(shop: Shop) -> None:
    assert employer(shop, "email:bo@old.example") == shop.account("x:newfirm")


def test_a_person_without_employer_is_an_account(shop: Shop) -> None:
    assert employer(shop, "email:kim@gmail.com") == shop.account("email:kim@gmail.com")


def test_a_firm_known_by_its_peoples_addresses_alone_is_a_party(shop: Shop) -> None:
    assert shop.one("parties", party_id=shop.account("domain:one.example"))["kind"] == "organization"


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


def test_the_key_of_a_party_gives_its_number(shop: Shop) -> None:
    keys = {r["key"]: r["party_id"] for r in shop.tables["keys"]}
    assert all(keys[r["key"]] == r["party_id"] for r in shop.tables["parties"])
