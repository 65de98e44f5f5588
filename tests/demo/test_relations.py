"""Who knows whom in the sample business: the planted changes of jobs and ties are found, and no others."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from closeknit.answers import Answer
from closeknit.business import Business
from closeknit.demo.mail import LEFT_DAYS_AGO, left_on
from closeknit.demo.truth import Contact, Truth
from tests.conftest import SAMPLE_END


@pytest.fixture(scope="module")
def answer(business: Business) -> Answer:
    return business.ask("relations", as_of=SAMPLE_END).answer


def at(truth: Truth, role: str, *, moved: bool) -> Contact:
    """The first contact of the firm that plays a part in the story, who moved on or not."""
    party = truth.in_role(role).id
    return next(c for c in truth.contacts if c.party == party and bool(c.moved_to) == moved)


def test_changes_of_jobs_are_the_planted_ones_and_no_others(truth: Truth, business: Business) -> None:
    line = business.tables()["timeline"]
    rows = business.engine.collect(line.filter(line.kind == "person.job_changed")).to_pylist()
    names = business.names_of([row["party_id"] for row in rows if row["role"] == "subject"])
    planted = {c.name for c in truth.contacts if c.moved_to and c.hubspot_ids}
    assert sorted(names.values()) == sorted(planted)


def test_the_largest_customer_hangs_on_who_left_and_the_way_in_leads_over_the_reseller(
    truth: Truth, answer: Answer
) -> None:
    found = answer.finding("hangs_on")
    inside = at(truth, "introducer", moved=True)
    assert found.values["left"]
    assert [s.name for s in found.subjects] == [truth.in_role("hangs_on").name, "Dana Reyes"]
    assert "Dana changed jobs in June 2026" in found.sentence
    assert (
        f"Tom Berg → Priya Nair (mail last week) → {inside.name} (worked at the same firm" in found.sentence
    )


def test_whatever_the_last_day_the_champion_left_in_june_and_wrote_within_the_year_before_it() -> None:
    for n in range(4 * 366):
        end = date(2024, 1, 1) + timedelta(days=n)
        left = left_on(end)
        assert left.month == 6
        # Her last mail is at most a fortnight older.
        assert LEFT_DAYS_AGO <= (end - left).days < 365 - 14


def test_the_relationship_that_cools_is_the_planted_one(truth: Truth, answer: Answer) -> None:
    assert answer.finding("cooling").subjects[0].name == at(truth, "cooling", moved=False).name


def test_the_warmest_way_is_not_the_shortest(truth: Truth, business: Business) -> None:
    inside = at(truth, "introducer", moved=True)
    answer = business.introduce(inside.name, as_of=SAMPLE_END)
    ways = answer.table("ways").data
    assert answer.finding("introduction").values["steps"] == 2
    assert ways["to"].to_pylist()[0] == "Priya Nair"
    # The founder wrote to him once, years ago: one step, told after it.
    assert 1 in Counter(ways["way"].to_pylist()).values()
