"""Parties made one by what they look like: shared facts, no shared identifier."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from closeknit.identity import linkage, parties
from closeknit.identity.likely import worth_asking
from closeknit.identity.parties import Resolution
from closeknit.identity.schema import ALIASES
from closeknit.identity.why import why as explained
from closeknit.ids import stable_id
from closeknit.settings import Settings
from tests.identity.claims_made import Claims, party_of, resolved, together

PLACES = ("Porto", "Turin", "Gent", "Lyon", "Graz", "Oslo", "Brno", "Cork", "Bari", "Aarhus")


def _town() -> Claims:
    """Two dozen people of a CRM who have nothing to do with those that a test is about."""
    claims = Claims()
    for n in range(24):
        claims.person(
            f"crm_contact:{100 + n}", name=f"Given{chr(97 + n)} Family{chr(122 - n)}",
            street=f"{n + 1} {chr(97 + n) * 4} street", city=PLACES[n % 10], postal_code=f"{1000 + 37 * n}",
        )  # fmt: skip
    return claims


HOME = {"street": "12 Rua das Flores", "city": "Porto", "postal_code": "4050-262"}
YARD = {"street": "7 Sluispad", "city": "Gent", "postal_code": "9000"}
FARM = {"street": "3 Via Lunga", "city": "Turin", "postal_code": "10121"}
OFFICE = {"street": "88 Grazbachgasse", "city": "Graz", "postal_code": "8010"}


@pytest.fixture(scope="module")
def found() -> Resolution:
    """Who is who in the town, with one pair of each kind that tests ask about."""
    claims = _town()
    claims.person("crm_contact:1", name="Robert Adeyemi", **HOME)
    claims.person("shop_customer:1", name="Bob Adeyemi", **HOME)
    claims.person("crm_contact:2", name="John Smith", **YARD).person(
        "crm_contact:3", name="John Smith", **YARD
    )
    claims.person("crm_contact:4", name="Paulo Brandt", birthday="1951-03-02", **FARM)
    claims.person("shop_customer:4", name="Samir Brandt", birthday="1988-11-20", **FARM)
    for key, name in (("crm_contact:5", "Anna Keller"), ("shop_customer:5", "Anne Kellner")):
        claims.person(key, "phone:+4930123456", name=name, **OFFICE).works_at(key, "crm_company:99")
    for n in range(24):
        claims.works_at(f"crm_contact:{100 + n}", f"crm_company:{n // 2}")
    return resolved(claims)


def test_one_person_in_two_systems_without_a_shared_identifier_is_one(found: Resolution) -> None:
    assert together(found, "crm_contact:1", "shop_customer:1")


def test_the_step_says_what_was_alike(found: Resolution) -> None:
    why = [r["why"] for r in found.keys.to_pylist() if r["key"] == "shop_customer:1"]
    assert why[0].startswith("much alike: ")
    assert "same street" in why[0]
    (step,) = explained(found, "shop_customer:1").steps
    assert ("same street", "rua das flores") in [(move.said, move.one) for move in step.moves]
    assert step.moves[-1].chance >= 0.99


def test_what_is_told_of_one_party_is_read_alone(
    found: Resolution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = {"old_id": stable_id("former:1"), "party_id": found.keys["party_id"][0].as_py(), "since": None}
    saved = replace(found, aliases=pa.Table.from_pylist([former], ALIASES.arrow))
    monkeypatch.setattr(parties, "ROWS_TOGETHER", 7)
    saved.save(tmp_path)
    for number in {*found.keys["party_id"].to_pylist(), stable_id("former:1")}:
        alone = Resolution.load(tmp_path, of=[number])
        assert explained(alone, number) == explained(saved, number)
        assert set(alone.steps["key"].to_pylist()) == {one.key for one in explained(saved, number).known}
        only = Resolution.load(tmp_path, ("steps",), [number])
        assert (only.steps, only.keys.num_rows) == (alone.steps, 0)
        assert len(alone.keys) + len(alone.weights) + len(alone.to_review) < len(found.keys)


def test_two_of_one_name_in_one_system_stay_two_and_are_shown(found: Resolution) -> None:
    assert not together(found, "crm_contact:2", "crm_contact:3")
    (pair,) = _to_review(found, "crm_contact:2")
    assert "one system has an entry for each" in pair["why"]


def test_what_contradicts_keeps_its_likeness_but_is_not_said_to_be_likely(found: Resolution) -> None:
    (pair,) = _to_review(found, "crm_contact:2")
    assert pair["score"] == 0.7
    assert pair["likeness"] > 0.99


def test_father_and_son_at_one_address_stay_two_and_their_dates_of_birth_speak_for_it(
    found: Resolution,
) -> None:
    assert not together(found, "crm_contact:4", "shop_customer:4")
    (born,) = (row for row in found.weights.to_pylist() if row["fact"] == "birthday")
    assert (born["value_a"], born["value_b"]) == ("1951-03-02", "1988-11-20")
    assert born["said"] == "another date of birth"
    assert born["weight"] < 0


def test_the_address_and_number_of_a_firm_do_not_make_two_colleagues_one(found: Resolution) -> None:
    assert not together(found, "crm_contact:5", "shop_customer:5")
    assert _to_review(found, "crm_contact:5") == []


def _to_review(found: Resolution, key: str) -> list[dict[str, Any]]:
    one = party_of(found, key)
    return [row for row in found.to_review.to_pylist() if one & {row["key_a"], row["key_b"]}]


@pytest.mark.slow
def test_what_each_fact_adds_sums_up_to_the_likelihood_that_was_decided_by() -> None:
    claims = _town().person("crm_contact:7", name="Robert Adeyemi", **HOME)
    claims.person("shop_customer:a9", name="Bob Adeyemi", **{**HOME, "street": "12 Other lane"})
    found = resolved(claims)
    (pair,) = found.to_review.to_pylist()
    weights = found.weights.to_pylist()
    assert 0.9 < pair["score"] < 0.99
    assert pair["likeness"] == pytest.approx(pair["score"])
    assert 1 / (1 + 2 ** -sum(row["weight"] for row in weights)) == pytest.approx(pair["score"], abs=1e-6)
    assert [(row["said"], row["value_a"], row["value_b"]) for row in weights[:2]] == [
        ("two picked at random", None, None),
        ("a short form or initial of the given name", "robert", "bob"),
    ]


@pytest.mark.slow
def test_an_address_made_of_a_name_says_no_more_than_the_name() -> None:
    claims = _town()
    for n in range(24):
        claims.person(f"crm_contact:{100 + n}", f"email:box{chr(97 + n) * 4}@gmail.com")
    for key, host in (("crm_contact:7", "gmail.com"), ("shop_customer:a9", "web.de")):
        claims.person(key, f"email:anna.keller@{host}", name="Anna Keller", **HOME)
    found = resolved(claims)
    assert together(found, "crm_contact:7", "shop_customer:a9")
    why = [row["why"] for row in found.keys.to_pylist() if row["why"].startswith("much alike")]
    assert ["e-mail" in said for said in why] == [False]


@pytest.mark.slow
@pytest.mark.parametrize(("people", "shown"), [(3, 1), (4, 0)])
def test_a_number_of_more_than_three_people_says_nothing(people: int, shown: int) -> None:
    claims = _town()
    for n in range(24):
        claims.person(f"crm_contact:{100 + n}", f"phone:+4477009{n:04}")
    names = ("Robert Adeyemi", "Bob Adeyemi", "Peter Holm", "Ute Vogt")
    for system, name in zip("abcd"[:people], names, strict=False):
        claims.person(f"{system}_contact:7", "phone:+4930123456", name=name)
    assert resolved(claims).to_review.num_rows == shown


@pytest.mark.slow
@pytest.mark.parametrize(("sharing", "met"), [(200, True), (201, False)])
def test_a_value_on_more_than_200_entries_brings_nobody_together(sharing: int, met: bool) -> None:
    claims, day = _town(), {"birthday": "1980-01-01"}
    for n in range(sharing - 2):
        claims.person(f"crm_contact:{200 + n}", name=f"{chr(97 + n // 26) * 5} {chr(97 + n % 26) * 5}", **day)
    claims.person("crm_contact:7", name="Roberta Adeyemi", **HOME, **day)
    home = {"street": "12 Rua das Florres", "city": "Portto", "postal_code": "4050-263"}
    claims.person("shop_customer:a9", name="Robertta Adeyemmi", **home, **day)
    assert together(resolved(claims), "crm_contact:7", "shop_customer:a9") == met


@pytest.mark.slow
def test_a_decision_wins_over_any_likeness() -> None:
    claims = _town().person("crm_contact:7", name="Robert Adeyemi", **HOME)
    claims.person("shop_customer:a9", name="Robert Adeyemi", **HOME)
    found = resolved(claims, ("different", "crm_contact:7", "shop_customer:a9"))
    assert not together(found, "crm_contact:7", "shop_customer:a9")
    assert found.to_review.num_rows == 0


@pytest.mark.slow
def test_it_can_be_switched_off() -> None:
    claims = _town().person("crm_contact:7", name="Robert Adeyemi", **HOME)
    claims.person("shop_customer:a9", name="Robert Adeyemi", **HOME)
    found = resolved(claims, settings=replace(Settings(), identity_likely=False))
    assert not together(found, "crm_contact:7", "shop_customer:a9")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["", "X", "🙂 🙂", "محمد علي", "李 小龙", "-", "a " * 200])
def test_odd_names_disturb_nobody(name: str) -> None:
    claims = _town().person("crm_contact:7", name=name, **HOME).person("shop_customer:a9", name=name)
    assert resolved(claims).keys.num_rows == 26


@pytest.mark.slow
def test_a_short_list_is_judged_without_learning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linkage, "learn", lambda *_: pytest.fail("learnt from next to nothing"))
    claims = _town().person("crm_contact:7", name="Robert Adeyemi", **HOME)
    claims.person("shop_customer:a9", name="Robert Adeyemi", **HOME)
    assert together(resolved(claims), "crm_contact:7", "shop_customer:a9")


def test_who_contradicts_is_asked_of_only_when_nearly_surely_one() -> None:
    pairs = [(1, 2, 0.95), (1, 3, 0.95), (1, 4, 0.995)]
    assert [*worth_asking(pairs, lambda one, other: other != 3)] == [(1, 3, 0.95), (1, 4, 0.995)]
