"""Questions by chance leave nothing of the language out: what joins it is drawn, or this fails."""

import pytest
from hypothesis import given, settings

from closeknit.questions.printing import printed
from tests.questions.made_world import VOCABULARY
from tests.questions.sentences import parts, parts_used, questions, rules, rules_used
from tests.questions.test_reading import CALM

WORDED_OTHERWISE = {
    "plain": "in 60 days: in the last 60 days",
    "state_at": "champions at customers: champions and at customers",
    "state_at_named": 'champions at "Halden": champions and at organizations (whose name contains "Halden")',
}
"""Productions that printing never writes, and what it writes in their place. Examples use them."""


@pytest.mark.slow
def test_every_production_and_every_part_of_a_tree_is_drawn():
    used, drawn = set(), set()

    @given(questions())
    @settings(max_examples=1_500, derandomize=True, deadline=None, database=None, suppress_health_check=CALM)
    def draw(question):
        used.update(rules_used(printed(question, VOCABULARY)))
        drawn.update(parts_used(question))

    draw()
    assert rules() - used == set(WORDED_OTHERWISE)
    assert parts() - drawn == set()
