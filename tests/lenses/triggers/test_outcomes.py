"""What may be asked about: which decisions each outcome counts, and from when to when somebody is at risk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from closeknit.lenses.triggers.outcomes import OUTCOMES, at_risk, decisions
from closeknit.lenses.triggers.reading import _daily, history, weeks_of
from closeknit.methods.cells import LOOK_BACK_DAYS, Calendar
from tests.lenses.handmade import HandmadeBook, day_number

AS_OF = "2026-06-30"


def business() -> HandmadeBook:
    """A customer with a contract that was renewed, grew and ended, and one who only escalated a ticket."""
    book = HandmadeBook()
    firm, other = book.party("Halden", first_day="2024-01-01"), book.party("Okafor", first_day="2024-03-01")
    for at, kind in (
        ("2024-02-01", "first"), ("2024-03-01", "repeat"), ("2025-02-01", "renewal"),
        ("2025-05-01", "expansion"), ("2026-02-01", "end"),
    ):  # fmt: skip
        book.purchase(firm, at, 100, kind=kind)
    book.rows["purchases"][0]["ends_day"] = day_number("2025-01-31")
    book.activity("ticket.escalated", other, "2025-04-01")
    return book


@pytest.fixture(scope="module")
def question():
    return business().question(AS_OF)


def party(name: str) -> int:
    return next(row["party_id"] for row in business().rows["parties"] if row["name"] == name)


@pytest.mark.parametrize(
    ("outcome", "on"),
    [
        ("purchase", ["2024-02-01", "2024-03-01", "2025-02-01", "2025-05-01"]),
        ("renewal", ["2025-02-01"]),
        ("expansion", ["2025-05-01"]),
        ("end", ["2026-02-01"]),
        ("escalation", ["2025-04-01"]),
    ],
)
def test_each_outcome_counts_its_own_decisions(question, outcome, on):
    rows = question.collect(decisions(question, OUTCOMES[outcome])).to_pylist()
    assert sorted(row["day"] for row in rows) == [day_number(day) for day in on]


def test_that_a_contract_nears_its_end_is_a_step_of_what_follows_from_it():
    with_steps = {name for name, outcome in OUTCOMES.items() if "contract.end_neared" in outcome.steps}
    assert with_steps == {"purchase", "repeat", "renewal", "end"}


@pytest.mark.slow
@pytest.mark.parametrize(("outcome", "sort"), [("end", "step"), ("expansion", "trigger")])
def test_its_sort_is_that_of_what_is_asked_about(outcome, sort):
    book = business()
    halden = book.rows["parties"][0]["party_id"]
    book.case("contract", halden, "care", opened="2024-02-01", due="2025-01-31")
    assert history(book.question(AS_OF, outcome=outcome)).kinds["contract.end_neared"] == sort


FIRST, LAST = day_number("2024-01-15"), day_number("2026-05-31")


@pytest.mark.parametrize(
    ("outcome", "halden", "okafor"),
    [
        ("purchase", ("2024-01-15", "2026-05-31"), ("2024-03-02", "2026-05-31")),
        ("first", ("2024-01-15", "2024-02-01"), ("2024-03-02", "2026-05-31")),
        ("repeat", ("2024-02-02", "2026-05-31"), None),
        ("renewal", ("2024-02-02", "2026-05-31"), None),
        # That no other contract follows is known 60 days after the end of one.
        ("end", ("2024-02-02", "2026-02-01"), None),
        ("escalation", ("2024-01-15", "2026-05-31"), ("2024-03-02", "2026-05-31")),
    ],
)
def test_risk_runs_from_the_day_after_the_first_sign_to_the_decision_or_the_end(
    question, outcome, halden, okafor
):
    asked = OUTCOMES[outcome]
    signs = question.tables["parties"].select("account_id", first_sign="first_day")
    rows = question.collect(at_risk(question, asked, decisions(question, asked), signs, (FIRST, LAST)))
    found = {row["account_id"]: (row["first_day"], row["last_day"]) for row in rows.to_pylist()}
    due = {party("Halden"): halden, party("Okafor"): okafor}
    assert found == {who: tuple(map(day_number, days)) for who, days in due.items() if days}


def test_weeks_begin_half_a_year_after_both_purchases_and_events_and_leave_stray_days_out():
    bought = np.array([100, 1000, 1001]), np.array([1, 600, 600])
    happened = np.array([900, 1400]), np.array([5, 5])
    calendar = weeks_of(bought, happened, until=1390)
    assert calendar.last_day == 1390
    assert calendar.first_day >= 1000 + LOOK_BACK_DAYS
    assert (calendar.bin_days, calendar.bins) == (7, (1390 - 1000 - LOOK_BACK_DAYS + 1) // 7)
    assert weeks_of(bought, (np.array([], int), np.array([], int)), until=1390).bins == 0


@dataclass
class _Counting:
    """A question that knows how many accounts there are."""

    accounts: int

    def collect(self, _):
        return {"n": [self]}

    def as_py(self) -> int:
        return self.accounts

    def aggregate(self, **_):
        return self

    def count(self):
        return self


def counted_by_days(days: np.ndarray, many: int, accounts: int = 100) -> bool:
    stub = _Counting(accounts)
    return _daily(stub, stub, (days, np.full(len(days), many)), Calendar(0, 7, 104))


def test_days_are_counted_from_500_decisions_on_where_dates_are_those_of_days():
    every_day = np.arange(0, 500)
    assert counted_by_days(every_day, 1)
    assert not counted_by_days(every_day[:-1], 1)
    assert not counted_by_days(every_day[::7], 10)
    firsts = np.array([(date(1970 + m // 12, m % 12 + 1, 1) - date(1970, 1, 1)).days for m in range(20)])
    assert not counted_by_days(firsts, 30)
    assert not counted_by_days(every_day, 1, accounts=30_000)
