"""A help desk made by hand or drawn with known waits, and how its tests ask about it."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from closeknit.answers import Answer
from closeknit.lenses.service import LENS, service
from tests.lenses.handmade import HandmadeBook

AS_OF = "2026-06-30"
START = datetime(2026, 5, 1)


def ask(book: HandmadeBook, *, engine: object = None, **options) -> Answer:
    """The answer as of 30 June 2026."""
    return service(book.question(AS_OF, engine=engine, **LENS.settle(options)))


def after(opened: datetime, minutes: float) -> datetime:
    """The moment that many minutes later, to the second."""
    return opened + timedelta(seconds=round(minutes * 60))


def desk(replies: list[float | None], *, account: str = "Halden", **business) -> HandmadeBook:
    """One ticket an hour from 1 May on, answered after so many minutes; None: still waiting."""
    book = HandmadeBook(**business)
    client = book.party(account)
    for n, minutes in enumerate(replies):
        opened = START + timedelta(hours=n)
        reply = None if minutes is None else after(opened, minutes)
        book.ticket(client, opened, reply=reply, solved=None if reply is None else after(reply, 60))
    return book


def drawn(n: int, seed: int) -> tuple[HandmadeBook, float]:
    """Tickets whose true waits are known, a fifth of them still open when the export ends."""
    rng = np.random.default_rng(seed)
    book = HandmadeBook()
    client = book.party("Halden")
    # Opened ever more often towards the end of the export, as after a release: many are young.
    end = datetime(2026, 6, 30, 12)
    ages = rng.exponential(480, n)
    waits = rng.lognormal(np.log(75), 1.3, n)
    for age, wait in zip(ages, waits, strict=True):
        opened = end - timedelta(minutes=float(age))
        book.ticket(client, opened, reply=after(opened, wait) if wait <= age else None)
    book.ticket(client, end)
    return book, float((waits <= 60).mean())
