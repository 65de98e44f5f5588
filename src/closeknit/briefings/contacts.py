"""The people at one customer: who they are, when they were last heard of, who went silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from closeknit.answers import Subject
from closeknit.claims import TITLES
from closeknit.engines.portable import among
from closeknit.lenses.people import names
from closeknit.lenses.seam import Question
from closeknit.lenses.silence import silence

Row: TypeAlias = dict[str, Any]
Traits: TypeAlias = Mapping[int, Sequence[tuple[str, str]]]
"""Names and values of what is known of each of several people and firms."""


@dataclass(frozen=True)
class Contact:
    """One person at a customer. Days are day numbers."""

    subject: Subject
    title: str
    first_day: int | None
    last_day: int | None
    days: int
    """Days on which they took part in anything."""
    silent: str
    """`usually every 3 weeks, silent for 5 months`; empty while they are not."""


def everybody_at(question: Question, account: int) -> list[Row]:
    """The rows of a customer itself and of everybody who works there."""
    rows: list[Row] = question.collect(question.here("parties", account)).to_pylist()
    return rows


def newest_traits(question: Question, at: Sequence[Row], customer: Row) -> Traits:
    """What is known by now of each of them: names and values in order."""
    attributes = among(
        question.near("attributes", customer["account_id"]),
        "party_id",
        {customer["party_id"], *(row["party_id"] for row in at)},
    )
    newest = attributes.filter(attributes.newest).select("party_id", "name", "value")
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in sorted(question.collect(newest).to_pylist(), key=lambda row: (row["name"], row["value"])):
        found[row["party_id"]].append((row["name"], row["value"]))
    return found


def contacts(question: Question, account: int, at: Sequence[Row], traits: Traits) -> list[Contact]:
    """Everybody known at a customer, those heard of last first, of the rows of all who are there."""
    rows = [row for row in at if row["kind"] == "person" and row["standing"] != "ours"]
    if not rows:
        return []
    titles = {number: title_of(known) for number, known in traits.items()}
    days = _active_days(question, account)
    found = [
        _contact(question, Subject(r["party_id"], r["name"], r["key"]), r["last_day"], titles, days)
        for r in rows
    ]
    return sorted(found, key=lambda c: (-(c.last_day or 0), c.subject.name, c.subject.party_id))


def title_of(known: Sequence[tuple[str, str]]) -> str:
    """What somebody does at work, by the plainest of the traits that tell it; empty where none does."""
    return next((value for title in TITLES for name, value in known if name == title and value), "")


def owner_of(question: Question, customer: Row) -> Subject | None:
    """Who of us looks after a customer."""
    owner = customer["owner_id"]
    return None if owner is None else names(question, [owner]).subjects.get(owner)


def _contact(
    question: Question,
    subject: Subject,
    last_seen: int | None,
    titles: Mapping[int, str],
    days: Mapping[int, list[int]],
) -> Contact:
    active = days.get(subject.party_id, [])
    return Contact(
        subject=subject,
        title=titles.get(subject.party_id, ""),
        first_day=active[0] if active else None,
        last_day=active[-1] if active else last_seen,
        days=len(active),
        silent=silence(active, question.as_of_day),
    )


def _active_days(question: Question, account: int) -> dict[int, list[int]]:
    line = question.near("timeline", account)
    mine = line.filter(line.account_id == account).select("party_id", "day").distinct()
    days: dict[int, list[int]] = defaultdict(list)
    for row in question.collect(mine.order_by(["party_id", "day"])).to_pylist():
        days[row["party_id"]].append(row["day"])
    return days
