"""How much there is of each stream and how new it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from closeknit.book.schema import FRESHNESS as IN_THE_BOOK
from closeknit.engines import Engine
from closeknit.ledger.freshness import FRESHNESS, Counted, freshness
from closeknit.ledger.history import History
from closeknit.ledger.live import live, silent
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import TABLES
from closeknit.ledger.undo import undo
from tests.ledger.loads import mapped, new_ledger, order, take, write_rows
from tests.ledger.rows import NOW


def seen(
    ledger: Ledger, engine: Engine, before: tuple[dict[str, int], list[str]] | None = None
) -> list[dict[str, Any]]:
    """The table; `before` tells records of each stream and imports that counted."""
    taken = ledger.snapshot()
    with engine.scratch():
        tables = {name: engine.read(taken.files[name], schema) for name, schema in TABLES.items()}
        now, counted = live(tables, silent(tables))["activities"], None
        if before is not None:
            changed = sorted(set(before[1]) ^ set(counting(ledger)))
            rows = tables["sightings"].filter(lambda t: t.import_id.isin(changed)).select("record_id")
            counted = Counted(*before, rows)
        return freshness(ledger, taken, engine, now, counted).to_pylist()


def counting(ledger: Ledger) -> list[str]:
    """Imports that count."""
    return [row.import_id for row in History.of(ledger.read("imports")).counting()]


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


def test_counted_on_from_what_was_there_it_is_what_all_count(
    duckdb_engine: Engine, ledger: Ledger, tmp_path: Path
) -> None:
    files = {"a": (1, 2, 3), "b": (2, 3, 4)}
    before: tuple[dict[str, int], list[str]] = ({}, [])

    def counted_on() -> int:
        rows = seen(ledger, duckdb_engine)
        assert seen(ledger, duckdb_engine, before) == rows
        before[0].clear()
        before[0].update({row["stream_id"]: row["records"] for row in rows})
        before[1][:] = counting(ledger)
        return sum(row["records"] for row in rows)

    told = []
    for name, numbers in files.items():
        take(ledger, mapped(tmp_path), write_rows(tmp_path / f"{name}.csv", [order(n) for n in numbers]))
        told.append(counted_on())
    for gone in ("i-0001", "i-0002"):
        undo(ledger, gone, now=NOW)
        told.append(counted_on())
    assert told == [3, 4, 3, 0]
