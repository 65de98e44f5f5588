"""Invoices that name the same thing."""

from __future__ import annotations

import pyarrow as pa
import pytest

from closeknit.book.instalments import MOST, instalments
from closeknit.engines import Engine
from tests.book.conftest import day_number


def grouped(engine: Engine, *invoices: tuple[str, str | None], project: str = "Portal") -> list[list[int]]:
    """Groups of invoices (day, reference) of one account, by their places from 1."""
    rows = pa.table(
        {
            "activity_id": pa.array(range(1, len(invoices) + 1), pa.int64()),
            "account_id": pa.array([1] * len(invoices), pa.int64()),
            "currency": ["EUR"] * len(invoices),
            "day": pa.array([day_number(day) for day, _ in invoices], pa.int32()),
            "subject": pa.array([text for _, text in invoices], pa.string()),
        }
    )
    cases = pa.table({"account_id": [1, 2], "kind": ["project", "project"], "name": [project, "Other"]})
    with engine.scratch():
        found = instalments(engine.from_arrow(rows, "invoices"), engine.from_arrow(cases, "cases"))
        pairs = engine.collect(found).to_pylist()
    groups: dict[int, list[int]] = {}
    for pair in sorted(pairs, key=lambda p: p["activity_id"]):
        groups.setdefault(pair["instalment_id"], []).append(pair["activity_id"])
    return sorted(groups.values())


COUNTED = [
    ("Relaunch 1/3", "relaunch 2 / 3"),
    ("Relaunch, part 1 of 2", "Relaunch - Part 2 of 2"),
    ("Umbau (Teil 1 von 2)", "Umbau (Teil 2 von 2)"),
    ("QU-0007", "qu-0007 "),
    ("Portal", "portal"),
]


@pytest.mark.parametrize("pair", COUNTED)
def test_instalments_are_told_by_counter_number_or_project(
    every_engine: Engine, pair: tuple[str, str]
) -> None:
    assert grouped(every_engine, ("2024-01-01", pair[0]), ("2024-03-01", pair[1])) == [[1, 2]]


@pytest.mark.parametrize("text", ["Re-order", "Other", "", None, "1/2", "Consulting"])
def test_other_references_join_nothing(duckdb_engine: Engine, text: str | None) -> None:
    assert grouped(duckdb_engine, ("2024-01-01", text), ("2024-03-01", text)) == []


def test_one_alone_is_no_instalment(duckdb_engine: Engine) -> None:
    assert grouped(duckdb_engine, ("2024-01-01", "QU-1"), ("2024-01-02", "QU-2")) == []


def test_a_reference_used_again_after_a_year_means_something_new(duckdb_engine: Engine) -> None:
    days = ("2022-01-01", "2022-06-01", "2023-06-03", "2023-07-01")
    assert grouped(duckdb_engine, *((day, "PO 4711") for day in days)) == [[1, 2], [3, 4]]


def test_a_reference_on_very_many_invoices_is_a_habit(duckdb_engine: Engine) -> None:
    days = [f"2024-{m:02d}-{d:02d}" for m in range(1, 13) for d in (1, 11, 21)][: MOST + 1]
    assert grouped(duckdb_engine, *((day, "Contract 9") for day in days)) == []
    assert len(grouped(duckdb_engine, *((day, "Contract 9") for day in days[:MOST]))[0]) == MOST
