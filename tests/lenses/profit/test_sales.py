"""Offers won and lost, and customers that take more support than they pay for."""

from __future__ import annotations

import pytest

from tests.lenses.handmade import HandmadeBook
from tests.lenses.profit.agency import ask, row


def offers() -> HandmadeBook:
    book = HandmadeBook()
    halden, nobody = book.party("Halden"), 0
    book.activity("invoice.issued", halden, "2026-05-01", amount=500)
    for n, status in enumerate(["won"] * 12 + ["lost"] * 6):
        book.case(
            "deal", halden if n else nobody, f"D{n}", status=status, closed="2026-05-01", amount_base=1_000
        )
    book.case("deal", halden, "waiting", status="open")
    book.case("deal", halden, "long ago", status="won", closed="2024-05-01", amount_base=9_000)
    return book


@pytest.fixture(scope="module")
def answer():
    return ask(offers())


def test_offers_count_in_the_time_also_those_of_nobody_known(answer):
    found = answer.finding("proposals")
    assert found.sentence == "You won 12 of 18 offers (67 %), worth €12,000. 1 is still open."
    assert found.estimate.value == pytest.approx(2 / 3)
    assert found.evidence.total == 18


def test_offers_stand_beside_their_customer(answer):
    found = row(answer, "Halden")
    assert (found["won"], found["lost"]) == (11, 6)


def support(heavy: int) -> HandmadeBook:
    book = HandmadeBook()
    for name, money, tickets in (("Halden", 10_000, heavy), ("Okafor", 90_000, 50)):
        client = book.party(name)
        book.activity("invoice.issued", client, "2026-05-01", amount=money)
        for n in range(tickets):
            book.case("ticket", client, f"{name} {n}", status="closed", opened="2026-05-02")
    return book


def test_a_customer_with_far_more_tickets_than_money_is_named():
    found = ask(support(50)).finding("heavy_support")
    assert found.sentence == "Halden takes 50 % of the tickets and brings 10 % of the money."
    assert (found.n, found.evidence.total) == (50, 50)


def test_a_few_tickets_more_are_chance():
    assert all(f.kind != "heavy_support" for f in ask(support(12)).findings)
