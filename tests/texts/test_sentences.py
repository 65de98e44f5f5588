"""A text taken apart into sentences that can be quoted."""

from hypothesis import given
from hypothesis import strategies as st

from closeknit.texts.sentences import LONGEST, MOST, sentences


def test_a_text_falls_apart_at_marks_lines_and_bullets():
    text = "Hello Ana,\n\nThe export fails. Could you look?\n- Label printer\n* Scanner"
    assert list(sentences(text)) == [
        "Hello Ana,", "The export fails.", "Could you look?", "Label printer", "Scanner",
    ]  # fmt: skip


def test_a_wrapped_line_goes_on_and_a_shortened_word_ends_nothing():
    text = "We met Dr. Okafor and Mr. J. Silva\nabout the portal. It was fine."
    assert list(sentences(text)) == ["We met Dr. Okafor and Mr. J. Silva about the portal.", "It was fine."]


def test_what_stands_below_the_dashes_of_a_signature_is_not_read():
    assert list(sentences("It works.\n--\nTom Berg\nHead of Sales")) == ["It works."]


def test_a_long_sentence_is_cut_between_words_and_a_long_text_after_so_many():
    assert all(len(s) <= LONGEST and s.endswith("word …") for s in sentences("word " * 200))
    assert len(list(sentences("Yes. " * 1_000))) == MOST


@given(st.text())
def test_no_text_gives_an_empty_sentence_or_one_of_several_lines(text):
    assert all(s and s == " ".join(s.split()) for s in sentences(text))
