"""Who changed jobs: seen where sources, or their mail, show a person at one firm and later at another.

No source has to say so. A person counts as moved from one firm to the next when
- the next is dated: by the source, by the first file that shows it, or by the first mail from there;
- the former is dated before it, or ended: of two first seen at once, neither is the former;
- it did not end while the former goes on, and where only mail shows it, mail showed the former too;
- nothing confirms the former more than a month after the next began: who writes from both works at both;
- the two are not one family: neither owns the other, and neither bears the other's name.
Each change becomes an activity `person.job_changed`, evidenced by the record that first shows the next firm;
where a list states it already, that activity stands for it and only learns which firm was left.
Few people ever change, so the rule itself is plain Python over what the engine found of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from closeknit.claims import CLAIMS, JOB_CHANGED, JOINED, LEFT, WORKS_AT
from closeknit.columns import Column, TableSchema
from closeknit.engines.engine import Engine
from closeknit.engines.portable import first_of_each, look_up_some, remembered, stacked
from closeknit.ids import stable_id
from closeknit.keys import organization_name

SUBJECT = "subject"
"""Role of the person in a change."""

HANDOVER = timedelta(days=30)
"""So long after somebody began elsewhere the old address may still be used."""

PARENT = "parent_of"

SHOWN = TableSchema(
    "job_changes",
    "a row of claims that no record states: a change of jobs, or who took part in it",
    (Column("activity_id", "int64", "the activity"), Column("row", "int64", "hash of what the row says")),
)
"""Kept with each version of the book. Who owns a firm, or what it is called, may make or undo a change of
jobs of people whom nothing new names: that is told by comparing the rows."""


@dataclass(frozen=True)
class Post:
    """A person at a firm: from the first to the last sign of it, or until it ended."""

    person: int
    firm: int
    firm_name: str
    first: datetime | None
    last: datetime | None
    until: datetime | None
    stated: bool
    """A source says so, not only their address."""
    written: bool
    """They wrote from an address there."""
    record_id: int
    stream_id: str


def with_job_changes(
    engine: Engine, claims: Mapping[str, ir.Table], keys: ir.Table, people: ir.Table, implied: ir.Table
) -> tuple[dict[str, ir.Table], pa.Table]:
    """The claims, with an activity for each change of jobs that they show; and what was added, as SHOWN.

    `implied` tells which address belongs to which firm's domain (columns email and domain, both keys).
    """
    posts = engine.collect(_posts(claims, keys, people, implied)).to_pylist()
    found = list(job_changes((Post(**row) for row in posts), _families(engine, claims, keys)))
    ids = sorted({n for a, b in found for n in (a.person, a.firm, b.firm)})
    if not ids:
        return dict(claims), SHOWN.empty()
    named = engine.collect(people.filter(people.party_id.isin(ids)).select("party_id", "key"))
    key_of = dict(zip(*(c.to_pylist() for c in named.columns), strict=True))
    listed = _listed(engine, claims, keys, [after.person for _, after in found])
    new: dict[str, list[dict[str, Any]]] = {"activities": [], "participants": []}
    for before, after in found:
        stated = _stated_as(after, listed)
        activity, took_part = _claims_of(before, after, key_of, stated)
        new["activities"] += [activity] if stated is None else []
        new["participants"] += took_part
    added = {n: pa.Table.from_pylist(some, schema=CLAIMS[n].arrow) for n, some in new.items()}
    more = {n: stacked(claims[n], engine.from_arrow(t, f"jobs_{n}")) for n, t in added.items()}
    return {**claims, **more}, _shown(added.values())


def _shown(added: Iterable[pa.Table]) -> pa.Table:
    rows = [row for table in added for row in table.to_pylist()]
    told = [{"activity_id": row["activity_id"], "row": stable_id(repr(sorted(row.items())))} for row in rows]
    return pa.Table.from_pylist(told, schema=SHOWN.arrow)


def job_changes(posts: Iterable[Post], families: Mapping[int, int]) -> Iterator[tuple[Post, Post]]:
    """Each change as the post left and the one taken, in order; `families` gives the owner of a firm."""
    held: dict[int, list[Post]] = defaultdict(list)
    for post in posts:
        held[post.person].append(post)
    for _, mine in sorted(held.items()):
        mine.sort(key=lambda p: (p.first or datetime.min, p.until or datetime.max, p.firm))
        yield from ((a, b) for a, b in pairwise(mine) if _moved(a, b) and not _kin(a, b, families))


def _moved(before: Post, after: Post) -> bool:
    if after.first is None:
        return False
    earlier = before.first is not None and before.first < after.first
    if not earlier and before.until is None:
        return False
    aside = after.until is not None and before.until is None
    against_what_is_said = not after.stated and not before.written
    if aside or against_what_is_said:
        return False
    return before.last is None or before.last <= after.first + HANDOVER


def _kin(one: Post, other: Post, families: Mapping[int, int]) -> bool:
    names = [set(organization_name(p.firm_name).split()) for p in (one, other)]
    alike = names[0] <= names[1] or names[1] <= names[0]
    return alike or _head(one.firm, families) == _head(other.firm, families)


def _head(firm: int, families: Mapping[int, int]) -> int:
    """The firm at the top; owners in a ring have the least number of them."""
    seen = [firm]
    while (owner := families.get(seen[-1])) is not None:
        if owner in seen:
            return min(seen[seen.index(owner) :])
        seen.append(owner)
    return seen[-1]


def _stated_as(after: Post, listed: Iterable[tuple[int, int, datetime, int]]) -> int | None:
    """The activity by which a list states that somebody began there, the nearest in time."""
    if after.first is None:
        return None
    near = [
        (abs(day - after.first), activity)
        for person, firm, day, activity in listed
        if (person, firm) == (after.person, after.firm) and abs(day - after.first) <= HANDOVER
    ]
    return min(near)[1] if near else None


def _listed(
    engine: Engine, claims: Mapping[str, ir.Table], keys: ir.Table, persons: list[int]
) -> set[tuple[int, int, datetime, int]]:
    """Changes of jobs that lists state of these people: person, firm joined, day, activity."""
    acts = claims["activities"].filter(lambda t: (t.kind == JOB_CHANGED) & t.occurred_at.notnull())
    took = claims["participants"].filter(lambda p: p.role.isin([SUBJECT, JOINED]))
    took = look_up_some(took, "key", keys, "key", party="party_id")
    took = look_up_some(took, "activity_id", acts, "activity_id", day="occurred_at")
    firms = took.select("activity_id", "day", firm="party")
    who = took.filter(took.party.isin(persons)).select("activity_id", person="party")
    rows = firms.inner_join(who, "activity_id").select("person", "firm", "day", "activity_id")
    return {tuple(row.values()) for row in engine.collect(rows.filter(rows.person != rows.firm)).to_pylist()}


def _families(engine: Engine, claims: Mapping[str, ir.Table], keys: ir.Table) -> dict[int, int]:
    ties = claims["ties"].filter(lambda t: t.kind == PARENT)
    ties = look_up_some(ties, "from_key", keys, "key", owner="party_id")
    ties = look_up_some(ties, "to_key", keys, "key", firm="party_id")
    rows = engine.collect(ties.group_by("firm").aggregate(owner=ties.owner.min())).to_pylist()
    return {row["firm"]: row["owner"] for row in rows}


@remembered
def _posts(claims: Mapping[str, ir.Table], keys: ir.Table, people: ir.Table, implied: ir.Table) -> ir.Table:
    """Rows as Post, of everybody who is not one of us and was seen at several firms."""
    signs = stacked(_stated(claims, keys), _written_from(claims, keys, implied))
    persons = people.filter((people.kind == "person") & ~people.ours).select(person="party_id")
    firms = people.filter(people.kind == "organization")
    signs = look_up_some(signs.semi_join(persons, "person"), "firm", firms, "party_id", firm_name="name")
    several = signs.group_by("person").aggregate(firms=signs.firm.nunique())
    signs = signs.semi_join(several.filter(several.firms > 1), "person")
    order = [signs.at.isnull().cast("int32"), signs.at, signs.record_id, signs.stream_id]
    first = first_of_each(signs, ["person", "firm"], order)
    spans = signs.group_by("person", "firm", "firm_name").aggregate(
        first=signs.at.min(),
        last=signs.at.max(),
        until=ibis.ifelse(signs.lasts.max() == 0, signs.until.max(), ibis.null("timestamp")),
        stated=signs.by_mail.min() == 0,
        written=signs.by_mail.max() == 1,
    )
    both = spans.inner_join(first.select("person", "firm", "record_id", "stream_id"), ["person", "firm"])
    return both.select(*Post.__dataclass_fields__).order_by("person", "firm")


def _stated(claims: Mapping[str, ir.Table], keys: ir.Table) -> ir.Table:
    """Signs that sources state: person, firm, at, until, lasts (1: not
    ended), record_id, stream_id, by_mail."""
    ties = claims["ties"].filter(lambda t: t.kind == WORKS_AT)
    ties = look_up_some(ties, "from_key", keys, "key", person="party_id")
    ties = look_up_some(ties, "to_key", keys, "key", firm="party_id")
    return ties.filter(ties.person != ties.firm).select(
        "person", "firm", at="since", until="until", lasts=ties.until.isnull().cast("int32"),
        record_id="record_id", stream_id="stream_id", by_mail=ibis.literal(0, "int32"),
    )  # fmt: skip


def _written_from(claims: Mapping[str, ir.Table], keys: ir.Table, implied: ir.Table) -> ir.Table:
    """The first and last thing that somebody with addresses at several firms sent from each of them."""
    homes = look_up_some(implied, "email", keys, "key", person="party_id")
    homes = look_up_some(homes, "domain", keys, "key", firm="party_id")
    told = homes.group_by("person").aggregate(firms=homes.firm.nunique())
    homes = homes.semi_join(told.filter(told.firms > 1), "person")
    sent = claims["participants"].filter(lambda p: p.role.isin(["sender", "organizer", "requester"]))
    sent = look_up_some(
        sent.select("activity_id", "key"), "key", homes, "email", person="person", firm="firm"
    )
    did = claims["activities"].select("activity_id", "occurred_at", "record_id", "stream_id")
    rows = sent.inner_join(did, "activity_id")
    at = [rows.occurred_at, rows.record_id, rows.activity_id]
    ends = rows.mutate(
        nth=ibis.row_number().over(group_by=["person", "firm"], order_by=at),
        back=ibis.row_number().over(group_by=["person", "firm"], order_by=[c.desc() for c in at]),
    )
    ends = ends.filter((ends.nth == 0) | (ends.back == 0))
    return ends.select(
        "person", "firm", at="occurred_at", until=ibis.null("timestamp"),
        lasts=ibis.literal(0, "int32"), record_id="record_id", stream_id="stream_id",
        by_mail=ibis.literal(1, "int32"),
    )  # fmt: skip


def _claims_of(
    before: Post, after: Post, key_of: Mapping[int, str], stated: int | None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A change as an activity and its participants; `stated` is the activity that says so already, if any."""
    person, old, new = (key_of[n] for n in (after.person, before.firm, after.firm))
    activity_id = (
        stable_id(f"{JOB_CHANGED}\x1f{person}\x1f{new}\x1f{after.first}") if stated is None else stated
    )
    origin = {
        "stream_id": after.stream_id, "record_id": after.record_id, "version": 0, "epoch": 0,
        "import_id": "", "activity_id": activity_id,
    }  # fmt: skip
    activity = {
        **origin, "kind": JOB_CHANGED, "occurred_at": after.first, "known_at": _known(before, after),
        "subject": f"from {before.firm_name} to {after.firm_name}",
    }  # fmt: skip
    took_part = ((SUBJECT, person), (JOINED, new), (LEFT, old))
    return activity, [{**origin, "role": role, "key": key} for role, key in took_part]


def _known(before: Post, after: Post) -> datetime | None:
    """From when one could know of a change: a file that shows the next firm instead ends the former."""
    days = [day for day in (after.first, before.until) if day is not None]
    return max(days, default=None)
