"""Ten thousand sentences made by chance: each is read as the tree it says, and finds whom plain Python finds.

They come in rounds. All questions of a round ask for the same things as of the same day, and are put together
from the same parts: what these need is worked out once, in one statement, and who matches in a second one.
That a question is ordered and cut by the same statement that says who matches is held for some of each round,
and for others in `test_compiling`.
"""

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import count

import pytest
from hypothesis import strategies as st

from closeknit.questions import tree
from closeknit.questions.checking import check
from closeknit.questions.compiling import Plan
from closeknit.questions.printing import printed
from closeknit.questions.reading import parse
from closeknit.questions.vocabulary import PARTIES
from closeknit.questions.words import CASES
from tests.questions.made_ground import (
    engine,
    expected,
    ground,
    ground_on,
    in_order,
    nothing_kept,
    one_value,
    plainly,
)  # fmt: skip
from tests.questions.made_world import AS_OF, VOCABULARY
from tests.questions.sentences import (
    atoms,
    drawn,
    measures,
    parts,
    parts_used,
    put_together,
    rules,
    rules_used,
)  # fmt: skip

THINGS = (*PARTIES, *CASES)
DAYS = (AS_OF, date(2026, 2, 28), date(2025, 12, 31))
"""Ends of months of 30, 28 and 31 days."""

MANY, OF_A_ROUND = 10_000, 200
WHOLE = 4
"""Questions of a round that are asked one by one too."""

WORDED_OTHERWISE = {
    "plain": "in 60 days: in the last 60 days",
    "state_at": "champions at customers: champions and at customers",
    "state_at_named": 'champions at "Halden": champions and at organizations (whose name contains "Halden")',
}
"""Productions that printing never writes, and what it writes in their place. Examples use them."""


def tells(condition, things, day):
    """Whether plain Python finds some, and not all."""
    everybody = plainly(day).everybody(things)
    return 0 < sum(plainly(day).holds(condition, things, one) for one in everybody) < len(everybody)


