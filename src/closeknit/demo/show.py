"""The demo: make the sample business, load it, and say what it finds, part by part.

Every figure is read from the answers; nothing here knows what was planted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from closeknit.answers import Answer, Finding, Verdict, wording
from closeknit.briefings.one_list import OneList
from closeknit.business import Business
from closeknit.day_numbers import day_to_date
from closeknit.demo import make
from closeknit.ledger.report import LoadReport
from closeknit.progress import Progress
from closeknit.reports.briefings import today_view
from closeknit.reports.cells import sure_text
from closeknit.reports.loads import load_view
from closeknit.settings import SETTINGS_FILE
from closeknit.workspace import open_workspace

SHOWN_MINUTES = 45
"""Today's list is shown for so many minutes."""

STORY = ("late", "loss_maker")
"""Kinds of findings that the demo leads with, in this order."""

TWICE = "twice"
"""Kind of finding that says who stands twice in one program."""

HANGS_ON = "hangs_on"
"""Kind of finding that names whom revenue hangs on, and the way to somebody else there."""

UNTHANKED = "unthanked"
"""Kind of finding that names who sent customers and was never thanked, and what these brought."""

WORRIES = "worries"
"""Kind of finding that says who worries or complains, in their words."""

BUYING = "triggers"
"""The question when customers buy."""


def run_demo(
    folder: Path, *, end: date, size: float, seed: int, progress: Progress
) -> Iterator[RenderableType]:
    """What the demo prints, part by part, while it works. A folder made before is used again."""
    if not (folder / SETTINGS_FILE).exists():
        progress.step("Making the sample business")
        make(folder, end=end, size=size, seed=seed)
    business = Business(open_workspace(folder))
    yield Text(
        f"{business.settings.name}: a made-up firm, its export files are in {folder / 'exports'}", "dim"
    )
    with business:
        report = business.load([folder / "exports"], progress=progress)
        yield load_view(report)
        answers = business.answers(as_of=end, progress=progress)
        yield Text()
        newest = newest_ticket(business, end)
        yield findings_view(answers, business.one_list(end), report, newest)
        yield Text()
        yield today_view(business.today(minutes=SHOWN_MINUTES, as_of=end, progress=progress))
        yield Text()
        yield next_view(folder)


def findings_view(
    answers: Sequence[Answer], whole: OneList, report: LoadReport, ticket_days: int | None
) -> Group:
    """The findings an owner wants first, each with how sure it is and the command that shows more."""
    found = [f for a in answers for f in a.findings]
    parts: list[RenderableType] = [Text("What it finds", "bold")]
    late, loss = (next((f for f in found if f.kind == kind), None) for kind in STORY)
    parts += finding_part(late) + one_list_part(whole)
    parts += finding_part(next((f for f in found if f.kind == TWICE), None)) + finding_part(loss)
    parts += finding_part(next((f for f in found if f.kind == HANGS_ON), None))
    parts += finding_part(next((f for f in found if f.kind == UNTHANKED), None))
    parts += finding_part(next((f for f in found if f.kind == WORRIES), None))
    parts += [line for finding in buying(answers) for line in finding_part(finding)]
    parts += finding_part(refusal(asked_of(answers, BUYING)))
    parts += part(data_line(report, ticket_days), "closeknit problems · closeknit imports")
    return Group(*parts)


def buying(answers: Sequence[Answer]) -> list[Finding]:
    """What comes before customers buy: the surest, and the most tempting that is none."""
    found = asked_of(answers, BUYING)
    outside = [
        f
        for f in found
        if f.verdict is Verdict.ESTABLISHED
        and f.values.get("sort") == "trigger"
        and f.values.get("direction") == "raises"
    ]
    return outside[:1] + [f for f in found if f.values.get("tempting")][:1]


def asked_of(answers: Sequence[Answer], lens: str) -> list[Finding]:
    """The findings of one question."""
    return [f for a in answers if a.lens == lens for f in a.findings]


def refusal(found: Sequence[Finding]) -> Finding | None:
    """What cannot be told yet; rather one that says how much more it would take."""
    refused = [f for f in found if f.verdict is Verdict.NOT_ENOUGH_DATA]
    return next((f for f in refused if any(map(str.isdigit, f.needed))), refused[0] if refused else None)


def finding_part(finding: Finding | None) -> list[RenderableType]:
    """One finding of the demo; nothing when there is none of the kind."""
    if finding is None:
        return []
    return part(finding.sentence, f"{sure_text(finding)} · closeknit why {finding.id}")


def part(sentence: str, under: str) -> list[RenderableType]:
    """A sentence, and under it what it rests on and what to type."""
    return [Text(), Text(f"• {sentence}"), Padding(Text(under, "dim"), (0, 0, 0, 2))]


def one_list_part(whole: OneList) -> list[RenderableType]:
    """How many customers there are, and the largest that stands there twice."""
    sentence = f"You have {whole.customers:,} customers, not {whole.names:,}."
    if whole.joined is None:
        return part(sentence, "counted over all files")
    one, other = whole.joined.names
    sentence += (
        f" “{one}” and “{other}” are one firm, together your {wording.ordinal(whole.joined.rank)} largest."
    )
    return part(sentence, f'closeknit why "{one}" shows why, closeknit undo takes it back')


def newest_ticket(business: Business, day: date) -> int | None:
    """How many days before a day the last ticket was opened."""
    happened = business.tables()["activities"]
    opened = happened.filter(happened.kind == "ticket.opened").aggregate(last=happened.day.max())
    (last,) = business.engine.collect(opened)["last"].to_pylist()
    return None if last is None else (day - day_to_date(last)).days


def data_line(report: LoadReport, ticket_days: int | None) -> str:
    """How much was read, how much set aside, how new it is."""
    newest = "" if ticket_days is None else f", newest ticket {wording.count(ticket_days, 'day')} old"
    return f"{wording.count(report.received, 'line')} read, {report.set_aside:,} set aside{newest}."


def next_view(folder: Path) -> Group:
    """What to try next."""
    tries = (
        f"cd {folder}",
        "closeknit today --minutes 180",
        'closeknit show "Okafor Foods"',
        "closeknit ask profit --html profit.html",
    )
    return Group(
        Text("Try next", "bold"),
        *(Padding(Text(line), (0, 0, 0, 2)) for line in tries),
        Text(
            "With files of your own: closeknit init mybusiness && cd mybusiness && closeknit load ~/exports",
            "dim",
        ),
    )
