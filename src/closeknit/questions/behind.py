"""What lies behind a match: the activities or cases that make its conditions hold, a few for each one.

Read only for those that are shown, after it is known who matches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir

from closeknit.engines.portable import first_of_each
from closeknit.questions import tree
from closeknit.questions.compiling import things_of
from closeknit.questions.events import event_rows
from closeknit.questions.introductions import passed_on, within
from closeknit.questions.opinions import mentions_of, took
from closeknit.questions.seams import INTRODUCTIONS, Ground
from closeknit.questions.sent import told_by
from closeknit.questions.ties import closest
from closeknit.questions.words import CASES

SHOWN = 3
"""Activities read behind one condition of one customer, the newest."""


@dataclass(frozen=True)
class Behind:
    """What was found behind one condition, by who: days and numbers of activities, newest first."""

    activities: dict[int, tuple[tuple[int, int], ...]]
    """(day, activity)."""
    cases: dict[int, tuple[int, ...]]
    quotes: Mapping[int, str] = field(default_factory=dict)
    """What was said last, where words make it hold."""
    through: Mapping[int, Sequence[str]] = field(default_factory=dict)
    """Names of those who pass an introduction on, or between whom a tie is: ours, and theirs at a firm."""
    because: Mapping[int, str] = field(default_factory=dict)
    """Why they are in a state or a segment, in words."""


NOTHING = Behind({}, {})


def behind(ground: Ground, things: str, leaf: tree.Condition, wanted: bool, ids: Sequence[int]) -> Behind:
    """What lies behind a condition for these; of what did not happen, the last time that it did."""
    match leaf:
        case tree.Happened(event):
            event = event if wanted else tree.Event(event.name, event.about, None, event.relative)
            return _activities(ground, things, event, ids, SHOWN if wanted else 1)
        case tree.Referred() | tree.Refers() if wanted:
            rows = told_by(ground, things, sending=isinstance(leaf, tree.Refers))
            return Behind(_newest(ground, rows.filter(rows.who.isin(ids)), SHOWN, False), {})
        case tree.Said() if wanted and ground.others.get(leaf.stance) is took:
            return _quoted(ground, leaf, ids)
        case tree.Near() if wanted and ground.others.get(INTRODUCTIONS) is within:
            return _introduced(ground, leaf, ids)
        case tree.Is() | tree.InSegment() if wanted:
            return _stated(ground, leaf, ids)
        case tree.Has(held, status) if held in CASES and wanted:
            return _cases(ground, things, held, status, ids)
    match getattr(leaf, "measure", None):
        case tree.Edge(which, event):
            return _activities(ground, things, event, ids, 1, oldest=which == "first")
        case tree.Total(_, event):
            return _activities(ground, things, event, ids, SHOWN)
        case tree.Field(name, _, whom) if trait := ground.vocabulary.trait_of(name, things):
            if trait.where == "revenue":
                return _revenue(ground, ids)
            if trait.where == "strength":
                return _known_best(ground, things, whom, ids)
    return NOTHING


def _activities(
    ground: Ground, things: str, event: tree.Event, ids: Sequence[int], most: int, *, oldest: bool = False
) -> Behind:
    rows = event_rows(ground, things, event)
    rows = rows.filter(rows.who.isin(ids))
    if ground.vocabulary.happening[event.name].table == "purchases":
        papers = ground.table("purchase_activities")
        first = papers.group_by("purchase_id").aggregate(act=papers.activity_id.min())
        rows = rows.inner_join(first, rows.id == first.purchase_id).select("who", "day", id="act")
    return Behind(_newest(ground, rows, most, oldest), {})


def _quoted(ground: Ground, said: tree.Said, ids: Sequence[int]) -> Behind:
    """The sentences behind a stance, and the newest in its own words."""
    rows = mentions_of(said, ground.asked)
    rows = rows.filter(rows.who.isin(ids)).select("who", "day", "id", "quote").distinct()
    found = _newest(ground, rows.select("who", "day", "id").distinct(), SHOWN, False)
    newest = first_of_each(rows, ["who"], [rows.day.desc(), rows.id, rows.quote])
    told = ground.asked.collect(newest.select("who", "quote"))
    return Behind(found, {}, dict(zip(told["who"].to_pylist(), told["quote"].to_pylist(), strict=True)))


def _introduced(ground: Ground, near: tree.Near, ids: Sequence[int]) -> Behind:
    """By whom each one is known, and their last contacts."""
    found = passed_on(near, ground.asked, ids)
    acts = {who: one.contacts for who, one in found.items() if one.contacts}
    return Behind(acts, {}, through={who: one.names for who, one in found.items()})


def _known_best(ground: Ground, things: str, whom: str, ids: Sequence[int]) -> Behind:
    """Between whom the strongest tie with each one is, and the last contacts of these two."""
    found = closest(whom, things, ground.asked, ids, SHOWN)
    acts = {who: one.contacts for who, one in found.items() if one.contacts}
    between = {who: (one.near,) if things == "people" else (one.near, one.far) for who, one in found.items()}
    return Behind(acts, {}, through=between)


def _stated(ground: Ground, leaf: tree.Is | tree.InSegment, ids: Sequence[int]) -> Behind:
    """Why the answer that says so has them in a state, or since when they are in a segment."""
    told = ground.explained(leaf, ids)
    acts: dict[int, tuple[tuple[int, int], ...]] = {}
    if told.acts is not None:
        rows = told.acts.select("day", who="party_id", id="activity_id")
        acts = _newest(ground, rows, SHOWN, False)
    elif told.asked is not None:
        acts = _of_question(ground, told.asked, ids)
    return Behind(acts, {}, because=told.words)


def _of_question(
    ground: Ground, asked: tree.Question, ids: Sequence[int]
) -> dict[int, tuple[tuple[int, int], ...]]:
    """What makes the question hold of those whom it finds; nothing where some of it need not hold."""
    if any(isinstance(part, tree.Or | tree.Not) for part in tree.inside(asked.where)):
        return {}
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for leaf, wanted in tree.leaves(asked.where):
        for who, acts in behind(ground, asked.things, leaf, wanted, ids).activities.items():
            found[who] = (*found.get(who, ()), *acts)
    return found


def _revenue(ground: Ground, ids: Sequence[int]) -> Behind:
    acts = ground.table("activities")
    acts = acts.filter(acts.is_revenue, acts.account_id.isin(ids))
    rows = acts.select(who=acts.account_id, day=acts.day, id=acts.activity_id)
    return Behind(_newest(ground, rows, SHOWN, False), {})


def _newest(
    ground: Ground, rows: ir.Table, most: int, oldest: bool
) -> dict[int, tuple[tuple[int, int], ...]]:
    order = [rows.day if oldest else rows.day.desc(), rows.id]
    place = ibis.row_number().over(group_by="who", order_by=order)
    cut = rows.mutate(place=place)
    cut = cut.filter(cut.place < most)
    found: dict[int, list[tuple[int, int, int]]] = {}
    for row in ground.asked.collect(cut.select("who", "day", "id", "place")).to_pylist():
        found.setdefault(row["who"], []).append((row["place"], row["day"], row["id"]))
    return {who: tuple((day, act) for _, day, act in sorted(many)) for who, many in found.items()}


def _cases(ground: Ground, things: str, held: str, status: str, ids: Sequence[int]) -> Behind:
    cases = things_of(ground, held)
    cases = cases.filter(cases.status == status) if status else cases
    owner = cases.contact_id if things == "people" else cases.account_id
    rows: list[dict[str, Any]] = ground.asked.collect(
        cases.filter(owner.isin(ids)).select(owner=owner, case=cases.who)
    ).to_pylist()
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row["owner"], []).append(row["case"])
    return Behind({}, {who: tuple(sorted(many)) for who, many in found.items()})
