"""Organizations that news call by name alone: shown beside those we know, joined to none of them."""

from __future__ import annotations

import pytest

from closeknit.identity import rules
from tests.identity.claims_made import Claims, resolved, together

NEWS, CRM = "news_organization:halden", "crm_account:7"


def shown(found):
    """Pairs to look at, with why and how likely."""
    return [(r["key_a"], r["key_b"], r["why"], r["score"]) for r in found.to_review.to_pylist()]


def test_a_name_that_only_news_tell_is_shown_and_not_joined():
    found = resolved(Claims().party(CRM, name="Halden GmbH").party(NEWS, name="Halden"))
    assert not together(found, NEWS, CRM)
    assert shown(found) == [(CRM, NEWS, "news tell of “Halden GmbH” by name alone", 0.7)]


@pytest.mark.parametrize("score", [0.5, 0.89])
def test_how_likely_a_name_alone_is_said_to_be_joins_nobody(score, monkeypatch):
    monkeypatch.setattr(rules, "NAME_FITS", score)
    found = resolved(Claims().party(CRM, name="Halden GmbH").party(NEWS, name="Halden"))
    assert not together(found, NEWS, CRM)
    assert [likely for *_, likely in shown(found)] == [score]


def test_of_several_of_that_name_none_is_likely():
    claims = Claims().party(CRM, "domain:a.example", name="Halden").party(NEWS, name="Halden")
    found = resolved(claims.party("crm_account:8", "domain:b.example", name="Halden"))
    assert {score for *pair, _, score in shown(found) if NEWS in pair} == {0.5}
    assert not together(found, NEWS, CRM)


@pytest.mark.parametrize("street", ["", "Long Road 7"])
def test_however_rare_the_name_and_whatever_else_news_tell(street):
    more = {"street": street, "city": "Porto"} if street else {}
    claims = Claims().party(CRM, name="Xyloquartz Brenndorf", **more)
    found = resolved(
        claims.party("news_organization:xyloquartz brenndorf", name="Xyloquartz Brenndorf", **more)
    )
    assert not together(found, CRM, "news_organization:xyloquartz brenndorf")


def test_a_person_s_word_joins_them_for_all_news_of_that_name():
    claims = Claims().party(CRM, name="Halden GmbH").party(NEWS, name="Halden")
    found = resolved(claims, ("same", NEWS, CRM))
    assert together(found, NEWS, CRM)
    assert not shown(found)


def test_a_person_s_no_takes_the_pair_off_the_list():
    claims = Claims().party(CRM, name="Halden GmbH").party(NEWS, name="Halden")
    assert not shown(resolved(claims, ("different", NEWS, CRM)))


def test_two_spellings_in_the_news_are_one_possible_new_customer():
    claims = Claims().party(NEWS, name="Halden").party("news_organization:halden gmbh", name="Halden GmbH")
    assert together(resolved(claims), NEWS, "news_organization:halden gmbh")


def test_a_domain_says_who_a_list_of_news_is_about():
    claims = Claims().party(CRM, "domain:halden.example", name="Halden GmbH")
    found = resolved(claims.party("domain:halden.example", name="Halden", stream="outside/news"))
    assert together(found, CRM, "domain:halden.example")
