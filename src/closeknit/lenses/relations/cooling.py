"""Relationships that cool: contact in the last quarter rarer than chance explains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from closeknit.answers import AnswerTable, Finding, ShownColumn, Subject, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.behind import behind
from closeknit.lenses.parts import Part
from closeknit.lenses.relations.known import Known, Tie
from closeknit.lenses.seam import Question, State
from closeknit.lenses.states import state_column
from closeknit.lenses.strengths import WEIGHTS
from closeknit.methods.fdr import q_values
from closeknit.methods.tails import binomial_at_most

FALSE_ALARMS = 0.1
EXPECTED = 0.25
"""Share of a year's weeks that the last 13 are."""

LEAST_WEEKS = ceil(log(FALSE_ALARMS) / log(1 - EXPECTED))
"""Weeks of contact in a year below which even none of them lately could be chance: such relationships are not
looked at, so that they take nothing from those that can tell (Tarone 1990, Biometrics 46:515–522)."""


def contacts_with(question: Question, people: Sequence[int]) -> ir.Table:
    """What these people and we were in touch by: party_id, day, activity_id."""
    line = question.tables["timeline"]
    line = line.filter(line.kind.isin(list(WEIGHTS)), line.party_id.isin(list(people)))
    return line.select("party_id", "day", "activity_id").distinct()


STATE = State(
    "cooling",
    "cooling",
    "contact became much rarer in the last quarter",
    because=("last in touch on {last}", "{ours} knows them best"),
    behind=contacts_with,
)
MOST_NAMED = 200


@dataclass(frozen=True)
class Relation:
    """An outsider and all of us together; `closest`: who of us knows them best."""

    person: int
    strength: float
    strength_before: float
    recent: int
    before: int
    first_day: int | None
    last_day: int | None
    sent: float
    got: float
    closest: int
    colleagues: int


def of_the_firm(known: Known) -> list[Relation]:
    """Outsiders with how well the firm knows them, the best known first."""
    by_person: dict[int, list[Tie]] = defaultdict(list)
    for tie in known.with_us:
        by_person[tie.other].append(tie)
    rows = [_together(person, ties) for person, ties in by_person.items()]
    return sorted(rows, key=lambda r: (-r.strength, r.person))


def _together(person: int, ties: list[Tie]) -> Relation:
    """Strengths joined as chances would be; weeks as of whichever of us was in touch in most of them."""
    best = max(ties, key=lambda t: (t.strength, -t.one))
    days = [t.first_day for t in ties if t.first_day is not None]
    last = [t.last_day for t in ties if t.last_day is not None]
    return Relation(
        person=person,
        strength=1 - float(np.prod([1 - t.strength for t in ties])),
        strength_before=1 - float(np.prod([1 - t.strength_before for t in ties])),
        recent=max(t.recent for t in ties),
        before=max(t.before for t in ties),
        first_day=min(days, default=None),
        last_day=max(last, default=None),
        sent=sum(t.sent for t in ties),
        got=sum(t.got for t in ties),
        closest=best.one,
        colleagues=len(ties),
    )


def cooled(rows: list[Relation]) -> list[Relation]:
    """Those that cool, the strongest before first."""
    told = [r for r in rows if r.recent + r.before >= LEAST_WEEKS]
    recent, before = (np.array([getattr(r, name) for r in told], int) for name in ("recent", "before"))
    p = binomial_at_most(recent, recent + before, EXPECTED)
    found = [r for r, q in zip(told, q_values(p), strict=True) if q <= FALSE_ALARMS]
    return sorted(found, key=lambda r: (-r.strength_before, r.person))


def cooling(known: Known, rows: list[Relation]) -> Part:
    """The finding and the table of all relationships."""
    found = cooled(rows)
    return Part(
        findings=(_finding(known, found),) if found else (),
        tables=(_table(known, rows, found),) if rows else (),
    )


def _finding(known: Known, found: list[Relation]) -> Finding:
    question, first = known.question, found[0]
    who, best = known.persons[first.person], known.persons[first.closest]
    last = "" if first.last_day is None else f", last on {wording.day_text(day_to_date(first.last_day))}"
    n = len(found)
    cool = "cools" if n == 2 else "cool"
    more = "" if n == 1 else f" {wording.count(n - 1, 'other relationship')} {cool} too."
    weeks = f"{wording.count(first.recent, 'week')} of the last 13, in {first.before} of the 39 before"
    acts = contacts_with(question, [first.person])
    return Finding(
        id=question.finding_id("relations", "cooling", *(r.person for r in found)),
        kind="cooling",
        sentence=f"{who.name} and we are losing touch: contact in {weeks}{last}; "
        f"{best.name} knows them best.{more}",
        verdict=Verdict.SUGGESTIVE,
        n=first.recent + first.before,
        n_what="weeks of contact",
        subjects=tuple(
            Subject(r.person, known.persons[r.person].name, known.persons[r.person].key)
            for r in found[:MOST_NAMED]
        ),
        evidence=behind(question, "activities", acts, f"contacts with {who.name}", newest="day"),
        values={"cooling": n, "recent": first.recent, "before": first.before},
    )


def _table(known: Known, rows: list[Relation], found: list[Relation]) -> AnswerTable:
    cold = {r.person for r in found}
    data = {
        "party_id": [r.person for r in rows],
        "name": [known.persons[r.person].name for r in rows],
        "strength": [round(r.strength, 3) for r in rows],
        "before": [round(r.strength_before, 3) for r in rows],
        "ours": [known.persons[r.closest].name for r in rows],
        "colleagues": [r.colleagues for r in rows],
        "from_us": [r.sent / (r.sent + r.got) if r.sent + r.got else None for r in rows],
        "since": [None if r.first_day is None else day_to_date(r.first_day) for r in rows],
        "last": [None if r.last_day is None else day_to_date(r.last_day) for r in rows],
        "state": ["cooling" if r.person in cold else "" for r in rows],
    }
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "person"),
        ShownColumn("strength", "strength", kind="number"),
        ShownColumn("before", "13 weeks ago", kind="number"),
        ShownColumn("ours", "who of us knows them best"),
        ShownColumn("colleagues", "of us in touch", kind="number"),
        ShownColumn("from_us", "from us", kind="share"),
        ShownColumn("since", "since", kind="day"),
        ShownColumn("last", "last contact", kind="day"),
        state_column((STATE,), "trend"),
    )
    return AnswerTable("people", "Who knows whom", columns, pa.table(data))
