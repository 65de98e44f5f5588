"""What the seam asks of a question of one's own."""

from dataclasses import replace

import pytest

from closeknit.answers.finding_ids import is_finding_id
from closeknit.day_numbers import EPOCH
from closeknit.errors import QuestionError
from closeknit.lenses.seam import Lens, Question, lens_named

QUESTION = Question(tables={}, collect=lambda table: table, as_of=EPOCH)


def called(name: str) -> Lens:
    """A question of that name, as an outside package declares one."""
    return replace(lens_named("clients"), name=name)


@pytest.mark.parametrize(("lens", "kind"), [("clients", "late"), ("churn_2", "top10"), ("b2b", "who_now")])
def test_the_id_of_a_finding_is_known_for_one_whatever_names_may_be_in_it(lens, kind):
    made = QUESTION.finding_id(called(lens).name, kind, "somebody")
    assert is_finding_id(made)
    assert made.partition("-")[0] == lens


@pytest.mark.parametrize("name", ["", "my-churn", "Churn", "2nd", "_churn", "churn.late", "größe", "churn\n"])
def test_a_name_that_cannot_be_told_apart_in_an_id_is_refused_with_what_to_do(name):
    with pytest.raises(QuestionError, match=r"(?s)no question .*Name it in small letters"):
        called(name)
    with pytest.raises(QuestionError, match="no kind of findings"):
        QUESTION.finding_id("clients", name)


@pytest.mark.parametrize(
    "text", ["domain:okafor.example", "clients-late", "clients-late-3f9a2", "a-b-c-3f9a2c"]
)
def test_a_customer_or_a_part_of_an_id_is_no_finding(text):
    assert not is_finding_id(text)
