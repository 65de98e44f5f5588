"""What every engine can do, on each of them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from closeknit.columns import Column, TableSchema
from closeknit.engines import Engine, engine_for
from closeknit.engines.parts import changes_file, part_file
from closeknit.errors import EngineError
from closeknit.settings import Settings

THINGS = TableSchema(
    "things",
    "one of every type",
    (
        Column("part", "int32", "part"),
        Column("id", "int64", "number"),
        Column("name", "text", "text", nullable=True),
        Column("share", "float64", "float", nullable=True),
        Column("yes", "bool", "truth", nullable=True),
        Column("at", "timestamp", "time", nullable=True),
        Column("amount", "decimal", "money", nullable=True),
        Column("tags", "list of text", "texts", nullable=True),
    ),
)
WHOLE = TableSchema("whole", "no parts", THINGS.columns[1:3])
DAYS = TableSchema(
    "days", "what of accounts", (Column("account_id", "int64", "whose"), Column("day", "int32", "day"))
)


def things() -> pa.Table:
    """Rows of parts 3, 0 and 31, out of order, with nulls."""
    rows = [
        {"part": 3, "id": 9, "name": "ß'\"", "share": 0.5, "yes": True,
         "at": datetime(2024, 3, 31, 2, 30, 0, 7), "amount": Decimal("-1.2345"), "tags": ["a", "b"]},
        {"part": 3, "id": 2},
        {"part": 0, "id": 5, "name": "", "share": 1e300, "yes": False, "at": datetime(1969, 1, 1),
         "amount": Decimal("99999999999999.9999"), "tags": []},
        {"part": 31, "id": 2**62, "name": "x", "share": 0.0, "yes": True, "at": datetime(2199, 1, 1),
         "amount": Decimal(0), "tags": ["é"]},
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=THINGS.arrow)


def by_id(table: pa.Table) -> list[dict[str, object]]:
    """Rows by number."""
    return sorted(table.to_pylist(), key=lambda r: r["id"])


def test_a_text_with_a_NUL_is_the_same_as_itself_alone(every_engine: Engine) -> None:
    names = ["a", "a\0b", "\0", "'\0'", "ab"]
    table = every_engine.from_arrow(pa.table({"name": names}), "named")
    for name in names:
        found = every_engine.collect(table.filter(table.name == name))
        assert found["name"].to_pylist() == [name]
    starting = every_engine.collect(table.filter(table.name.startswith("a\0") | table.name.isin(["'\0'"])))
    assert sorted(starting["name"].to_pylist()) == ["'\0'", "a\0b"]


def test_every_type_survives_the_way_in_and_out(every_engine: Engine) -> None:
    table = every_engine.from_arrow(things(), "things")
    found = every_engine.collect(table)
    assert by_id(found) == by_id(things())
    assert found.schema.types == THINGS.arrow.types


def test_every_type_survives_files(every_engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "odd [name] {x} #1 *"
    written = every_engine.write(every_engine.from_arrow(things(), "things"), folder, THINGS, order=["id"])
    assert written == {"part-00.parquet": 1, "part-03.parquet": 2, "part-31.parquet": 1}
    assert pq.read_schema(folder / "part-00.parquet").remove_metadata().types == THINGS.arrow.types
    read = every_engine.read([str(folder / name) for name in written], THINGS)
    assert by_id(every_engine.collect(read)) == by_id(things())


def test_rows_of_a_file_are_sorted(every_engine: Engine, tmp_path: Path) -> None:
    every_engine.write(every_engine.from_arrow(things(), "things"), tmp_path, THINGS, order=["id"])
    assert pq.read_table(tmp_path / "part-03.parquet")["id"].to_pylist() == [2, 9]


def test_a_table_without_parts_is_one_file(every_engine: Engine, tmp_path: Path) -> None:
    table = every_engine.from_arrow(things(), "things").select("id", "name")
    assert every_engine.write(table, tmp_path, WHOLE, order=["id"]) == {"all.parquet": 4}
    assert [p.name for p in tmp_path.iterdir()] == ["all.parquet"]


def test_nothing_is_written_for_no_rows(every_engine: Engine, tmp_path: Path) -> None:
    empty = every_engine.from_arrow(THINGS.empty(), "things")
    assert every_engine.write(empty, tmp_path / "none", THINGS) == {}


def test_no_files_are_an_empty_table(every_engine: Engine) -> None:
    found = every_engine.collect(every_engine.read([], THINGS))
    assert (found.num_rows, found.schema.types) == (0, THINGS.arrow.types)


def test_of_accounts_replaced_only_what_changes_hold_is_read(every_engine: Engine, tmp_path: Path) -> None:
    def file(name: str, *rows: tuple[int, int]) -> str:
        table = pa.table({"account_id": [a for a, _ in rows], "day": [d for _, d in rows]})
        pq.write_table(table.cast(DAYS.arrow), tmp_path / name)
        return str(tmp_path / name)

    whole, changes = file(part_file(1), (1, 10), (33, 10)), file(changes_file(1), (33, 11), (33, 12))
    for files, replaced, found in (
        ([whole, changes], [33, 65], [(1, 10), (33, 11), (33, 12)]),
        ([whole], [33], [(1, 10)]),
        ([changes], [33], [(33, 11), (33, 12)]),
        ([whole], [], [(1, 10), (33, 10)]),
    ):
        rows = every_engine.collect(every_engine.read(files, DAYS, replaced=replaced)).to_pylist()
        assert sorted((row["account_id"], row["day"]) for row in rows) == found


def test_what_is_kept_goes_with_the_scratch(every_engine: Engine) -> None:
    outside = every_engine.from_arrow(pa.table({"a": [1, 2]}), "outside")
    with every_engine.scratch():
        kept = every_engine.keep(outside.filter(outside.a > 1), "kept")
        assert every_engine.collect(kept).num_rows == 1
    with pytest.raises(Exception, match=r"(?i)kept"):
        every_engine.collect(kept)
    assert every_engine.collect(outside).num_rows == 2


def test_what_nothing_needs_any_more_goes_before_its_scratch(every_engine: Engine) -> None:
    with every_engine.scratch():
        first = every_engine.keep(every_engine.from_arrow(pa.table({"a": [1, 2]}), "given"), "first")
        second = every_engine.keep(first.filter(first.a > 1), "second")
        every_engine.let_go(first)
        with pytest.raises(Exception, match=r"(?i)first"):
            every_engine.collect(first)
        assert every_engine.collect(second).to_pylist() == [{"a": 2}]
    with pytest.raises(Exception, match=r"(?i)second"):
        every_engine.collect(second)


def test_memory_tables_of_ibis_can_be_joined(every_engine: Engine) -> None:
    table = every_engine.from_arrow(pa.table({"a": [1, 2]}), "rows")
    found = every_engine.collect(table.semi_join(ibis.memtable({"a": [2, 3]}), "a"))
    assert found.to_pylist() == [{"a": 2}]


def test_a_file_that_is_gone_is_an_engine_error(every_engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(EngineError):
        every_engine.collect(every_engine.read([str(tmp_path / "gone.parquet")], THINGS))


def test_the_settings_choose_the_engine() -> None:
    engine = engine_for(Settings())
    assert engine.name == "duckdb"
    engine.close()
