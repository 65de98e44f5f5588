"""Estimates against hours, and how complete the timesheets are."""

from __future__ import annotations

import pytest

from closeknit.answers import Verdict
from tests.lenses.handmade import HandmadeBook
from tests.lenses.profit.agency import ask, row


def projects() -> HandmadeBook:
    """Three projects with an estimate of 100: 148 hours (open), 100 and 60; one without an estimate."""
    book = HandmadeBook()
    halden = book.party("Halden")
    for name, hours, status in (
        ("Relaunch", 148, "open"),
        ("Audit", 100, "closed"),
        ("Report", 60, "closed"),
    ):
        case = book.case("project", halden, name, status=status, estimate_hours=100)
        book.hours(halden, "2026-05-11", hours / 2, case_id=case)
        book.hours(halden, "2026-06-11", hours / 2, case_id=case)
    book.hours(halden, "2026-06-11", 500, case_id=book.case("project", halden, "Free"))
    return book


@pytest.fixture(scope="module")
def answer():
    return ask(projects())


def test_estimates_passed_met_and_kept_are_counted(answer):
    found = answer.finding("beyond_estimate")
    assert found.sentence == "33 % of 3 estimates were passed, by 48 hours together; 33 % were met exactly."
    assert [found.values[k] for k in ("passed", "exact", "within")] == [1, 1, 1]
    assert (found.values["hours_estimated"], found.values["hours_taken"]) == (300, 308)


def test_an_open_project_beyond_its_estimate_is_brought_up(answer):
    (action,) = (a for a in answer.actions if a.kind == "beyond_estimate")
    assert action.reason == "Relaunch: 148 hours so far, 100 estimated"
    assert "Relaunch has now taken 148 hours; we had planned 100" in action.first_line


def test_hours_beyond_stand_beside_the_customer(answer):
    assert row(answer, "Halden")["beyond_estimate"] == pytest.approx(48)


def test_without_a_stated_estimate_nothing_is_shown():
    book = HandmadeBook()
    halden = book.party("Halden")
    book.hours(halden, "2026-06-11", 50, case_id=book.case("project", halden, "Free"))
    answer = ask(book)
    assert all(f.kind != "beyond_estimate" for f in answer.findings)
    assert "beyond_estimate" not in {c.name for c in answer.table("clients").columns}


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
