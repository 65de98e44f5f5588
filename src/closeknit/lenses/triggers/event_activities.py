"""The activities that tell of the events on the list: what lies behind whoever is likely to buy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import ibis.expr.types as ir

from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.kinds import Table, evidence_table
from closeknit.lenses.triggers.open_today import Row

FOUND_IN: Mapping[Table, tuple[str, str]] = {
    "cases": ("activities", "case_id"),
    "parties": ("timeline", "party_id"),
}
"""Where what happened in a case or to a person stands, by which column; of a changed trait nothing does."""

Acts = Mapping[tuple[Table, int], Sequence[tuple[int, int]]]
"""Day and activity, by the row that an event is made of."""


def activity_of_each(question: Question, rows: Sequence[Row]) -> list[int | None]:
    """The activity that tells of each event: itself, or the last of its case or person by its day."""
    found: dict[tuple[Table, int], list[tuple[int, int]]] = defaultdict(list)
    for table, (where, column) in FOUND_IN.items():
        of = {row.evidence_id for row in rows if evidence_table(row.kind) == table}
        if of:
            acts = question.having(where, column, of)
            told = question.collect(acts.select("day", "activity_id", number=acts[column]).distinct())
            for one in told.to_pylist():
                found[table, one["number"]].append((one["day"], one["activity_id"]))
    return [_activity(row, found) for row in rows]


def _activity(row: Row, found: Acts) -> int | None:
    table = evidence_table(row.kind)
    if table == "activities":
        return row.evidence_id or None
    acts = [act for act in found.get((table, row.evidence_id), ()) if act[0] <= row.event_day]
    return max(acts)[1] if acts else None


def told_by(question: Question, activities: Sequence[int]) -> ir.Table:
    """These activities, by whose they are: party_id, day, activity_id."""
    line = question.having("timeline", "activity_id", activities)
    return line.select("day", "activity_id", party_id="account_id").distinct()
