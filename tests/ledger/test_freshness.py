"""How much there is of each stream and how new it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from closeknit.book.schema import FRESHNESS as IN_THE_BOOK
from closeknit.engines import Engine
from closeknit.ledger.freshness import FRESHNESS, freshness
from closeknit.ledger.live import live, silent
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import TABLES
from closeknit.ledger.undo import undo
from tests.ledger.loads import mapped, new_ledger, order, take, write_rows
from tests.ledger.rows import NOW


def seen(ledger: Ledger, engine: Engine) -> list[dict[str, Any]]:
    taken = ledger.snapshot()
    with engine.scratch():
        tables = {name: engine.read(taken.files[name], schema) for name, schema in TABLES.items()}
        return freshness(ledger, taken, engine, live(tables, silent(tables))["activities"]).to_pylist()


def test_its_columns_are_those_of_the_book() -> None:
    assert IN_THE_BOOK.arrow == FRESHNESS


def test_rows_are_counted_once_and_days_are_local(every_engine: Engine, tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path / "l", timezone="Asia/Tokyo")
    rows = [order(1, "1970-01-11"), order(2, "1970-01-21T16:00:00Z"), order(3, "31/02/2024", total="ten")]
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "a.csv", rows))
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "b.csv", rows[:1]))
    (one,) = seen(ledger, every_engine)
    assert one == {
        "stream_id": "shop/orders",
        "title": "Shop: orders",
        "records": 3,
        "set_aside": 1,
        "first_day": 10,
        "last_day": 21,
    }


def test_a_stream_that_was_undone_is_not_listed(
    duckdb_engine: Engine, ledger: Ledger, tmp_path: Path
) -> None:
    take(ledger, mapped(tmp_path), write_rows(tmp_path / "a.csv", [order(1)]))
    undo(ledger, "i-0001", now=NOW)
    assert seen(ledger, duckdb_engine) == []
