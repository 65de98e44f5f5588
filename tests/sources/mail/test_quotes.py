"""What a message itself says, without what it answers."""

from __future__ import annotations

import pytest

from closeknit.sources.mail.quotes import LONGEST, own_words, text_of_html, without_quotes

OLD = "> Shall we?\n> Jo"


@pytest.mark.parametrize(
    "between",
    [
        "On Mon, 2 Mar 2026 at 10:11, Jo Lind <jo@ours.example> wrote:\n\n" + OLD,
        "On Mon, 2 Mar 2026 at 10:11, Jo Lind <jo@ours.example>\nwrote:\n" + OLD,
        "Am 02.03.26 um 10:11 schrieb Jo Lind:\n" + OLD,
        "Le lun. 2 mars 2026 à 10:11, Jo Lind <jo@ours.example> a écrit :\n" + OLD,
        "-----Original Message-----\nFrom: Jo\n\nShall we?",
        "-----Ursprüngliche Nachricht-----\nVon: Jo\n\nShall we?",
        "From: Jo Lind <jo@ours.example>\nSent: Monday, March 2, 2026 10:11\nTo: Ana\n\nShall we?",
        "Von: Jo Lind <jo@ours.example>\nGesendet: Montag, 2. März 2026 10:11\nAn: Ana\n\nShall we?",
        "________________________________\nFrom: Jo\n\nShall we?",
        OLD,
    ],
)
def test_the_message_that_is_answered_is_cut(between: str) -> None:
    assert without_quotes(f"Agreed.\n\nAna\n\n{between}\n") == "Agreed.\n\nAna"


def test_answers_between_quoted_lines_stay() -> None:
    said = "On Monday Jo wrote:\n> Shall we?\nYes.\n> And when?\nMonday."
    assert without_quotes(said) == "Yes.\nMonday."


@pytest.mark.parametrize("said", ["On the whole I agree:\nit is good.", "From: one to ten\nwe choose two."])
def test_sentences_that_look_alike_stay(said: str) -> None:
    assert without_quotes(said) == said


def test_the_text_goes_before_the_page() -> None:
    assert own_words(["plain"], ["<p>page</p>"]) == "plain"
    assert own_words([" \n"], ["<p>page</p>"]) == "page"


def test_a_page_ends_where_it_quotes() -> None:
    assert text_of_html('<div>Yes.</div><div class="gmail_quote">old</div>').strip() == "Yes."


def test_letters_that_grow_when_made_small_move_no_place() -> None:
    page = "İ" * 40 + '<STYLE>p {x}</Style><p>Yes.</p><DIV CLASS="gmail_quote">old</DIV>'
    assert text_of_html(page).split() == ["İ" * 40, "Yes."]


def test_styles_and_programs_say_nothing_even_without_an_end() -> None:
    assert text_of_html('<script>"<style"</script>Yes.<style>p {x}').strip() == "Yes."


@pytest.mark.parametrize(
    "made", ["\n" * 200_000, "On " * 50_000, "<style" * 20_000, "<" * 200_000, "_" * 200_000]
)
@pytest.mark.timeout(20)
def test_no_text_costs_more_than_its_length(made: str) -> None:
    assert len(own_words([made], [])) <= LONGEST
    assert len(own_words([], [made])) <= LONGEST
