"""What a sentence finds equals what plain Python over the same rows finds, on every engine."""

from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import count

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from closeknit.engines import statements
from closeknit.engines.duckdb import DuckDBEngine
from closeknit.lenses.strengths import strengths
from closeknit.questions import tree
from closeknit.questions.compiling import Plan, compiled, matching
from closeknit.questions.opinions import MEANS, took
from closeknit.questions.printing import printed
from closeknit.questions.reading import parse
from closeknit.questions.reference import EXAMPLES
from closeknit.questions.seams import INTRODUCTIONS, Ground, answerable
from closeknit.questions.vocabulary import PARTIES
from closeknit.questions.words import CASES
from tests.questions.made_world import AS_OF, VOCABULARY, in_reach, in_segment, in_state, made_book
from tests.questions.plainly import Plainly
from tests.questions.sentences import conditions, kindred, questions

CALM = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
}


def reached(near, asked):
    """Whom the made business has so few introductions away."""
    parties = asked.tables["parties"]
    return parties.filter(parties.party_id.isin(in_reach()[near.steps, near.who])).select("party_id")


TOLD = {**dict.fromkeys(MEANS, took), INTRODUCTIONS: reached}
ANSWERABLE = [
    one for one in (s for many in EXAMPLES.values() for s in many)
    if not answerable(parse(one, VOCABULARY), dict.fromkeys(MEANS, took))[0]
]  # fmt: skip


def ground_on(engine):
    asked = made_book().question(AS_OF.isoformat(), engine=engine)
    states = lambda state: in_state()[state.name]  # noqa: E731
    return Ground(asked, VOCABULARY, states, in_segment().__getitem__, others=TOLD)


@cache
def ground():
    """On DuckDB."""
    return ground_on(DuckDBEngine())


@pytest.fixture(scope="session")
def every_ground(every_engine):
    return ground_on(every_engine)


@cache
def plainly():
    return Plainly(
        made_book().rows, VOCABULARY, AS_OF,
        states=in_state(), segments=in_segment(), reach=in_reach(), ties=ties(),
    )  # fmt: skip


@cache
def ties():
    """How well each two know each other, as `strengths` weighs it."""
    asked = ground().asked
    rows = asked.collect(strengths(asked.tables, asked.as_of_day)).to_pylist()
    return {(row["one"], row["other"]): row["strength"] for row in rows}


def found(question, held_against):
    return held_against.asked.collect(compiled(question, held_against))["who"].to_pylist()


def expected(question):
    return {one["who"] for one in plainly().matches(replace(question, limit=None))}


def agree(question, held_against):
    """The same are found; with a limit, so many of them."""
    who, wanted = found(question, held_against), expected(question)
    assert len(who) == len(set(who)) == min(len(wanted), question.limit or len(wanted))
    assert set(who) <= wanted, printed(question, VOCABULARY)


FEW = ANSWERABLE[::9]


@pytest.mark.parametrize("sentence", FEW)
def test_some_examples_find_what_plain_python_finds(sentence):
    agree(parse(sentence, VOCABULARY), ground())


@pytest.mark.slow
@pytest.mark.parametrize("sentence", ANSWERABLE)
def test_every_example_finds_what_plain_python_finds_on_every_engine(sentence, every_ground):
    agree(parse(sentence, VOCABULARY), every_ground)


def test_examples_that_name_somebody_are_answered_by_what_tells_it_in_the_product():
    everything = Ground(ground().asked, VOCABULARY)
    named = [one for many in EXAMPLES.values() for one in many if '"Ana Ruiz"' in one]
    assert all("who" in compiled(parse(one, VOCABULARY), everything).columns for one in named)
    assert len(named) >= 2


def test_the_made_business_is_told_apart_by_most_examples():
    everybody = {things: len(plainly().everybody(things)) for things in (*PARTIES, *CASES)}
    assert min(everybody.values()) >= 1
    asked = [q for q in (parse(s, VOCABULARY) for s in ANSWERABLE) if q.where is not None]
    telling = [q for q in asked if 0 < len(expected(q)) < everybody[q.things]]
    assert len(telling) >= 0.6 * len(asked)


@contextmanager
def nothing_kept():
    """No sentence comes twice: to keep what it compiles to would compile it twice, for its gaps."""

    def no_home():
        raise RuntimeError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(statements, "cache_folder", no_home)
        yield


