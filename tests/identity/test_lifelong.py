"""What one has once for life keeps two apart who are alike in all else; what may be a slip does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from closeknit.identity.lifelong import CROWD, Stated, full_date, opposed, own_birthday, tax_number
from closeknit.identity.parties import Resolution
from tests.identity.claims_made import Claims, party_of, resolved, together

ALIKE = {"name": "Paulo Brandt", "street": "3 Via Lunga", "city": "Turin", "postal_code": "10121"}
FATHER, SON = {**ALIKE, "birthday": "1951-03-02"}, {**ALIKE, "birthday": "1988-11-20"}
ONE, OTHER = "crm_contact:a", "shop_customer:b"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1951-03-02", "1951-03-02"),
        ("19510302", "1951-03-02"),
        ("1951-03-02T00:00:00Z", "1951-03-02"),
        ("2.3.1951", "1951-03-02"),
        ("12/25/1951", "1951-12-25"),
        ("2 March 1951", "1951-03-02"),
        ("Mar 2, 1951", "1951-03-02"),
        *(
            (said, "")
            for said in ("1951", "--0302", "March 1951", "2.3.51", "1951-02-30", "unknown 1951 3rd", "")
        ),
    ],
)
def test_a_date_is_read_where_it_is_written_in_full(written: str, day: str) -> None:
    assert full_date(written) == day


@pytest.mark.parametrize("written", ["1980-01-01", "1900-01-01", "1899-12-30", "0001-01-01"])
def test_a_year_alone_or_a_zero_of_a_calendar_is_nobodys_day_of_birth(written: str) -> None:
    assert own_birthday(written) == ""


def test_a_tax_number_has_five_digits_at_least() -> None:
    assert [tax_number(text) for text in ("DE 123.456-789", "n/a", "12")] == ["de123456789", "", ""]


def _stated(**facts: str) -> Stated:
    return {fact: frozenset({value}) for fact, value in facts.items()}


BORN = _stated(birthday="1951-03-02")


@pytest.mark.parametrize(
    ("one", "other", "two"),
    [
        (BORN, _stated(birthday="1988-11-20"), True),
        (BORN, _stated(birthday="1951-03-20"), False),
        (BORN, _stated(birthday="1951-02-03"), False),
        (_stated(birthday="1951-12-30"), _stated(birthday="1951-30-12"), False),
        (BORN, _stated(tax_number="12345678"), False),
        (BORN, {}, False),
        (_stated(tax_number="de12345678"), _stated(tax_number="12345678"), False),
        (_stated(tax_number="12345678"), _stated(tax_number="12345687"), False),
        (_stated(tax_number="de12345678"), _stated(tax_number="de98765432"), True),
        (_stated(tax_number="de12345678"), _stated(tax_number="fr98765432"), False),
        (_stated(tax_number="12345678"), _stated(tax_number="98765432"), False),
        ({**BORN, "tax_number": frozenset({"12345678"})},
         _stated(birthday="1988-11-20", tax_number="12345678"), False),
        ({"birthday": frozenset({"1951-03-02", "1988-11-20"})}, _stated(birthday="1988-11-20"), False),
    ],
)  # fmt: skip
def test_two_are_opposed_where_nothing_that_both_state_comes_near(
    one: Stated, other: Stated, two: bool
) -> None:
    assert bool(opposed(one, other)) is bool(opposed(other, one)) is two


def test_what_speaks_against_is_said_with_its_values() -> None:
    said = opposed(BORN, _stated(birthday="1988-11-20"))
    assert said == "their dates of birth differ: 1951-03-02 and 1988-11-20"


def _placeholders(claims: Claims) -> None:
    """One date of birth that so many state that it is nobody's, and some that are."""
    for n in range(3 * CROWD):
        claims.person(f"crm_contact:{n}", name=f"Given Family{n}", birthday="1970-05-05")
        claims.person(f"crm_contact:c{n}", name=f"Other Family{n}", birthday=f"19{40 + n}-05-13")


