"""Words of thanks, of introductions and of favours asked for."""

from __future__ import annotations

import re

import pytest

from closeknit.texts.favours import ASKING, INTRODUCING, THANKING, thanks_for


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for the introduction to Joris.",
        "Thanks so much! Halden is a joy to work with.",
        "Hello Ana,\nwe are very grateful that you recommend us.\nBest, Tom",
        "Many thanks for putting us in touch with their buyer.",
    ],
)
def test_thanks_that_name_what_for_count(text):
    assert thanks_for(text, ["Halden"])


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for your order. The invoice is attached.",
        "Thanks.\nThe new release is out.\nHalden asked for it.",
        "Halden sends greetings.",
        "The referral was ours.",
        "",
    ],
)
def test_other_thanks_and_other_words_do_not(text):
    assert not thanks_for(text, ["Halden", ""])


def test_phrases_mean_themselves_in_a_pattern():
    assert all(re.fullmatch(r"[a-z: ]+", phrase) for phrase in (*ASKING, *INTRODUCING, *THANKING))
