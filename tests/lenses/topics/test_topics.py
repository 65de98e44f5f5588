"""What people care about: by hand, on every engine, with what must not be said."""

from __future__ import annotations

import numpy as np
import pytest

from closeknit.answers import Verdict
from closeknit.lenses.topics import LENS
from tests.lenses.handmade import HandmadeBook
from tests.lenses.topics.town import AS_OF, business


def ask(book, **options):
    return LENS.ask(book.question(AS_OF, **LENS.settle(options)))


def test_what_more_customers_raise_than_before_is_named_with_how_much_more():
    found = ask(business()).finding("rising")
    assert found.verdict is Verdict.SUGGESTIVE
    assert (found.values["topic"], found.values["now"], found.values["before"]) == ("delivery", 12, 0)
    assert len(found.subjects) == len(found.evidence.ids) == 12
    assert "“delivery”: 12 in the last 91 days, 0 in those before, and by none" in found.sentence


def test_what_customers_always_say_does_not_rise():
    rows = {r["topic"]: r for r in ask(business()).table("topics").data.to_pylist()}
    assert (rows["invoice"]["now"], rows["invoice"]["before"], rows["invoice"]["rising"]) == (10, 10, "")
    assert rows["delivery"]["from_list"] == "yes"
    assert rows["delivery"]["at_stake"] == sum(100 * (n + 1) for n in range(12))


def test_concerns_come_by_what_is_at_stake_and_of_customers_alone():
    answer = ask(business())
    found = answer.finding("worries")
    assert (found.n, found.estimate.value, found.estimate.money) == (13, 7_800 + 3_000, "at stake")
    assert "Most at Firm 29: “I fear our churn grows.” (Person 29, 20 Jun 2026)" in found.sentence
    assert answer.table("worries").data["name"].to_pylist()[0] == "Firm 29"
    assert "Stranger" not in answer.table("worries").data["name"].to_pylist()
    assert answer.headline == found.sentence


def test_what_people_open_is_their_interest_and_raises_no_topic():
    answer = ask(business())
    assert answer.finding("interests").n == 4
    rows = {r["topic"]: r for r in answer.table("topics").data.to_pylist()}
    assert (rows["route planning"]["now"], rows["route planning"]["liked"]) == (0, 4)


def test_the_picture_sets_lately_beside_before_and_begins_with_what_rises():
    (picture,) = ask(business()).pictures
    assert picture.title == "“delivery” rises: 12 customers lately, 0 before"
    shares = [(r["topic"], r["share"]) for r in picture.data.to_pylist()]
    assert shares[:2] == [("delivery", 40), ("delivery", 0)]
    assert shares.count(("invoice", 100 / 3)) == 2
    assert ask(business(), days=1).pictures == ()


def test_of_topics_liked_alike_none_is_said_to_be_liked_more():
    book = HandmadeBook()
    firm = book.party("North")
    for topic in ("churn", "price"):
        book.mention(firm, book.person(topic, at=firm), "2026-06-01", "likes", f"Our {topic}.", topic=topic)
    assert "as many as any topic in 12 months" in ask(book).finding("interests").sentence


def test_a_topic_asked_about_leaves_the_others_out():
    quotes = ask(business(), about="churns").table("voices").data["quote"].to_pylist()
    assert quotes == ["I fear our churn grows."]
    assert ask(business(), about="zeppelin").finding("nothing_said").verdict is Verdict.NOT_ENOUGH_DATA


def test_few_customers_are_named_and_nothing_is_compared():
    book = HandmadeBook()
    firm = book.party("North")
    book.mention(firm, book.person("Ana", at=firm), "2026-06-01", "concern", "We fear churn.")
    answer = ask(book)
    assert answer.finding("worries").n == 1
    assert answer.finding("rising").verdict is Verdict.NOT_ENOUGH_DATA


def test_nothing_said_is_said_with_what_it_would_take():
    found = ask(HandmadeBook()).finding("nothing_said")
    assert "mails with their texts" in found.needed


@pytest.mark.slow
def test_every_engine_answers_the_same(every_engine):
    book = business()
    here = LENS.ask(book.question(AS_OF, engine=every_engine, **LENS.settle({})))
    there = ask(book)
    assert [f.sentence for f in here.findings] == [f.sentence for f in there.findings]
    assert [t.data for t in here.tables] == [t.data for t in there.tables]


@pytest.mark.slow
def test_chance_alone_seldom_makes_a_topic_rise():
    """Worlds of forty topics, each raised as often in both times: at most one in ten names any."""
    rng, named, worlds = np.random.default_rng(3), 0, 24
    for _ in range(worlds):
        answer = ask(steady(rng, rng.uniform(0.05, 0.4, 40)))
        assert sum(answer.table("topics").data["now"].to_pylist()) > 100
        named += answer.finding("rising").verdict is not Verdict.NO_EVIDENCE
    assert named <= worlds * 0.1 + 3 * (worlds * 0.1 * 0.9) ** 0.5


def steady(rng, rates):
    """Fifty customers who all say something in both times, and raise each topic at its rate by chance."""
    book = HandmadeBook()
    for n in range(50):
        firm = book.party(f"Firm {n:02}")
        for day in ("2026-02-10", "2026-05-10"):
            said = book.mention(firm, firm, day, "", "Well.")
            for topic in np.flatnonzero(rng.random(len(rates)) < rates):
                book.sentence(said, firm, "", "Well.", f"topic {topic}")
    return book
