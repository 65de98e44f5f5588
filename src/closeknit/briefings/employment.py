"""Where a person works and worked, since and until when, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from closeknit.answers import Subject
from closeknit.briefings.taking_part import own
from closeknit.claims import JOB_CHANGED, LEFT, WORKS_AT
from closeknit.day_numbers import LONG_AGO
from closeknit.lenses.naming import Meant
from closeknit.lenses.people import names
from closeknit.lenses.seam import Question

BY_ADDRESS = 0
"""Record number of an employer that only an address shows."""


@dataclass(frozen=True)
class Employment:
    """One employer; days as far as anybody says, `stated` false where only an address shows it."""

    firm: Subject
    since_day: int | None
    until_day: int | None
    stated: bool


def employment(question: Question, who: Meant) -> tuple[Employment, ...]:
    """Employers as known on the day of the question: those that last before ended ones, newest first."""
    ties = own(question, "relationships", who)
    mine = ties.filter(ties.from_party == who.subject.party_id, ties.kind == WORKS_AT)
    rows = question.collect(mine).to_pylist()
    left = _left(question, who)
    firms = sorted({row["to_party"] for row in rows} | set(left))
    named = names(question, firms)
    found = [
        _of_firm(question, named.subject(firm), [r for r in rows if r["to_party"] == firm], left.get(firm))
        for firm in firms
    ]
    ordered = sorted(found, key=lambda e: (e.until_day is not None, -(e.since_day or LONG_AGO), e.firm.name))
    return tuple(_superseded(ordered))


def _left(question: Question, who: Meant) -> dict[int, int]:
    """Firms that the person was seen to leave for another, and the day."""
    line = own(question, "timeline", who)
    mine = line.filter(line.kind == JOB_CHANGED, line.party_id == who.subject.party_id).select("activity_id")
    changes = sorted(set(question.collect(mine)["activity_id"].to_pylist()))
    if not changes:
        return {}
    all_there = question.having("timeline", "activity_id", changes)
    rows = question.collect(all_there.filter(all_there.role == LEFT))
    return dict(zip(rows["party_id"].to_pylist(), rows["day"].to_pylist(), strict=True))


def _of_firm(question: Question, firm: Subject, rows: list[dict[str, Any]], left: int | None) -> Employment:
    """All that is said of one employer as one: the earliest beginning; an end where all say one, else the
    day on which the person was seen to leave."""
    since = [r["since_day"] for r in rows if r["since_day"] is not None]
    ends = [r["until_day"] for r in rows]
    over = [end for end in ends if end is not None and end <= question.as_of_day]
    return Employment(
        firm,
        min(since, default=None),
        max(over) if over and len(over) == len(ends) else left,
        any(r["record_id"] != BY_ADDRESS for r in rows),
    )


def _superseded(ordered: list[Employment]) -> list[Employment]:
    """An undated address gives way to an employer that a source dates."""
    dated = any(e.until_day is None and e.since_day is not None for e in ordered)
    said = [e for e in ordered if not (dated and not e.stated and e.since_day is None)]
    return said or ordered
