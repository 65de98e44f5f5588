"""Values of keys by kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.keys import is_entry, is_number, key_parts, normalise_id, normalised


def test_each_kind_has_its_own_rules():
    assert normalised("email", ["A@Halden.Example", None, "n/a"]) == ["a@halden.example", None, None]
    assert normalised("domain", ["https://Halden.example/x"]) == ["halden.example"]
    assert normalised("phone", ["030 23125042"], country="DE") == ["+493023125042"]
    assert normalised("phone", ["030 23125042"], country="AT") == ["+433023125042"]
    assert normalised("hubspot_contact", ["030 23125042"], country="AT") == ["030 23125042"]
    assert normalised("xero_contact", ["  Brenner   LOGISTIK "]) == ["brenner logistik"]


@pytest.mark.parametrize("text", ["n/a", "000", "", "  ", "unknown", "x" * 400])
def test_placeholders_are_no_ids(text):
    assert normalise_id(text) is None


@pytest.mark.parametrize("text", ["0015f00000AbCdE", "cus_NffrFeUfNV2Hib", "0", "27040000000"])
def test_opaque_ids_keep_their_case(text):
    assert normalise_id(text) == text


@pytest.mark.parametrize(
    ("long", "short"),
    [("0015f00000AbCdEAAV", "0015f00000AbCdE"), ("001000000000001AAA", "001000000000001"),
     ("0015f00000AbCdEAAA", "0015f00000AbCdEAAA"), ("123456789012345678", "123456789012345678")],
)  # fmt: skip
def test_the_long_and_the_short_writing_of_a_salesforce_id_are_one(long, short):
    assert normalise_id(long) == normalise_id(short) == short


@pytest.mark.parametrize("text", ["Brenner GMBH", "BRENNER24", "ABC-1234-5678"])
def test_names_and_codes_lose_it(text):
    assert normalise_id(text) == text.lower()


@given(st.text(max_size=60))
def test_normalising_an_id_twice_changes_nothing(text):
    once = normalise_id(text)
    assert once is None or normalise_id(once) == once


def test_a_value_may_hold_colons():
    assert key_parts("url:https://x.example") == ("url", "https://x.example")


@pytest.mark.parametrize(
    ("key", "entry"),
    [("hubspot_contact:151", True), ("salesforce_account:0015f00000AbCdE", True), ("shop:88", True),
     ("crunchbase_organization:/organization/halden", True),
     ("crunchbase_organization:https://www.crunchbase.com/organization/halden", True),
     ("xero_contact:bl group", False), ("email:a1@b.example", False), ("profile:linkedin.com/in/ana", False),
     ("typeform_response:abc123", False), ("surveymonkey_respondent:114", False)],
)  # fmt: skip
def test_an_entry_is_a_number_by_which_one_system_keeps_somebody(key, entry):
    assert is_entry(*key_parts(key)) is entry


def test_numbers_hold_a_digit_and_no_space():
    assert [is_number(v) for v in ("881", "cus_1", "brenner", "werk 2")] == [True, True, False, False]
