"""How often suggested roles are right on deals made up, and how often an objector is taken for a friend."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import pytest

from closeknit.lenses.stakeholders.known import known
from closeknit.lenses.stakeholders.roles import BLOCKER, CHAMPION
from tests.lenses import handmade
from tests.lenses.stakeholders.worlds import (
    AS_OF,
    SEEDS,
    WORLDS,
    figures,
    figures_alone,
    measured,
    scores,
    worlds,
)
from tests.texts.quality import HELD_OUT

pytestmark = pytest.mark.slow

GUIDE = Path(__file__).parents[3] / "docs" / "explanation" / "roles.md"


@pytest.fixture(scope="module")
def found():
    return measured()


@pytest.fixture(scope="module")
def text():
    return re.sub(r"\s+", " ", GUIDE.read_text(encoding="utf-8"))


def test_suggested_roles_reach_a_mean_f1_of_four_fifths_on_every_seed_where_every_unknown_is_a_miss(found):
    assert len(found) >= 5
    assert min(one.macro_f1 for one in found) >= 0.8
    assert max(one.abstained for one in found) <= 0.3


def test_an_objector_is_taken_for_a_champion_in_at_most_one_of_a_hundred_deals_of_every_seed(found):
    assert max(one.pairs[BLOCKER, CHAMPION] for one in found) <= 0.01 * WORLDS


def test_the_figures_in_the_docs_are_these(found, text):
    assert [said for said in figures(found) if said not in text] == []
    assert f"seeds {min(SEEDS)} to {max(SEEDS)}; weights were set on other seeds, 1 to 8" in text


def test_the_mean_with_held_out_sentences_alone_is_that_of_the_docs(text):
    assert figures_alone(measured(HELD_OUT)) in text


def test_the_same_deals_give_the_same_figures_whatever_was_numbered_before(monkeypatch):
    """Files with days alone put much at one moment: which of it came first is not for a number to say."""
    few = []
    for before in (0, 10_000, 20_000):
        monkeypatch.setattr(handmade, "NUMBERS", count(before))
        made = worlds(SEEDS[0], 100)
        few.append(scores(made, known(made.book.question(str(AS_OF)))).pairs)
    assert few[0] == few[1] == few[2]
