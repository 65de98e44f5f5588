"""Who took a stance on a topic: by hand, on every engine, with the quote that shows it."""

import pytest

from closeknit.questions import tree, windows
from closeknit.questions.answering import answer
from closeknit.questions.opinions import MEANS, took
from closeknit.questions.reading import parse
from closeknit.questions.seams import Ground, evaluators
from closeknit.questions.vocabulary import Vocabulary
from tests.lenses.handmade import HandmadeBook

AS_OF = "2026-06-30"


def spoken():
    """Ana worries about churn and opens papers; Ben likes one; Cleo of another firm worried long ago."""
    book = HandmadeBook()
    north, south = book.party("North"), book.party("South")
    ana, ben, cleo = (book.person(n, at=f) for n, f in (("Ana", north), ("Ben", north), ("Cleo", south)))
    book.mention(north, ana, "2026-06-02", "concern", "We fear churns in spring.")
    book.mention(north, ben, "2026-06-03", "praise", "Superb white papers on CRM.")
    book.mention(south, cleo, "2025-01-03", "concern", "I doubt we keep them.", topic="Churn")
    for day in ("2026-05-01", "2026-05-08"):
        book.mention(north, ana, day, "opened", "CRM white paper no. 4")
    book.mention(south, cleo, "2026-05-08", "opened", "CRM white paper no. 4")
    return book


def reached(condition, asked):
    ids = took(condition, asked)
    return sorted(asked.collect(asked.tables["parties"].semi_join(ids, "party_id"))["name"].to_pylist())


def test_words_meet_in_singular_and_plural_and_a_listed_topic_by_its_name():
    asked = spoken().question(AS_OF)
    assert reached(tree.Said("concern", "churn"), asked) == ["Ana", "Cleo", "North", "South"]
    assert reached(tree.Said("concern", "churn", windows.Last(90, "day")), asked) == ["Ana", "North"]
    assert reached(tree.Said("complaint", "churn"), asked) == []
    assert reached(tree.Said("concern", "the"), asked) == []


def test_liking_is_also_praise_and_opening_more_than_once():
    asked = spoken().question(AS_OF)
    assert reached(tree.Said("likes", "crm white papers"), asked) == ["Ana", "Ben", "North"]
    assert reached(tree.Said("praise", "crm white papers"), asked) == ["Ben", "North"]


@pytest.mark.slow
def test_every_engine_finds_the_same(every_engine):
    asked = spoken().question(AS_OF, engine=every_engine)
    assert reached(tree.Said("likes", "crm white papers"), asked) == ["Ana", "Ben", "North"]


def test_an_answer_tells_the_quote_its_day_and_what_the_words_mean():
    question = parse('people who like "crm" and voiced concern about "churn"', Vocabulary())
    found = answer(
        question, Ground(spoken().question(AS_OF), Vocabulary(), others=dict.fromkeys(MEANS, took))
    )
    (ana,) = found.findings
    assert ana.sentence == (
        'Ana: likes "crm" (“CRM white paper no. 4”, 8 May 2026); voiced concern about "churn" '
        "(“We fear churns in spring.”, 2 Jun 2026)"
    )
    assert len(ana.evidence.ids) == 3
    assert 'voiced concern about "churn": a fear or doubt in a sentence about it' in found.assumptions


def test_every_stance_of_the_language_is_answered_by_this():
    assert {name: evaluators()[name] for name in MEANS} == dict.fromkeys(MEANS, took)
