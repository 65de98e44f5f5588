"""Settings and decisions that change which papers are one purchase; the same on both engines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from closeknit.book.grouping import APART, ONE, decided_groups, fingerprint
from closeknit.book.schema import PURCHASES
from closeknit.engines import Engine
from closeknit.settings import Settings
from closeknit.settings_file import settings_from
from tests.book.claims_of import Claims

WHO = "x:retainer"


def retained(kind: str = WHO, *, stream: str = "xero/invoices") -> Claims:
    """Four equal invoices a month apart, and a project in two instalments."""
    c = Claims()
    for month in range(1, 5):
        c.did("invoice.issued", f"2024-{month:02d}-01", amount=500, buyer=kind, stream=stream, activity=month)
    for number, day in ((11, "2024-06-10"), (12, "2024-07-20")):
        c.did(
            "invoice.issued", day, amount=900, subject="QU-0007", buyer=kind, stream=stream, activity=number
        )
    return c


def bought(
    engine: Engine, folder: Path, claims: Claims, purchases: Mapping[str, Any] | None = None, **more: Any
) -> list[tuple[str, int, float]]:
    """Rule, papers and amount of each purchase, in order of day."""
    settings = settings_from({"purchases": dict(purchases or {})}) if purchases else Settings()
    book = claims.book(engine, folder, settings, **more)
    rows = engine.collect(book.tables(engine)[PURCHASES.name]).to_pylist()
    kept = [r for r in rows if r["kind"] != "end"]
    kept.sort(key=lambda r: (r["day"], -r["activities"]))
    return [(r["rule"], r["activities"], float(r["amount_base"])) for r in kept]


USUAL = [("steady", 4, 2000.0), ("case", 2, 1800.0)]
EACH = [("single", 1, 500.0)] * 4


def decided(*said: tuple[str, list[int]]) -> pa.Table:
    """What decisions come to, oldest first."""
    rows = [
        {"decision_id": f"d-{n}", "kind": kind, "keys_a": [f"activity:{i}" for i in ids]}
        for n, (kind, ids) in enumerate(said)
    ]
    return decided_groups(pa.Table.from_pylist(rows), frozenset())


@pytest.mark.slow
def test_without_a_setting_equal_invoices_and_instalments_are_one(duckdb_engine, tmp_path):
    assert bought(duckdb_engine, tmp_path, retained()) == USUAL


@pytest.mark.slow
@pytest.mark.parametrize(
    ("purchases", "expected"),
    [
        ({"steady": False}, [*EACH, USUAL[1]]),
        ({"steady_least": 5}, [*EACH, USUAL[1]]),
        ({"instalments": False}, [USUAL[0], ("single", 1, 900.0), ("single", 1, 900.0)]),
        ({"sources": {"xero": {"steady": False}}}, [*EACH, USUAL[1]]),
        ({"sources": {"xero/invoices": {"steady": False}}}, [*EACH, USUAL[1]]),
        ({"sources": {"xero": {"steady": False}, "xero/invoices": {"steady": True}}}, USUAL),
        ({"sources": {"stripe": {"steady": False}}}, USUAL),
        ({"customers": {"x:retainer": {"steady": False}}}, [*EACH, USUAL[1]]),
        ({"customers": {"RETAINER": {"steady": False}}}, [*EACH, USUAL[1]]),
        ({"steady": False, "customers": {"retainer": {"steady": True}}}, USUAL),
        ({"customers": {"somebody else": {"steady": False}}}, USUAL),
    ],
)
def test_a_setting_changes_it_for_all_a_source_or_a_customer(duckdb_engine, tmp_path, purchases, expected):
    assert bought(duckdb_engine, tmp_path, retained(), purchases) == expected


@pytest.mark.slow
def test_exceptions_give_the_same_book_on_every_engine(every_engine, tmp_path):
    exceptions = {"customers": {"retainer": {"steady": False}}, "sources": {"xero": {"instalments": False}}}
    assert bought(every_engine, tmp_path, retained(), exceptions) == [
        *EACH, ("single", 1, 900.0), ("single", 1, 900.0),
    ]  # fmt: skip


@pytest.mark.slow
def test_what_a_person_says_is_one_purchase_is_one(every_engine, tmp_path):
    said = decided((ONE, [4, 11]))
    assert bought(every_engine, tmp_path, retained(), grouped=said) == [
        ("steady", 3, 1500.0), ("decided", 2, 1400.0), ("single", 1, 900.0),
    ]  # fmt: skip


@pytest.mark.slow
def test_what_a_person_parts_is_a_purchase_each(duckdb_engine, tmp_path):
    said = decided((APART, [11, 12]))
    assert bought(duckdb_engine, tmp_path, retained(), grouped=said) == [
        USUAL[0], ("decided", 1, 900.0), ("decided", 1, 900.0),
    ]  # fmt: skip


def test_the_newest_decision_on_an_invoice_holds():
    said = decided((ONE, [1, 2, 3]), (APART, [2]), (ONE, [3, 4]))
    assert dict(zip(*(c.to_pylist() for c in said.columns), strict=True)) == {1: 1, 2: 2, 3: 3, 4: 3}


def test_a_decision_taken_back_is_as_if_it_had_never_been():
    rows = pa.Table.from_pylist(
        [{"decision_id": "d-0001", "kind": ONE, "keys_a": ["activity:1", "activity:2"]}]
    )
    assert decided_groups(rows, frozenset({"d-0001"})).num_rows == 0
    assert fingerprint(decided_groups(rows, frozenset({"d-0001"}))) == fingerprint(decided())
    assert fingerprint(decided()) != fingerprint(decided((ONE, [1, 2])))


@pytest.mark.slow
def test_a_decision_about_two_customers_groups_each_ones_own(duckdb_engine, tmp_path):
    claims = retained()
    claims.did("invoice.issued", "2024-09-01", amount=70, buyer="x:other", activity=21)
    found = bought(duckdb_engine, tmp_path, claims, grouped=decided((ONE, [12, 21])))
    assert [(rule, many) for rule, many, _ in found] == [
        ("steady", 4), ("single", 1), ("decided", 1), ("decided", 1),
    ]  # fmt: skip
