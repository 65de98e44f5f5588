"""A small agency made by hand, whose figures one can add up, and how its tests ask about it."""

from __future__ import annotations

from datetime import date, timedelta

from closeknit.answers import Answer
from closeknit.lenses.profit import LENS, profit
from tests.lenses.handmade import HandmadeBook

AS_OF = "2026-06-30"

WEEKDAYS = [d for n in range(365) if (d := date(2025, 7, 1) + timedelta(days=n)).weekday() < 5]


def agency(**business) -> HandmadeBook:
    """Five customers; Marlow is 4th by revenue, brings 30 an hour, and has 212 hours never invoiced."""
    book = HandmadeBook(**business)
    ana = book.colleague("Ana Ruiz")
    for name, revenue, hours in (("Halden", 60_000, 500), ("Okafor", 50_000, 500), ("Brenner", 40_000, 400)):
        client = book.party(name)
        book.activity("invoice.issued", client, "2026-02-02", amount=revenue)
        work(book, client, hours, ana)
    marlow = book.party("Marlow", owner=ana)
    book.person("Tom Marlow", at=marlow, last_day="2026-05-01")
    book.activity("invoice.issued", marlow, "2026-03-02", amount=30_000)
    work(book, marlow, 788, ana)
    book.hours(marlow, "2026-03-03", 212, ana, invoiced=False)
    small = book.party("Small")
    book.activity("invoice.issued", small, "2026-03-02", amount=1_000)
    book.hours(small, "2026-03-04", 10, ana)
    return book


def work(book: HandmadeBook, client: int, hours: float, worker: int) -> None:
    """The hours, spread over every fifth working day of the year to 30 June 2026."""
    days = WEEKDAYS[len(book.rows["parties"]) % 5 :: 5]
    for day in days:
        book.hours(client, day.isoformat(), round(hours / len(days), 4), worker)


def ask(book: HandmadeBook, **options) -> Answer:
    """The answer as of 30 June 2026."""
    return profit(book.question(AS_OF, **LENS.settle(options)))


def row(answer: Answer, name: str) -> dict:
    """One customer of the answer's table."""
    return next(r for r in answer.table("clients").data.to_pylist() if r["name"] == name)
