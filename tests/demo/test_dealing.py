"""Who plays which part in the sample business: the planted ones are found, and no others."""

from __future__ import annotations

import pytest

from closeknit.answers import Answer
from closeknit.business import Business
from closeknit.demo.dealing import OBJECTIONS, PORTAL
from closeknit.demo.truth import Contact, Truth
from closeknit.lenses.stakeholders.roles import BLOCKER, CHAMPION, DECIDES
from tests.conftest import SAMPLE_END


@pytest.fixture(scope="module")
def answer(business: Business) -> Answer:
    return business.ask("stakeholders", as_of=SAMPLE_END).answer


def at(truth: Truth, role: str) -> list[Contact]:
    """Contacts of the firm that plays a part in the story, in order."""
    return [c for c in truth.contacts if c.party == truth.in_role(role).id]


def names(answer: Answer, table: str, role: str) -> list[str]:
    return [r["name"] for r in answer.table(table).data.to_pylist() if r["role"] == role]


def test_the_champion_who_left_is_the_planted_one_and_no_other(truth: Truth, answer: Answer) -> None:
    champion = next(c for c in at(truth, "hangs_on") if c.moved_to)
    assert names(answer, "left", CHAMPION) == [champion.name]
    found = [f for f in answer.findings if f.kind == "champion_gone" and f.values["left"]]
    assert [f.values["person"] for f in found] == [champion.name]
    assert f"who spoke for us at {truth.in_role('hangs_on').name}, changed jobs in June 2026" in (
        found[0].sentence
    )


def test_the_one_who_objects_is_the_planted_one_and_no_other(truth: Truth, answer: Answer) -> None:
    objector = at(truth, "objects")[2]
    assert names(answer, "people", BLOCKER) == [objector.name]
    found = answer.finding("objections")
    assert found.values["person"] == objector.name
    assert f"raised objections ({len(OBJECTIONS)}, latest " in found.sentence
    assert f"“{OBJECTIONS[-1][1]}”" in found.sentence
    assert PORTAL in found.sentence


def test_who_agreed_decides_in_the_open_deal(truth: Truth, answer: Answer) -> None:
    decides = at(truth, "objects")[0].name
    deal = next(r for r in answer.table("deals").data.to_pylist() if PORTAL in r["deal"])
    assert decides in names(answer, "people", DECIDES)
    assert decides in deal["deciding"]


def test_sentences_find_who_objects_with_what_was_objected(truth: Truth, business: Business) -> None:
    objector = at(truth, "objects")[2].name
    found = business.find('people who are blockers at "BL Group"', as_of=SAMPLE_END)
    assert [f.subjects[0].name for f in found.findings] == [objector]
    one = business.find("people who are blockers", as_of=SAMPLE_END).findings[0].finding
    assert one.subjects[0].name == objector
    assert f"a blocker (raised objections ({len(OBJECTIONS)}, latest " in one.sentence
    assert (one.evidence.table, one.evidence.total) == ("activities", len(OBJECTIONS))


def test_the_page_of_the_customer_says_it(truth: Truth, business: Business) -> None:
    page = business.show("BL Group", as_of=SAMPLE_END)
    parts = {one.who.name: one for one in page.parts}
    assert parts[at(truth, "objects")[2].name].words.startswith("has objections (suggested")
