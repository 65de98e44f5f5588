"""Thirty customers who talk: of invoices as ever, of delivery lately, one of churn with much at stake."""

from __future__ import annotations

from tests.lenses.handmade import HandmadeBook

AS_OF = "2026-06-30"


def business() -> HandmadeBook:
    """Everything the question has to tell apart."""
    book = HandmadeBook()
    for n in range(30):
        firm = book.party(f"Firm {n:02}")
        person = book.person(f"Person {n:02}", at=firm)
        book.activity("invoice.issued", firm, "2026-01-10", amount=100 * (n + 1))
        for day in ("2026-02-10", "2026-05-10"):
            about = "invoices" if n % 3 == 0 else f"item {n} of yours"
            book.mention(firm, person, day, "", f"We talked of {about}.")
        if n < 12:
            quote = f"Late deliveries, {n} pallets missing."
            book.mention(firm, person, "2026-06-01", "complaint", quote, topic="delivery")
        if n in (3, 4, 5, 6):
            book.mention(firm, person, "2026-06-05", "opened", "White paper on route planning")
    book.mention(firm, person, "2026-06-20", "concern", "I fear our churn grows.")
    stranger = book.party("Stranger", standing="prospect")
    book.mention(stranger, stranger, "2026-06-21", "complaint", "Your site is down.")
    return book
