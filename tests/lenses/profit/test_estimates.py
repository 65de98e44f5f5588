"""Estimates against hours."""

from __future__ import annotations

import pytest

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
