"""The activities that tell of the events on the list: what lies behind whoever is likely to buy."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from closeknit.day_numbers import LONG_AGO
from closeknit.engines.portable import first_of_each, whole_numbers
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.kinds import MADE, Table, evidence_table
from closeknit.lenses.triggers.open_today import Row

FOUND_IN: Mapping[Table, tuple[str, str]] = {
    "cases": ("activities", "case_id"),
    "parties": ("timeline", "party_id"),
}
"""Where what happened in a case or to a person stands, by which column; of a changed trait nothing does."""

Span = tuple[int, int, int]
"""The number of a case or person, and the first and last day on which what tells of the event can lie."""


def activity_of_each(question: Question, rows: Sequence[Row]) -> list[int | None]:
    """The activity that tells of each event: itself, the last of its case by its day, its person's on it."""
    found: dict[tuple[Table, Span], int] = {}
    for table, (where, column) in FOUND_IN.items():
        spans = {_span(row) for row in rows if evidence_table(row.kind) == table}
        if spans:
            last = _last_of_each(question, where, column, spans)
            found.update({(table, span): activity for span, activity in last.items()})
    return [_activity(row, found) for row in rows]


def _span(row: Row) -> Span:
    """Somebody's earlier doings tell of no arrival or leaving, as a case's do of what came of it."""
    on_the_day = evidence_table(row.kind) == "parties" or (row.kind in MADE and MADE[row.kind].reckoned)
    return row.evidence_id, row.event_day if on_the_day else LONG_AGO, row.event_day


def _last_of_each(question: Question, where: str, column: str, spans: Collection[Span]) -> dict[Span, int]:
    """The last activity of each within its days, where there is one."""
    numbers, since, until = zip(*sorted(spans), strict=True)
    wanted = whole_numbers(number=numbers, since=since, until=until)
    acts = question.having(where, column, set(numbers)).select("day", "activity_id", _of=column).distinct()
    both = wanted.inner_join(acts, wanted.number == acts._of)
    both = both.filter(both.day.between(both.since, both.until))
    last = first_of_each(both, ["number", "since", "until"], [both.day.desc(), both.activity_id.desc()])
    told = question.collect(last.select("number", "since", "until", "activity_id")).to_pylist()
    return {(one["number"], one["since"], one["until"]): one["activity_id"] for one in told}


def _activity(row: Row, found: Mapping[tuple[Table, Span], int]) -> int | None:
    table = evidence_table(row.kind)
    if table == "activities":
        return row.evidence_id or None
    return found.get((table, _span(row)))
