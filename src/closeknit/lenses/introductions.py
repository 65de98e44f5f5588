"""Who of us could introduce us to an organization: who worked there, or dealt with somebody from there.

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
from closeknit.engines.portable import first_of_each, look_up_some, stacked
from closeknit.lenses.seam import Question
from closeknit.lenses.strengths import contacts


@dataclass(frozen=True)
class Introduction:
    """One of us, through whom (None: by having worked there), and how often they dealt with each other."""

    ours: Subject
    through: Subject | None
    dealings: int
    still_there: bool

    @property
    def words(self) -> str:
        """As a table says it."""
        if self.through is None:
            return f"{self.ours.name}, who {'works' if self.still_there else 'worked'} there"
        times = wording.count(self.dealings, "dealing")
        there = times if self.still_there else f"{times}, no longer there"
        return f"{self.ours.name}, through {self.through.name} ({there})"


def introductions(question: Question, organizations: Collection[int]) -> dict[int, Introduction]:
    """The best introduction to each of these organizations, where there is one.

    First one of us who was there, then who dealt most with a person still there, then with one who left.
    """
    if not organizations:
        return {}
    people = _people(question, organizations)
    rows = [*_ourselves(question, people), *_dealings(question, people)]
    rows.sort(key=lambda r: (r["through"] is not None, not r["still_there"], -r["dealings"], r["ours_id"]))
    best: dict[int, Introduction] = {}
    for row in rows:
        through = row["through"] and Subject(row["through"], row["name"], row["key"])
        ours = Subject(row["ours_id"], row["ours_name"], row["ours_key"])
        best.setdefault(
            row["organization"], Introduction(ours, through, row["dealings"], bool(row["still_there"]))
        )
    return best


def _people(question: Question, organizations: Collection[int]) -> ir.Table:
    """organization, person, still_there, name, key, standing: who works or worked at these."""
    ties, parties = question.tables["relationships"], question.tables["parties"]
    there = ties.filter(ties.kind == WORKS_AT, ties.to_party.isin(sorted(organizations)))
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
    timeline, parties = question.tables["timeline"], question.tables["parties"]
    others = people.filter(people.standing != "ours")
    of_them = timeline.semi_join(others, timeline.party_id == others.person).select("activity_id")
    met = contacts({**question.tables, "timeline": timeline.semi_join(of_them, "activity_id")})
    both = stacked(met.select(person="one", ours_id="other"), met.select(person="other", ours_id="one"))
    both = both.semi_join(others, "person")
    ours = parties.filter(parties.standing == "ours", parties.kind == "person")
    both = look_up_some(both, "ours_id", ours, "party_id", ours_name="name", ours_key="key")
    many = both.group_by("person", "ours_id", "ours_name", "ours_key").aggregate(dealings=both.count())
    most = first_of_each(many, ["person"], [many.dealings.desc(), many.ours_id])
    rows = others.inner_join(most, "person")
    found: list[dict[str, Any]] = question.collect(
        rows.select(
            "organization", "still_there", "name", "key", "dealings", "ours_id", "ours_name", "ours_key",
            through="person",
        )
    ).to_pylist()  # fmt: skip
    return found
