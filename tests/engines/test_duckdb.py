"""What is particular to DuckDB."""

from __future__ import annotations

import gc
from pathlib import Path

import pyarrow as pa
import pytest

from closeknit.engines.duckdb import DuckDBEngine
from closeknit.errors import EngineError


def test_nothing_is_fetched_from_the_internet() -> None:
    engine = DuckDBEngine()
    asked = engine.connection.execute("SELECT current_setting('autoinstall_known_extensions')").fetchone()
    assert asked == (False,)
    engine.close()


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


def test_equal_expressions_are_compiled_once() -> None:
    engine = DuckDBEngine()
    for _ in range(3):
        with engine.scratch():
            table = engine.from_arrow(pa.table({"a": [1]}), "rows")
            engine.collect(table.filter(table.a > 0))
    assert len(engine._compiled) == 1
    engine.close()
