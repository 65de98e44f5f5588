"""The steps in plain sentences."""

from functools import cache

import pytest

from closeknit.errors import UnknownCustomer
from closeknit.identity.why import join_named, why
from closeknit.ids import stable_id
from tests.identity.claims_made import Claims, party_of, resolved
from tests.identity.test_resolve import DOMAIN, HARVEST, HUBSPOT, XERO, brenner

FORBIDDEN = ("ledger", "lens", "quarantine", "claim", "party", "hazard", "key")


@cache
def who_is_brenner():
    """Who is who in it, found once."""
    return resolved(brenner())


def test_every_step_is_a_sentence_about_lines_names_and_addresses():
    found = why(who_is_brenner(), HARVEST, titles={"xero/list": "Xero: sales invoices"})
    assert [step.sentence for step in found.steps] == [
        "HubSpot company 881 “Brenner Logistik GmbH” has the domain brenner.example (HubSpot).",
        "Xero contact “bl group se” has the domain brenner.example (Xero: sales invoices).",
        "Harvest client “brenner logistik” and HubSpot company 881 “Brenner Logistik GmbH” "
        "bear the same name.",
    ]
    assert found.key == DOMAIN
    assert [known.said for known in found.known][:2] == ["brenner.example", "HubSpot company 881"]


@pytest.mark.slow
def test_each_step_names_two_entries_to_part_and_parting_them_takes_it_back():
    for step in why(who_is_brenner(), XERO).steps:
        parted = resolved(brenner(), ("different", *step.split))
        assert step.split[1] not in party_of(parted, step.split[0])


def test_a_step_names_the_record_that_shows_it():
    step = why(who_is_brenner(), HUBSPOT).steps[0]
    assert step.stream_id == "hubspot/list"
    assert step.record_id is not None


def test_parties_are_found_by_number_and_by_former_number():
    before = resolved(Claims().person("crm_person:1"))
    found = resolved(Claims().person("crm_person:1", "email:ana@halden.example"), before=before)
    number = stable_id("email:ana@halden.example")
    assert why(found, number).party_id == why(found, stable_id("crm_person:1")).party_id == number


def test_who_is_unknown_is_said_with_the_nearest_right_one():
    with pytest.raises(UnknownCustomer) as caught:
        why(who_is_brenner(), "hubspot_company:88")
    assert HUBSPOT in caught.value.remedy


def test_what_was_kept_apart_is_told_together():
    claims = Claims()
    for n, name in enumerate(("Ana Ruiz", "Peter Holm", "Ute Vogt"), start=1):
        claims.person(f"hubspot_contact:{n}", "email:info@brenner.example", name=name)
    found = why(resolved(claims), "email:info@brenner.example")
    assert [doubt.sentence for doubt in found.apart] == [
        "info@brenner.example and HubSpot contact 1, HubSpot contact 2, HubSpot contact 3: "
        "several people read this mailbox."
    ]


def test_open_questions_come_with_what_speaks_for_and_against():
    claims = (
        Claims()
        .party("hubspot_company:1", "domain:halden.example", name="Halden")
        .party("xero_contact:halden", "domain:halden-shop.example", name="Halden")
    )
    found = why(resolved(claims), "xero_contact:halden")
    assert found.open[0].others == ("hubspot_company:1",)
    assert "“Halden”" in found.open[0].sentence


def test_a_decision_is_a_step_of_its_own():
    claims = Claims().party("a_firm:1", name="Alpha").party("b_firm:1", name="Beta")
    step = why(resolved(claims, ("same", "a_firm:1", "b_firm:1")), "a_firm:1").steps[0]
    assert (
        step.sentence == "Somebody decided that B firm 1 “Beta” and A firm 1 “Alpha” are the same (d-0001)."
    )


def test_reasons_hold_no_word_of_the_trade():
    claims = (
        brenner()
        .person("hubspot_contact:1", "email:ana@brenner.example", "phone:+447700900123", name="Ana Ruiz")
        .person("hubspot_contact:2", "email:info@brenner.example", "phone:+447700900123", name="Peter Holm")
        .person("shop_customer:1", "email:ana+x@brenner.example", name="Ana Ruiz")
    )
    resolution = resolved(claims)
    for key in resolution.keys["key"].to_pylist():
        found = why(resolution, key)
        said = [s.sentence for s in (*found.steps, *found.open, *found.apart)]
        assert [w for w in FORBIDDEN if w in " ".join(said).casefold()] == []


def test_a_name_that_two_joins_bear_takes_neither_back_and_says_how_to_part_each(monkeypatch):
    found = who_is_brenner()
    name = why(found, HARVEST).steps[0].id
    assert join_named(found, name).id == name
    monkeypatch.setattr("closeknit.identity.why.join_id", lambda key, other: "j-000000")
    with pytest.raises(
        UnknownCustomer, match=r"joins are called j-000000(.|\n)*closeknit split .* or closeknit"
    ):
        join_named(found, "j-000000")
    with pytest.raises(UnknownCustomer, match="there is no join j-000001 now"):
        join_named(found, "j-000001")
