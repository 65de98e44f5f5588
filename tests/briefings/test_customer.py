"""One page before the call, on a customer made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from closeknit.answers import Action, Answer, Finding, Subject, Verdict
from closeknit.briefings.contacts import title_of
from closeknit.briefings.customer import customer
from closeknit.errors import UnknownCustomer
from closeknit.lenses.naming import meant
from closeknit.lenses.silence import silence
from closeknit.reports.customer import closed_lines, headline
from closeknit.reports.customer_json import customer_json
from tests.lenses.handmade import HandmadeBook

AS_OF = "2026-06-30"


def book() -> HandmadeBook:
    """Halden: invoices since 2024, an open ticket, an overdue invoice, a contract; Mia went silent."""
    made = HandmadeBook()
    ana = made.colleague("Ana Ruiz")
    halden = made.party("Halden", owner=ana, first_day="2024-01-10")
    mia = made.person("Mia Halden", at=halden, last_day="2026-01-05")
    tom = made.person("Tom Berg", at=halden, last_day="2026-06-20")
    made.attribute(mia, "title", "Buyer")
    made.attribute(halden, "city", "Porto")
    made.key("domain:halden.example", halden, "company domain")
    made.key("email:mia@halden.example", mia)
    reseller = made.party("Northgate", standing="partner")
    made.tie(reseller, halden, "reseller_of")
    for when in ("2024-02-01", "2025-02-01", "2025-08-01", "2026-02-01"):
        made.activity("invoice.issued", halden, when, amount=1_000, subject="Website")
        made.purchase(halden, when, 1_000)
    for when in ("2025-11-03", "2025-11-24", "2025-12-15", "2026-01-05"):
        made.activity("email.sent", halden, when, by={"recipient": mia})
    made.activity("call.held", halden, "2026-05-01", by={"attendee": tom}, subject="Plans for autumn")
    made.activity("order.placed", halden, "2026-05-20", amount=250, by={"buyer": tom})
    made.activity("news.funding_closed", halden, "2026-06-02")
    made.ticket(halden, "2026-06-20 09:00", name="Cannot log in", contact_id=tom)
    made.case("invoice", halden, "INV-7", due="2026-06-01", opened="2026-05-01", amount_base=400)
    made.rows["cases"][-1]["name"] = "Relaunch"
    portal = made.case("project", halden, "Portal", status=None)
    made.case("project", halden, "Long done", status=None)
    made.case("contract", halden, "Care", due="2026-07-12", opened="2025-07-12", amount_base=900)
    made.hours(halden, "2026-06-03", 6, case_id=portal)
    made.case("deal", halden, "Old", status="lost", closed="2025-01-01")
    made.case(
        "deal", halden, "Bigger", status="won", opened="2025-03-01", closed="2025-06-01", amount_base=5_000
    )
    made.case("ticket", halden, "Slow", status="closed", opened="2025-05-01", closed="2025-05-01")
    made.case("ticket", halden, "Later", status="closed", closed="2026-08-01")
    made.case("invoice", halden, "INV-1", status="paid", closed="2025-06-02")
    return made


def answers(halden: Subject) -> list[Answer]:
    act = Action(halden, "unpaid", "€400 past due", "Hello Tom, …", 5, "profit-unpaid-1")
    found = Finding("profit-unpaid-1", "unpaid", "€400 is past due.", Verdict.COUNTED, 1, subjects=(halden,))
    other = Finding("x", "late", "Somebody else.", Verdict.COUNTED, 1, subjects=(Subject(5, "Else"),))
    return [Answer("profit", "?", "!", book().question(AS_OF).as_of, (found, other), actions=(act,))]


@pytest.fixture(scope="module")
def question():
    return book().question(AS_OF)


@pytest.fixture(scope="module")
def page(question):
    who = meant(question, "halden")
    return customer(question, answers(who.subject), who)


def test_the_page_says_who_since_when_and_who_looks_after_them(page):
    assert (page.subject.name, page.kind, page.standing) == ("Halden", "organization", "customer")
    assert (page.owner.name, page.first_day) == ("Ana Ruiz", 19_732)
    assert page.facts == (("city", "Porto"),)
    assert [(k.key, k.why) for k in page.known_as] == [("domain:halden.example", "company domain")]


def test_the_headline_is_what_weighs_most_and_else_when_they_bought_last(page):
    assert headline(page) == "€400 past due"
    assert headline(replace(page, to_do=None)) == "€400 is past due."
    quiet = replace(page, to_do=None, findings=())
    assert headline(quiet) == "Bought last on 1 Feb 2026; nothing else stands out"


def test_money_is_counted_over_years_with_the_usual_gap(page):
    money = page.dealings.money
    assert (money.total, money.year, money.year_before) == (4_250, 2_250, 1_000)
    assert (money.purchases, money.usual_gap) == (4, 184)
    assert (money.hours, money.rate) == (6, 375)


def test_open_matters_stand_by_their_day_with_what_is_pressing(page):
    assert [(m.kind, m.name, m.note) for m in page.dealings.open] == [
        ("invoice", "INV-7 Relaunch", "past due by 4 weeks"),
        ("contract", "Care", "ends in 12 days"),
        ("project", "Portal", "6 hours in the last 45 days"),
        ("ticket", "Cannot log in", "open for 10 days"),
    ]


def test_closed_matters_are_those_that_had_ended_by_then_the_newest_first(page):
    assert list(closed_lines(page)) == [
        "1 Jun 2025  deal won: Bigger, €5,000, after 3 months",
        "1 May 2025  ticket closed: Slow",
        "1 Jan 2025  deal lost: Old",
    ]
    first = customer_json(page)["closed"][0]
    assert (first["status"], first["closed"]) == ("won", "2025-06-01")


def test_changes_are_those_since_the_last_contact(page):
    assert page.dealings.last_contact.text == "call: Plans for autumn"
    assert [h.text for h in page.dealings.changes] == [
        "ticket opened: Cannot log in", "funding round", "order placed, €250",
    ]  # fmt: skip
    assert page.dealings.hours_since == 6


def test_people_come_with_titles_and_who_went_silent(page):
    assert [(c.subject.name, c.title) for c in page.people] == [("Tom Berg", ""), ("Mia Halden", "Buyer")]
    assert [(c.subject.name, c.silent) for c in page.silent] == [
        ("Mia Halden", "usually every 3 weeks, silent for 6 months"),
    ]


def test_findings_and_the_row_of_today_are_those_about_this_customer(page):
    assert [(lens, f.id) for lens, f in page.findings] == [("profit", "profit-unpaid-1")]
    assert page.to_do.reasons[0].text == "€400 past due"


def test_ties_to_others_are_named_both_ways(page):
    (tie,) = page.relations
    assert (tie.kind, tie.other.name, tie.outgoing) == ("reseller_of", "Northgate", False)


def test_products_are_named_only_where_most_of_the_money_names_them():
    made = HandmadeBook()
    retained, shop = made.party("Retained"), made.party("Shop")
    made.line(retained, "2026-03-01", "TRAVEL", 80)
    made.line(retained, "2026-03-02", None, 9_000)
    made.line(shop, "2026-03-01", "LABELS", 80)
    made.line(shop, "2026-03-02", None, 50)
    question = made.question(AS_OF)
    bought = [customer(question, [], number).dealings.products for number in (retained, shop)]
    assert bought == [(), (("LABELS", 80.0),)]


def test_asking_for_a_person_opens_the_page_of_their_firm(question):
    page = customer(question, [], meant(question, "mia@halden.example"))
    assert (page.asked.name, page.subject.name) == ("Mia Halden", "Halden")


def test_an_unknown_number_is_refused(question):
    with pytest.raises(UnknownCustomer, match="no customer or person 7"):
        customer(question, [], 7)


def test_a_customer_with_nothing_but_a_name_has_a_page():
    made = HandmadeBook()
    number = made.party("Silent")
    page = customer(made.question(AS_OF), [], number)
    assert page.dealings.money.total == 0
    assert (page.people, page.dealings.last_contact, page.to_do) == ((), None, None)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([0, 7], ""),
        ([0, 7, 14, 21], "usually every 7 days, silent for 11 weeks"),
        ([0, 60, 120], ""),
        ([0, 7, 14, 95], ""),
    ],
)
def test_silence_is_measured_by_their_own_habit(days, said):
    assert silence(days, 100) == said


def test_silence_of_years_is_gone_not_silent():
    assert silence([0, 7, 14], 1_000) == ""


def test_a_job_title_is_shown_before_the_part_that_a_crm_gives_them():
    known = [("position", ""), ("role", "Buyer"), ("title", "Head of IT"), ("website", "x.example")]
    assert title_of(known) == "Head of IT"
    assert (title_of(known[:2]), title_of(known[:1]), title_of([])) == ("Buyer", "", "")
