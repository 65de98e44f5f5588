"""Amounts in a currency without a rate are said to be unknown, and nothing is concluded from them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from closeknit.briefings.dealings import dealings
from closeknit.lenses.clients import LENS as CLIENTS
from closeknit.lenses.profit import LENS as PROFIT
from closeknit.lenses.service import LENS as SERVICE
from tests.lenses.handmade import HandmadeBook

AS_OF = "2026-06-30"
LOSSES = {"loss_maker", "low_rate", "heavy_support", "whale", "concentration", "late", "winnable"}


def dollars() -> HandmadeBook:
    """Ten customers of whom one is invoiced in dollars, works us hard and has gone quiet."""
    book = HandmadeBook(cost_per_hour=50)
    for number in range(10):
        name = "Dollar Inc" if number == 0 else f"Firm {number}"
        account = book.party(name)
        rate = {"currency": "USD", "amount_base": None} if number == 0 else {"currency": "EUR"}
        for month in range(1, 6 if number else 4):
            day = f"2026-0{month}-0{number or 3}"
            book.activity("invoice.issued", account, day, amount=1_000, **rate)
            book.purchase(account, day, None if number == 0 else 1_000)
            book.hours(account, day, 90 if number == 0 else 8)
            book.ticket(account, f"2026-0{month}-09 09:00", reply=f"2026-0{month}-09 11:00")
            for ticket in range(6 if number == 0 else 1):
                book.ticket(account, f"2026-0{month}-1{ticket} 09:00")
    return book


@pytest.mark.parametrize(
    "lens", [CLIENTS, PROFIT, pytest.param(SERVICE, marks=pytest.mark.slow)], ids=lambda lens: lens.name
)
def test_the_answer_first_says_what_cannot_be_counted_and_how_it_could_be(lens):
    answer = lens.ask(dollars().question(AS_OF, **lens.settle({})))
    first = answer.findings[0]
    assert first.kind == "no_rate"
    assert first.sentence.startswith("3 invoices of 1 customer are in USD and cannot be counted ($3,000)")
    assert "set USD under [rates]" in first.sentence
    assert first.evidence.total == 3


def test_amounts_before_the_first_rate_ask_for_an_earlier_one():
    book = dollars()
    book.business = replace(book.business, rated=frozenset({"USD"}))
    (first, *_) = CLIENTS.ask(book.question(AS_OF, **CLIENTS.settle({}))).findings
    assert "set USD from 3 Jan 2026 on under [rates]" in first.sentence
    assert first.needed == "a rate for USD from 3 Jan 2026 on under [rates] in closeknit.toml"


@pytest.mark.parametrize("lens", [CLIENTS, PROFIT], ids=lambda lens: lens.name)
def test_no_customer_without_a_rate_is_called_a_loss_or_good(lens):
    answer = lens.ask(dollars().question(AS_OF, **lens.settle({})))
    for finding in answer.findings:
        if finding.kind in LOSSES:
            assert "Dollar Inc" not in finding.sentence + str([s.name for s in finding.subjects]), (
                finding.kind
            )


def test_its_money_is_not_known_rather_than_nothing():
    rows = {
        lens.name: next(
            r
            for r in lens.ask(dollars().question(AS_OF, **lens.settle({}))).table(table).data.to_pylist()
            if r["name"] == "Dollar Inc"
        )
        for lens, table in ((CLIENTS, "customers"), (PROFIT, "clients"))
    }
    assert [rows["clients"][c] for c in ("year", "revenue", "money_fifth")] == [None, None, None]
    assert rows["clients"].get("usual_year") is None
    assert [rows["profit"].get(c) for c in ("revenue", "rate", "profit", "state")] == [None] * 4
    assert rows["profit"]["hours"] == 270


def test_its_page_says_that_its_money_is_not_known():
    book = dollars()
    account = book.rows["parties"][0]["party_id"]
    money = dealings(book.question(AS_OF), account, ()).money
    assert (money.total, money.year, money.rate) == (None, None, None)
    assert money.year_before == 0