TAXED = {"tax_number": "DE 123 456 789"}
PAIRS = {
    "father and son": (FATHER, SON),
    "said to be one": (FATHER, SON),
    "a tax number": ({**FATHER, **TAXED}, {**SON, **TAXED}),
    "another way of writing": (FATHER, {**FATHER, "birthday": "02.03.1951"}),
    "a slip": (FATHER, {**FATHER, "birthday": "1951-03-03"}),
    "a zero": (FATHER, {**FATHER, "birthday": "1900-01-01"}),
    "a date of many": (FATHER, {**FATHER, "birthday": "1970-05-05"}),
}
"""Two entries each of one name and phone, which the rules join."""


def _keys(about: str) -> tuple[str, str]:
    number = [*PAIRS].index(about)
    return f"crm_contact:a{number}", f"shop_customer:b{number}"


@pytest.fixture(scope="module")
def found() -> Resolution:
    claims = Claims()
    for number, (about, pair) in enumerate(PAIRS.items()):
        for key, facts in zip(_keys(about), pair, strict=True):
            own = {"name": f"Paulo Brandt{chr(97 + number)}", "street": f"{number} Via Lunga"}
            # As address books are read: what a card says is said of its first key, here the phone.
            claims.person(f"phone:+4930123456{number}", key, **{**facts, **own})
    claims.party("crm_company:1", name="Halden GmbH", tax_number="DE123456789")
    claims.party("shop_firm:1", name="Halden GmbH", tax_number="DE987654321")
    _placeholders(claims)
    return resolved(claims, ("same", *_keys("said to be one")))


def test_father_and_son_of_one_name_and_phone_stay_two_and_are_shown(found: Resolution) -> None:
    one, other = _keys("father and son")
    assert not together(found, one, other)
    (pair,) = _asked(found, one, other)
    assert "their dates of birth differ: 1951-03-02 and 1988-11-20" in pair["why"]


@pytest.mark.parametrize("about", [*PAIRS][1:])
def test_what_may_be_a_mistake_or_was_decided_leaves_them_one(found: Resolution, about: str) -> None:
    assert together(found, *_keys(about))


def test_two_firms_of_one_name_with_two_tax_numbers_of_one_country_stay_two(found: Resolution) -> None:
    assert not together(found, "crm_company:1", "shop_firm:1")


def _asked(found: Resolution, one: str, other: str) -> list[dict[str, Any]]:
    sides = party_of(found, one) | party_of(found, other)
    return [row for row in found.to_review.to_pylist() if {row["key_a"], row["key_b"]} <= sides]


def _long_list(*pairs: tuple[str, Mapping[str, str]]) -> Resolution:
    """Some entries among three hundred of people who have nothing to do with them."""
    claims = Claims()
    for n in range(300):
        word = f"{chr(97 + n % 26)}{chr(97 + n // 26)}"
        claims.person(
            f"crm_contact:{n}", name=f"Gi{word}ven Fa{word[::-1]}mily", street=f"{n + 1} {word * 3} street",
            city=f"City{word}", postal_code=f"{20000 + 37 * n}",
            birthday=f"{1940 + n % 50}-{n % 11 + 2:02}-13",
        )  # fmt: skip
    for key, facts in pairs:
        claims.person(key, **facts)
    return resolved(claims)


@pytest.mark.slow
def test_in_a_long_list_too_all_else_alike_does_not_make_two_one() -> None:
    found = _long_list((ONE, FATHER), (OTHER, SON))
    assert not together(found, ONE, OTHER)
    assert [pair["score"] for pair in _asked(found, ONE, OTHER)] == [0.7]
    assert together(_long_list((ONE, FATHER), (OTHER, {**ALIKE})), ONE, OTHER)


@pytest.mark.slow
def test_an_entry_without_a_date_goes_with_one_of_two_who_are_opposed() -> None:
    found = _long_list((ONE, FATHER), (OTHER, SON), ("mail_contact:c", ALIKE))
    assert not together(found, ONE, OTHER)
    assert together(found, ONE, "mail_contact:c") != together(found, OTHER, "mail_contact:c")
