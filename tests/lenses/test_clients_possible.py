"""Possible new customers: named by outside events, apart from customers, with likeness and introductions."""

from __future__ import annotations

import pytest

from closeknit.lenses.clients import LENS, clients
from closeknit.lenses.clients.possible import likeness
from tests.lenses.clients_made import AS_OF, Shop, row


def shop() -> Shop:
    """Twenty customers of whom nine are Portuguese retailers; Kestrel and Orin in the news."""
    made = Shop()
    for n in range(20):
        one = made.regular(f"Steady {n:02d}", every=60, last="2026-06-20", times=2)
        made.attribute(one, "country", "PT" if n < 12 else "DE")
        made.attribute(one, "industry", "Retail" if n < 9 else "Logistics")
    kestrel = made.party("Kestrel", standing="possible")
    made.attribute(kestrel, "country", "pt")
    made.attribute(kestrel, "industry", "Retail")
    told(made, kestrel, "2026-05-01", "Kestrel hires")
    told(made, kestrel, "2026-06-01", "Kestrel raises $12M")
    told(made, made.party("Orin", standing="possible"), "2026-06-10", "Orin opens a depot")
    told(made, made.party("Old News", standing="possible"), "2025-06-10", "Old News moves")
    return made


def told(made: Shop, who: int, day: str, headline: str) -> None:
    made.activity("news.published", who, day, subject=headline)


def knowing(made: Shop) -> Shop:
    """Jo dealt with Ana, who works at Kestrel, more often than Bo did, who sent her newsletters; Mia of ours
    once worked at Orin."""
    jo, bo, mia = (made.colleague(name) for name in ("Jo Lind", "Bo Berg", "Mia Maas"))
    ana = made.person("Ana Ruiz")
    kestrel, orin = (
        next(p["party_id"] for p in made.rows["parties"] if p["name"] == n) for n in ("Kestrel", "Orin")
    )
    made._add("relationships", from_party=ana, to_party=kestrel, kind="works_at", record_id=1)
    made._add("relationships", from_party=mia, to_party=orin, kind="works_at", record_id=2, until_day=1)
    for day, who in (("2026-01-01", jo), ("2026-01-02", jo), ("2026-01-03", bo)):
        made.activity("meeting.held", ana, day, by={"attendee": ana, "organizer": who})
    for n in range(9):
        made.activity("list.posted", ana, f"2026-02-{n + 1:02d}", by={"sender": bo, "recipient": ana})
    return made


@pytest.fixture(scope="module")
def answer():
    return knowing(shop()).ask()


def test_the_newest_event_is_told_and_old_ones_are_left(answer):
    names = answer.table("possible").data["name"].to_pylist()
    assert names == ["Kestrel", "Orin"]
    assert row(answer, "possible", "Kestrel")["event"] == "Kestrel raises $12M"


def test_likeness_is_a_plain_count_with_its_range(answer):
    kestrel = row(answer, "possible", "Kestrel")
    assert kestrel["like"] == "9 of 20 customers, by industry and country"
    assert kestrel["like_share"] == pytest.approx(0.45)
    # Wilson's interval at 90 %, checked by hand.
    assert (kestrel["like_low"], kestrel["like_high"]) == pytest.approx((0.2841, 0.6278), abs=1e-4)
    assert row(answer, "possible", "Orin")["like"] is None


def test_who_could_introduce_is_one_who_was_there_or_dealt_with_somebody_there(answer):
    assert row(answer, "possible", "Kestrel")["introduction"] == "Jo Lind, through Ana Ruiz (2 dealings)"
    assert row(answer, "possible", "Orin")["introduction"] == "Mia Maas, who worked there"


def test_they_are_said_apart_from_customers_and_prospects(answer):
    finding = answer.finding("possible")
    assert finding.sentence == (
        "2 organizations that are no customer of yours were in the news or on lists of the last 180 days. "
        "Most like your customers: Kestrel (9 of 20 customers, by industry and country). To 2 of them "
        "somebody of yours could introduce you. First: Kestrel, by Jo Lind, through Ana Ruiz (2 dealings)."
    )
    assert finding.evidence.total == 2
    assert answer.finding("base").values["customers"] == 20


def test_a_namesake_of_somebody_known_stays_apart_and_is_not_counted():
    made = knowing(shop())
    steady = next(p["party_id"] for p in made.rows["parties"] if p["name"] == "Steady 01")
    twin, pia = made.party("Steady 01", standing="possible"), made.person("Pia Pinto")
    jo = next(p["party_id"] for p in made.rows["parties"] if p["name"] == "Jo Lind")
    told(made, twin, "2026-06-25", "Steady 01 wins a prize")
    made._add(
        "likely_same", one_party=steady, other_party=twin, chance=0.75, one_key="", other_key="", why=""
    )
    made._add("relationships", from_party=pia, to_party=steady, kind="works_at", record_id=3)
    made._add("relationships", from_party=jo, to_party=pia, kind="knows", record_id=4)
    answer = made.ask()
    assert answer.table("possible").data["name"].to_pylist() == ["Kestrel", "Orin", "Steady 01"]
    found = row(answer, "possible", "Steady 01")
    assert found["namesake"] == "Steady 01 (customer)"
    assert found["introduction"] == "Jo Lind, through Pia Pinto (connected, no dealings)"
    finding = answer.finding("possible")
    assert (finding.n, finding.values["namesakes"]) == (2, 1)
    assert finding.sentence.endswith(
        "1 more bears the name of somebody you know: closeknit review asks whether it is one."
    )


def test_nothing_is_said_of_likeness_where_too_few_customers_can_be_compared():
    assert likeness({"country": "pt"}, {("", "pt", ""): 9, ("retail", "", ""): 50}) is None
    assert likeness({}, {("", "pt", ""): 90}) is None


def test_without_such_events_nothing_is_said():
    made = Shop()
    made.regular("Halden", every=30, last="2026-06-20", times=3)
    made.party("Known by a tie", standing="possible")
    assert not [f for f in made.ask().findings if f.kind == "possible"]


@pytest.mark.slow
def test_every_engine_finds_the_same_possible_customers(every_engine):
    question = knowing(shop()).question(AS_OF, engine=every_engine, **LENS.settle({}))
    default = knowing(shop()).ask()
    assert clients(question).table("possible").data.to_pylist() == default.table("possible").data.to_pylist()
