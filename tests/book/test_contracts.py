"""Contracts: which renews which, which invoices belong to one."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from closeknit.book.contracts import contracts_of, invoices_of_contracts
from closeknit.engines import Engine
from tests.book.claims_of import at, money
from tests.book.conftest import day_number

CASES = pa.schema(
    {
        "case_id": pa.int64(), "account_id": pa.int64(), "kind": pa.string(), "status": pa.string(),
        "type": pa.string(), "name": pa.string(), "opened_at": pa.timestamp("us"), "opened_day": pa.int32(),
        "due_at": pa.timestamp("us"), "due_day": pa.int32(), "amount": pa.decimal128(18, 4),
        "currency": pa.string(),
    }
)  # fmt: skip
INVOICES = pa.schema(
    {
        "activity_id": pa.int64(), "account_id": pa.int64(), "day": pa.int32(),
        "amount": pa.decimal128(18, 4), "currency": pa.string(), "subject": pa.string(),
        "case_id": pa.int64(), "run_id": pa.int64(),
    }
)  # fmt: skip


def case(opened: str, due: str | None, **more: Any) -> dict[str, Any]:
    """A contract of account 1 worth 1200 euros."""
    end = {"due_at": at(due), "due_day": day_number(due)} if due else {}
    given = {"kind": "contract", "account_id": 1, "amount": money(1200), "currency": "EUR", **more}
    return {"opened_at": at(opened), "opened_day": day_number(opened), **end, **given}


def contracts(engine: Engine, *cases: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Contracts by the place of their case, from 1."""
    rows = [{"case_id": n, **c} for n, c in enumerate(cases, start=1)]
    with engine.scratch():
        table = engine.from_arrow(pa.Table.from_pylist(rows, schema=CASES), "cases")
        return {r["case_id"]: r for r in engine.collect(contracts_of(table)).to_pylist()}


def taken(engine: Engine, cases: list[dict[str, Any]], *invoices: dict[str, Any]) -> dict[int, int]:
    """Place of each invoice that belongs to a contract, with that of the contract."""
    given = {"account_id": 1, "currency": "EUR"}
    known = [{"case_id": n, **c} for n, c in enumerate(cases, start=1)]
    rows = [
        {"activity_id": n, **given, **i, "day": day_number(i["day"]), "amount": money(i["amount"])}
        for n, i in enumerate(invoices, start=1)
    ]
    with engine.scratch():
        signed = contracts_of(engine.from_arrow(pa.Table.from_pylist(known, schema=CASES), "cases"))
        table = engine.from_arrow(pa.Table.from_pylist(rows, schema=INVOICES), "invoices")
        found = engine.collect(invoices_of_contracts(table, signed)).to_pylist()
    return {r["activity_id"]: r["contract_id"] for r in found}


YEAR = case("2023-01-01", "2023-12-31")


@pytest.mark.parametrize(
    ("opened", "kind"),
    [
        ("2024-01-01", "renewal"),
        ("2024-02-29", "renewal"),
        ("2023-12-01", "renewal"),
        ("2024-03-01", "start"),
    ],
)
def test_a_renewal_begins_within_sixty_days(duckdb_engine: Engine, opened: str, kind: str) -> None:
    found = contracts(duckdb_engine, YEAR, case(opened, "2024-12-31"))
    assert [found[n]["kind"] for n in (1, 2)] == ["start", kind]
    assert found[1]["goes_on"] is (kind == "renewal")


def test_one_that_begins_in_the_midst_of_another_is_an_expansion(every_engine: Engine) -> None:
    found = contracts(every_engine, YEAR, case("2023-06-01", "2023-12-31"))
    assert [(found[n]["kind"], found[n]["goes_on"]) for n in (1, 2)] == [
        ("start", False),
        ("expansion", True),
    ]


def test_the_type_of_a_contract_says_what_it_is(duckdb_engine: Engine) -> None:
    kinds = [
        contracts(duckdb_engine, case("2024-01-01", "2024-12-31", type=type))[1]["kind"]
        for type in ("Renewal", "Upsell", "New Business")
    ]
    assert kinds == ["renewal", "expansion", "start"]


def test_lost_and_void_ones_and_those_of_nobody_are_no_contracts(duckdb_engine: Engine) -> None:
    cases = [case("2024-01-01", None, status="lost"), case("2024-01-01", None, account_id=0)]
    assert contracts(duckdb_engine, *cases, case("2024-01-01", None, status="void")) == {}


def test_a_contract_without_end_has_no_term(duckdb_engine: Engine) -> None:
    found = contracts(duckdb_engine, case("2024-01-01", None))
    assert (found[1]["term_days"], found[1]["due_day"], found[1]["goes_on"]) == (None, None, False)


def test_equal_pieces_of_the_worth_belong_to_the_contract(every_engine: Engine) -> None:
    amounts = (1200, 600, 300, 100, "100.01", 400, 1000)
    invoices = [{"day": "2023-05-05", "amount": a} for a in amounts]
    assert set(taken(every_engine, [YEAR], *invoices)) == {1, 2, 3, 4, 5}


def test_an_invoice_that_names_the_contract_belongs_to_it(duckdb_engine: Engine) -> None:
    named = case("2023-01-01", "2023-12-31", name="Care Plan")
    by_name = {"day": "2023-05-05", "amount": 7, "subject": " care plan "}
    by_case = {"day": "2023-05-05", "amount": 7, "case_id": 1}
    assert taken(duckdb_engine, [named], by_name, by_case, {"day": "2023-05-05", "amount": 7}) == {1: 1, 2: 1}


def test_steady_invoices_within_the_term_belong_to_it(duckdb_engine: Engine) -> None:
    days = ("2022-12-16", "2022-12-20", "2023-12-31", "2024-01-01")
    found = taken(duckdb_engine, [YEAR], *({"day": d, "amount": 55, "run_id": 1} for d in days))
    assert found == {2: 1, 3: 1}


def test_amounts_are_compared_in_their_own_currency(duckdb_engine: Engine) -> None:
    assert taken(duckdb_engine, [YEAR], {"day": "2023-05-05", "amount": 100, "currency": "USD"}) == {}


def test_of_two_contracts_the_one_whose_term_has_begun_takes_the_invoice(duckdb_engine: Engine) -> None:
    both = [YEAR, case("2024-01-01", "2024-12-31")]
    late, early = {"day": "2023-12-28", "amount": 100}, {"day": "2024-01-01", "amount": 100}
    assert taken(duckdb_engine, both, late, early) == {1: 1, 2: 2}
