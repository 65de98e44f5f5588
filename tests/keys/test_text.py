"""One writing for each text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.keys import is_mixed_script, is_placeholder
from closeknit.keys.text import ascii_folded, clean, folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@given(st.text(max_size=60))
def test_folded_text_has_no_invisible_characters_and_no_double_spaces(text):
    assert not {"\u200b", "\u202e", "\ufeff", "\x00", "  "} & set(folded(text))
    assert "  " not in folded(text)


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_plain_letters_come_out_the_same_alone_and_beside_others(text):
    assert clean(f"{text} é") == f"{clean(text)} é".strip()
    assert folded(f"{text} É") == f"{folded(text)} é".strip()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cafe\u0301", "Café"),
        ("ＡＣＭＥ", "acme"),
        ("Straße", "STRASSE"),
        ("zero\u200bwidth", "zerowidth"),
        ("a\u00a0b", "a b"),
    ],
)
def test_texts_that_look_alike_fold_alike(one, other):
    assert folded(one) == folded(other)


def test_accents_and_foreign_letters_become_ascii():
    assert ascii_folded("Łódź Énergie Ørsted") == "lodz energie orsted"


def test_cleaning_folds_spaces_and_keeps_case():
    assert clean("  Brenner \t Logistik ") == "Brenner Logistik"


@pytest.mark.parametrize("text", ["n/a", "unknown", "000", "", "-", "test", "9999999"])
def test_placeholders_stand_for_nothing(text):
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["0", "00123", "999", "nina", "testa rossa"])
def test_real_values_are_no_placeholders(text):
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("text", "mixed"),
    [
        ("paypal.com", False),
        ("раypal.com", True),
        ("BMW Россия", False),
        ("Αthens", True),
        ("東京Tower", False),
        ("Müller", False),
    ],
)
def test_one_word_in_two_alphabets_that_look_alike_is_noticed(text, mixed):
    assert is_mixed_script(text) is mixed