@dataclass
class Round:
    """Questions about the same things on the same day, the same each time for the same number."""

    number: int
    many: int = OF_A_ROUND
    most_parts: int | None = None

    def __post_init__(self):
        self.things = THINGS[self.number % len(THINGS)]
        self.day = DAYS[self.number % len(DAYS)]
        self.rng = random.Random(self.number)

    @cached_property
    def parts(self):
        """Parts of conditions: all that tell some from others, and a few that do not."""
        some = drawn(st.tuples(*[atoms(self.things, 2)] * 8), self.number)
        found = list(dict.fromkeys(one for many in some for one in many))
        telling = [one for one in found if tells(one, self.things, self.day)][: self.most_parts]
        return telling, [one for one in found if one not in telling][: len(telling) // 5]

    @cached_property
    def orders(self):
        """Ways to sort: none, and by one or two measures."""
        each = drawn(measures(self.things), self.number)[:5]
        by = [tree.Order(one, self.rng.choice((None, True, False))) for one in each]
        return [(), *((one,) for one in by), tuple(by[:2])]

    @cached_property
    def questions(self):
        """All different; one in ten or so is left that finds nobody, or everybody."""
        telling, others = self.parts
        found = {}
        while len(found) < self.many:
            where = put_together(self.rng, [*telling, *others])
            if tells(where, self.things, self.day) or self.rng.random() < 0.05:
                found[self.question(where)] = None
        return list(found)

    def question(self, where):
        """With an order, mostly a limit, and the day where it is not that of the business."""
        day = None if self.day == AS_OF else self.day
        limit = self.rng.choice((None, *range(1, 21)))
        return tree.Question(self.things, where, self.rng.choice(self.orders), limit, day)


def whole(value):
    """A number as plain Python has it, as far as the sums of engines agree."""
    return round(float(value), 6) if isinstance(value, int | float | Decimal) else value


def held(one, asked_on, held_against):
    """Hold every question of a round against plain Python: who matches, in which order, by which values."""
    conditions = [*dict.fromkeys(leaf for q in one.questions for leaf, _ in tree.leaves(q.where))]
    shown = list(dict.fromkeys(measure for q in one.questions for measure in tree.measures_of(q)))
    plan = Plan(held_against, one.things)
    laid_out = plan.laid_out(conditions, shown)
    with nothing_kept(), asked_on.scratch():
        table = asked_on.keep(laid_out, "laid_out")
        columns = {f"m{n}": plan.value(table, measure) for n, measure in enumerate(shown)}
        columns |= {f"h{n}": plan.holds(table, leaf) for n, leaf in enumerate(conditions)}
        columns |= {f"c{n}": plan.holds(table, q.where) for n, q in enumerate(one.questions)}
        rows = {row["who"]: row for row in asked_on.collect(table.select("who", **columns)).to_pylist()}
        values_and_reasons_agree(one, shown, conditions, rows)
        sorted_all = {
            order: asked_on.collect(plan.found(table, tree.Question(one.things, None, order)))["who"]
            for order in {question.order for question in one.questions}
        }
        for n, question in enumerate(one.questions):
            wanted = expected(question, one.day)
            who = [w for w in sorted_all[question.order].to_pylist() if rows[w][f"c{n}"]]
            assert who == in_order(question, wanted, one.day), printed(question, VOCABULARY)
            if n < WHOLE:
                asked = asked_on.collect(plan.found(table, question))["who"].to_pylist()
                assert asked == who[: question.limit], printed(question, VOCABULARY)


def values_and_reasons_agree(one, shown, conditions, rows):
    """The values, and which parts of conditions hold, of everybody there is."""
    everybody = plainly(one.day).everybody(one.things)
    assert rows.keys() == {row["who"] for row in everybody}
    for row in everybody:
        found = rows[row["who"]]
        for n, measure in enumerate(shown):
            assert whole(found[f"m{n}"]) == whole(one_value(measure, one.things, row, one.day)), measure
        for n, leaf in enumerate(conditions):
            holds = plainly(one.day).holds(leaf, one.things, row)
            assert found[f"h{n}"] == holds, printed(tree.Question(one.things, leaf), VOCABULARY)


def read_as_printed(question, *, of_one=False):
    """Printed, it is read as the tree it was, and makes sense."""
    sentence = printed(question, VOCABULARY, one=of_one)
    found = parse(sentence, VOCABULARY)
    check(found, sentence, VOCABULARY)
    assert found == question, sentence


def test_a_few_questions_made_by_chance_are_read_and_answered_as_plain_python_does():
    few = Round(5, many=12, most_parts=8)
    held(few, engine(), ground(few.day))


@pytest.mark.slow
@pytest.mark.spark
@pytest.mark.parametrize("number", [0, 5, 6])
def test_a_few_questions_made_by_chance_find_the_same_on_spark(spark_engine, number):
    few = Round(number, many=6, most_parts=4)
    held(few, spark_engine, ground_on(spark_engine, few.day))


@pytest.mark.slow
def test_ten_thousand_questions_are_read_as_printed_and_find_whom_plain_python_finds():
    """All different, nine in ten of them such that some match and others do not; no production of the grammar
    and no part of a tree is left out."""
    compared, telling, used, made = set(), set(), set(), set()
    for one in map(Round, count()):
        held(one, engine(), ground(one.day))
        for place, question in enumerate(one.questions):
            read_as_printed(question)
            made |= parts_used(question)
            if place % 10 == 0:  # to read it twice more costs as much as to ask it
                read_as_printed(question, of_one=True)
                used |= rules_used(printed(question, VOCABULARY))
        compared.update(one.questions)
        telling.update(q for q in one.questions if tells(q.where, one.things, one.day))
        if len(compared) >= MANY:
            break
    print(f"{len(compared):,} questions held, {len(telling):,} of them match some and not all")
    assert len(telling) >= 0.9 * len(compared)
    assert rules() - used == set(WORDED_OTHERWISE)
    assert parts() - made == set()
