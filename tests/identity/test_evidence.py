"""What live claims say about keys, before anything is decided."""

from datetime import datetime

import pytest

from closeknit.identity.evidence import gather
from closeknit.settings import Settings
from tests.identity.claims_made import Claims, told_by


def keys_of(claims, settings=None):
    with told_by(claims) as told:
        evidence = gather(told, (), settings or Settings())
    rows = evidence.con.execute("SELECT key, code, party_kind, shared, ours, company FROM keys").fetchall()
    evidence.con.close()
    return {key: rest for key, *rest in rows}


def test_keys_are_numbered_in_the_order_of_their_texts():
    keys = keys_of(Claims().party("b_firm:1").party("a_firm:1").party("ä_firm:1"))
    assert [key for key, _ in sorted(keys.items(), key=lambda item: item[1][0])] == sorted(keys)


def test_most_records_say_what_kind_of_party_a_key_has():
    claims = Claims().person("shop_customer:1", name="Ana").person("shop_customer:1", name="Ana Ruiz")
    assert keys_of(claims.party("shop_customer:1", name="Halden"))["shop_customer:1"][1] == "person"


def test_a_key_that_only_took_part_is_guessed_by_its_role():
    keys = keys_of(Claims().did("crm_user:1", "2025-01-01", role="owner").did("crm_firm:1", "2025-01-01"))
    assert keys["crm_user:1"][1] == "person"
    assert keys["crm_firm:1"][1] == "organization"


def test_shared_mailboxes_are_organizations_and_know_their_domain():
    keys = keys_of(Claims().person("email:info@halden.example"))
    assert keys["email:info@halden.example"][1:] == ["organization", True, False, "halden.example"]
    assert "domain:halden.example" in keys


@pytest.mark.parametrize("given", ["we.example", "@We.example"])
def test_people_at_our_domains_are_ours(given):
    keys = keys_of(Claims().person("email:eva@mail.we.example"), Settings(our_domains=(given,)))
    assert keys["email:eva@mail.we.example"][3] is True


def test_keys_in_ties_and_cases_are_seen():
    claims = Claims()
    origin = claims._origin("crm/deals", "one")
    claims._add("ties", origin, from_key="crm_contact:1", to_key="crm_company:1", kind="works_at")
    claims._add(
        "cases", origin, case_key="deal:1", kind="deal", account_key="crm_company:2", owner_key="crm_user:3",
        seen_at=datetime(2025, 1, 1),
    )  # fmt: skip
    keys = keys_of(claims)
    assert {key: row[1] for key, row in keys.items()} == {
        "crm_contact:1": "person",
        "crm_company:1": "organization",
        "crm_company:2": "organization",
        "crm_user:3": "person",
    }
