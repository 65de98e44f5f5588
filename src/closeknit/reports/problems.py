"""What lines set aside look like in the terminal and as CSV: how many, why, where, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from closeknit.answers import wording
from closeknit.reports.csvform import csv_text

Row = dict[str, Any]

LONGEST_EXCERPT = 100
"""Characters of a line that are shown."""

AFTER_MENDING = (
    "After mending a file: load it again.",
    "After mending a mapping or closeknit.toml: closeknit retry --dry-run, then closeknit retry",
)


def problems_view(found: pa.Table, *, most: int) -> RenderableType:
    """Problems by sort: how many, why, what to do, and the first places."""
    if not found.num_rows:
        return Text("Nothing is set aside.")
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in found.to_pylist():
        groups.setdefault((row["code"], row["field"] or "", row["stream_id"]), []).append(row)
    parts: list[RenderableType] = []
    for rows in sorted(groups.values(), key=len, reverse=True):
        parts += [*problem_group(rows, most), Text()]
    parts += [Text(line, "dim") for line in AFTER_MENDING]
    return Group(*parts)


def problem_group(rows: Sequence[Row], most: int) -> list[RenderableType]:
    """One sort of problem with its first places."""
    first = rows[0]
    what = "set aside" if first["severity"] == "row" else "read without this value"
    others = len(rows) - sum(row["reason"] == first["reason"] for row in rows)
    head = Text.assemble(
        (f"{wording.count(len(rows), 'line')} {what}", "bold"),
        f": {first['reason']}",
        f" (and {others:,} like it)" if others else "",
        (f" · {first['code']}", "dim"),
    )
    parts: list[RenderableType] = [head]
    parts += [_indented(f"{place(row)}: {shown(row, len(place(row)))}") for row in rows[:most]]
    if len(rows) > most:
        parts.append(_indented(f"… and {len(rows) - most:,} more (--most, --csv)"))
    parts.append(_indented(first["remedy"], "dim"))
    return parts


def _indented(text: str, style: str = "") -> Padding:
    return Padding(Text(text, style), (0, 0, 0, 2), expand=False)


def shown(row: Row, used: int = 0) -> str:
    """The value that is wrong with its column; the beginning of the line where it is not one value.

    `used` are characters of the printed line that are taken.
    """
    named = row["field"] and row["value"]
    said = f"{row['field']} = {row['value']!r}" if named else " ".join((row["raw"] or "").split())
    most = max(LONGEST_EXCERPT - used, 40)
    return said if len(said) <= most else f"{said[: most - 1]}…"


def place(row: Row) -> str:
    """File and line, or record where the line is not known."""
    where = row.get("file") or row["stream_id"]
    if row["line"]:
        return f"{where}:{row['line']}"
    return f"{where}, record {row['ordinal']}" if row["ordinal"] else str(where)


def problems_csv(found: pa.Table) -> str:
    """All problems as CSV."""
    names = found.schema.names
    return csv_text(names, ([row[n] for n in names] for row in found.to_pylist()))
