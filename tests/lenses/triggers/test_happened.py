"""What counts as an event: recorded ones by the part they play, others made of facts that were loaded."""

from __future__ import annotations

import pytest

from closeknit.answers.happenings import WORDS
from closeknit.lenses.triggers.happened import recorded
from closeknit.lenses.triggers.kinds import MADE, evidence_table, plain_sort, sort_of
from closeknit.lenses.triggers.made_buying import buying
from closeknit.lenses.triggers.made_dealings import dealings
from closeknit.lenses.triggers.made_people import persons
from tests.lenses.handmade import HandmadeBook, day_number

AS_OF = "2026-06-30"


def told(question, tables, kind):
    """(account, day, known_day, evidence_id) of a kind among the events made, in order."""
    rows = [row for table in tables for row in question.collect(table).to_pylist()]
    return sorted(
        (r["account_id"], r["day"], r["known_day"], r["evidence_id"]) for r in rows if r["kind"] == kind
    )


def business() -> HandmadeBook:
    """One customer with a bit of everything, and two others around it."""
    book = HandmadeBook()
    halden = book.party("Halden", first_day="2024-01-01")
    other = book.party("Okafor", first_day="2024-01-01")
    done = book.case("project", halden, "relaunch", status="closed", opened="2025-01-01", closed="2025-06-01")
    going = book.case("project", halden, "rollout", opened="2025-01-01")
    book.hours(halden, "2025-03-01", 8, case_id=going)
    book.hours(halden, "2025-03-20", 8, case_id=going)
    book.hours(halden, "2025-03-20", 8, case_id=done)
    book.case("contract", halden, "care", opened="2025-01-01", due="2025-12-31")
    book.case("contract", halden, "trial", opened="2025-01-01", due="2025-02-01")
    book.case("invoice", halden, "inv-1", status="paid", due="2025-05-01", closed="2025-05-20")
    book.case("invoice", halden, "inv-2", status="paid", due="2025-05-01", closed="2025-05-05")
    book.case("quote", halden, "q-1", opened="2025-04-01")
    book.ticket(halden, "2025-02-01", solved="2025-02-03", name="told")
    book.case("ticket", halden, "untold", status="closed", opened="2025-02-01", closed="2025-02-05")
    for name, value in (("city", "Porto"), ("industry", "Food")):
        book.attribute(halden, name, value)
        book.attribute(other, name, value.upper())
    book.purchase(other, "2025-07-01", 500)
    return book


@pytest.fixture(scope="module")
def question():
    return business().question(AS_OF)


@pytest.fixture(scope="module")
def made(question):
    return dealings(question)


def account(name="Halden"):
    return next(r["party_id"] for r in business().rows["parties"] if r["name"] == name)


def case(name):
    return next(r["case_id"] for r in business().rows["cases"] if r["name"] == name)


def days(*texts):
    return tuple(day_number(text) for text in texts)


def test_a_project_is_finished_when_it_was_closed_or_its_hours_ended(question, made):
    assert told(question, made, "project.finished") == sorted(
        [
            (account(), *days("2025-06-01", "2025-06-01"), case("relaunch")),
            (account(), *days("2025-03-20", "2025-05-04"), case("rollout")),
        ]
    )


def test_a_contract_end_is_near_ninety_days_before_it_but_for_short_ones(question, made):
    assert told(question, made, "contract.end_neared") == [
        (account(), *days("2025-10-02", "2025-10-02"), case("care"))
    ]


def test_an_invoice_is_paid_late_from_the_eighth_day_on(question, made):
    assert told(question, made, "invoice.paid_late") == [
        (account(), *days("2025-05-20", "2025-05-20"), case("inv-1"))
    ]


def test_a_late_payment_is_known_once_its_source_knows_of_payments():
    book = HandmadeBook()
    halden = book.party("Halden")
    late = book.case("invoice", halden, "inv-3", status="paid", due="2025-05-01")
    book.activity("payment.received", halden, "2025-05-20", amount=100, case_id=late)
    book.rows["activities"][-1]["known_day"] = day_number("2025-05-27")
    question = book.question(AS_OF)
    assert told(question, dealings(question), "invoice.paid_late") == [
        (halden, *days("2025-05-20", "2025-05-27"), late)
    ]


def test_a_quote_counts_when_it_was_opened(question, made):
    assert [row[3] for row in told(question, made, "quote.sent")] == [case("q-1")]


def test_a_closed_ticket_counts_where_no_activity_tells_of_its_solution(question, made):
    assert [row[3] for row in told(question, made, "ticket.closed")] == [case("untold")]


def test_what_a_neighbour_of_the_same_industry_and_city_buys_is_an_event(question):
    found = told(question, buying(question), "neighbour.bought")
    assert found == [(account(), *days("2025-07-01", "2025-07-01"), 0)]


