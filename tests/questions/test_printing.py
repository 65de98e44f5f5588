"""A question reads as English of many and of one, and means the same either way."""

from pathlib import Path

from hypothesis import given, settings

from closeknit.questions import tree
from closeknit.questions.printing import Printer, counted, printed
from closeknit.questions.reading import parse
from closeknit.questions.reference import EXAMPLES
from tests.questions.made_world import VOCABULARY
from tests.questions.sentences import questions
from tests.questions.test_reading import CALM, read

GOLDEN = Path(__file__).parent / "printed.txt"

FURTHER = (
    "people not champions",
    "people not within 1 introduction of me",
    "people not at customers (in segment \"big and silent\")",
    "people who are at customers and are late and whose name is known",
    "customers not referred by people",
    "customers who did not refer exactly 1 customer",
    "customers who referred 1 person",
    "customers who referred exactly 1 person (who like \"white papers\")",
    "people who did not like \"white papers\"",
    "people who did not ask about \"pricing\" in the last month",
    "people who did not voice concern about \"churn\" over a year ago",
    "people who did not praise \"support\"",
    "people who did not agree to \"the rollout\"",
    "people who did not talk about \"churn\"",
    "people who never met",
    "people contacted this week",
    "customers who do not have at least 3 meetings",
    "customers who do not have exactly 1 call",
    "customers who do not have an open deal (whose amount > 5000)",
    "customers who have at most 1 unpaid invoice",
    "customers not (whose city is not \"Porto\")",
    "customers not (whose city is one of \"Porto\", \"Lisboa\")",
    "customers not (whose name starts with \"Firm\") and who are late",
    "customers not (whose lifetime value is between 10 and 20)",
    "customers whose last order is not known to be later than 2026-01-01 or first order is known",
    "customers whose first order is not known to be over 3 months ago",
    "deals not (due in the next month)",
    "customers whose city is \"Porto\" and who are late and whose owner is unknown",
    "customers who do not (did not order)",
    "customers whose last order is later than 2026-01-01 or first order is earlier than 2025-01-01",
    "deals due in the next month and whose stage is \"Proposal\"",
    "deals with an email",
    "tickets opened in 2026 and at customers",
)  # fmt: skip


def said(sentence):
    """As it is said of many, of one, and behind a name."""
    question = parse(sentence, VOCABULARY)
    one = Printer(VOCABULARY, one=True)
    leaves = [part if wanted else tree.Not(part) for part, wanted in tree.leaves(question.where)]
    behind = "; ".join(one.after_name(leaf, question.things) for leaf in leaves)
    return "\n".join(
        [printed(question, VOCABULARY), f"  1 {one.question(question)}", *([f"  {behind}"] if behind else [])]
    )


def test_all_sentences_of_many_of_one_and_behind_a_name_read_as_in_this_golden_text():
    sentences = (*(one for many in EXAMPLES.values() for one in many), *FURTHER)
    assert "\n".join(map(said, sentences)) + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_how_many_were_asked_for_at_most_is_said_behind_how_many_match():
    asked = parse("people who are decision-makers limit 1", VOCABULARY)
    assert counted(1, asked, VOCABULARY) == "1 person who is a decision-maker (at most 1 asked for)"


@given(questions())
@settings(max_examples=20, deadline=None, suppress_health_check=CALM)
def test_what_is_said_of_one_is_read_as_what_is_said_of_many(question):
    assert read(printed(question, VOCABULARY, one=True)) == question
