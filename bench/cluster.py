"""The same work on DuckDB in the process and on a cluster of Spark on this machine, and whether it gives the
same rows.

The cluster is one master and two workers of one core each, started and ended within the measurement: what a
process takes counts whatever it started.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import duckdb
import ibis.expr.types as ir
import pyarrow as pa
from tests.engines.standalone import standalone
from triggers import COLUMNS, history, near_purchases, question, schema, sums

from closeknit.book.refresh import refresh
from closeknit.book.schema import BOOK
from closeknit.engines.duckdb import DuckDBEngine
from closeknit.engines.engine import Engine
from closeknit.engines.spark import SparkEngine
from closeknit.ledger.store import Ledger
from closeknit.progress import Quiet
from closeknit.settings import Settings

WORKER_GIB = 2
SECONDS = 3000
"""After which a cluster ends by itself."""


@contextmanager
def engine_at(place: str) -> Iterator[Engine]:
    """DuckDB, or Spark on a cluster of its own, gone with the block."""
    if place == "duckdb":
        engine = DuckDBEngine(memory="4GB")
        yield engine
        engine.close()
        return
    with standalone(memory=f"{WORKER_GIB + 1}g", seconds=SECONDS) as cluster:
        spark = SparkEngine(
            master=cluster.address,
            config={
                "spark.driver.host": "127.0.0.1",
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.executor.memory": f"{WORKER_GIB}g",
                "spark.sql.shuffle.partitions": "16",
            },
        )
        gateway = spark.session.sparkContext._gateway
        yield spark
        spark.close()
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait()


def built(folder: Path, place: str) -> dict[str, object]:
    """Build the book of what was loaded there; gives its folder and the rows of its timeline."""
    ledger = Ledger.open(folder / "load-0" / "ledger", Settings())
    with engine_at(place) as engine:
        began = time.perf_counter()
        book = refresh(ledger, engine, folder / f"book-{place}", progress=Quiet())
        took = time.perf_counter() - began
    return {"folder": str(book.folder), "timeline": book.rows("timeline"), "seconds": took}


def differing(one: Path, other: Path) -> int:
    """Rows of all tables that only one of two books has."""
    con = duckdb.connect(config={"memory_limit": "4GB"})
    found = 0
    for table in BOOK:
        names = [folder / table for folder in (one, other) if any((folder / table).glob("*.parquet"))]
        if len(names) == 1:
            return -1
        for a, b in (names, names[::-1]) if names else ():
            query = f"FROM '{a}/*.parquet' EXCEPT ALL FROM '{b}/*.parquet'"
            found += con.execute(f"SELECT count(*) FROM ({query})").fetchone()[0]  # type: ignore[index]
    return found


def looked(folder: Path, place: str, what: str) -> dict[str, object]:
    """Look back from purchases (near), or count all that the search for triggers counts (sums).

    Gives the seconds of it and a hash of each table that came back, its rows sorted.
    """
    seen: list[str] = []
    with engine_at(place) as engine:
        tables = {name: engine.read([f"{folder}/{name}.parquet"], schema(name)) for name in COLUMNS}
        told, began = history(tables), time.perf_counter()

        def collect(expression: ir.Table) -> pa.Table:
            rows = engine.collect(expression)
            seen.append(_hash(rows))
            return rows

        if what == "near":
            collect(near_purchases(told))
        else:
            asked = question(engine)
            object.__setattr__(asked, "collect", collect)
            sums(asked, told)
        took = time.perf_counter() - began
    return {"seconds": took, "tables": seen}


def _hash(rows: pa.Table) -> str:
    in_order = rows.sort_by([(name, "ascending") for name in rows.column_names])
    return sha256(repr(in_order.to_pydict()).encode()).hexdigest()[:16]
