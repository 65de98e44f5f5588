"""What claims tell of keys is summed up the same on every engine."""

from __future__ import annotations

from closeknit.engines import Engine
from closeknit.identity.facts import TRAITS
from closeknit.identity.lifelong import READERS
from closeknit.identity.told import COMPARED, LIFELONG
from tests.identity.claims_made import Claims, told_by


def test_what_claims_tell_of_keys_is_summed_up(every_engine: Engine) -> None:
    claims = Claims().person("shop_customer:1", "email:ana@x.example", "shop_buyer:7", name="Ana Ruiz")
    claims.person(
        "shop_customer:1", "email:ana@x.example", name="Ana Ruiz", birthday="1980-03-12", city="Porto"
    )
    claims.person("email:ana@x.example", "crm_contact:3", birthday="1980-03-12")
    claims.party("crm_company:2", name="Halden", ours="yes").works_at("crm_contact:3", "crm_company:2")
    claims.did("crm_user:4", "2025-01-02", "2025-03-04", role="owner")
    with told_by(claims, every_engine) as told:
        keys = {row.pop("key"): tuple(row.values()) for row in told.keys.to_pylist()}
        assert keys["shop_customer:1"] == (11, 0, False, False)
        assert keys["crm_company:2"] == (0, 4, False, True)
        assert keys["crm_user:4"] == (0, 0, True, False)
        links = {(row["a"], row["b"]): row["records"] for row in told.links.to_pylist()}
        assert links["email:ana@x.example", "shop_customer:1"] == 2
        names = {(row["key"], row["name"]): row["records"] for row in told.names.to_pylist()}
        assert names == {
            ("shop_customer:1", "Ana Ruiz"): 2,
            ("shop_buyer:7", "Ana Ruiz"): 1,
            ("crm_company:2", "Halden"): 1,
        }
        assert sorted(row["key"] for row in told.lifelong.to_pylist()) == ["crm_contact:3", "shop_customer:1"]
        assert {row["name"] for row in told.traits.to_pylist()} == {"birthday", "city"}
        assert told.employers.to_pylist() == [{"from_key": "crm_contact:3", "to_key": "crm_company:2"}]
        of_whom = [row["key"] for row in told.recorded.to_pylist()]
        assert sorted(of_whom) == ["crm_company:2", "email:ana@x.example", "shop_customer:1"]
        [active] = told.active(told.keys.select(["key"])).to_pylist()
        assert (active["key"], active["times"], f"{active['last']:%F}") == ("crm_user:4", 2, "2025-03-04")


def test_what_is_read_of_people_and_firms_is_what_is_asked_of_the_engine() -> None:
    assert set(TRAITS) == set(COMPARED)
    assert set(READERS) == set(LIFELONG)
