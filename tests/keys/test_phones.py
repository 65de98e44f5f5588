"""Phone numbers in E.164."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.keys import normalise_phone


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("030 23125-042", "DE", "+493023125042"),
        ("+49 (0)30 23125042", "", "+493023125042"),
        ("0049 30 23125042", "DE", "+493023125042"),
        ("+44 7700 900123", "DE", "+447700900123"),
        ("(212) 555-0123", "us", "+12125550123"),
        ("+33 1 99 00 12 34", "", "+33199001234"),
        ("020 7946 0958 ext. 12", "GB", "+442079460958"),
    ],
)
def test_numbers_are_read_by_country(text, country, number):
    assert normalise_phone(text, country) == number


@pytest.mark.parametrize(
    "text", ["", "n/a", "0000000", "12345678", "030 23125042", "555-0123", "+1 555 0100", "123", "1" * 40]
)
def test_what_reaches_nobody_gives_none(text):
    assert normalise_phone(text, "") is None


@given(st.text(alphabet="0123456789+-() x", max_size=24))
def test_normalising_twice_changes_nothing(text):
    once = normalise_phone(text, "DE")
    assert once is None or normalise_phone(once, "DE") == once
