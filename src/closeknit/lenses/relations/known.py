"""All relationships of a business at hand: between whom, how strong, and the network they make."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from closeknit.lenses.seam import Question
from closeknit.lenses.strengths import interactions, strengths
from closeknit.methods.warmest import Network

LAST_SPOKEN = {
    "email.sent": "mail", "email.received": "mail", "email.circulated": "mail", "message.sent": "message",
    "meeting.held": "meeting", "call.held": "call", "activity.logged": "contact noted",
    "ticket.opened": "ticket", "ticket.replied": "ticket", "ticket.resolved": "ticket",
}  # fmt: skip
"""What a contact was, in a word."""


@dataclass(frozen=True)
class Tie:
    """Two people who know each other, seen from the first of them."""

    one: int
    other: int
    strength: float
    strength_before: float
    sent: float
    got: float
    contacts: int
    recent: int
    before: int
    first_day: int | None
    last_day: int | None
    listed: bool
    colleagues: bool


@dataclass(frozen=True)
class Person:
    """Somebody as the book knows them."""

    party_id: int
    name: str
    key: str
    account_id: int
    ours: bool


@dataclass(frozen=True)
class Known:
    """Everybody with a relationship, and the relationships."""

    question: Question
    rows: pa.Table
    persons: Mapping[int, Person]

    def around(self, starters: Collection[int], sought: int) -> Network:
        """The relationships that a way from these to one person can run over."""
        one, other, strength = (self.rows[c].to_numpy() for c in ("one", "other", "strength"))
        return Network.around(one, other, strength, starters, sought)

    def friends(self, person: int) -> set[int]:
        """Whoever knows a person."""
        one, other = (self.rows[c].to_numpy() for c in ("one", "other"))
        return {*other[one == person].tolist(), *one[other == person].tolist()}

    @cached_property
    def ours(self) -> tuple[int, ...]:
        """Our own people."""
        return tuple(sorted(n for n, p in self.persons.items() if p.ours))

    @cached_property
    def with_us(self) -> tuple[Tie, ...]:
        """Ties between one of us (`one`) and an outsider (`other`)."""
        found = []
        for row in self.rows.to_pylist():
            tie = Tie(**row)
            one, other = self.persons.get(tie.one), self.persons.get(tie.other)
            if one is not None and other is not None and one.ours != other.ours:
                found.append(tie if one.ours else turned(tie))
        return tuple(found)

    def between(self, one: int, other: int) -> Tie | None:
        """The tie of two people."""
        low, high = sorted((one, other))
        at = (self.rows["one"].to_numpy() == low) & (self.rows["other"].to_numpy() == high)
        found = self.rows.filter(pa.array(at)).to_pylist()
        return Tie(**found[0]) if found else None


def turned(tie: Tie) -> Tie:
    """The same tie, seen from the other one."""
    swapped = {"one": tie.other, "other": tie.one, "sent": tie.got, "got": tie.sent}
    return Tie(**{**{name: getattr(tie, name) for name in Tie.__dataclass_fields__}, **swapped})


def known(question: Question) -> Known:
    """All relationships as of the day of the question."""
    rows = question.collect(strengths(question.tables, question.as_of_day).order_by("one", "other"))
    rows = rows.select(list(Tie.__dataclass_fields__))
    parties = question.tables["parties"].filter(lambda p: p.kind == "person")
    columns = ("party_id", "name", "key", "account_id", "standing")
    met = set(rows["one"].to_pylist()) | set(rows["other"].to_pylist())
    persons = {
        r["party_id"]: Person(r["party_id"], r["name"], r["key"], r["account_id"], r["standing"] == "ours")
        for r in question.collect(parties.select(*columns)).to_pylist()
        if r["party_id"] in met or r["standing"] == "ours"
    }
    return Known(question, rows, persons)


def last_together(
    question: Question, pairs: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], tuple[int, str, int]]:
    """For each two people their last contact, as strengths count it: activity, kind and day.

    For the few that a sentence names: only what both took part in is gone through.
    """
    line, found = question.tables["timeline"], {}
    for one, other in pairs:
        low, high = sorted((one, other))
        shared = line.filter(line.party_id == low).semi_join(
            line.filter(line.party_id == high), "activity_id"
        )
        rows = interactions({**question.tables, "timeline": line.semi_join(shared, "activity_id")})
        rows = rows.filter((rows.one == low) & (rows.other == high))
        last = rows.order_by([rows.day.desc(), rows.activity_id]).limit(1)
        for row in question.collect(last.select("activity_id", "kind", "day")).to_pylist():
            found[one, other] = (row["activity_id"], row["kind"], row["day"])
    return found
