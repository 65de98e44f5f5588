"""How a table is described: its columns with type, unit and meaning, in one value.

The claim, ledger and book tables are declared with these, so that the reference pages, the Arrow
schemas and the tests all grow from the same lines. Nothing here knows what the tables are for.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

ARROW_TYPES: dict[str, pa.DataType] = {
    "int64": pa.int64(),
    "int32": pa.int32(),
    "text": pa.string(),
    "bool": pa.bool_(),
    "float64": pa.float64(),
    # Timestamps are UTC by convention and carry no zone: Spark drops zones from schemas.
    "timestamp": pa.timestamp("us"),
    "decimal": pa.decimal128(18, 4),
    "list of text": pa.list_(pa.string()),
}
"""Type names as the reference shows them, with the Arrow type each stands for."""


@dataclass(frozen=True)
class Column:
    """One column: its name, type (a key of ARROW_TYPES), meaning, unit and an example value.

    `personal` marks values that can name or reach a person; they are kept out of file statistics.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    nullable: bool = False
    personal: bool = False
    example: str = ""


@dataclass(frozen=True)
class TableSchema:
    """One table: its name, what one row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema; nullability is documentation, not enforced by the file."""
        return pa.schema([pa.field(c.name, ARROW_TYPES[c.type]) for c in self.columns])

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(c.name for c in self.columns)

    def empty(self) -> pa.Table:
        """A table of this schema with no rows."""
        return self.arrow.empty_table()
