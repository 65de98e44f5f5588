"""Odd names and values: nobody is joined with somebody else by what means nothing, and none is lost."""

from __future__ import annotations

import pytest

from closeknit.errors import DecisionsDisagree
from closeknit.identity.decisions import verdicts
from closeknit.identity.why import why
from tests.identity.claims_made import Claims, decisions, resolved, together

ODD = ("", " ", "X", "李", "🙂", "🙂 🙂", "-", "…", "Ł", "\u200f", "n/a", "a" * 5_000)
"""Names that say nothing of who somebody is."""


@pytest.mark.slow
def test_odd_names_join_nobody() -> None:
    claims = Claims()
    for n, name in enumerate(ODD):
        claims.person(f"crm_contact:{n}", name=name).person(f"shop_customer:{n}", name=name)
        claims.party(f"crm_company:{n}", name=name).party(f"books_contact:{n}", name=name)
    found = resolved(claims)
    assert found.keys.num_rows == 4 * len(ODD)
    rows = found.keys.to_pylist()
    people = {r["party_id"] for r in rows if r["key_kind"] in ("crm_contact", "shop_customer")}
    assert len(people) == 2 * len(ODD)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("שלום תעשיות בע״מ", "שלום תעשיות"),
        ("شركة النور للتجارة", "شركة النور للتجارة"),
        ("Юнион Трейд ООО", "Юнион Трейд"),
        ("東京商事株式会社", "株式会社東京商事"),
        ("Ærø Møbler A/S", "AERO MOBLER"),
    ],
)
def test_firms_of_any_script_are_joined_by_their_name(one: str, other: str) -> None:
    claims = Claims().party("crm_company:1", name=one).party("books_contact:7", name=other)
    claims.party("crm_company:2", name="Halden GmbH").party("books_contact:8", name="Okafor Foods")
    assert together(resolved(claims), "crm_company:1", "books_contact:7")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["محمد علي", "אברהם כהן", "李 小龙", "Анна Каренина", "Zoë 🙂 Ångström"])
def test_steps_show_names_of_any_script_as_they_were_written(name: str) -> None:
    found = resolved(Claims().person("crm_contact:1", "email:a@halden.example", name=name))
    assert why(found, "crm_contact:1").name == name


@pytest.mark.slow
def test_a_value_with_very_many_owners_joins_none_of_them_and_costs_little() -> None:
    claims = Claims()
    for n in range(60):
        claims.person(f"crm_contact:{n}", "email:none@gmail.com", "phone:+4930999999", name=f"P{n} Q{n}")
    found = resolved(claims)
    assert len(set(found.keys["party_id"].to_pylist())) == 62
    assert found.to_review.num_rows == 0


@pytest.mark.slow
def test_a_value_with_ten_thousand_owners_joins_none_of_them_and_costs_little() -> None:
    claims = Claims()
    for n in range(10_000):
        claims.person(f"crm_contact:{n}", "email:none@gmail.com", "phone:+4930999999", name=f"P{n} Q{n}")
    found = resolved(claims)
    assert len(set(found.keys["party_id"].to_pylist())) == 10_002
    assert found.kept_apart.num_rows <= 2 * 10_000


def test_a_circle_of_same_with_a_different_inside_is_refused_naming_each() -> None:
    circle = [("same", "a:1", "b:1"), ("same", "b:1", "c:1"), ("same", "c:1", "d:1"), ("same", "d:1", "a:1")]
    with pytest.raises(DecisionsDisagree) as caught:
        verdicts(decisions(*circle, ("different", "a:1", "c:1")))
    assert "d-0005" in str(caught.value)
    assert any(all(f"d-{n:04}" in str(caught.value) for n in way) for way in ((1, 2), (3, 4)))
    assert "closeknit undo d-0005" in caught.value.remedy
