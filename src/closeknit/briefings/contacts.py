"""The people at one customer: who they are, when they were last heard of, who went silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from closeknit.answers import Subject
from closeknit.lenses.people import names
from closeknit.lenses.seam import Question
from closeknit.lenses.silence import silence

TITLES = ("title", "job_title", "role", "position")


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


def contacts(question: Question, account: int) -> list[Contact]:
    """Everybody known at a customer, those heard of last first."""
    parties = question.near("parties", account)
    here = parties.filter(
        parties.account_id == account, parties.kind == "person", parties.standing != "ours"
    ).select("party_id", "name", "key", "last_day")
    rows = question.collect(here).to_pylist()
    if not rows:
        return []
    titles = _titles(question, account, [row["party_id"] for row in rows])
    days = _active_days(question, account)
    found = [
        _contact(question, Subject(r["party_id"], r["name"], r["key"]), r["last_day"], titles, days)
        for r in rows
    ]
    return sorted(found, key=lambda c: (-(c.last_day or 0), c.subject.name, c.subject.party_id))


def owner_of(question: Question, account: int) -> Subject | None:
    """Who of us looks after a customer."""
    parties = question.near("parties", account)
    found = question.collect(parties.filter(parties.party_id == account).select("owner_id"))
    owners = [one for one in found["owner_id"].to_pylist() if one is not None]
    return names(question, owners).subjects.get(owners[0]) if owners else None


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


def _titles(question: Question, account: int, persons: Collection[int]) -> dict[int, str]:
    attributes = question.near("attributes", account)
    named = attributes.filter(
        attributes.newest, attributes.name.isin(list(TITLES)), attributes.party_id.isin(sorted(persons))
    )
    rows = question.collect(named.select("party_id", "value"))
    return dict(zip(rows["party_id"].to_pylist(), rows["value"].to_pylist(), strict=True))


def _active_days(question: Question, account: int) -> dict[int, list[int]]:
    line = question.near("timeline", account)
    mine = line.filter(line.account_id == account).select("party_id", "day").distinct()
    days: dict[int, list[int]] = defaultdict(list)
    for row in question.collect(mine.order_by(["party_id", "day"])).to_pylist():
        days[row["party_id"]].append(row["day"])
    return days
