"""What a sentence finds equals what plain Python over the same rows finds, on every engine.

Ten thousand sentences by chance are the matter of `test_ten_thousand`.
"""

import pytest
from hypothesis import HealthCheck, given, settings

from closeknit.questions.compiling import compiled
from closeknit.questions.printing import printed
from closeknit.questions.reading import parse
from closeknit.questions.reference import EXAMPLES
from closeknit.questions.seams import Ground, answerable
from closeknit.questions.vocabulary import PARTIES
from closeknit.questions.words import CASES
from tests.questions.made_ground import expected, ground, ground_on, nothing_kept, plainly, told_plainly
from tests.questions.made_world import VOCABULARY
from tests.questions.sentences import questions

CALM = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
}
SENTENCES = [one for many in EXAMPLES.values() for one in many]


@pytest.fixture(scope="session")
def every_ground(every_engine):
    return ground_on(every_engine)


def found(question, held_against):
    return held_against.asked.collect(compiled(question, held_against))["who"].to_pylist()


def agree(question, held_against):
    """The same are found, in the same order and so many of them."""
    assert found(question, held_against) == told_plainly(question), printed(question, VOCABULARY)


def test_no_example_is_left_out_for_want_of_somebody_who_can_tell():
    assert not any(answerable(parse(one, VOCABULARY), ground().others)[0] for one in SENTENCES)


FEW = SENTENCES[::9]


@pytest.mark.parametrize("sentence", FEW)
def test_some_examples_find_what_plain_python_finds(sentence):
    agree(parse(sentence, VOCABULARY), ground())


@pytest.mark.slow
@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_example_finds_what_plain_python_finds_on_every_engine(sentence, every_ground):
    agree(parse(sentence, VOCABULARY), every_ground)


def test_examples_that_name_somebody_are_answered_by_what_tells_it_in_the_product():
    everything = Ground(ground().asked, VOCABULARY)
    named = [one for many in EXAMPLES.values() for one in many if '"Ana Ruiz"' in one]
    assert all("who" in compiled(parse(one, VOCABULARY), everything).columns for one in named)
    assert len(named) >= 2


def test_the_made_business_is_told_apart_by_most_examples():
    everybody = {things: len(plainly().everybody(things)) for things in (*PARTIES, *CASES)}
    assert min(everybody.values()) >= 8
    asked = [q for q in (parse(s, VOCABULARY) for s in SENTENCES) if q.where is not None]
    telling = [q for q in asked if 0 < len(expected(q)) < everybody[q.things]]
    assert len(telling) >= 0.8 * len(asked)


@pytest.mark.slow
@given(questions(conditioned=True))
@settings(max_examples=60, **CALM)
def test_generated_questions_with_order_and_limit_find_and_order_as_plain_python_does(question):
    with nothing_kept():
        assert found(question, ground()) == told_plainly(question)


def test_ordering_by_one_thing_twice_goes_by_the_first():
    twice = parse("customers ordered by name descending, name", VOCABULARY)
    assert found(twice, ground()) == found(
        parse("customers ordered by name descending", VOCABULARY), ground()
    )
