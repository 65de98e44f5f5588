"""What happened with a customer or person, the newest first: filtered, and cut a page at a time by key.

A page begins after the last row of the one before, named by its moment and number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis.expr.types as ir

from closeknit.answers import Subject
from closeknit.answers.happenings import label
from closeknit.briefings.taking_part import activities_of, newest, own
from closeknit.briefings.why import Fact, Origins, activity_facts, placed
from closeknit.engines.portable import remembered
from closeknit.errors import UnknownQuestion
from closeknit.lenses.naming import Meant
from closeknit.lenses.people import names
from closeknit.lenses.seam import Question

MOST_NAMED = 3
"""People named beside one event."""


@dataclass(frozen=True)
class Wanted:
    """Which events: of a kind, with a text in their subject, with a person, after a row."""

    kind: str = ""
    text: str = ""
    person: Meant | None = None
    after: tuple[datetime, int] | None = None
    most: int = 25


@dataclass(frozen=True)
class Event:
    """Something that happened, who took part, and money or hours where it has any."""

    activity_id: int
    at: datetime
    day: int
    kind: str
    label: str
    subject: str
    who: tuple[Subject, ...]
    more: int
    """How many took part beside those named."""
    amount: float | None
    hours: float | None


@dataclass(frozen=True)
class Story:
    """A page of events, where the next begins, and how many there are of each kind without the filter."""

    events: tuple[Event, ...]
    after: tuple[datetime, int] | None
    total: int
    kinds: tuple[tuple[str, str, int], ...]
    """Kind, as people say it, and how many; the most frequent first."""


def story(question: Question, who: Meant, wanted: Wanted) -> Story:
    """The page of events of a customer with all its people, or of a person who works somewhere."""
    mine, number = activities_of(question, who), who.subject.party_id
    counts = question.collect(_by_kind(mine)).to_pylist()
    counts.sort(key=lambda row: (-row["n"], row["kind"]))
    chosen = _filtered(question, mine, wanted)
    if wanted.text or wanted.person is not None:
        total = question.collect(chosen.aggregate(n=chosen.count()))["n"][0].as_py()
    else:
        total = sum(row["n"] for row in counts if wanted.kind in ("", row["kind"]))
    rows = _page(question, chosen, wanted)
    more, rows = len(rows) > wanted.most, rows[: wanted.most]
    took_part = _took_part(question, [row["activity_id"] for row in rows])
    return Story(
        events=tuple(
            _event(row, [s for s in took_part.get(row["activity_id"], ()) if s.party_id != number])
            for row in rows
        ),
        after=(rows[-1]["at"], rows[-1]["activity_id"]) if more else None,
        total=total,
        kinds=tuple((row["kind"], label(row["kind"]), row["n"]) for row in counts),
    )


@remembered
def _by_kind(mine: ir.Table) -> ir.Table:
    return mine.group_by("kind").aggregate(n=mine.count())


def _filtered(question: Question, mine: ir.Table, wanted: Wanted) -> ir.Table:
    if wanted.kind:
        mine = mine.filter(mine.kind == wanted.kind)
    for word in wanted.text.lower().split():
        mine = mine.filter(mine.subject.lower().contains(word))
    if wanted.person is not None:
        line, number = own(question, "timeline", wanted.person), wanted.person.subject.party_id
        mine = mine.semi_join(line.filter(line.party_id == number), "activity_id")
    return mine


def _page(question: Question, chosen: ir.Table, wanted: Wanted) -> list[dict[str, Any]]:
    if wanted.after is not None:
        at, number = wanted.after
        later = (chosen["at"] == at) & (chosen.activity_id > number)
        chosen = chosen.filter((chosen["at"] < at) | later)
    rows: list[dict[str, Any]] = question.collect(_first(chosen, wanted.most + 1)).to_pylist()
    return rows


@remembered
def _first(chosen: ir.Table, most: int) -> ir.Table:
    return newest(chosen, ("activity_id", "at", "day", "kind", "subject", "amount_base", "hours"), most)


def _took_part(question: Question, ids: list[int]) -> dict[int, list[Subject]]:
    line = question.having("timeline", "activity_id", ids)
    wanted = line.select("activity_id", "party_id").distinct()
    rows = question.collect(wanted.order_by(["activity_id", "party_id"])).to_pylist() if ids else []
    named = names(question, {row["party_id"] for row in rows})
    found: dict[int, list[Subject]] = {}
    for row in rows:
        if row["party_id"] not in named.firms:
            found.setdefault(row["activity_id"], []).append(named.subject(row["party_id"]))
    return found


def _event(row: dict[str, Any], who: list[Subject]) -> Event:
    return Event(
        activity_id=row["activity_id"],
        at=row["at"],
        day=row["day"],
        kind=row["kind"],
        label=label(row["kind"]),
        subject=row["subject"] or "",
        who=tuple(who[:MOST_NAMED]),
        more=max(0, len(who) - MOST_NAMED),
        amount=None if row["amount_base"] is None else float(row["amount_base"]),
        hours=None if row["hours"] is None else float(row["hours"]),
    )


@dataclass(frozen=True)
class WholeEvent:
    """One event with the line it was read from, its whole text and everybody who took part."""

    fact: Fact
    body: str
    who: tuple[tuple[str, Subject], ...]
    """The part somebody took, and who."""


def whole_event(question: Question, activity_id: int, origins: Origins) -> WholeEvent:
    """One event.

    Raises:
        UnknownQuestion: there is none of that number.
    """
    facts = placed(activity_facts(question, [activity_id]), origins)
    if not facts:
        raise UnknownQuestion(f"there is no event {activity_id}", about=str(activity_id))
    texts = question.having("texts", "activity_id", [activity_id])
    bodies = question.collect(texts.select("body"))["body"]
    line = question.having("timeline", "activity_id", [activity_id])
    took = line.select("role", "party_id").distinct()
    rows = question.collect(took.order_by(["role", "party_id"])).to_pylist()
    named = names(question, {row["party_id"] for row in rows})
    return WholeEvent(
        facts[0],
        next((body for body in bodies.to_pylist() if body), ""),
        tuple((row["role"].replace("_", " "), named.subject(row["party_id"])) for row in rows),
    )
