"""One writing for each mailbox."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.keys import is_shared_mailbox, normalise_email


@pytest.mark.parametrize(
    ("given_text", "mailbox"),
    [
        ("Ana Ruiz <Ana.Ruiz+crm@GoogleMail.com>", "anaruiz@gmail.com"),
        ("ana.ruiz@gmail.com", "anaruiz@gmail.com"),
        ("mailto:ANA@Halden.Example", "ana@halden.example"),
        ("ana+shop@halden.example", "ana+shop@halden.example"),
        ("a.n_a-b@protonmail.com", "anab@proton.me"),
        ("ana+x@outlook.com", "ana@outlook.com"),
        ("ana.ruiz@outlook.com", "ana.ruiz@outlook.com"),
        ("ana@me.com", "ana@icloud.com"),
        ("ana@münchen.example", "ana@xn--mnchen-3ya.example"),
        ("ana@MÜNCHEN.example", "ana@xn--mnchen-3ya.example"),
        ("  ana@halden.example; ", "ana@halden.example"),
        ("'ana@halden.example'", "ana@halden.example"),
        ("o'brien@halden.example", "o'brien@halden.example"),
        ("ana\u200b@halden.example", "ana@halden.example"),
    ],
)
def test_an_address_becomes_the_mailbox_it_reaches(given_text, mailbox):
    assert normalise_email(given_text) == mailbox


@pytest.mark.parametrize(
    "text",
    ["", "n/a", "ana", "ana@", "@halden.example", "ana@halden", "a b@halden.example", "test@halden.example",
     "noemail@halden.example", "ana@halden..example", "+tag@gmail.com", "x" * 400 + "@halden.example"],
)  # fmt: skip
def test_what_is_no_address_or_reaches_nobody_gives_nothing(text):
    assert normalise_email(text) is None


def test_a_lookalike_address_stays_another_one():
    assert normalise_email("ana@раypal.com") != normalise_email("ana@paypal.com")


@given(st.emails())
def test_normalising_twice_changes_nothing(address):
    once = normalise_email(address)
    assert once is None or normalise_email(once) == once


@given(st.text(max_size=80))
def test_any_text_gives_an_address_or_nothing(text):
    found = normalise_email(text)
    assert found is None or (found.count("@") >= 1 and " " not in found)


@pytest.mark.parametrize(
    "address",
    ["info@halden.example", "Buchhaltung@halden.example", "sales.dach@halden.example",
     "support-emea2@halden.example", "no-reply@halden.example", "accounts-payable@halden.example",
     "info+web@halden.example"],
)  # fmt: skip
def test_role_addresses_at_a_firm_are_shared(address):
    assert is_shared_mailbox(address)


@pytest.mark.parametrize(
    "address",
    ["ana@halden.example", "sales.meyer@halden.example", "info@gmail.com", "hello", "ana.info@x.example"],
)
def test_personal_addresses_are_not(address):
    assert not is_shared_mailbox(address)
