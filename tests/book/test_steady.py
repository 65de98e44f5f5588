"""Equal amounts at a steady interval."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.book.steady import MONTH, QUARTER, YEAR, chains, runs_of
from closeknit.engines import Engine

Invoice = tuple[int, int, int, str]
"""account, day, amount, currency."""


GAPS = {MONTH: (24, 37), QUARTER: (73, 110), YEAR: (292, 438)}
"""Least and greatest gap of each pace, in days: 30.4, 91.3 and 365 give or take a fifth."""
LEAST = 3


def table(invoices: list[Invoice], *, tolerance: int = 20, least: int = LEAST) -> pa.Table:
    """Invoices as purchases see them, numbered in order."""
    accounts, days, amounts, currencies = zip(*invoices, strict=True) if invoices else ((), (), (), ())
    return pa.table(
        {
            "activity_id": pa.array(range(1, len(invoices) + 1), pa.int64()),
            "account_id": pa.array(accounts, pa.int64()),
            "day": pa.array(days, pa.int32()),
            "amount": pa.array([Decimal(a) for a in amounts], pa.decimal128(18, 4)),
            "currency": pa.array(currencies, pa.string()),
            "steady": pa.array([True] * len(invoices), pa.bool_()),
            "tolerance": pa.array([tolerance] * len(invoices), pa.int64()),
            "least": pa.array([least] * len(invoices), pa.int64()),
        }
    )


def runs(engine: Engine, invoices: list[Invoice], **rules: int) -> list[tuple[int, int, int]]:
    """(activity, run, cadence) of each invoice in a run."""
    with engine.scratch():
        found = engine.collect(runs_of(engine.from_arrow(table(invoices, **rules), "invoices"))).to_pylist()
    return sorted((r["activity_id"], r["run_id"], r["cadence"]) for r in found)


def monthly(start: date, months: int, amount: int = 100) -> list[Invoice]:
    """Invoices on the same day of so many months."""
    places = range(start.month - 1, start.month - 1 + months)
    firsts = [date(start.year + n // 12, n % 12 + 1, start.day) for n in places]
    return [(1, (d - date(1970, 1, 1)).days, amount, "EUR") for d in firsts]


def test_calendar_months_are_steady_through_february(every_engine: Engine) -> None:
    found = runs(every_engine, monthly(date(2023, 12, 28), 5))
    assert found == [(n, 1, MONTH) for n in range(1, 6)]


@pytest.mark.parametrize(
    ("gap", "cadence"), [(30, MONTH), (91, QUARTER), (365, YEAR), (24, MONTH), (37, MONTH)]
)
def test_each_pace_is_told_by_its_gap(duckdb_engine: Engine, gap: int, cadence: int) -> None:
    found = runs(duckdb_engine, [(1, n * gap, 100, "EUR") for n in range(3)])
    assert {c for _, _, c in found} == {cadence}


@pytest.mark.parametrize("gap", [0, 7, 23, 38, 72, 111, 291, 439])
def test_other_gaps_are_no_pace(duckdb_engine: Engine, gap: int) -> None:
    assert runs(duckdb_engine, [(1, n * gap, 100, "EUR") for n in range(4)]) == []


def test_two_are_no_run(duckdb_engine: Engine) -> None:
    assert runs(duckdb_engine, monthly(date(2024, 1, 1), 2)) == []


def test_a_setting_says_how_many_it_takes_and_how_even_they_must_be(every_engine: Engine) -> None:
    assert len(runs(every_engine, monthly(date(2024, 1, 1), 2), least=2)) == 2
    assert runs(every_engine, monthly(date(2024, 1, 1), 5), least=6) == []
    wide = [(1, n * 41, 100, "EUR") for n in range(4)]
    assert runs(every_engine, wide) == []
    assert len(runs(every_engine, wide, tolerance=35)) == 4
    assert runs(every_engine, monthly(date(2024, 1, 1), 4), tolerance=0) == []


def test_other_amounts_accounts_and_currencies_stand_apart(duckdb_engine: Engine) -> None:
    mixed = [(1, 0, 100, "EUR"), (1, 30, 101, "EUR"), (2, 60, 100, "EUR"), (1, 90, 100, "USD")]
    assert runs(duckdb_engine, mixed) == []


def test_other_invoices_in_between_do_not_break_a_run(duckdb_engine: Engine) -> None:
    found = runs(duckdb_engine, [*monthly(date(2024, 1, 1), 3), (1, 19_730, 777, "EUR")])
    assert [activity for activity, _, _ in found] == [1, 2, 3]


def test_two_equal_contracts_side_by_side_are_two_runs(duckdb_engine: Engine) -> None:
    one = monthly(date(2024, 1, 1), 3)
    assert {run for _, run, _ in runs(duckdb_engine, one + one)} == {1, 4}


def test_a_missed_month_begins_another_run(duckdb_engine: Engine) -> None:
    found = runs(duckdb_engine, monthly(date(2023, 1, 1), 3) + monthly(date(2023, 6, 1), 3))
    assert [run for _, run, _ in found] == [1, 1, 1, 4, 4, 4]


def test_a_run_takes_over_from_one_that_stopped_at_its_pace(every_engine: Engine) -> None:
    invoices = (
        monthly(date(2024, 1, 1), 3) + monthly(date(2024, 4, 1), 3, 150) + monthly(date(2025, 1, 1), 3, 200)
    )
    with every_engine.scratch():
        found = runs_of(every_engine.from_arrow(table(invoices), "invoices"))
        rows = every_engine.collect(chains(found)).to_pylist()
    linked = {r["run_id"]: (r["before_amount"], r["followed"]) for r in rows}
    assert linked == {1: (None, True), 4: (100, False), 7: (None, False)}


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 2), st.integers(0, 400), st.just(5), st.just("EUR")), max_size=30))
def test_runs_hold_what_they_promise(duckdb_engine: Engine, invoices: list[Invoice]) -> None:
    found = runs(duckdb_engine, invoices)
    assert len({activity for activity, _, _ in found}) == len(found)
    for number in {run for _, run, _ in found}:
        members = [invoices[a - 1] for a, run, _ in found if run == number]
        low, high = GAPS[next(c for _, run, c in found if run == number)]
        days = sorted(day for _, day, _, _ in members)
        assert len(days) >= LEAST
        assert all(low <= b - a <= high for a, b in pairwise(days))
        assert len({account for account, _, _, _ in members}) == 1


def test_gaps_of_the_paces_do_not_overlap() -> None:
    spans = sorted(GAPS.values())
    assert all(a[1] < b[0] for a, b in pairwise(spans))
    assert timedelta(days=MONTH) < timedelta(days=QUARTER) < timedelta(days=YEAR)
