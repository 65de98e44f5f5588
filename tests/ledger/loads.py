"""Small files, the mappings that read them, and what is believed after loading them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import ibis

from closeknit.claims import CLAIMS
from closeknit.ledger.counted import offer_tables
from closeknit.ledger.history import History
from closeknit.ledger.live import live, silent
from closeknit.ledger.load import load
from closeknit.ledger.report import LoadReport
from closeknit.ledger.store import Ledger
from closeknit.ledger.tables import TABLES, connect
from closeknit.settings import Settings
from tests.ledger.rows import NOW

ORDERS = """
format = 1
source = "shop"
stream = "orders"
title = "Shop: orders"
[recognise]
columns = ["order_id", "ordered_at", "email", "total"]
[record]
identity = ["order_id"]
[party.client]
kind = "person"
keys = { email = "email" }
traits = { city = "city" }
[[activity]]
kind = "order.placed"
at = "ordered_at"
amount = "total"
participants = { buyer = "client" }
[case.deal]
kind = "deal"
key = "order_id"
account = "client"
stage = "state"
"""
"""Orders, one row each; a case and its stage without times of their own."""

PLAIN = ORDERS.replace('identity = ["order_id"]', "")
"""The same, but a row is its content."""

VERSIONED = ORDERS.replace('identity = ["order_id"]', 'identity = ["order_id"]\nversion = "changed"')

LINES = """
format = 1
source = "shop"
stream = "lines"
title = "Shop: order lines"
[recognise]
columns = ["line_id", "order", "product"]
[record]
identity = ["line_id"]
[lookup.order]
stream = "shop/orders"
on = { order_id = "order" }
[party.client]
kind = "person"
keys = { email = "order.email" }
[[activity]]
kind = "order.placed"
at = "order.ordered_at"
one_per = ["order"]
participants = { buyer = "client" }
lines = { product = "product", quantity = "quantity" }
"""
"""Lines that know their customer and day only through the orders."""

HEADER = ("order_id", "ordered_at", "email", "total", "city", "state")
LINES_HEADER = ("line_id", "order", "product", "quantity")
Rows = Sequence[Sequence[str]]
Facts = dict[str, list[str]]


def order(number: int, day: str = "2024-05-06", total: str = "10.50", **more: str) -> tuple[str, ...]:
    """A row of an orders file."""
    email = more.get("email", f"c{number}@firm.example")
    return (str(number), day, email, total, more.get("city", "Porto"), more.get("state", "Won"))


def write_rows(path: Path, rows: Rows, *, header: Sequence[str] = HEADER, time: int = 0) -> Path:
    """A CSV file whose last change lies `time` days after 2024-01-01."""
    quoted = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in (header, *rows)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(quoted) + "\n")
    changed = 1_704_067_200 + 86_400 * time
    os.utime(path, (changed, changed))
    return path


def mapped(folder: Path, text: str = ORDERS, name: str = "orders.toml") -> Path:
    """A mapping file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


def new_ledger(folder: Path, **settings: str) -> Ledger:
    """An empty ledger; `settings` as in closeknit.toml."""
    return Ledger.create(folder, Settings(**settings))  # type: ignore[arg-type]


def take(ledger: Ledger, mapping: Path, *files: Path) -> LoadReport:
    """Load files by a mapping."""
    return load(ledger, files, mapping=mapping, now=NOW)


@cache
def _sql(name: str) -> str:
    tables = {
        table: ibis.table(ibis.Schema.from_pyarrow(schema.arrow), name=f"now_{table}")
        for table, schema in TABLES.items()
    }
    return str(ibis.to_sql(live(tables, silent(tables))[name], dialect="duckdb"))


def facts(ledger: Ledger) -> Facts:
    """Everything that counts now, apart from which import said it first and in which reading."""
    snapshot = ledger.snapshot()
    with connect(ledger.folder) as con:
        offer_tables(con, History.of(ledger.read("imports")), snapshot.reading, *(set(TABLES) - {"imports"}))
        return {name: _rows(con.execute(_sql(name)).to_arrow_table().to_pylist()) for name in CLAIMS}


def _rows(found: list[dict[str, object]]) -> list[str]:
    kept = ({k: v for k, v in row.items() if k not in ("epoch", "import_id")} for row in found)
    return sorted(map(repr, kept))


def column(ledger: Ledger, table: str, name: str) -> list[object]:
    """One column of a claim table, of the claims that count, sorted as text."""
    snapshot = ledger.snapshot()
    with connect(ledger.folder) as con:
        offer_tables(con, History.of(ledger.read("imports")), snapshot.reading, *(set(TABLES) - {"imports"}))
        rows = con.execute(_sql(table)).to_arrow_table()
    return sorted(rows[name].to_pylist(), key=str)


def assert_balanced(report: LoadReport) -> None:
    """received = stored + duplicate + set aside + rejected, for every file."""
    for one in report.understood:
        assert one.received == one.stored + one.duplicate + one.set_aside + one.rejected, one
