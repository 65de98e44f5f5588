"""An Answer in the terminal: headline, findings, tables cut to what one reads, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from closeknit.answers import Answer, AnswerTable, Finding, wording
from closeknit.reports.cells import cell_text, estimate_text, is_number, sure_text

ROWS_SHOWN = 10
"""Rows of a table that the terminal shows before it names the rest."""

FINDINGS_SHOWN = 12
"""Findings that the terminal shows before it names the rest."""


def answer_view(answer: Answer, *, rows: int = ROWS_SHOWN) -> Group:
    """The whole answer as something rich can print."""
    parts: list[RenderableType] = [Text(answer.headline, style="bold"), Text(_under_headline(answer), "dim")]
    parts += [_findings(answer.findings)] if answer.findings else []
    for table in answer.tables:
        if table.data.num_rows:
            parts += [Text(), table_view(table, currency=answer.currency, rows=rows)]
    parts += _notes("Left out", answer.left_out) + _notes("Good to know", answer.assumptions)
    return Group(*parts)


def print_answer(answer: Answer, console: Console, *, rows: int = ROWS_SHOWN) -> None:
    """Print the answer to a console."""
    console.print(answer_view(answer, rows=rows))


def _under_headline(answer: Answer) -> str:
    said = answer.as_of_note or f"as of {wording.day_text(answer.as_of)}"
    return f"{said}{fresh_text(answer)}"


def fresh_text(answer: Answer) -> str:
    """How old the oldest of the sources behind the answer is, where that is worth saying."""
    dated = [f for f in answer.freshness if f.days_old is not None]
    if not dated:
        return ""
    oldest = max(dated, key=lambda f: f.days_old or 0)
    return f" · newest in {oldest.source}: {wording.count(oldest.days_old or 0, 'day')} old"


def finding_view(finding: Finding) -> Group:
    """One finding: its sentence, then how sure it is and how to see what lies behind it."""
    doubt = sure_text(finding)
    if finding.estimate is not None and finding.estimate.low is not None:
        doubt = f"{estimate_text(finding.estimate)} · {doubt}"
    under = Text(f"{doubt} · ", "dim")
    under.append(f"closeknit why {finding.id}", "cyan")
    return Group(Text(f"• {finding.sentence}"), Padding(under, (0, 0, 0, 2)))


def _findings(findings: Iterable[Finding]) -> Group:
    findings = list(findings)
    parts: list[RenderableType] = [Text(), *map(finding_view, findings[:FINDINGS_SHOWN])]
    if len(findings) > FINDINGS_SHOWN:
        parts.append(Text(f"  … and {len(findings) - FINDINGS_SHOWN:,} more (--json shows all)", "dim"))
    return Group(*parts)


def table_view(table: AnswerTable, *, currency: str, rows: int = ROWS_SHOWN) -> Group:
    """One table, its first rows, and how many more there are."""
    shown = [c for c in table.columns if c.kind != "id"]
    drawn = Table(title=table.title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in shown:
        drawn.add_column(column.label, justify="right" if is_number(column) else "left", overflow="fold")
    for row in table.data.slice(0, rows).to_pylist():
        drawn.add_row(*(Text(cell_text(row[c.name], c, currency)) for c in shown))
    parts: list[RenderableType] = [drawn]
    more = table.data.num_rows - rows
    if more > 0:
        parts.append(Text(f"… and {more:,} more (--csv shows all)", "dim"))
    if table.note:
        parts.append(Text(table.note, "dim"))
    return Group(*parts)


def _notes(title: str, notes: Iterable[str]) -> list[RenderableType]:
    notes = list(notes)
    if not notes:
        return []
    return [Text(), Text(f"{title}:", "dim"), *(Text(f"  {note}", "dim") for note in notes)]
