"""Parquet files as texts."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.sources.files_read import read


def test_values_come_out_as_texts_and_structures_flat(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array([881.0, None, 1.25]),
            "at": pa.array([datetime(2024, 5, 6, 7, 8), None, None]),
            "seen": pa.array([datetime(2024, 5, 6, 7, 8, tzinfo=UTC), None, None]),
            "amount": pa.array([Decimal("12.50"), None, Decimal("3.00")]),
            "who": pa.array([{"name": " Ana ", "age": 4}, None, {"name": "Ben", "age": None}]),
            "tags": pa.array([["a", "b"], None, []]),
            "paid": pa.array([True, None, False]),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    got = read(tmp_path / "t.parquet")
    assert got.header == ("id", "at", "seen", "amount", "who.name", "who.age", "tags", "paid")
    assert got.rows[0] == (
        "881",
        "2024-05-06 07:08:00",
        "2024-05-06 07:08:00+00",
        "12.50",
        "Ana",
        "4",
        '["a","b"]',
        "true",
    )
    assert got.rows[1] == (None,) * 8
    assert got.rows[2] == ("1.25", None, None, "3.00", "Ben", None, "[]", "false")
    assert got.lines == [1, 2, 3]


def test_a_parquet_file_in_a_folder_named_like_a_partition_gains_no_column(tmp_path: Path) -> None:
    (tmp_path / "year=2024").mkdir()
    path = tmp_path / "year=2024" / "t.parquet"
    pq.write_table(pa.table({"a": ["x"]}), path)
    assert read(path).header == ("a",)
