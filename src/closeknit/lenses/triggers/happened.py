"""Events that sources record, of all three sorts, and the form of those that are made of other facts."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from closeknit.claims import JOB_CHANGED, LEFT
from closeknit.engines.portable import look_up
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.kinds import SORTS, THE_DECISION

COLUMNS = ("account_id", "kind", "day", "known_day", "evidence_id")
"""Columns of events, recorded or made."""


def recorded(question: Question) -> ir.Table:
    """Events of the timeline whose kind plays a part here, with `plays`.

    Everybody who took part counts, so a meeting with two customers is one of each; a change of jobs is news
    where somebody begins, and another kind where they left (`person.left`).
    """
    line = question.tables["timeline"]
    rows = line.filter(line.plays.isin(SORTS), line.kind.notin(THE_DECISION), line.account_id != 0)
    rows = rows.filter((rows.kind != JOB_CHANGED) | (rows.role.fill_null("") != LEFT))
    return rows.select("account_id", "kind", "day", "known_day", "plays", evidence_id="activity_id")


def event(
    rows: ir.Table, kind: str, day: ir.Value, number: ir.Value, known: ir.Value | None = None
) -> ir.Table:
    """The rows as events of a kind that no source records; known on their day unless told otherwise."""
    return rows.select(
        account_id=rows.account_id,
        kind=ibis.literal(kind),
        day=day.cast("int32"),
        known_day=(day if known is None else known).cast("int32"),
        evidence_id=number,
    ).select(COLUMNS)


def behind(question: Question, bought: ir.Table) -> ir.Table:
    """Purchases, or what is joined with them, with `activity_id`: the first activity behind each, or 0."""
    links = question.tables["purchase_activities"].semi_join(bought, "purchase_id")
    first = links.group_by("purchase_id").aggregate(activity_id=links.activity_id.min())
    rows = look_up(bought, "purchase_id", first, "purchase_id", activity_id="activity_id")
    return rows.mutate(activity_id=rows.activity_id.fill_null(0))


def some(question: Question, *tables: str) -> bool:
    """Whether each of these tables has rows: what is made of nothing need not be worked out."""
    return all(
        question.collect(question.tables[name].limit(1).aggregate(n=ibis._.count()))["n"][0].as_py()
        for name in tables
    )
