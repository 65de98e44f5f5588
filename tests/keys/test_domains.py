"""Which domain a company goes by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.keys import company_domain, is_mail_provider
from closeknit.keys.words import word_list


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.brenner.co.uk:80/a?b", "brenner.co.uk"),
        ("ana@mail.brenner.example", "brenner.example"),
        ("Brenner.Example", "brenner.example"),
        ("http://user@x.brenner.example/#f", "brenner.example"),
        ("www.münchen.de", "xn--mnchen-3ya.de"),
        ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
        ("brenner.github.io", "brenner.github.io"),
        ("facebook.com", "facebook.com"),
    ],
)
def test_addresses_give_the_registered_domain(text, domain):
    assert company_domain(text) == domain


@pytest.mark.parametrize(
    "text",
    ["ana@gmail.com", "yahoo.co.jp", "https://www.facebook.com/brenner", "https://linkedin.com/company/x/",
     "co.uk", "localhost", "n/a", "none.com", "", "ana@", "127.0.0.1", "x" * 300 + ".example"],
)  # fmt: skip
def test_providers_shared_sites_and_nonsense_give_none(text):
    assert company_domain(text) is None


def test_each_listed_provider_is_one():
    exact = [entry for entry in word_list("mail_providers") if not entry.endswith(".*")]
    assert len(exact) > 250
    assert [domain for domain in exact if not is_mail_provider(domain)] == []


def test_families_of_providers_hold_under_any_suffix():
    assert is_mail_provider("yahoo.com.br")
    assert not is_mail_provider("yahoo-fans.example")


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text):
    once = company_domain(text)
    assert once is None or company_domain(once) == once
