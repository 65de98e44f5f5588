"""Activities of somebody, whether their own part of a table holds them all or not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from closeknit.briefings.story import Wanted, story
from closeknit.briefings.taking_part import activities_of
from closeknit.lenses.naming import meant
from closeknit.lenses.seam import Question
from tests.briefings.nearby_made import with_parts
from tests.lenses.handmade import HandmadeBook


@pytest.fixture
def made() -> HandmadeBook:
    """Ana of ours writes to two firms; Mia, of the one, is in a meeting of the other."""
    made = HandmadeBook()
    halden, northgate = made.party("Halden"), made.party("Northgate")
    ana = made.person("Ana Ruiz", at=made.party("Tidewater", standing="ours"), standing="ours")
    mia = made.person("Mia Halden", at=halden)
    kim = made.person("Kim Sole", standing="ours")
    made.activity("call.held", halden, "2026-05-04", by={"attendee": kim})
    made.activity("email.sent", halden, "2026-05-01", by={"sender": ana, "recipient": mia})
    made.activity("email.sent", northgate, "2026-05-02", by={"sender": ana})
    made.activity("meeting.held", northgate, "2026-05-03", by={"attendee": mia})
    # A participant's row stands under its own account, as `book/timeline.py` lays it out.
    for row in made.rows["timeline"]:
        row["account_id"] = halden if row["party_id"] == mia else row["account_id"]
    return made


def by_parts(question: Question) -> Question:
    """The question where each account's rows can be read alone."""

    def part(table: str, account: int) -> Any:
        return question.tables[table].filter(question.tables[table].account_id == account)

    return with_parts(question, part)


def kinds(question: Question, whom: str) -> list[str]:
    acts = activities_of(question, meant(question, whom))
    found: list[str] = question.collect(acts.select("kind", "day").order_by("day"))["kind"].to_pylist()
    return found


def test_parts_hold_what_the_whole_table_holds(made: HandmadeBook) -> None:
    question = made.question("2026-06-30")
    told = {
        "Ana": ["email.sent"] * 2,
        "Mia": ["email.sent", "meeting.held"],
        "Halden": ["email.sent", "call.held"],
        "Kim": ["call.held"],
    }
    for whom, wanted in told.items():
        assert kinds(question, whom) == kinds(by_parts(question), whom) == wanted


def test_of_our_own_people_nothing_is_asked_to_choose_a_part(made: HandmadeBook) -> None:
    question = by_parts(made.question("2026-06-30"))
    ana, mia, asked = meant(question, "Ana Ruiz"), meant(question, "Mia Halden"), []

    def counted(table: Any) -> Any:
        asked.append(table)
        return question.collect(table)

    activities_of(replace(question, collect=counted), ana)
    assert not asked
    activities_of(replace(question, collect=counted), mia)
    assert len(asked) == 1


def test_what_a_customer_had_with_somebody_is_read_from_the_part_of_that_person(made: HandmadeBook) -> None:
    question, parts = made.question("2026-06-30"), []
    northgate, mia, ana = (meant(question, whom) for whom in ("Northgate", "Mia Halden", "Ana Ruiz"))

    def part(table: str, account: int) -> Any:
        parts.append((table, account))
        return by_parts(question).near(table, account)

    for person, wanted in ((mia, "meeting.held"), (ana, "email.sent")):
        near = story(with_parts(question, part), northgate, Wanted(person=person))
        assert near == story(question, northgate, Wanted(person=person))
        assert [one.kind for one in near.events] == [wanted]
    assert [account for table, account in parts if table == "timeline"] == [mia.account_id]
