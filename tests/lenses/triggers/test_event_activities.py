"""What lies behind whoever is likely to buy: the activity that tells of their event."""

from types import SimpleNamespace

from closeknit.lenses.triggers.event_activities import activity_of_each, told_by
from tests.lenses.handmade import HandmadeBook, day_number


def test_an_event_is_told_by_itself_or_by_the_last_of_its_case_or_person_by_its_day():
    book = HandmadeBook()
    firm = book.party("North")
    ana, bill = book.person("Ana", at=firm), book.case("invoice", firm, "INV-1")
    news = book.activity("news.funding_closed", firm, "2026-05-02")
    book.activity("invoice.issued", firm, "2026-01-01", case_id=bill)
    paid = book.activity("payment.received", firm, "2026-02-01", case_id=bill)
    book.activity("payment.received", firm, "2026-04-01", case_id=bill)
    came = book.activity("email.received", firm, "2026-03-01", by={"sender": ana})
    book.activity("email.received", firm, "2026-03-05", by={"sender": ana})

    def event(kind, of, when):
        return SimpleNamespace(kind=kind, evidence_id=of, event_day=day_number(when))

    events = [
        event("news.funding_closed", news, "2026-05-02"),
        event("invoice.paid_late", bill, "2026-02-01"),
        event("person.appeared", ana, "2026-03-01"),
        event("person.appeared", ana, "2026-02-01"),
        event("person.title_changed", 7, "2026-03-01"),
        event("news.funding_closed", 0, "2026-05-02"),
    ]
    question = book.question("2026-06-30")
    assert activity_of_each(question, events) == [news, paid, came, None, None, None]
    (told,) = question.collect(told_by(question, [news])).to_pylist()
    assert told == {"party_id": firm, "day": day_number("2026-05-02"), "activity_id": news}
