"""An Answer in the terminal: headline, findings, tables cut to what one reads, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from closeknit.answers import Answer, AnswerTable, Finding, Freshness, ShownColumn, wording
from closeknit.answers.cells import cell_text
from closeknit.reports.cells import estimate_text, is_number, shown, sure_text, whole_table

ROWS_SHOWN = 10
"""Rows of a table that the terminal shows before it names the rest."""

WIDEST, GAP = 36, 2
"""A column is given at most this width before the next one has to go, and this much room beside it."""

FIRST_SHOWN = 5
"""Findings that are shown while the rest of the answer is still worked out."""

FINDINGS_SHOWN = 12
"""Findings that the terminal shows before it names the rest."""


def answer_view(answer: Answer, *, rows: int = ROWS_SHOWN) -> Group:
    """The whole answer as something rich can print."""
    parts: list[RenderableType] = [Text(answer.headline, style="bold"), Text(_under_headline(answer), "dim")]
    further = answer.findings
    if further and further[0].sentence == answer.headline:
        parts.append(_under(further[0]))
        further = further[1:]
    parts += [_findings(further)] if further else []
    for table in answer.tables:
        if table.data.num_rows:
            parts += [Text(), TableView(table, answer.currency, whole_table(answer, table), rows)]
    parts += _notes("Left out", answer.left_out) + _notes("Good to know", answer.assumptions)
    parts += fresh_lines(answer.freshness)
    return Group(*parts)


def first_view(answer: Answer) -> Group:
    """What stands of a long answer, in a few lines, for those who wait for the rest."""
    said = [Text(f"  {f.sentence}") for f in answer.findings[:FIRST_SHOWN] if f.sentence != answer.headline]
    more = "The whole answer follows, once this is checked and tested on past days."
    return Group(Text(f"So far: {answer.headline}", style="bold"), *said, Text(more, "dim"), Text())


def print_answer(answer: Answer, console: Console, *, rows: int = ROWS_SHOWN) -> None:
    """Print the answer to a console."""
    console.print(answer_view(answer, rows=rows))


def _under_headline(answer: Answer) -> str:
    said = answer.as_of_note or f"as of {wording.day_text(answer.as_of)}"
    return f"{said}{fresh_text(answer)}"


def fresh_lines(freshness: Sequence[Freshness]) -> list[RenderableType]:
    """The newest day and its age of each source behind an answer; nothing where there is none."""
    if not freshness:
        return []
    return [Text(), Text(f"Newest in your files – {' · '.join(f.words for f in freshness)}", "dim")]


def fresh_text(answer: Answer) -> str:
    """How old the oldest of the sources behind the answer is, where that is worth saying."""
    dated = [f for f in answer.freshness if f.days_old is not None]
    if not dated:
        return ""
    oldest = max(dated, key=lambda f: f.days_old or 0)
    return f" · oldest of your files: {oldest.source}, {oldest.age}"


def finding_view(finding: Finding) -> Group:
    """One finding: its sentence, then how sure it is and how to see what lies behind it."""
    return Group(Text(f"• {finding.sentence}"), Padding(_under(finding), (0, 0, 0, 2)))


def _under(finding: Finding) -> Text:
    doubt = sure_text(finding)
    if finding.estimate is not None and finding.estimate.low is not None:
        doubt = f"{estimate_text(finding.estimate)} · {doubt}"
    under = Text(f"{doubt} · ", "dim")
    under.append(f"closeknit why {finding.id}", "cyan")
    return under


def _findings(findings: Iterable[Finding]) -> Group:
    findings = list(findings)
    parts: list[RenderableType] = [Text(), *map(finding_view, findings[:FINDINGS_SHOWN])]
    if len(findings) > FINDINGS_SHOWN:
        parts.append(Text(f"  … and {len(findings) - FINDINGS_SHOWN:,} more (--json shows all)", "dim"))
    return Group(*parts)


Texts = Mapping[str, Sequence[str]]
"""The cells of each column by its name, as people read them."""


@dataclass(frozen=True)
class TableView:
    """One table: its first rows, the columns that fit the width, and how much more there is."""

    table: AnswerTable
    currency: str
    whole: str = "--csv"
    rows: int = ROWS_SHOWN

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw it for the width at hand."""
        columns = shown(self.table)
        first = self.table.data.slice(0, self.rows).to_pylist()
        texts = {c.name: [cell_text(row[c.name], c, self.currency) for row in first] for c in columns}
        below = [c for c in columns if c.below]
        beside = fitting([c for c in columns if not c.below], texts, options.max_width)
        yield Text(self.table.title, style="bold")
        if below:
            yield from _with_sentences(beside, below, texts)
        else:
            yield _grid(beside, texts, range(len(first)))
        yield from self._more(len(columns) - len(beside) - len(below))

    def _more(self, columns: int) -> Iterator[Text]:
        rows = self.table.data.num_rows - self.rows
        hidden = [f"{rows:,} more"] if rows > 0 else []
        hidden += [wording.count(columns, "more column")] if columns else []
        if hidden:
            yield Text(f"… and {' and '.join(hidden)} ({self.whole} shows all)", "dim")
        if self.table.note:
            yield Text(self.table.note, "dim")


def _grid(columns: Sequence[ShownColumn], texts: Texts, rows: Sequence[int], *, heads: bool = True) -> Table:
    """These rows side by side; each column as wide as for all rows there are."""
    drawn = Table(box=None, pad_edge=False, header_style="dim", show_header=heads)
    for column in columns:
        drawn.add_column(
            column.label,
            justify="right" if is_number(column) else "left",
            overflow="fold",
            min_width=min(_longest(column, texts), WIDEST),
        )
    for place in rows:
        drawn.add_row(*(Text(texts[c.name][place]) for c in columns))
    return drawn


def _with_sentences(
    beside: Sequence[ShownColumn], below: Sequence[ShownColumn], texts: Texts
) -> Iterator[RenderableType]:
    """Row by row, below each what it says in sentences."""
    for place in range(len(texts[beside[0].name])):
        yield _grid(beside, texts, [place], heads=place == 0)
        for said in filter(None, (texts[column.name][place] for column in below)):
            yield Padding(Text(said, "dim"), (0, 0, 0, 2))


def _longest(column: ShownColumn, texts: Texts) -> int:
    return max([cell_len(column.label), *map(cell_len, texts[column.name])])


def fitting(columns: Sequence[ShownColumn], texts: Texts, width: int) -> list[ShownColumn]:
    """The first columns that fit side by side, each at most WIDEST wide; two at least.

    Where not all fit, one that is empty in every row shown takes no room from those that are not.
    """
    if sum(min(_longest(c, texts), WIDEST) + GAP for c in columns) - GAP > width:
        columns = [c for place, c in enumerate(columns) if place < 1 or any(texts[c.name])]
    used = 0
    shown: list[ShownColumn] = []
    for column in columns:
        used += min(_longest(column, texts), WIDEST) + GAP
        if used - GAP > width and len(shown) > 1:
            break
        shown.append(column)
    return shown


def _notes(title: str, notes: Iterable[str]) -> list[RenderableType]:
    notes = list(notes)
    if not notes:
        return []
    return [Text(), Text(f"{title}:", "dim"), *(Text(f"  {note}", "dim") for note in notes)]
