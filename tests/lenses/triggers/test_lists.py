"""Every list and table that the answer can hold, in one business that has a reason for each."""

from __future__ import annotations

import pytest

import closeknit as ck
from closeknit.lenses.triggers import LENS
from tests.lenses.handmade import HandmadeBook
from tests.lenses.triggers.sheets import plain, rounds
from tests.methods.worlds import made, works

AS_OF = "2025-12-31"

pytestmark = pytest.mark.slow


def business() -> HandmadeBook:
    """Customers who buy after news, others who had news just now, a campaign, and what people recall."""
    book = rounds(HandmadeBook(), customers=20, years=3)
    firms = [row["party_id"] for row in book.rows["parties"]]
    for name, standing in (("Late Ltd", "customer"), ("Soon GmbH", "prospect"), ("Perhaps SA", "possible")):
        firm = book.party(name, standing=standing, first_day="2023-01-01")
        book.activity("news.funding_closed", firm, "2025-12-20")
    for place, firm in enumerate(firms):
        book.listed(firm, "2025-06-01", acted=place % 5 > 0)
    for pair, (one, other) in enumerate(zip(firms[::2], firms[1::2], strict=True)):
        book.remembered(pair, one, bought=True, event="a new boss", happened=True)
        book.remembered(pair, other, bought=False, event="a new boss", happened=pair == 0)
    return book


@pytest.fixture(scope="module")
def answer():
    return LENS.ask(business().question(AS_OF, **LENS.settle({"shuffles": 5})))


@pytest.mark.parametrize(
    ("table", "name"),
    [("who_now", "Late Ltd"), ("who_now_prospects", "Soon GmbH"), ("who_now_possible", "Perhaps SA")],
)
def test_who_had_an_event_just_now_is_listed_by_what_they_are_to_us(answer, table, name):
    listed = {row["name"]: row for row in answer.table(table).data.to_pylist()}
    assert listed[name]["days_left"] == 17
    (finding,) = (f for f in answer.findings if f.kind == table)
    assert name in finding.sentence
    assert name in {a.subject.name for a in answer.actions}


def test_the_answer_holds_what_acting_gained_and_what_people_remember(answer):
    kinds = [f.kind for f in answer.findings]
    assert kinds.index("gained") < kinds.index("remembered")


def test_each_table_and_picture_that_is_declared_has_a_name_people_read(answer):
    assert {t.name for t in answer.tables} >= {
        "planner", "backtest", "who_now", "who_now_prospects", "who_now_possible", "triggers", "touches",
    }  # fmt: skip
    assert {p.name for p in answer.pictures} == {"forest", "profile_1", "openings", "backtest"}
    assert {p.name for p in answer.pictures} <= set(LENS.pictures)
    declared = {table for state in LENS.states for table in state.tables}
    assert declared == {"who_now", "who_now_prospects", "who_now_possible"}
    assert all(t.title and t.data.num_rows for t in answer.tables)


def test_the_calendar_counts_those_on_the_lists_from_tomorrow_on(answer):
    (openings,) = (p for p in answer.pictures if p.name == "openings")
    lists = [answer.table(name) for name in ("who_now", "who_now_prospects", "who_now_possible")]
    left = [row["days_left"] for table in lists for row in table.data.to_pylist()]
    assert openings.data.to_pylist()[0]["customers"] == sum(days > 0 for days in left)
    assert len(left) >= 3


def test_what_two_kinds_do_together_is_told_after_what_each_does():
    kinds = (works("a", 0.03, 2.0, 0), works("b", 0.015, 2.0, 1))
    world = made(620, seed=92, kinds=lambda _: kinds, together=("a", "b", 3.0))
    findings = ck.triggers(*plain(world), shuffles=0).findings
    assert [f.kind for f in findings[:3]] == ["a", "b", "together"]
    assert findings[2].values["low"] > 1
    assert findings[2].sentence.startswith("“a” and “b” together do more than each alone lets expect: ")
