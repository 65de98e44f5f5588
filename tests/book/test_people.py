"""Who is who: names, and whose custom a person's is."""

from __future__ import annotations

import pyarrow as pa

from closeknit.book.people import keys_with_domains
from closeknit.book.schema import KEYS
from closeknit.ids import stable_id
from tests.book.conftest import Shop


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


def test_the_key_of_a_party_gives_its_number(shop: Shop) -> None:
    keys = {r["key"]: r["party_id"] for r in shop.tables["keys"]}
    assert all(keys[r["key"]] == r["party_id"] for r in shop.tables["parties"])


FIRM = "domain:firm.example"


def keys_table(*keys: tuple[str, str]) -> pa.Table:
    """Keys with the party that an anchor key names."""
    rows = [
        {
            "key": key,
            "key_kind": key.partition(":")[0],
            "key_value": key.partition(":")[2],
            "party_id": stable_id(anchor),
            "confidence": 1.0,
            "why": "",
            "rule": "record",
        }
        for key, anchor in keys
    ]
    return pa.Table.from_pylist(rows, schema=KEYS.arrow)


def test_a_company_domain_is_added_for_addresses_and_a_mail_providers_is_not() -> None:
    emails = ("email:a@sales.firm.example", "email:b@firm.example", "email:c@gmail.com")
    keys, implied = keys_with_domains(keys_table(*((e, e) for e in emails)))
    added = keys.slice(3).to_pylist()
    assert [(r["key"], r["party_id"]) for r in added] == [(FIRM, stable_id(FIRM))]
    assert {r["email"]: r["domain"] for r in implied.to_pylist()} == dict.fromkeys(
        emails[:2], "domain:firm.example"
    )


def test_a_domain_that_is_known_keeps_its_party() -> None:
    keys, _ = keys_with_domains(keys_table(("email:b@firm.example", "x:8"), (FIRM, "x:9")))
    assert keys.num_rows == 2
