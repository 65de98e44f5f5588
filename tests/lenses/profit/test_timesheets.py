"""How complete the timesheets are."""

from __future__ import annotations

import pytest

from closeknit.answers import Verdict
from tests.lenses.handmade import HandmadeBook
from tests.lenses.profit.agency import ask


def sheets(days: list[str], **business) -> HandmadeBook:
    book = HandmadeBook(**business)
    halden, ana = book.party("Halden"), book.colleague("Ana Ruiz")
    for day in days:
        book.hours(halden, day, 8, ana)
    return book


def test_completeness_counts_working_days_between_first_and_last_entry():
    found = ask(sheets(["2026-06-01", "2026-06-02", "2026-06-05", "2026-06-12"])).finding("timesheets")
    assert found.values["coverage"] == pytest.approx(4 / 10)
    assert found.sentence == "Timesheets have an entry on 40 % of the working days of 1 person."


def test_weekends_and_holidays_do_not_count():
    days = ["2026-06-01", "2026-06-06", "2026-06-12"]
    found = ask(sheets(days, holidays=(20608,))).finding("timesheets")
    assert found.n == 9
    assert found.values["coverage"] == pytest.approx(2 / 9)


def test_thin_timesheets_make_rates_likely_not_counted():
    book = sheets([f"2026-06-{d:02d}" for d in (1, 2, 3, 29)])
    for name, money in (("Halden", 40_000), ("Small", 1_000)):
        book.activity("invoice.issued", book.party(name), "2026-06-05", amount=money)
    book.hours(book.rows["parties"][-1]["party_id"], "2026-06-05", 40)
    assert ask(book).finding("low_rate").verdict is Verdict.SUGGESTIVE


def test_days_longer_than_a_day_are_said():
    book = sheets(["2026-06-01", "2026-06-12"])
    ana = book.rows["parties"][1]["party_id"]
    book.hours(book.rows["parties"][0]["party_id"], "2026-06-01", 17, ana)
    assert "1 day with more than 24 hours of one person" in " ".join(ask(book).left_out)
