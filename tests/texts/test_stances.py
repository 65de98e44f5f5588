"""What a sentence says of what its author thinks, rule by rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeknit.texts.stances import AGREES, ASKS, COMPLAINT, CONCERN, LIKES, PRAISE, STANCES, taken


@pytest.mark.parametrize(
    ("sentence", "stances"),
    [
        ("The support is excellent.", {PRAISE}),
        ("The support is not helpful.", {COMPLAINT}),
        ("We had no complaints at all.", set()),
        ("Nothing but excellent support.", {PRAISE}),
        ("The support is anything but excellent.", {COMPLAINT}),
        ("I would recommend the portal.", {PRAISE}),
        ("It would be excellent.", set()),
        ("The export does not work.", {COMPLAINT}),
        ("The export works.", set()),
        ("If the export fails we lose a day.", {CONCERN}),
        ("Great, another outage.", {COMPLAINT}),
        ("Excellent product, awful manual.", {PRAISE, COMPLAINT}),
        ("Could we move the call?", {ASKS}),
        ("Why does the export still not work?", {ASKS, COMPLAINT}),
        ("Are there known problems?", {ASKS}),
        ("I am worried about churn.", {CONCERN}),
        ("I am not worried about churn.", set()),
        ("We love reading your CRM white papers.", {LIKES}),
        ("We signed the contract today.", {AGREES}),
        ("We have not signed the contract.", set()),
        ("Once the board has approved the budget we start.", set()),
        ("If you add the training, we accept your offer.", set()),
        ("Has the board approved the budget?", {ASKS}),
        ("How are you?", set()),
        ("Thanks for your mail.", set()),
        ("", set()),
        ("?!", set()),
    ],
)
def test_a_sentence_takes_the_stances_that_a_reader_would_say(sentence, stances):
    assert set(taken(sentence).stances) == stances


def test_a_hint_alone_names_no_stance_unless_it_is_expected():
    sentence = "There was an error in the second report we got"
    assert taken(sentence).stances == ()
    assert taken(sentence).unsure
    assert taken(sentence, (COMPLAINT,)).stances == (COMPLAINT,)


def test_letters_case_and_apostrophes_change_nothing():
    assert taken("I’M WORRIED, IT DOESN’T WORK").stances == taken("i'm worried, it doesn't work").stances


@pytest.mark.parametrize(
    "sentence",
    [
        "Wir treffen uns am Dienstag im Werk.",
        "Le rendez-vous est à dix heures.",
        "La fábrica cierra.",
    ],
)
def test_other_languages_stay_without_a_stance(sentence):
    assert taken(sentence).stances == ()


@given(st.text())
def test_no_text_breaks_the_reading_and_stances_come_once_in_order(text):
    found = taken(text).stances
    assert [s for s in STANCES if s in found] == list(found)
