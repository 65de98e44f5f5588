"""Files of sorted rows."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from closeknit.columns import Column, TableSchema
from closeknit.engines.parts import is_parted, part_file, write_parts

SCHEMA = TableSchema("t", "a row", (Column("part", "int32", "part"), Column("n", "int64", "number")))


def batches(*parts: list[int]) -> list[pa.RecordBatch]:
    """Batches with these parts, rows numbered from 0."""
    n = iter(range(1000))
    return [
        pa.RecordBatch.from_pydict({"part": pa.array(p, pa.int32()), "n": [next(n) for _ in p]})
        for p in parts
    ]


def test_a_part_that_spans_batches_is_one_file(tmp_path: Path) -> None:
    written = write_parts(batches([0, 0, 1], [], [1, 1, 7]), tmp_path, SCHEMA)
    assert written == {"part-00.parquet": 2, "part-01.parquet": 3, "part-07.parquet": 1}
    assert pq.read_table(tmp_path / "part-01.parquet")["n"].to_pylist() == [2, 3, 4]


def test_a_table_without_a_column_part_is_not_parted() -> None:
    assert is_parted(SCHEMA)
    assert not is_parted(TableSchema("t", "a row", SCHEMA.columns[1:]))


def test_part_files_sort_by_their_number() -> None:
    names = [part_file(n) for n in range(32)]
    assert names == sorted(names)
