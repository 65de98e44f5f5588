"""Tables that were computed for later lie in memory, and in a file once they fill it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from closeknit.engines.kept_tables import FEW, KeptTables

ROWS = FEW + 1
WIDE = f"SELECT range AS a, hash(range) AS b, hash(range + 1) AS c, hash(range + 2) AS d FROM range({ROWS})"
"""A table of 16 MB in memory."""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"memory_limit": "30MB", "threads": 1}) as made:
        yield made


@pytest.fixture
def kept(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> KeptTables:
    return KeptTables(connection, tmp_path / "kept.duckdb")


def test_what_fits_into_memory_lies_there(kept: KeptTables, tmp_path: Path) -> None:
    kept.create("one", "SELECT 1 AS a")
    kept.create("two", "FROM one")
    assert not list(tmp_path.iterdir())


def test_once_memory_is_full_a_further_table_goes_into_a_file_and_is_found_by_its_name_alike(
    kept: KeptTables, connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    kept.create("one", WIDE)
    assert not list(tmp_path.iterdir())
    kept.create("two", "FROM one WHERE a % 2 = 0")
    kept.create("three", "SELECT count(*) AS n FROM two")
    assert [file.name for file in tmp_path.iterdir()] == ["kept.duckdb"]
    assert connection.execute("SELECT n FROM three").fetchone() == (ROWS // 2 + 1,)
    alike = "SELECT count(*) FROM one JOIN two USING (a) WHERE one.b = two.b AND one.d = two.d"
    assert connection.execute(alike).fetchone() == (ROWS // 2 + 1,)


def test_the_file_goes_with_the_last_table_in_it_and_comes_again_with_the_next(
    kept: KeptTables, connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    kept.create("one", WIDE)
    for _ in range(2):
        kept.create("two", "SELECT 2 AS a")
        kept.create("three", "SELECT 3 AS a")
        assert kept.drop("two")
        assert list(tmp_path.iterdir())
        assert kept.drop("three")
        assert not list(tmp_path.iterdir())
    assert kept.drop("one")
    assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (0,)
    kept.create("two", "SELECT 2 AS a")
    assert not list(tmp_path.iterdir())


def test_of_tables_that_are_not_kept_nothing_goes(kept: KeptTables) -> None:
    assert not kept.drop("one")


def test_a_statement_that_fails_leaves_nothing_in_the_file(
    kept: KeptTables, connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    kept.create("one", WIDE)
    with pytest.raises(duckdb.InvalidInputException):
        kept.create("two", "SELECT error('no') AS a")
    assert not list(tmp_path.iterdir())
    kept.create("two", "SELECT 2 AS a")
    assert connection.execute("SELECT a FROM two").fetchone() == (2,)


def test_where_the_file_cannot_be_written_that_is_raised_and_what_lies_in_memory_stays(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    kept = KeptTables(connection, tmp_path / "not there" / "kept.duckdb")
    kept.create("one", WIDE)
    with pytest.raises(duckdb.IOException):
        kept.create("two", "SELECT 2 AS a")
    assert connection.execute("SELECT count(*) FROM one").fetchone() == (ROWS,)
