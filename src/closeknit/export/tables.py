"""A table written to a file, chosen by its ending: CSV, Parquet, JSON lines, vCards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from closeknit.errors import UnknownQuestion
from closeknit.export.files import writing
from closeknit.reports.csvform import csv_text
from closeknit.reports.jsonform import plain
from closeknit.reports.vcards import vcard_text

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = (".csv", ".parquet", ".jsonl")
ADDRESS_BOOK = ".vcf"
AS_CARDS = ("cards", "outreach")
"""What can be written as an address book."""


def write_table(table: pa.Table, what: str, to: Path) -> str:
    """Write a table to a file, chosen by its ending; says how many rows it took."""
    fitting(to, what, forms_of(what))
    with writing(to) as file:
        if to.suffix == ".parquet":
            import pyarrow.parquet as pq

            pq.write_table(table, file)
        else:
            # Line ends are part of the form: CSV and vCard have both characters.
            file.write_text(_TEXTS[to.suffix](table), encoding="utf-8", newline="")
    return f"{table.num_rows:,} rows written to {to}\n"


def forms_of(what: str) -> tuple[str, ...]:
    """Endings of the files that a table can be written to."""
    return (*FORMATS, ADDRESS_BOOK) if what in AS_CARDS else FORMATS


def fitting(to: Path, what: str, forms: tuple[str, ...]) -> None:
    """UnknownQuestion when a file's ending is none of those that can be written."""
    if to.suffix not in forms:
        raise UnknownQuestion(
            f'"{to.name}" ends in none of {", ".join(forms)}',
            remedy=f"For example: --to {what}{forms[0]}",
            about=to.name,
        )


def as_csv(table: pa.Table) -> str:
    """All rows as CSV that a spreadsheet opens safely."""
    columns = [table.column(name).to_pylist() for name in table.schema.names]
    return csv_text(table.schema.names, zip(*columns, strict=True))


def as_json_lines(table: pa.Table) -> str:
    """One JSON object a row."""
    rows = ({name: plain(value) for name, value in row.items()} for row in table.to_pylist())
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def as_vcards(table: pa.Table) -> str:
    """The mailing list as an address book."""
    return vcard_text(table.to_pylist())


_TEXTS = {".csv": as_csv, ".jsonl": as_json_lines, ADDRESS_BOOK: as_vcards}
