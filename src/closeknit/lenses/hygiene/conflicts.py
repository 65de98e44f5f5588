"""Where two programs say different things of one person or organization, with dates and who says it.

The later statement is taken for right where both are dated; otherwise nobody can tell, and it is said so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.answers import AnswerTable, ShownColumn, Subject, wording
from closeknit.keys.text import ascii_folded
from closeknit.lenses.hygiene.known import OURS_TO_KEEP, PARTIES, Known
from closeknit.lenses.parts import Part

COMPARED = {
    "title": "title", "department": "department", "street": "street", "postal_code": "postal code",
    "city": "city", "region": "region", "country": "country", "birthday": "birthday",
}  # fmt: skip
"""Attributes of which there is one at a time, so that two that differ contradict, in plain words."""

CODE = 2
"""Letters of a country's code, which says nothing against its name."""


@dataclass(frozen=True)
class Said:
    """What one program says last, and since when."""

    value: str
    stream: str
    since: int | None

    @property
    def source(self) -> str:
        """The program, as streams name it."""
        return self.stream.partition("/")[0]


@dataclass(frozen=True)
class Conflict:
    """One attribute of which two programs say different things; `one` is later where `decided`."""

    subject: Subject
    name: str
    one: Said
    other: Said

    @property
    def decided(self) -> bool:
        """Whether dates tell which of both holds."""
        return (
            self.one.since is not None and self.other.since is not None and self.one.since > self.other.since
        )


def conflicts(known: Known) -> Part:
    """What sources contradict each other about."""
    rows = known.question.collect(_several(known)).to_pylist()
    found = [
        c
        for _, said in groupby(rows, key=lambda r: (r["party_id"], r["name"]))
        for c in _conflicts(list(said))
    ]
    if not found:
        return Part()
    found.sort(
        key=lambda c: (list(COMPARED).index(c.name), c.subject.name, c.subject.party_id, c.other.stream)
    )
    first, decided = found[0], sum(1 for c in found if c.decided)
    ones = f"{known.system(first.one.stream)} says “{first.one.value}”"
    others = f"{known.system(first.other.stream)} “{first.other.value}”"
    verb = "contradicts" if len(found) == 1 else "contradict"
    finding = known.counted(
        "conflicts",
        f"{wording.count(len(found), 'statement')} {verb} another program; "
        f"for {decided:,} of them dates tell which is newer. "
        f"The {COMPARED[first.name]} of {first.subject.name}: {ones}, {others}.",
        [c.subject for c in found],
        PARTIES,
        "two programs state different values that both still hold",
    )
    return Part(findings=(finding,), tables=(_table(known, found),))


def _several(known: Known) -> ir.Table:
    """Values that hold now, of attributes for which several streams state several values."""
    t, parties = known.question.tables["attributes"], known.question.tables["parties"]
    now = t.until_day.isnull() | (t.until_day > known.question.as_of_day)
    t = t.filter(t.name.isin(list(COMPARED)), t.value != "", now)
    many = t.group_by("party_id", "name").aggregate(
        streams=t.stream_id.nunique(), different=t.value.lower().nunique()
    )
    some = t.semi_join(many.filter(many.streams > 1, many.different > 1), ["party_id", "name"])
    ours = parties.filter(parties.standing.isin(OURS_TO_KEEP)).select(
        "party_id", party_name="name", party_key="key"
    )
    rows = some.inner_join(ours, "party_id")
    columns = ("party_id", "name", "value", "stream_id", "since_day", "party_name", "party_key")
    return rows.select(*columns).order_by("party_id", "name", "stream_id", "value", "since_day")


def _conflicts(rows: Sequence[Mapping[str, Any]]) -> Iterable[Conflict]:
    """What contradicts the statement that counts, which is the latest, at most one a program."""
    said = [Said(r["value"].strip(), r["stream_id"], r["since_day"]) for r in rows]
    latest = {s.source: s for s in sorted(said, key=_age, reverse=True)}
    first, *others = sorted(latest.values(), key=_age)
    subject = Subject(rows[0]["party_id"], rows[0]["party_name"], rows[0]["party_key"])
    for other in others:
        if not _agree(rows[0]["name"], first.value, other.value):
            yield Conflict(subject, rows[0]["name"], first, other)


def _age(said: Said) -> tuple[bool, int, str, str]:
    """Orders statements, the latest first, those without a date last."""
    return (said.since is None, -(said.since or 0), said.stream, said.value)


def _agree(name: str, one: str, other: str) -> bool:
    """Whether two values are one but for signs, accents and capitals, or cannot be compared."""
    if name == "country" and (len(one) == CODE) != (len(other) == CODE):
        return True
    return _letters(one) == _letters(other)


def _letters(value: str) -> str:
    return "".join(sign for sign in ascii_folded(value) if sign.isalnum())


def _table(known: Known, found: Sequence[Conflict]) -> AnswerTable:
    data = pa.table(
        {
            "party_id": [c.subject.party_id for c in found],
            "name": [c.subject.name for c in found],
            "attribute": [c.name for c in found],
            "what": [COMPARED[c.name] for c in found],
            "value": [c.one.value for c in found],
            "said_by": [known.titles.get(c.one.stream, c.one.stream) for c in found],
            "since": pa.array([c.one.since for c in found], pa.int32()),
            "other": [c.other.value for c in found],
            "other_by": [known.titles.get(c.other.stream, c.other.stream) for c in found],
            "other_since": pa.array([c.other.since for c in found], pa.int32()),
            "other_source": [c.other.source for c in found],
            "newer": ["yes" if c.decided else "not known" for c in found],
        }
    )
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "name"),
        ShownColumn("what", "what"),
        ShownColumn("value", "is"),
        ShownColumn("said_by", "says"),
        ShownColumn("since", "since", kind="day"),
        ShownColumn("other", "or"),
        ShownColumn("other_by", "says"),
        ShownColumn("other_since", "since", kind="day"),
        ShownColumn("newer", "first is newer"),
    )
    return AnswerTable("conflicts", "What programs contradict each other about", columns, data)
