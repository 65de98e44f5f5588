"""How well somebody is known, as a number of people and customers: by hand, with what shows it."""

import pytest

from closeknit.lenses.strengths import strengths
from closeknit.questions.completing import completions
from closeknit.questions.ties import DIGITS, closest, ties_with
from closeknit.questions.vocabulary import Vocabulary
from tests.questions.test_answering import answered
from tests.questions.test_introductions import AS_OF, chain


def best(whom, things, asked):
    """The strongest tie of each, by name."""
    ties = ties_with(whom, things, asked)
    rows = asked.collect(ties.group_by("who").aggregate(best=ties.strength.max())).to_pylist()
    parties = asked.collect(asked.tables["parties"].select("party_id", "name")).to_pylist()
    names = {one["party_id"]: one["name"] for one in parties}
    return {names[row["who"]]: row["best"] for row in rows}


def warmer():
    """The chain, in which Tom of us met Dana once too, and Ulf of us knows Priya from a list."""
    book = chain()
    ids = {row["name"]: row["party_id"] for row in book.rows["parties"]}
    book.activity(
        "meeting.held", ids["North"], "2026-05-01", by={"organizer": ids["Tom"], "attendee": ids["Dana"]}
    )
    book.tie(book.colleague("Ulf"), ids["Priya"], "knows")
    book.rows["timeline"][:] = [row for row in book.rows["timeline"] if row["role"] != "buyer"]
    return book, ids


def test_a_person_is_known_as_well_as_by_whoever_of_us_knows_them_best():
    book, ids = warmer()
    asked = book.question(AS_OF)
    weighed = {
        frozenset((row["one"], row["other"])): round(row["strength"], DIGITS)
        for row in asked.collect(strengths(asked.tables, asked.as_of_day)).to_pylist()
    }
    known = best("", "people", asked)
    assert known == {
        "Priya": weighed[frozenset((ids["Tom"], ids["Priya"]))],
        "Dana": weighed[frozenset((ids["Tom"], ids["Dana"]))],
    }
    assert known["Priya"] > known["Dana"] > 0
    assert best("", "customers", asked) == {"North": known["Priya"], "South": known["Dana"]}


def test_with_somebody_named_only_ties_with_them_or_with_anybody_at_their_firm_count():
    asked = warmer()[0].question(AS_OF)
    assert set(best("Ulf", "people", asked)) == {"Priya"}
    assert (
        set(best("Dana", "people", asked)) == set(best("South", "people", asked)) == {"Tom", "Priya", "Eva"}
    )
    assert best("Ulf", "people", asked)["Priya"] < best("", "people", asked)["Priya"]


@pytest.mark.slow
def test_how_well_people_are_known_is_the_same_on_every_engine(every_engine):
    asked = warmer()[0].question(AS_OF, engine=every_engine)
    assert best("", "customers", asked) == best("", "customers", warmer()[0].question(AS_OF))


def test_the_two_of_the_strongest_tie_are_told_with_their_last_contacts():
    book, ids = warmer()
    found = closest("", "customers", book.question(AS_OF), [ids["North"], ids["East"]], 2)
    assert {who: (one.near, one.far) for who, one in found.items()} == {ids["North"]: ("Tom", "Priya")}
    assert len(found[ids["North"]].contacts) == 2


def test_a_sentence_compares_and_orders_by_how_well_people_are_known_and_says_through_whom():
    book, ids = warmer()
    found = answered("people whose relationship strength is over 0 ordered by relationship strength", book)
    known = best("", "people", book.question(AS_OF))
    assert [one.sentence for one in found.findings] == [
        f"Priya: relationship strength {known['Priya']} (Tom, last contact 1 Jun 2026)",
        f"Dana: relationship strength {known['Dana']} (Tom, last contact 1 May 2026)",
    ]
    days = {row["activity_id"]: row["day"] for row in book.rows["timeline"] if row["party_id"] == ids["Dana"]}
    (met,) = found.findings[1].evidence.ids
    assert days[met] == min(days.values())
    assert found.assumptions[0].startswith("relationship strength: from 0 to 1")


@pytest.mark.slow
def test_a_customer_is_known_through_one_of_its_people_and_whom_nobody_knows_counts_as_0():
    book, _ = warmer()
    known = best("Ulf", "customers", book.question(AS_OF))["North"]
    found = answered('customers whose relationship strength with "Ulf" is at most .9 ordered by name', book)
    assert [one.sentence.split(": ")[1] for one in found.findings] == [
        'relationship strength with "Ulf" 0',
        f'relationship strength with "Ulf" {known} (Ulf with Priya)',
        'relationship strength with "Ulf" 0',
    ]


def test_what_may_follow_is_offered():
    assert "relationship strength" in completions("people whose relation", Vocabulary())
    assert "with" in completions("people whose relationship strength wi", Vocabulary())