def all_agree(things, asked):
    """Many conditions at once: each a column of one expression."""
    with nothing_kept():
        rows = ground().asked.collect(matching(asked, things, ground())).to_pylist()
    for place, condition in enumerate(asked):
        wanted = expected(tree.Question(things, condition))
        assert {r["who"] for r in rows if r[f"c{place}"]} == wanted, printed(
            tree.Question(things, condition), VOCABULARY
        )


@given(st.data())
@settings(max_examples=2, **CALM)
def test_generated_conditions_hold_for_whom_plain_python_says(data):
    things = data.draw(st.sampled_from((*PARTIES, *CASES)))
    all_agree(things, data.draw(st.lists(conditions(things, 1), min_size=10, max_size=10)))


@pytest.mark.slow
@given(st.data())
@settings(max_examples=150, **CALM)
def test_generated_conditions_of_every_depth_hold_for_whom_plain_python_says(data):
    things = data.draw(st.sampled_from((*PARTIES, *CASES)))
    all_agree(things, data.draw(st.lists(conditions(things), min_size=10, max_size=10)))


@pytest.mark.slow
@given(questions())
@settings(max_examples=150, **CALM)
def test_generated_questions_with_order_and_limit_find_and_order_as_plain_python_does(question):
    with nothing_kept():
        assert found(question, ground()) == told_plainly(question)


def told_plainly(question):
    """Whom plain Python finds, in the order asked for and so many as asked for."""
    return in_order(question, expected(question))[: question.limit]


def answered_together(engine, asked, held_against):
    """Whom each of some questions about the same things finds: laid out once for all, asked one by one."""
    plan = Plan(held_against, asked[0].things)
    conditions = [question.where for question in asked if question.where is not None]
    laid = plan.laid_out(conditions, [one for question in asked for one in tree.measures_of(question)])
    with nothing_kept(), engine.scratch():
        kept = engine.keep(laid, "laid_out")
        return [engine.collect(plan.found(kept, question))["who"].to_pylist() for question in asked]


MANY = 10_000


@pytest.mark.slow
def test_ten_thousand_generated_questions_find_and_order_as_plain_python_does():
    """All different, of 2,500 conditions. After ten examples Hypothesis would vary those it has drawn: it
    begins anew with another seed, so that all are as far apart as the first."""
    engine, compared = DuckDBEngine(), set()
    held_against = ground_on(engine)

    @given(st.data())
    @settings(max_examples=10, database=None, **CALM)
    def compare(data):
        asked = data.draw(st.sampled_from((*PARTIES, *CASES)).flatmap(kindred))
        for question, who in zip(asked, answered_together(engine, asked, held_against), strict=True):
            assert who == told_plainly(question), printed(question, VOCABULARY)
        compared.update(asked)

    for number in count():
        before = len(compared)
        seed(number)(compare)()
        assert len(compared) > before, "a seed that brings nothing new would have this go on for ever"
        if len(compared) >= MANY:
            break
    engine.close()


def test_ordering_by_one_thing_twice_goes_by_the_first():
    twice = parse("customers ordered by name descending, name", VOCABULARY)
    assert found(twice, ground()) == found(
        parse("customers ordered by name descending", VOCABULARY), ground()
    )


def in_order(question, who):
    """Sorted by what was asked for, the unknown last, then by name and number."""
    rows = {one["who"]: one for one in plainly().everybody(question.things)}
    ordered = sorted(who, key=lambda w: (rows[w]["name"] or "", w))
    for order in reversed(question.order):
        value = {w: plainly().values(order.measure, question.things, rows[w]) for w in who}
        value = {w: max(v) if v else None for w, v in value.items()}
        known = [w for w in ordered if value[w] is not None]
        text = any(isinstance(v, str) for v in value.values())
        down = order.descending if order.descending is not None else not text
        known.sort(key=value.get, reverse=down)
        ordered = [*known, *(w for w in ordered if value[w] is None)]
    return ordered


@pytest.mark.slow
@pytest.mark.spark
@given(st.data())
@settings(max_examples=4, **CALM)
def test_generated_conditions_agree_on_spark(spark_engine, data):
    things = data.draw(st.sampled_from((*PARTIES, *CASES)))
    asked = data.draw(st.lists(conditions(things, 1), min_size=4, max_size=4))
    held = ground_on(spark_engine)
    rows = held.asked.collect(matching(asked, things, held)).to_pylist()
    for place, condition in enumerate(asked):
        assert {r["who"] for r in rows if r[f"c{place}"]} == expected(tree.Question(things, condition))
