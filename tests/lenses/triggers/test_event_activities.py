"""What lies behind whoever is likely to buy: the activity that tells of their event."""

from types import SimpleNamespace

from closeknit.lenses.triggers.event_activities import activity_of_each
from tests.lenses.handmade import HandmadeBook, day_number


def event(kind, of, when):
    return SimpleNamespace(kind=kind, evidence_id=of, event_day=day_number(when))


def test_an_event_is_told_by_itself_or_the_last_of_its_case_by_its_day_or_of_its_person_on_it():
    book = HandmadeBook()
    firm = book.party("North")
    ana, bill = book.person("Ana", at=firm), book.case("invoice", firm, "INV-1")
    news = book.activity("news.funding_closed", firm, "2026-05-02")
    book.activity("invoice.issued", firm, "2026-01-01", case_id=bill)
    paid = book.activity("payment.received", firm, "2026-02-01", case_id=bill)
    book.activity("payment.received", firm, "2026-04-01", case_id=bill)
    came = book.activity("email.received", firm, "2026-03-01", by={"sender": ana})
    book.activity("email.received", firm, "2026-03-05", by={"sender": ana})

    events = [
        event("news.funding_closed", news, "2026-05-02"),
        event("invoice.paid_late", bill, "2026-02-01"),
        event("person.appeared", ana, "2026-03-01"),
        event("person.appeared", ana, "2026-02-01"),
        event("person.title_changed", 7, "2026-03-01"),
        event("news.funding_closed", 0, "2026-05-02"),
    ]
    assert activity_of_each(book.question("2026-06-30"), events) == [news, paid, came, None, None, None]


def test_who_came_or_left_is_told_by_nothing_they_did_before_nor_a_day_reckoned_by_what_was_done():
    book = HandmadeBook()
    old, new = book.party("Old"), book.party("New")
    ana, paper = book.person("Ana", at=new), book.case("contract", new, "C-1")
    book.activity("email.received", old, "2024-01-10", by={"sender": ana})
    book.activity("contract.signed", new, "2025-01-10", case_id=paper)
    book.activity("project.finished", new, "2025-01-11", case_id=paper)
    moved = book.activity("email.received", new, "2026-06-02", by={"sender": ana})
    events = [
        event("person.joined", ana, "2026-06-01"),
        event("person.left", ana, "2026-06-01"),
        event("contract.end_neared", paper, "2026-06-01"),
        event("person.joined", ana, "2026-06-02"),
    ]
    assert activity_of_each(book.question("2026-06-30"), events) == [None, None, None, moved]
