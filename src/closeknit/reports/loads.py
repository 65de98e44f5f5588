"""What a load, a list of imports and the lines set aside look like in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from closeknit.answers import wording
from closeknit.ledger.report import LoadReport, NotUnderstood, Understood
from closeknit.reports.csvform import csv_text

if TYPE_CHECKING:
    from closeknit.ledger.history import ImportState

DONE = "✓"
LONGEST_NAME = 28
"""Characters of a file's name that are shown."""


def load_view(report: LoadReport) -> Group:
    """What was understood, what was not and why, and the next command."""
    parts: list[RenderableType] = [understood_view(report.understood)] if report.understood else []
    parts += [not_understood_view(file) for file in report.not_understood]
    parts += [Text(f"· {note}", "dim") for note in report.notes]
    parts += [Text(), Text(summary(report))]
    if report.set_aside:
        parts.append(Text("  why, and what to do: closeknit problems", "dim"))
    return Group(*parts)


def summary(report: LoadReport) -> str:
    """One line: lines read, new, had already, set aside."""
    known = sum(one.duplicate for one in report.understood)
    said = f"{wording.count(report.received, 'line')} read: {report.stored:,} new"
    said += f", {known:,} loaded before" if known else ""
    return f"{said}, {report.set_aside:,} set aside · {report.seconds:.0f} s"


def understood_view(files: Sequence[Understood]) -> Table:
    """One row a file; long names give way in their middle."""
    drawn = Table(box=None, pad_edge=False, header_style="dim")
    drawn.add_column("")
    drawn.add_column("file", no_wrap=True)
    drawn.add_column("understood as", overflow="fold")
    for label in ("new", "had", "aside"):
        drawn.add_column(label, justify="right", no_wrap=True, min_width=len(label) + 1)
    drawn.add_column("up to", no_wrap=True)
    for one in files:
        drawn.add_row(
            Text(DONE, "green"),
            Text(shortened(one.file or "(read anew)")),
            Text(one.title + (f" – {one.anew}" if one.anew else "")),
            f"{one.stored:,}",
            f"{one.duplicate:,}" if one.duplicate else "",
            Text(f"{one.set_aside:,}", "yellow") if one.set_aside else "",
            Text(up_to(one), "dim"),
        )
    return drawn


def shortened(name: str, most: int = LONGEST_NAME) -> str:
    """A file's name cut in its middle: beginning and end tell files apart."""
    if len(name) <= most:
        return name
    tail = (most - 1) // 2
    return f"{name[: most - 1 - tail]}…{name[-tail:]}"


def up_to(one: Understood) -> str:
    """The newest day that a file tells of."""
    if one.already:
        return "loaded before"
    return wording.day_text(one.last) if one.last is not None else ""


def not_understood_view(one: NotUnderstood) -> Group:
    """One file that was not read, why, and what to do."""
    parts: list[RenderableType] = [Text.assemble(("✗ ", "red"), one.file, ": ", one.reason)]
    if one.remedy:
        parts.append(Padding(Text(one.remedy, "dim"), (0, 0, 0, 4)))
    return Group(*parts)


def imports_view(states: Sequence[ImportState], titles: Mapping[str, str]) -> RenderableType:
    """Every import with its number, and how to take it back; `titles` names streams as people do."""
    if not states:
        return Text("Nothing is loaded yet. Load a folder of exports: closeknit load ~/exports")
    drawn = Table(box=None, pad_edge=False, header_style="dim")
    for label in ("import", "when", "file", "understood as"):
        drawn.add_column(label, overflow="fold")
    for label in ("lines", "new", "set aside"):
        drawn.add_column(label, justify="right")
    drawn.add_column("")
    for state in states:
        drawn.add_row(*import_row(state, titles))
    return Group(drawn, Text("take one back: closeknit undo i-0001", "dim"))


def import_row(state: ImportState, titles: Mapping[str, str]) -> list[RenderableType]:
    """The cells of one import."""
    ended = state.state if state.state in ("undone", "replaced") else ""
    return [
        Text(state.import_id),
        Text(f"{wording.day_text(state.at.date())} {state.at:%H:%M}"),
        Text(state.file or ""),
        Text(titles.get(state.stream_id, state.mapping)),
        f"{state.received:,}",
        f"{state.stored:,}",
        f"{state.set_aside:,}" if state.set_aside else "",
        Text(ended, "dim"),
    ]


def problems_view(found: pa.Table, *, most: int) -> RenderableType:
    """Problems by sort: how many, why, what to do, and the first places."""
    if not found.num_rows:
        return Text("Nothing is set aside.")
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in found.to_pylist():
        groups.setdefault((row["code"], row["field"] or "", row["stream_id"]), []).append(row)
    parts: list[RenderableType] = []
    for rows in sorted(groups.values(), key=len, reverse=True):
        parts += [*problem_group(rows, most), Text()]
    parts.append(Text("After mending: closeknit retry --dry-run, then closeknit retry", "dim"))
    return Group(*parts)


def problem_group(rows: Sequence[dict[str, Any]], most: int) -> list[RenderableType]:
    """One sort of problem with its first places."""
    first = rows[0]
    what = "set aside" if first["severity"] == "row" else "read without this value"
    head = Text.assemble(
        (f"{wording.count(len(rows), 'line')} {what}", "bold"),
        f" · {first['code']}",
        (f" · {first['reason']}", ""),
    )
    parts: list[RenderableType] = [head]
    for row in rows[:most]:
        shown = f"{row['field']} = {row['value']!r}" if row["field"] else (row["raw"] or "")[:100]
        parts.append(Padding(Text(f"{place(row)}: {shown}"), (0, 0, 0, 2)))
    if len(rows) > most:
        parts.append(Text(f"  … and {len(rows) - most:,} more", "dim"))
    parts.append(Padding(Text(first["remedy"], "dim"), (0, 0, 0, 2)))
    return parts


def place(row: dict[str, Any]) -> str:
    """File and line, or record where the line is not known."""
    where = row.get("file") or row["stream_id"]
    if row["line"]:
        return f"{where}:{row['line']}"
    return f"{where}, record {row['ordinal']}" if row["ordinal"] else str(where)


def problems_csv(found: pa.Table) -> str:
    """All problems as CSV."""
    names = found.schema.names
    return csv_text(names, ([row[n] for n in names] for row in found.to_pylist()))
