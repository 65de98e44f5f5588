"""Numbers read as a person would say them."""

from datetime import date

import pytest

from closeknit.answers import wording


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (84_213, "€84,200"),
        (999.6, "€1,000"),
        (31.2, "€31"),
        (-4_321, "−€4,320"),
        (1_234_567, "€1,230,000"),
        (-0.4, "€0"),
    ],
)
def test_money_is_rounded_to_what_one_would_say(value, text):
    assert wording.money(value) == text


def test_exact_money_keeps_its_cents_and_unknown_currencies_their_code():
    assert wording.money(1234.5, "CHF", exact=True) == "CHF 1,234.50"
    assert wording.money(-0.001, exact=True) == "€0.00"
    assert wording.money(-0.01, exact=True) == "−€0.01"


@pytest.mark.parametrize(
    ("days", "text"), [(1, "1 day"), (42, "6 weeks"), (133, "4 months"), (800, "2 years")]
)
def test_a_span_is_said_in_the_unit_that_fits(days, text):
    assert wording.span(days) == text


@pytest.mark.parametrize(("n", "text"), [(1, "once"), (2, "twice"), (1_200, "1,200 times")])
def test_once_and_twice_are_said_as_people_say_them(n, text):
    assert wording.times(n) == text


@pytest.mark.parametrize(("n", "text"), [(1, "1st"), (2, "2nd"), (4, "4th"), (11, "11th"), (23, "23rd")])
def test_ordinals_know_their_teens(n, text):
    assert wording.ordinal(n) == text


def test_a_listing_stops_after_three_names():
    assert wording.listing(["A", "B", "C", "D", "E"]) == "A, B, C and 2 more"
    assert wording.listing(["A", "B"]) == "A and B"
    assert wording.listing(["A"]) == "A"


def test_shares_near_the_ends_keep_a_decimal():
    assert (wording.share(0.38), wording.share(0.004), wording.share(0.994)) == ("38 %", "0.4 %", "99.4 %")


def test_days_are_written_out():
    assert wording.day_text(date(2026, 3, 3)) == "3 Mar 2026"


def test_what_somebody_is_to_us_is_said_in_full():
    said = [wording.standing(name) for name in ("customer", "prospect", "partner", "possible", "ours")]
    assert said == ["customer", "prospect", "partner", "possible customer", "one of us"]


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("invoice:xero-INV-5103", "INV-5103"),
        ("project:relaunch@northgate", "relaunch@northgate"),
        ("4711", "4711"),
    ],
)
def test_a_case_is_numbered_as_its_own_system_does(key, number):
    assert wording.case_number(key) == number


@pytest.mark.parametrize(
    ("things", "one"),
    [
        ("contracts", "contract"),
        ("gaps between purchases", "gap between purchases"),
        ("won deals", "won deal"),
        ("people", "person"),
        ("opportunities", "opportunity"),
        ("who speak up", "who speak up"),
        ("fact", "fact"),
        ("address", "address"),
    ],
)
def test_of_several_things_there_may_be_one(things, one):
    assert wording.one_of(things) == one


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-0.00001, "0"),
        (0.00001, "0"),
        (-0.00006, "−0.0001"),
        (-0.5, "−0.5"),
        (-1.25, "−1.25"),
        (-12_345.6, "−12,345.6"),
        (-7.0, "−7"),
    ],
)
def test_a_number_too_small_to_show_is_nought_and_has_no_sign(value: float, text: str) -> None:
    assert wording.number(value) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("this address holds a sign (U+0000)", "This address holds a sign (U+0000)"),
        ("état inconnu", "État inconnu"),
        ("who-knows-whom: nobody", "Who-knows-whom: nobody"),
        ("orders.csv is empty", "orders.csv is empty"),
        ("mappings/a.toml:3 is no mapping", "mappings/a.toml:3 is no mapping"),
        ("date_of is no column", "date_of is no column"),
        ("2 customers", "2 customers"),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_unless_it_begins_with_a_name_as_it_is_written(text, said):
    assert wording.sentence(text) == said
