"""Who knows whom: what hangs on one person, what cools, who introduces whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from closeknit.answers import Answer, Verdict
from closeknit.errors import UnknownCustomer, UnknownQuestion
from closeknit.lenses.relations import LENS
from closeknit.lenses.relations.known import LAST_SPOKEN
from closeknit.lenses.strengths import WEIGHTS
from tests.lenses.handmade import HandmadeBook
from tests.lenses.relations.firm import AS_OF, business, meet


def asked(**options: str) -> Answer:
    return LENS.ask(business().question(AS_OF, **LENS.settle(options)))


@pytest.fixture(scope="module")
def answer() -> Answer:
    return asked()


def test_a_customer_that_hangs_on_somebody_who_left_comes_with_the_warmest_way_in(answer: Answer) -> None:
    found = answer.finding("hangs_on")
    assert found.sentence == (
        "18 % of revenue hangs on Dana Reyes at Halden; Dana changed jobs in May 2026 and nobody else there "
        "has been in touch in the last 12 months. Your warmest way in: "
        "Tom Visser → Priya Nair (mail last week) → Joris Kok (meeting 2 weeks ago)."
    )
    assert found.estimate is not None
    assert (found.estimate.value, found.estimate.money, found.n) == (1_800, "at stake", 1)


def test_a_customer_whose_revenue_is_not_known_is_refused_and_not_counted_as_small() -> None:
    made = business()
    halden = next(p["party_id"] for p in made.rows["parties"] if p["name"] == "Halden")
    made.activity("invoice.issued", halden, "2026-04-01", amount=500_000, amount_base=None, currency="CHF")
    made.activity("invoice.issued", halden, "2026-12-01", amount=90_000)
    answer = LENS.ask(made.question(AS_OF, **LENS.settle({})))
    assert {f.subjects[0].name for f in answer.findings if f.kind == "hangs_on"} == {"Kade"}
    # Of Fjord's 6,000 and Kade's 2,200.
    assert "27 % of revenue hangs on Priya Nair at Kade" in answer.finding("hangs_on").sentence
    assert answer.finding("no_rate").subjects[0].name == "Halden"


def test_only_who_left_is_something_to_do_about(answer: Answer) -> None:
    (action,) = answer.actions
    assert action.subject.name == "Halden"
    assert action.first_line.startswith(
        "Tom Visser asks Priya Nair for an introduction to Joris Kok. Hello Joris,"
    )


def test_a_customer_with_two_people_in_touch_hangs_on_nobody(answer: Answer) -> None:
    assert {f.subjects[0].name for f in answer.findings if f.kind == "hangs_on"} == {"Halden", "Kade"}


def test_who_falls_silent_cools_and_who_does_not_stays(answer: Answer) -> None:
    found = answer.finding("cooling")
    # Dana is gone and Ola silent; Priya and the three others at Fjord are as they were.
    assert [s.name for s in found.subjects] == ["Ola Vik"]
    assert found.sentence == (
        "Ola Vik and we are losing touch: contact in 0 weeks of the last 13, in 37 of the 39 before, "
        "last on 31 Mar 2026; Ben Koster knows them best."
    )
    assert found.verdict is Verdict.SUGGESTIVE


def test_the_warmest_way_comes_before_the_shortest_and_says_how_to_ask() -> None:
    answer = asked(person="Joris Kok")
    found = answer.finding("introduction")
    assert found.sentence == (
        "Your warmest way to Joris Kok: Tom Visser → Priya Nair (mail last week) → Joris Kok (meeting "
        "2 weeks ago). Tom Visser asks Priya Nair for an introduction to Joris Kok."
    )
    ways = answer.table("ways").data.to_pylist()
    assert [(w["way"], w["from"], w["to"], w["how"]) for w in ways] == [
        (1, "Tom Visser", "Priya Nair", "warm"),
        (1, "Priya Nair", "Joris Kok", "warm"),
        (2, "Ina Bakker", "Joris Kok", "faint"),
    ]


def test_a_step_cites_only_what_counts_as_contact_of_the_two() -> None:
    made = business()
    tom, priya, joris, ina = (
        next(p["party_id"] for p in made.rows["parties"] if p["name"] == name)
        for name in ("Tom Visser", "Priya Nair", "Joris Kok", "Ina Bakker")
    )
    meet(made, "email.sent", joris, 2, ina, priya, joris, roles="sender recipient recipient")
    meet(made, "meeting.held", joris, 3, priya, joris, roles="attendee declined")
    crowd = [made.person(f"Guest {n}") for n in range(30)]
    meet(made, "meeting.held", joris, 4, tom, priya, joris, *crowd)
    asking = LENS.ask(made.question(AS_OF, **LENS.settle({"person": "Joris Kok"})))
    assert "(mail last week) → Joris Kok (meeting 2 weeks ago)" in str([w.sentence for w in asking.findings])


def test_ways_can_begin_with_one_colleague_and_end_at_a_firm() -> None:
    made = business()
    made.key(
        "domain:halden.example", next(p["party_id"] for p in made.rows["parties"] if p["name"] == "Halden")
    )
    answer = LENS.ask(made.question(AS_OF, **LENS.settle({"person": "domain:halden.example", "by": "Ina"})))
    assert answer.finding("introduction").sentence.startswith("Your warmest way to Halden: Ina Bakker → ")
    assert [w["from"] for w in answer.table("ways").data.to_pylist()] == ["Ina Bakker"]


def test_who_could_meet_the_person_is_somebody_we_know_well_elsewhere() -> None:
    offers = asked(person="Joris Kok").table("offers").data.to_pylist()
    assert {o["name"] for o in offers} == {
        "Dana Reyes", "Ola Vik", "Steady 0", "Steady 1", "Steady 2",
    }  # fmt: skip


def test_somebody_out_of_reach_is_said_with_what_would_help() -> None:
    found = asked(person="Dana Reyes", by="Ina").finding("no_way")
    assert (found.verdict, found.n) == (Verdict.NOT_ENOUGH_DATA, 0)
    assert "LinkedIn" in found.needed


def test_a_name_that_nobody_has_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownCustomer, match="no customer or person goes by"):
        asked(person="Joris Kook")
    with pytest.raises(UnknownQuestion, match="is nobody of us"):
        asked(person="Joris Kok", by="Zoe")


def test_without_contact_the_answer_says_what_to_load() -> None:
    made = HandmadeBook()
    made.party("Halden")
    answer = LENS.ask(made.question(AS_OF, **LENS.settle({})))
    assert answer.finding("no_contact").verdict is Verdict.NOT_ENOUGH_DATA


@pytest.mark.slow
def test_the_declared_tables_and_columns_are_enough_for_introductions_too() -> None:
    question = business().question(AS_OF, **LENS.settle({"person": "Joris Kok"}))
    declared = {name: question.tables[name].select(*columns) for name, columns in LENS.reads.items()}
    found = LENS.ask(replace(question, tables=declared)).findings
    assert found == LENS.ask(question).findings
    assert [f.kind for f in found] == ["introduction"]


def test_every_kind_that_weighs_as_contact_has_its_word() -> None:
    assert set(LAST_SPOKEN) == set(WEIGHTS)
