"""What is particular to DuckDB."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from closeknit.book.schema import BOOK
from closeknit.columns import Column, TableSchema
from closeknit.engines.duckdb import DuckDBEngine, compiled
from closeknit.engines.engine import engine_for
from closeknit.errors import EngineError
from closeknit.settings import Settings


def test_nothing_is_fetched_from_the_internet() -> None:
    engine = DuckDBEngine()
    asked = engine.connection.execute("SELECT current_setting('autoinstall_known_extensions')").fetchone()
    assert asked == (False,)
    engine.close()


@pytest.mark.slow
def test_where_no_script_is_run_duckdb_draws_no_bars_among_what_is_shown() -> None:
    asked = "\"SELECT current_setting('enable_progress_bar')\""
    script = f"""
import duckdb
from closeknit.engines.duckdb import DuckDBEngine
engine = DuckDBEngine()
print([con.execute({asked}).fetchone() for con in (duckdb.connect(), engine.connection)])
engine.close()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    # Of its own accord it would, in a console or a notebook.
    assert done.stdout.strip() == "[(True,), (False,)]"


def test_the_settings_say_how_much_memory_it_may_fill() -> None:
    engine = engine_for(Settings(memory="512MB"))
    assert isinstance(engine, DuckDBEngine)
    (limit,) = engine.connection.execute("SELECT current_setting('memory_limit')").fetchone() or ("",)
    engine.close()
    assert limit == "488.2 MiB"


def test_the_spill_folder_goes_with_the_engine() -> None:
    engine = DuckDBEngine(memory="200MB", threads=1)
    (folder,) = engine.connection.execute("SELECT current_setting('temp_directory')").fetchone() or ("",)
    assert Path(folder).is_dir()
    del engine
    gc.collect()
    assert not Path(folder).exists()


def test_too_little_memory_is_said_in_words() -> None:
    engine = DuckDBEngine(memory="10MB", threads=1)
    engine.connection.execute("SET max_temp_directory_size = '1MB'")
    numbers = engine.from_arrow(pa.table({"a": range(1000)}), "numbers")
    many = numbers.cross_join(numbers.view()).rename(b="a_right")
    more = many.cross_join(numbers.view().rename(c="a").limit(50))
    with pytest.raises(EngineError, match="memory or disk"):
        engine.collect(more.order_by("a", "b", "c"))
    engine.close()


def test_equal_expressions_are_compiled_once_whatever_the_engine() -> None:
    made = []
    for _ in range(3):
        engine = DuckDBEngine()
        table = engine.from_arrow(pa.table({"a": [1, 2]}), "rows")
        made.append(table.filter(table.a > 1))
        assert engine.collect(made[-1]).to_pylist() == [{"a": 2}]
        engine.close()
    assert len({id(compiled(expression)) for expression in made}) == 1


def registered(engine: DuckDBEngine) -> list[tuple[str]]:
    """Names of what was made or brought into the engine and is still there."""
    asked = "SELECT view_name FROM duckdb_views() WHERE NOT internal UNION ALL FROM (SHOW TABLES)"
    return sorted({*engine.connection.execute(asked).fetchall()})


def test_rows_that_an_expression_holds_are_in_the_engine_only_while_it_is_run(tmp_path: Path) -> None:
    engine = DuckDBEngine(threads=1)
    table = engine.from_arrow(pa.table({"a": [1, 2]}), "rows")
    before = registered(engine)

    def some() -> ir.Table:
        return table.semi_join(ibis.memtable(pa.table({"a": [2]})), "a")

    assert engine.collect(some()).to_pylist() == [{"a": 2}]
    engine.write(some(), tmp_path, TableSchema("rows", "rows", (Column("a", "int64", "number"),)))
    assert pq.read_table(tmp_path / "all.parquet").to_pylist() == [{"a": 2}]
    wrong = some().mutate(b=ibis.literal("no number").cast("int64"))
    with pytest.raises(duckdb.ConversionException):
        engine.collect(wrong)
    assert registered(engine) == before
    with engine.scratch():
        kept = engine.keep(some(), "kept")
        assert registered(engine) == sorted([*before, ("kept",)])
        assert engine.collect(kept).to_pylist() == [{"a": 2}]
    assert registered(engine) == before
    engine.close()


def test_a_variable_of_ours_is_no_table() -> None:
    engine = DuckDBEngine()
    rows = pa.table({"a": [1]})
    with pytest.raises(duckdb.CatalogException, match="rows"):
        engine.connection.execute("SELECT * FROM rows")
    assert rows.num_rows == 1
    engine.close()


@pytest.mark.parametrize("table", BOOK)
def test_a_table_without_rows_has_the_types_that_rows_would_have(
    table: str, duckdb_engine: DuckDBEngine
) -> None:
    empty = BOOK[table].empty()
    filled = pa.Table.from_pylist([{}], BOOK[table].arrow)
    with duckdb_engine.scratch():
        for name, rows in (("none", empty), ("one", filled)):
            duckdb_engine.from_arrow(rows, name)
        none, one = (duckdb_engine.connection.sql(f"DESCRIBE {name}").fetchall() for name in ("none", "one"))
    assert none == one
