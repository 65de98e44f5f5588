"""The how-to page on mappings does what it says."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from closeknit.sources.mappings.library import mapping_from_text
from tests.sources.mapped import Rows

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "own-mapping.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found.group(1)


def test_the_mapping_on_the_page_reads_the_file_on_the_page() -> None:
    header, *cells = csv.reader(io.StringIO(block("csv")))
    rows = Rows()
    rows.add(mapping_from_text(block("toml")), header, cells)
    stream = "shop/orders"
    assert rows.table("problems", stream=stream) == []
    assert rows.table("activities", "distinct occurred_at::date::text, kind", stream) == [
        ("2026-03-02", "order.placed"), ("2026-03-15", "order.placed"),
    ]  # fmt: skip
    assert rows.table("lines", "amount::text", stream) == [("10.0000",), ("18.0000",), ("5.0000",)]
    assert len(rows.table("activities", "distinct activity_id", stream)) == 2
