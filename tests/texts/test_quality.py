"""Stances are right as often as the figures in the docs say; see `quality.py` for how they are counted."""

import re
from pathlib import Path

import pytest

from closeknit.texts.stances import STANCES
from tests.texts.quality import DEVELOP, HELD_OUT, figures, said, table, tweet_figures, tweets, unsure

GUIDE = Path(__file__).parents[2] / "docs" / "explanation" / "stances.md"


def test_the_sentences_are_many_varied_and_apart():
    develop, held_out = said(DEVELOP), said(HELD_OUT)
    assert len(develop) + len(held_out) >= 400
    assert {s.source for s in held_out} == {"mail", "ticket", "survey", "note"}
    assert not {s.text for s in develop} & {s.text for s in held_out}
    for rows in (develop, held_out):
        assert all(sum(stance in s.stances for s in rows) >= 10 for stance in STANCES)
        assert sum(not s.stances for s in rows) >= len(rows) / 5
    assert any(len(s.stances) > 1 for s in develop)


def test_what_is_named_is_seldom_wrong_on_sentences_no_rule_was_made_on():
    """Precision before recall: a quote that is no complaint costs trust, one that is missed little."""
    found = figures(said(HELD_OUT))
    assert all(found[stance].precision >= 0.7 for stance in STANCES)
    assert sum(found[stance].f1 for stance in STANCES) / len(STANCES) >= 0.7


def test_the_figures_in_the_docs_are_those_of_the_held_out_sentences():
    text = GUIDE.read_text(encoding="utf-8")
    assert all(line in text for line in table(figures(said(HELD_OUT))))
    assert unsure(said(HELD_OUT)) in text


@pytest.mark.slow
def test_tweets_to_airlines_are_told_apart_and_the_docs_say_how_well(public_data):
    found = tweet_figures(tweets(public_data("airline-tweets")))
    assert sum(f.there for f in found.values()) == 14_640
    assert found["negative"].there == 9_178
    assert sum(f.f1 for f in found.values()) / 3 >= 0.6
    text = re.sub(r"\s+", " ", GUIDE.read_text(encoding="utf-8"))
    assert all(line in text for line in table(found))
