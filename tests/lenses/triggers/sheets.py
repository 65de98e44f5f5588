"""Small businesses made by hand for the question on triggers: plain tables, and books of the same."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa

from tests.lenses.handmade import HandmadeBook
from tests.methods.worlds import World

FIRST = date(2023, 1, 2)


def day(number: int) -> date:
    """The date of a day of a world."""
    return FIRST + timedelta(days=int(number))


def plain(world: World) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Purchases, events and accounts of a world as one would write them down."""
    h = world.seen
    purchases = pa.table(
        {"account": [f"a{i}" for i in h.bought_by], "at": [day(d) for d in h.bought_on]},
    )
    events = pa.table(
        {
            "account": [f"a{i}" for i in h.event_of],
            "at": [day(d) for d in h.event_on],
            "kind": [h.kinds[k] for k in h.event_kind],
            "known_at": [day(d) for d in h.known_on],
        }
    )
    return purchases, events, pa.table({"account": [f"a{i}" for i in range(h.accounts)]})


def rounds(book: HandmadeBook, *, customers: int = 12, years: int = 3) -> HandmadeBook:
    """Customers who buy 20 days after every other funding round, and a newsletter each month to all."""
    for n in range(customers):
        firm = book.party(f"Firm {n:02d}", first_day="2022-01-01")
        book.attribute(firm, "industry", "Logistics" if n % 2 else "Food")
        for year in range(years):
            for half in (0, 1):
                at = date(2023 + year, 1, 5) + timedelta(days=14 * n + 180 * half)
                if half:
                    book.activity("news.funding_closed", firm, at.isoformat())
                    book.purchase(firm, (at + timedelta(days=20)).isoformat(), 900)
                book.purchase(firm, (at + timedelta(days=5 * n)).isoformat(), 100)
        for month in range(12 * years):
            at = date(2023, 1, 1) + timedelta(days=30 * month)
            book.activity("campaign.sent", firm, at.isoformat())
    return book
