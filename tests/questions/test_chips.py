"""Pieces of a question: put together they are the question, and each can be left out."""

from hypothesis import given, settings

from closeknit.questions import tree
from closeknit.questions.chips import chips, sentence_of
from closeknit.questions.completing import completions
from closeknit.questions.reading import parse
from tests.how_many import examples
from tests.questions.made_world import VOCABULARY
from tests.questions.sentences import questions
from tests.questions.test_reading import CALM, read


def parts_of(question):
    where = question.where
    return where.parts if isinstance(where, tree.And | tree.Or) else (where,) * (where is not None)


@given(questions())
@settings(max_examples=examples(40, quick=10), suppress_health_check=CALM, deadline=None)
def test_pieces_put_together_are_the_question(question):
    found = chips(question, VOCABULARY)
    conditions = [chip.text for chip in found.chips if chip.kind == "condition"]
    ends = [chip.text for chip in found.chips if chip.kind == "end"]
    assert parse(sentence_of(found.things, conditions, found.joined, ends), VOCABULARY) == question


@given(questions())
@settings(max_examples=examples(40, quick=10), suppress_health_check=CALM, deadline=None)
def test_a_piece_left_out_leaves_the_others(question):
    conditions = [chip for chip in chips(question, VOCABULARY).chips if chip.kind == "condition"]
    assert len(conditions) == len(parts_of(question))
    for place, chip in enumerate(conditions):
        left = parts_of(parse(chip.without, VOCABULARY))
        assert left == (*parts_of(question)[:place], *parts_of(question)[place + 1 :])[: len(left)] or (
            len(left) != len(conditions) - 1
        )


def test_what_is_quoted_stays_as_it_was_written():
    question = read('customers who ordered "two  blanks\u00a0and one that binds"')
    (piece,) = chips(question, VOCABULARY).chips
    assert parse(sentence_of("customers", [piece.text], "and", []), VOCABULARY) == question


def test_order_number_and_day_are_pieces_of_their_own():
    found = chips(
        read("customers who are late ordered by lifetime value limit 3 as of 2026-01-01"), VOCABULARY
    )
    assert [chip.text for chip in found.chips] == [
        "who are late", "ordered by lifetime value", "limit 3", "as of 2026-01-01"
    ]  # fmt: skip
    assert found.chips[2].without == "customers who are late ordered by lifetime value as of 2026-01-01"


def test_where_a_sentence_goes_on_words_are_offered():
    for sentence in ("customers", "customers who are late", "people whose name is known or who are late"):
        going_on = chips(read(sentence), VOCABULARY).open_end
        assert completions(going_on, VOCABULARY), going_on


def test_of_no_pieces_the_things_are_left_and_unknown_things_are_customers():
    assert sentence_of("people", ["", "  "], "and", [""]) == "people"
    assert sentence_of("<b>", ["who  are late"], "nor", ["limit 3"]) == "customers who are late limit 3"
