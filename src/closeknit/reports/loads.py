"""What a load and a list of imports look like in the terminal. Lines set aside are in `problems`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from closeknit.answers import wording
from closeknit.ledger.report import AnswersRead, LoadReport, NotUnderstood, Understood

if TYPE_CHECKING:
    from closeknit.ledger.history import ImportState

DONE = "✓"
LONGEST_NAME = 28
"""Characters of a file's name that are shown."""


def load_view(report: LoadReport) -> Group:
    """What was understood, what was not and why, and the next command."""
    parts: list[RenderableType] = [understood_view(report.understood)] if report.understood else []
    parts += [answers_view(sheet) for sheet in report.read]
    parts += [not_understood_view(file) for file in report.not_understood]
    parts += [Text(f"· {note}", "dim") for note in report.notes]
    if report.understood or not (report.read or report.lists):
        parts += [Text(), Text(summary(report))]
    before = report.standing - report.set_aside
    if before > 0:
        parts.append(Text(f"  {wording.count(before, 'line')} of earlier loads still set aside", "dim"))
    if report.set_aside or before > 0:
        parts.append(Text("  why, and what to do: closeknit problems", "dim"))
    return Group(*parts)


def summary(report: LoadReport) -> str:
    """One line in which every line read is accounted for: new, had already, set aside, no data."""
    if not report.understood:
        return "Nothing was loaded."
    known = sum(one.duplicate for one in report.understood)
    rejected = sum(one.rejected for one in report.understood)
    said = f"{wording.count(report.received, 'line')} read: {report.stored:,} new"
    said += f", {known:,} loaded before" if known else ""
    said += f", {report.set_aside:,} set aside"
    said += f", {rejected:,} no data (repeated header, total or remark)" if rejected else ""
    return f"{said} · {report.seconds:.0f} s"


def retry_view(report: LoadReport, *, dry_run: bool) -> Group:
    """What was read again and why; what went in of the lines set aside."""
    if not report.understood:
        same = Text("No mapping and no setting changed since: lines set aside stay so.")
        return Group(same, Text("What to change: closeknit problems", "dim"))
    parts: list[RenderableType] = [understood_view(report.understood)]
    parts += [Text(f"· {note}", "dim") for note in report.notes]
    would = "would go in" if dry_run else "went in"
    said = f"{wording.count(report.received, 'line')} read again: {report.stored:,} set aside before {would}"
    parts += [Text(), Text(f"{said}, {report.set_aside:,} still set aside · {report.seconds:.0f} s")]
    if dry_run:
        parts.append(Text("  nothing was changed; to do it: closeknit retry", "dim"))
    return Group(*parts)


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
            Text(" – ".join(filter(None, (one.title, remark(one))))),
            f"{one.stored:,}",
            f"{one.duplicate:,}" if one.duplicate else "",
            Text(f"{one.set_aside:,}", "yellow") if one.set_aside else "",
            Text(up_to(one), "dim"),
        )
    return drawn


def remark(one: Understood) -> str:
    """What has to be said about a file beside its counts: why it was read anew, that it holds no lines."""
    return one.anew or ("" if one.received else "a header and no lines")


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
    reason = one.reason if one.file in one.reason else f"{one.file}: {one.reason}"
    parts: list[RenderableType] = [Text.assemble(("✗ ", "red"), reason)]
    if one.remedy:
        parts.append(Padding(Text(one.remedy, "dim"), (0, 0, 0, 4), expand=False))
    return Group(*parts)


def answers_view(sheet: AnswersRead) -> Group:
    """A sheet that people filled in: what was read of it, and where to see what it says."""
    said = (
        f"{sheet.file}: what people remember of sales, {wording.count(sheet.lines, 'line')} read, "
        f"{wording.count(sheet.pairs, 'pair')} to compare"
    )
    remarks = "\n".join([*sheet.remarks, "What it says, as a hint and never more: closeknit ask triggers"])
    return Group(Text.assemble((f"{DONE} ", "green"), said), Padding(Text(remarks, "dim"), (0, 0, 0, 4)))


def proposal_text(report: LoadReport, command: str) -> str:
    """The mapping proposed for the first table that nobody knew, and what to type; empty without one.

    `command` is the load as it was typed.
    """
    proposed = [one for one in report.not_understood if one.proposal]
    if not proposed:
        return ""
    more = f" (and {len(proposed) - 1} more)" if len(proposed) > 1 else ""
    return (
        f"\nWhat {proposed[0].file} seems to hold, as a mapping:\n\n{proposed[0].proposal}\n"
        f"To keep it{more} in the folder mappings, look it over, and read by it:\n"
        f"  {command} --propose\n  {command}"
    )


def imports_view(states: Sequence[ImportState]) -> RenderableType:
    """Every import with its number, and how to take it back."""
    if not states:
        return Text("Nothing is loaded yet. Load a folder of exports: closeknit load ~/exports")
    drawn = Table(box=None, pad_edge=False, header_style="dim")
    for label in ("import", "when", "file"):
        drawn.add_column(label, no_wrap=True)
    drawn.add_column("understood as", overflow="fold", min_width=12)
    for label in ("new", "had", "aside"):
        drawn.add_column(label, justify="right", no_wrap=True, min_width=len(label) + 1)
    for state in states:
        drawn.add_row(*import_row(state))
    notes = ["take one back: closeknit undo i-0001"]
    if any(state.set_aside for state in states):
        notes.append("aside: when it was loaded; what is set aside now: closeknit problems")
    return Group(drawn, *(Text(note, "dim") for note in notes))


def import_row(state: ImportState) -> list[RenderableType]:
    """The cells of one import."""
    ended = state.state if state.state in ("undone", "replaced") else ""
    return [
        Text(state.import_id),
        Text(f"{state.at:%Y-%m-%d}"),
        Text(shortened(state.file or "", 24)),
        Text(" – ".join(filter(None, (state.title or state.mapping, ended)))),
        f"{state.stored:,}",
        f"{state.duplicate:,}" if state.duplicate else "",
        Text(f"{state.set_aside:,}", "yellow") if state.set_aside else "",
    ]
