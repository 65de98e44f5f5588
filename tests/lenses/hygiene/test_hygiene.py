"""Each kind of trouble is found where it was put, with names, and nowhere else."""

from __future__ import annotations

import pytest

from tests.lenses.hygiene.desk import Desk, everything, people


@pytest.fixture(scope="module")
def answer():
    return everything().ask()


def said(answer, kind):
    return answer.finding(kind).sentence


def test_the_headline_counts_what_is_to_mend(answer):
    assert answer.headline == (
        "To mend: 1 customer with nobody left to talk to, 4 contacts to check, 1 entered more than once, "
        "2 in pairs that may be one, 2 to whom mail came back, 1 without an e-mail address and "
        "1 contradicted by another program."
    )
    assert {f.evidence.table for f in answer.findings} == {"parties"}
    assert all(f.evidence.rule and f.evidence.total == f.n for f in answer.findings)


def test_two_numbers_in_one_program_are_two_entries_and_two_names_are_not(answer):
    assert said(answer, "twice") == (
        "1 person is entered more than once: 1 in HubSpot, Fay Fresh (151 and 154). "
        "Look at each before you merge it there: few programs can take a merge back."
    )
    assert answer.table("twice").data["entries"].to_pylist() == ["151, 154"]


def test_numbers_that_were_merged_in_the_program_itself_are_one_entry():
    desk = Desk()
    ana = desk.contact("Ana Ruiz", desk.paying("Halden"))
    desk.key("hubspot_contact:1", ana, "same e-mail")
    desk.key("hubspot_contact:2", ana, rule="record", stream_id="hubspot/contacts")
    assert desk.ask().findings == ()


@pytest.mark.parametrize(
    "keys",
    [("profile:linkedin.com/in/ana-1", "profile:xing.com/profile/ana2"),
     ("typeform_response:abc123", "typeform_response:abd456"),
     ("qualtrics_response:R_1", "qualtrics_response:R_2"),
     ("surveymonkey_respondent:114", "surveymonkey_respondent:115")],
)  # fmt: skip
def test_two_pages_of_a_person_and_two_answers_to_surveys_are_no_two_entries(keys):
    desk = Desk()
    ana = desk.contact("Ana Ruiz", desk.paying("Halden"))
    for key in keys:
        desk.key(key, ana)
    assert desk.ask().findings == ()


def test_pairs_wait_for_a_look(answer):
    assert said(answer, "likely_twice") == (
        "1 pair may be one and waits for you to look: Fay Fresh and Una Unknown (70 % likely). "
        "Go through them with closeknit review."
    )


def test_pairs_of_people_nobody_deals_with_are_left_alone():
    desk = Desk()
    desk.alike(desk.party("A", standing="possible"), desk.party("B", standing="possible"), 0.7)
    assert desk.ask().findings == ()


def test_who_cannot_be_written_to_is_named(answer):
    assert said(answer, "no_address") == "1 contact has no e-mail address: No Address."


def test_who_has_no_role_is_named_at_customers_only(answer):
    assert said(answer, "no_role") == "It is not known what 1 contact at customers does there: Una Unknown."


def test_a_customer_who_pays_and_has_nobody_left_is_named(answer):
    assert said(answer, "no_contact") == (
        "1 customer who paid in the last 12 months has nobody left to talk to (1 where nobody is known): "
        "Nobody Ltd."
    )
    desk = people()
    desk.rows["parties"] = [p for p in desk.rows["parties"] if p["name"] != "Mo Moved"]
    assert "(1 where all are silent or unreachable): Solo." in said(desk.ask(), "no_contact")


def test_nobody_is_called_silent_of_whom_no_file_ever_saw_a_sign():
    desk = Desk()
    desk.contact("Ana Ruiz", desk.paying("Halden"))
    assert desk.ask().findings == ()


def test_programs_contradict_each_other_with_dates_and_who_says_it(answer):
    assert said(answer, "conflicts") == (
        "2 statements contradict another program; for 1 of them dates tell which is newer. "
        "The title of Fay Fresh: Google Contacts says “Head of Buying”, HubSpot “Buyer”."
    )
    told, undated = answer.table("conflicts").data.to_pylist()
    assert (undated["other_by"], undated["newer"]) == ("made/by-hand", "not known")
    assert (told["said_by"], told["other_by"], told["newer"]) == (
        "Google Contacts",
        "HubSpot: contacts",
        "yes",
    )


@pytest.mark.parametrize(
    ("one", "other", "newer"),
    [("2026-01-01", None, "not known"), (None, None, "not known"), ("2026-01-01", "2026-01-01", "not known"),
     ("2026-01-02", "2026-01-01", "yes")],
)  # fmt: skip
def test_only_two_dates_tell_which_of_two_statements_holds(one, other, newer):
    desk = Desk()
    halden = desk.paying("Halden")
    ana = desk.contact("Ana Ruiz", halden)
    desk.says("hubspot/contacts", ana, "street", "1 Quay", one)
    desk.says("xero/invoices", ana, "street", "2 Quay", other)
    (told,) = desk.ask().table("conflicts").data.to_pylist()
    assert (told["value"], told["newer"]) == ("1 Quay", newer)


def test_what_ended_and_what_the_same_program_said_before_is_no_contradiction():
    desk = Desk()
    ana = desk.contact("Ana Ruiz", desk.paying("Halden"))
    desk.says("hubspot/contacts", ana, "city", "Porto", "2024-01-01")
    desk.says("hubspot/contacts", ana, "city", "Lisboa", "2026-01-01")
    desk.says("google/contacts", ana, "city", "Lisboa", "2025-01-01")
    desk.says("xero/invoices", ana, "city", "Braga", "2023-01-01")
    desk.rows["attributes"][-1]["until_day"] = 19_800
    assert "conflicts" not in [f.kind for f in desk.ask().findings]


@pytest.mark.parametrize(
    ("name", "one", "other", "contradicts"),
    [("city", "São Paulo", "SAO PAULO", False), ("city", "Łódź", "Lodz", False),
     ("street", "1 Quay St.", "1, Quay St", False), ("country", "PT", "Portugal", False),
     ("country", "PT", "DE", True), ("city", "Porto", "Braga", True)],
)  # fmt: skip
def test_capitals_accents_signs_and_codes_contradict_nothing(name, one, other, contradicts):
    desk = Desk()
    ana = desk.contact("Ana Ruiz", desk.paying("Halden"))
    desk.says("hubspot/contacts", ana, name, one)
    desk.says("google/contacts", ana, name, other)
    assert ("conflicts" in [f.kind for f in desk.ask().findings]) is contradicts


def test_an_empty_book_has_nothing_to_mend():
    assert Desk().ask().headline == "Nothing to mend in your contacts."
