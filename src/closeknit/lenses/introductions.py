"""Who of us could introduce us to an organization: who worked there, dealt with somebody from there, or has
them among their connections.

Read from relationships and from contact of our own people with somebody there, as `strengths` counts contact:
a newsletter or a mail to many is none. Nobody is asked and nothing is guessed from names alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from closeknit.answers import Subject, wording
from closeknit.claims import WORKS_AT
from closeknit.engines.portable import among, first_of_each, look_up_some, stacked
from closeknit.lenses.seam import Question
from closeknit.lenses.strengths import interactions


@dataclass(frozen=True)
class Introduction:
    """One of us, through whom (None: by having worked there), and how often they dealt with each other.

    0: they are connected, no more.
    """

    ours: Subject
    through: Subject | None
    dealings: int
    still_there: bool

    @property
    def words(self) -> str:
        """As a table says it."""
        if self.through is None:
            return f"{self.ours.name}, who {'works' if self.still_there else 'worked'} there"
        times = wording.count(self.dealings, "dealing") if self.dealings else "connected, no dealings"
        there = times if self.still_there else f"{times}, no longer there"
        return f"{self.ours.name}, through {self.through.name} ({there})"


def introductions(question: Question, organizations: Collection[int]) -> dict[int, Introduction]:
    """The best introduction to each of these organizations, where there is one.

    First one of us who was there, then who dealt most with a person still there, then with one who left, then
    who is connected with somebody.
    """
    if not organizations:
        return {}
    people = _people(question, organizations)
    rows = [*_ourselves(question, people), *_dealings(question, people), *_connections(question, people)]
    rows.sort(key=_nearness)
    best: dict[int, Introduction] = {}
    for row in rows:
        through = row["through"] and Subject(row["through"], row["name"], row["key"])
        ours = Subject(row["ours_id"], row["ours_name"], row["ours_key"])
        best.setdefault(
            row["organization"], Introduction(ours, through, row["dealings"], bool(row["still_there"]))
        )
    return best


def _nearness(row: dict[str, Any]) -> tuple[object, ...]:
    connected = row["through"] is not None and not row["dealings"]
    who = row["ours_id"], row["through"] or 0
    return row["through"] is not None, connected, not row["still_there"], -row["dealings"], *who


def _people(question: Question, organizations: Collection[int]) -> ir.Table:
    """organization, person, still_there, name, key, standing: who works or worked at these."""
    ties, parties = question.tables["relationships"], question.tables["parties"]
    there = among(ties.filter(ties.kind == WORKS_AT), "to_party", organizations)
    grouped = there.group_by(organization="to_party", person="from_party").aggregate(
        still_there=there.until_day.isnull().cast("int32").max()
    )
    return look_up_some(grouped, "person", parties, "party_id", name="name", key="key", standing="standing")


def _ourselves(question: Question, people: ir.Table) -> list[dict[str, Any]]:
    ours = people.filter(people.standing == "ours")
    none = ibis.null().cast("int64")
    found: list[dict[str, Any]] = question.collect(
        ours.select(
            "organization", "still_there", "name", "key", through=none, dealings=ibis.literal(0),
            ours_id="person", ours_name="name", ours_key="key",
        )
    ).to_pylist()  # fmt: skip
    return found


def _dealings(question: Question, people: ir.Table) -> list[dict[str, Any]]:
    """For each person there, who of us had most contact with them, as strengths count contact."""
    timeline = question.tables["timeline"]
    others = people.filter(people.standing != "ours")
    of_them = timeline.semi_join(others, timeline.party_id == others.person).select("activity_id")
    met = interactions({**question.tables, "timeline": timeline.semi_join(of_them, "activity_id")})
    both = stacked(met.select(person="one", ours_id="other"), met.select(person="other", ours_id="one"))
    both = both.semi_join(others, "person")
    many = both.group_by("person", "ours_id").aggregate(dealings=both.count())
    many = _with_ours(question, many)
    most = first_of_each(many, ["person"], [many.dealings.desc(), many.ours_id])
    return _through(question, others, most)


def _connections(question: Question, people: ir.Table) -> list[dict[str, Any]]:
    """For each person there, one of us who has them among their connections."""
    ties = question.tables["relationships"]
    knows = ties.filter((ties.kind == "knows") & ties.until_day.isnull())
    both = stacked(
        knows.select(person="from_party", ours_id="to_party"),
        knows.select(person="to_party", ours_id="from_party"),
    )
    both = _with_ours(question, both.distinct().mutate(dealings=ibis.literal(0)))
    one = first_of_each(both, ["person"], [both.ours_id])
    return _through(question, people.filter(people.standing != "ours"), one)


def _with_ours(question: Question, rows: ir.Table) -> ir.Table:
    """Those rows whose `ours_id` is one of our own people, with name and key."""
    parties = question.tables["parties"]
    ours = parties.filter(parties.standing == "ours", parties.kind == "person")
    return look_up_some(rows, "ours_id", ours, "party_id", ours_name="name", ours_key="key")


def _through(question: Question, others: ir.Table, known: ir.Table) -> list[dict[str, Any]]:
    rows = others.inner_join(known, "person")
    found: list[dict[str, Any]] = question.collect(
        rows.select(
            "organization", "still_there", "name", "key", "dealings", "ours_id", "ours_name", "ours_key",
            through="person",
        )
    ).to_pylist()  # fmt: skip
    return found
