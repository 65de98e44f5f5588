"""One person: where they work and worked, what files say of them and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from closeknit.answers import Answer, Freshness, Subject
from closeknit.briefings.employment import Employment, employment
from closeknit.briefings.parts_played import Played, parts_played
from closeknit.briefings.taking_part import own
from closeknit.identity.wording import spoken_key
from closeknit.lenses.naming import Meant
from closeknit.lenses.people import names
from closeknit.lenses.seam import Question

HIDDEN = frozenset({"ours", "type"})


@dataclass(frozen=True)
class DatedFact:
    """What a file says of somebody: a name and value, since and until when, and who says it."""

    name: str
    value: str
    since_day: int | None
    until_day: int | None
    source: str
    newest: bool


@dataclass(frozen=True)
class PersonPage:
    """Everything to know of one person."""

    subject: Subject
    firm: Subject | None
    as_of: date
    posts: tuple[Employment, ...]
    """Where they work and worked, the present first."""
    known_as: tuple[tuple[str, str], ...]
    """Identifiers as people say them, and why they are this person's."""
    facts: tuple[DatedFact, ...]
    freshness: tuple[Freshness, ...] = ()
    parts: tuple[Played, ...] = ()
    """Which part the person plays and played, at each customer."""


def person_page(question: Question, answers: Sequence[Answer], who: Meant) -> PersonPage:
    """The page of one person, as known on the day of the question."""
    number = who.subject.party_id
    away = who.account_id not in (0, number)
    return PersonPage(
        subject=who.subject,
        firm=names(question, [who.account_id]).subject(who.account_id) if away else None,
        as_of=question.as_of,
        posts=employment(question, who),
        known_as=_known_as(question, number),
        facts=_facts(question, who),
        freshness=question.freshness,
        parts=parts_played(question, answers, number),
    )


def _known_as(question: Question, number: int) -> tuple[tuple[str, str], ...]:
    keys = question.tables["keys"]
    rows = question.collect(keys.filter(keys.party_id == number).order_by("key")).to_pylist()
    return tuple((spoken_key(row["key"]), row["why"]) for row in rows)


def _facts(question: Question, who: Meant) -> tuple[DatedFact, ...]:
    attributes = own(question, "attributes", who)
    mine = attributes.filter(attributes.party_id == who.subject.party_id)
    rows: list[dict[str, Any]] = question.collect(mine).to_pylist()
    found = {
        (r["name"], r["value"], r["since_day"], r["until_day"], r["stream_id"], r["newest"])
        for r in rows
        if r["name"] not in HIDDEN
    }
    ordered = sorted(found, key=lambda f: (f[0], not f[5], -(f[2] or 0), f[1], f[4]))
    return tuple(DatedFact(*fact) for fact in ordered)