def test_people_come_leave_and_change_titles():
    book = HandmadeBook()
    old, new = (book.party(name, first_day="2023-01-01") for name in ("Old", "New"))
    ana = book.person("Ana Ruiz", at=new, first_day="2023-02-01")
    book.tie(ana, old, "works_at")
    book.tie(ana, new, "works_at")
    book.rows["relationships"][-1]["since_day"] = day_number("2025-05-05")
    book.attribute(ana, "title", "Buyer")
    book.attribute(ana, "title", "Head of Buying", since="2025-08-01")
    question = book.question(AS_OF)
    found = persons(question)
    at = days("2025-05-05", "2025-05-05")
    assert told(question, found, "person.joined") == [(new, *at, ana)]
    assert told(question, found, "person.left") == [(old, *at, ana)]
    assert told(question, found, "person.title_changed") == [(new, *days("2025-08-01", "2025-08-01"), 1)]


def test_a_change_of_jobs_is_news_where_somebody_begins_and_a_loss_where_they_left():
    book = HandmadeBook()
    old, new = (book.party(name, first_day="2023-01-01") for name in ("Old", "New"))
    ana = book.person("Ana Ruiz", at=new)
    book.activity("person.job_changed", new, "2025-05-05", by={"subject": ana, "joined": new, "left": old})
    for row in book.rows["timeline"]:
        row["account_id"] = old if row["role"] == "left" else new
    question = book.question(AS_OF)
    assert set(question.collect(recorded(question))["account_id"].to_pylist()) == {new}
    at = days("2025-05-05", "2025-05-05")
    assert told(question, persons(question), "person.left") == [(old, *at, ana)]


def test_what_somebody_did_at_a_former_firm_is_no_beginning_at_the_present_one():
    book = HandmadeBook()
    old, new = (book.party(name, first_day="2023-01-01") for name in ("Old", "New"))
    ana = book.person("Ana Ruiz", at=new)
    for firm in (old, new):
        book.tie(ana, firm, "works_at")
    book.activity("email.received", new, "2024-05-05", by={"sender": ana})
    question = book.question(AS_OF)
    assert told(question, persons(question), "person.appeared") == []


def test_a_title_changed_at_the_firm_where_somebody_was_at_the_time():
    book = HandmadeBook()
    old, new = (book.party(name, first_day="2023-01-01") for name in ("Old", "New"))
    ana = book.person("Ana Ruiz", at=new)
    book.tie(ana, old, "works_at")
    book.tie(ana, new, "works_at", since="2025-05-05")
    for value, since in (("Buyer", None), ("Senior Buyer", "2024-02-01"), ("Head of Buying", "2025-05-05")):
        book.attribute(ana, "title", value, since=since)
    question = book.question(AS_OF)
    found = told(question, persons(question), "person.title_changed")
    assert {row[:2] for row in found} == {(old, *days("2024-02-01")), (new, *days("2025-05-05"))}


def titled(*titles: tuple[str, str, dict[str, str]]):
    """Days, and days known, of the changes of title of somebody with these titles (value, source, days)."""
    book = HandmadeBook()
    firm = book.party("Halden", first_day="2023-01-01")
    ana = book.person("Ana Ruiz", at=firm)
    for value, source, dates in titles:
        book.attribute(ana, "title", value)
        book.rows["attributes"][-1] |= {"stream_id": source} | {
            f"{name}_day": day_number(at) for name, at in dates.items()
        }
    question = book.question(AS_OF)
    return [row[1:3] for row in told(question, persons(question), "person.title_changed")]


CREATED = {"since": "2023-05-01"}


def test_a_title_that_a_newer_list_shows_for_another_changed_when_that_list_was_made():
    before = ("Buyer", "crm/people", CREATED | {"until": "2025-08-01"})
    after = ("Head of Buying", "crm/people", CREATED | {"known": "2025-08-01"})
    assert titled(before, after) == [days("2025-08-01", "2025-08-01")]


def test_a_title_whose_day_lies_between_two_lists_is_known_from_the_second_on():
    before = ("Buyer", "crm/people", CREATED | {"until": "2025-08-01"})
    after = ("Head of Buying", "crm/people", {"since": "2025-06-15", "known": "2025-08-01"})
    assert titled(before, after) == [days("2025-06-15", "2025-08-01")]


def test_each_of_several_titles_that_follow_one_another_is_a_change():
    first = ("Buyer", "crm/people", CREATED | {"until": "2024-08-01"})
    second = ("Senior Buyer", "crm/people", CREATED | {"until": "2025-08-01", "known": "2024-08-01"})
    third = ("Head of Buying", "crm/people", CREATED | {"known": "2025-08-01"})
    assert titled(first, second, third) == [
        days("2024-08-01", "2024-08-01"), days("2025-08-01", "2025-08-01")
    ]  # fmt: skip


