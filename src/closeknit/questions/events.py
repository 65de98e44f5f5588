"""The rows behind an event of the language: who, when, which activity; for each sort of things asked for.

A customer's events are those of its whole account; a person's those the person took part in; a deal's those
recorded for it. Money counts for whose custom it is, so that a sale through a partner is not the partner's.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_

import ibis
import ibis.expr.types as ir

from closeknit.questions import tree
from closeknit.questions.days import APART, Bounds, bounds
from closeknit.questions.seams import Ground
from closeknit.questions.words import CASES

FAR = 200_000
"""Added to day numbers before they are divided, so that none is negative."""


def within(day: ir.IntegerValue, limits: Bounds) -> ir.BooleanValue | None:
    """Whether a day lies between two; None: any day does."""
    low, high = limits
    tests = [day >= low] if low is not None else []
    tests += [day <= high] if high is not None else []
    return reduce(and_, tests) if tests else None


def is_simple(event: tree.Event, ground: Ground) -> bool:
    """Whether an event is told from one row of the timeline, so that one pass serves many such."""
    named = ground.vocabulary.happening[event.name]
    return named.table == "timeline" and not event.about and event.relative is None


def all_rows(ground: Ground, things: str) -> ir.Table:
    """Every row of the timeline by such things: who, id, day, kind, counts."""
    if things in CASES:
        acts = ground.table("activities")
        acts = acts.filter(acts.case_id.notnull())
        return acts.select(
            who=acts.case_id, id=acts.activity_id, day=acts.day, kind=acts.kind, counts=ibis.literal(True)
        )
    line = ground.table("timeline")
    who = line.party_id if things == "people" else line.account_id
    return line.select(who=who, id=line.activity_id, day=line.day, kind=line.kind, counts=line.counts)


def is_of(rows: ir.Table, event: tree.Event, ground: Ground, things: str) -> ir.BooleanValue:
    """Whether a row of `all_rows` is one of an event's, by kind and time."""
    named = ground.vocabulary.happening[event.name]
    test = rows.kind.isin(list(named.kinds)) if named.kinds else rows.kind.notnull()
    if named.money and things != "people":
        test = test & rows.counts
    timed = within(rows.day, bounds(event.window, ground.asked.as_of))
    return test if timed is None else test & timed


def event_rows(ground: Ground, things: str, event: tree.Event) -> ir.Table:
    """Each event once for everybody who has it: who, id (activity or purchase), day."""
    if ground.vocabulary.happening[event.name].table == "purchases":
        rows = _purchases(ground, things)
        timed = within(rows.day, bounds(event.window, ground.asked.as_of))
        rows = rows if timed is None else rows.filter(timed)
        spoken = _bought if event.about else None
    else:
        rows = all_rows(ground, things)
        rows = rows.filter(is_of(rows, event, ground, things)).select("who", "id", "day").distinct()
        spoken = _spoken if event.about else None
    if spoken is not None:
        ids = spoken(ground, event.about.lower())
        rows = rows.semi_join(ids, rows.id == ids.worded)
    return _beside(rows, event.relative, ground, things) if event.relative else rows


def _purchases(ground: Ground, things: str) -> ir.Table:
    bought = ground.table("purchases")
    bought = bought.filter(bought.kind != "end")
    if things != "people":
        return bought.select(who=bought.account_id, id=bought.purchase_id, day=bought.day)
    line, behind = ground.table("timeline"), ground.table("purchase_activities")
    took_part = line.select(who=line.party_id, act=line.activity_id).distinct()
    behind = behind.select("purchase_id", act_of=behind.activity_id)
    pairs = took_part.inner_join(behind, took_part.act == behind.act_of).select("who", "purchase_id")
    pairs = pairs.distinct().rename(of="purchase_id")
    joined = pairs.inner_join(bought, pairs.of == bought.purchase_id)
    return joined.select(who=joined.who, id=joined.of, day=joined.day)


def _spoken(ground: Ground, words: str) -> ir.Table:
    """Activities whose subject or text holds some words."""
    texts = ground.table("texts")
    held = _holds(texts, ("subject", "body"), words)
    return texts.filter(held).select(worded=texts.activity_id).distinct()


def _bought(ground: Ground, words: str) -> ir.Table:
    """Purchases with the words in a product, a line or the subject of a paper."""
    lines, behind = ground.table("lines"), ground.table("purchase_activities")
    sold = lines.filter(_holds(lines, ("product", "description"), words)).select(worded=lines.activity_id)
    acts = sold.union(_spoken(ground, words), distinct=True)
    found = behind.semi_join(acts, behind.activity_id == acts.worded)
    return found.select(worded=found.purchase_id).distinct()


def _holds(table: ir.Table, columns: tuple[str, ...], words: str) -> ir.BooleanValue:
    return reduce(or_, (table[name].lower().contains(words).fill_null(False) for name in columns))


def _beside(rows: ir.Table, relative: tree.Relative, ground: Ground, things: str) -> ir.Table:
    """Those rows that lie before (after) another event of the same one, on another day."""
    others = event_rows(ground, things, tree.Event(relative.other))
    before = relative.side == "before"
    days = relative.within[0] * APART[relative.within[1]] if relative.within else None
    if relative.which == "any" and days is not None:
        return _near_any(rows, others, before, days)
    # Before any of them is before the last; after any of them is after the first.
    last = relative.which == "last" or (relative.which == "any" and before)
    edge = others.group_by("who").aggregate(edge=others.day.max() if last else others.day.min())
    edge = edge.rename(edge_of="who")
    apart = (edge.edge - rows.day) if before else (rows.day - edge.edge)
    tests = [rows.who == edge.edge_of, apart > 0]
    return rows.semi_join(edge, tests if days is None else [*tests, apart <= days])


def _near_any(rows: ir.Table, others: ir.Table, before: bool, days: int) -> ir.Table:
    """Rows with one of the others at most so many days later (earlier).

    Both are cut into stretches of that many days, so that only neighbours are compared.
    """
    cut = rows.mutate(stretch=(rows.day.cast("int64") + FAR) // days)
    other = others.select(who_too=others.who, other_day=others.day).distinct()
    own = (other.other_day.cast("int64") + FAR) // days
    step = -1 if before else 1
    other = other.mutate(own=own)
    placed = other.mutate(place=other.own).union(other.mutate(place=other.own + step))
    # A semi join on a range is slow in DuckDB; pairs are few, so they are made and made one again.
    pairs = cut.inner_join(placed, [cut.who == placed.who_too, cut.stretch == placed.place])
    gap = (pairs.other_day - pairs.day) if before else (pairs.day - pairs.other_day)
    return pairs.filter(gap > 0, gap <= days).select("who", "id", "day").distinct()
