"""How much there is of each stream and how new it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass
class Before:
    """What was there: the table, and the imports that counted."""

    rows: list[dict[str, Any]]
    imports: list[str]


def seen(
    ledger: Ledger, engine: Engine, before: Before | None = None, added: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The table, counted on from what was there before; `added` are imports of rows never seen before."""
    taken = ledger.snapshot()
    with engine.scratch():
        tables = {name: engine.read(taken.files[name], schema) for name, schema in TABLES.items()}
        now, counted = live(tables, silent(tables))["activities"], None
        if before is not None:
            changed = sorted(set(before.imports) ^ set(counting(ledger)))
            rows = tables["sightings"].filter(lambda t: t.import_id.isin(changed)).select("record_id")
            records = {row["stream_id"]: row["records"] for row in before.rows}
            days = {row["stream_id"]: (row["first_day"], row["last_day"]) for row in before.rows}
            counted = Counted(records, days, before.imports, rows, added)
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
    before = Before([], [])

    def counted_on(*added: str) -> tuple[int, int, int]:
        rows = seen(ledger, duckdb_engine)
        assert seen(ledger, duckdb_engine, before, added) == rows
        before.rows, before.imports = rows, counting(ledger)
        return next(((r["records"], r["first_day"], r["last_day"]) for r in rows), (0, 0, 0))

    def taken(*numbers: int) -> None:
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.csv"
        take(ledger, mapped(tmp_path), write_rows(file, [order(n, f"1970-01-{n + 1:02}") for n in numbers]))

    taken(3, 4, 5)
    told = [counted_on("i-0001")]
    taken(4, 5, 6)
    told.append(counted_on())
    taken(2, 7)
    told.append(counted_on("i-0003"))
    for gone in ("i-0001", "i-0002", "i-0003"):
        undo(ledger, gone, now=NOW)
        told.append(counted_on())
    assert told == [(3, 3, 5), (4, 3, 6), (6, 2, 7), (5, 2, 7), (2, 2, 7), (0, 0, 0)]