def test_two_sources_that_word_a_title_differently_tell_of_no_change():
    one, other = ("Buyer", "crm/people", {}), ("Procurement", "shop/people", CREATED)
    assert titled(one, other) == []


def test_a_beginning_between_two_lists_is_known_from_the_second_on():
    book = HandmadeBook()
    old, new = (book.party(name, first_day="2023-01-01") for name in ("Old", "New"))
    ana = book.person("Ana Ruiz", at=new)
    book.tie(ana, old, "works_at", since="2023-05-01", until="2025-08-01")
    book.tie(ana, new, "works_at", since="2025-06-15", known="2025-08-01")
    question = book.question(AS_OF)
    found = persons(question)
    assert told(question, found, "person.joined") == sorted(
        [(old, *days("2023-05-01", "2023-05-01"), ana), (new, *days("2025-06-15", "2025-08-01"), ana)]
    )
    assert told(question, found, "person.left") == [(old, *days("2025-08-01", "2025-08-01"), ana)]


def test_people_met_while_getting_to_know_a_customer_are_no_news():
    book = HandmadeBook()
    firm = book.party("Halden", first_day="2025-01-01")
    ana = book.person("Ana Ruiz", at=firm)
    book.activity("meeting.held", firm, "2025-02-15", by={"attendee": ana})
    question = book.question(AS_OF)
    assert told(question, persons(question), "person.appeared") == []


def test_firms_with_one_reseller_hear_of_each_other():
    book = HandmadeBook()
    one, other, reseller = (book.party(name) for name in ("One", "Other", "Reseller"))
    book.tie(reseller, one, "reseller_of")
    book.tie(reseller, other, "reseller_of")
    book.purchase(one, "2025-07-01", 500)
    question = book.question(AS_OF)
    found = {row[0] for row in told(question, buying(question), "partner.bought")}
    assert found == {other, reseller}


def test_added_seats_and_larger_orders_are_signals():
    book = HandmadeBook()
    firm = book.party("Halden")
    book.purchase(firm, "2025-07-01", 500, kind="expansion")
    for at, many in (("2025-01-01", 2), ("2025-02-01", 2), ("2025-03-01", 3), ("2025-04-01", 3)):
        book.line(firm, at, "Seat", 100 * many)
        book.rows["lines"][-1]["quantity"] = many
    question = book.question(AS_OF)
    found = buying(question)
    assert [row[1] for row in told(question, found, "contract.expanded")] == [day_number("2025-07-01")]
    assert [row[1] for row in told(question, found, "order.grown")] == [day_number("2025-03-01")]
    assert sort_of("contract.expanded", "") == "signal"


def test_a_recorded_kind_counts_by_the_part_it_plays():
    book = HandmadeBook()
    firm = book.party("Halden")
    for kind in ("meeting.held", "invoice.issued", "deal.won", "news.funding_closed"):
        book.activity(kind, firm, "2025-07-01")
    question = book.question(AS_OF)
    kinds = set(question.collect(recorded(question))["kind"].to_pylist())
    assert kinds == {"meeting.held", "news.funding_closed"}


def test_kinds_that_nobody_knows_come_from_outside_in_plain_tables():
    assert plain_sort("fair.visited") == "trigger"
    assert plain_sort("email.sent") == "touch"
    assert plain_sort("payment.received") == "signal"


def test_every_made_kind_says_what_it_is_made_of():
    assert all(made.rule and kind in WORDS and evidence_table(kind) for kind, made in MADE.items())


@pytest.mark.slow
@pytest.mark.spark
def test_events_are_the_same_on_every_engine(every_engine):
    book = business()
    here, there = book.question(AS_OF), book.question(AS_OF, engine=every_engine)
    for made in (dealings, persons, buying):
        one = [row for table in made(here) for row in here.collect(table).to_pylist()]
        other = [row for table in made(there) for row in there.collect(table).to_pylist()]
        assert sorted(map(str, other)) == sorted(map(str, one))


def test_the_last_note_of_a_contact_is_no_beginning():
    book = HandmadeBook()
    firm = book.party("Halden", first_day="2023-01-01")
    ana = book.person("Ana Ruiz", at=firm)
    book.activity("activity.logged", firm, "2025-02-15", by={"subject": ana})
    book.activity("ticket.opened", firm, "2025-03-17", by={"requester": ana})
    question = book.question(AS_OF)
    assert [row[1] for row in told(question, persons(question), "person.appeared")] == [
        day_number("2025-03-17")
    ]
