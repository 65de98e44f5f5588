"""What a customer's people care about: their newest sentences with a stance, and what they open."""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir

from closeknit.answers import Subject
from closeknit.engines.portable import remembered
from closeknit.lenses.people import names
from closeknit.lenses.revenue import YEAR
from closeknit.lenses.seam import Question
from closeknit.texts.stances import OPENED

RECENT = 200
"""Newest sentences of a customer that are looked through."""

SHOWN = 5


@dataclass(frozen=True)
class Voice:
    """A sentence of somebody's, or a title opened, with its stance and day number."""

    who: Subject
    stance: str
    quote: str
    day: int
    activity_id: int


def cares_about(question: Question, account: int) -> tuple[Voice, ...]:
    """The newest of the last twelve months, words before what was only opened; each said once."""
    newest = _newest(question.here("mentions", account), question.as_of_day)
    found = question.collect(newest).to_pylist()
    once = {(row["stance"], row["words"]): row for row in reversed(found)}
    newest = sorted(once.values(), key=lambda row: (row["stance"] == OPENED, -row["day"], row["quote"]))
    kept = newest[:SHOWN]
    named = names(question, {row["party_id"] for row in kept})
    return tuple(
        Voice(named.subject(row["party_id"]), row["stance"], row["quote"], row["day"], row["activity_id"])
        for row in kept
    )


@remembered
def _newest(rows: ir.Table, today: int) -> ir.Table:
    mine = rows.filter(rows.stance != "", rows.day > today - YEAR)
    wanted = mine.select("party_id", "stance", "quote", "words", "day", "activity_id").distinct()
    order = [wanted.day.desc(), wanted.activity_id, wanted.quote, wanted.stance]
    return wanted.order_by(order).limit(RECENT)
