"""Who is few introductions away: from us, or from somebody named, over everybody who knows each other.

Whom one of us knows is no introduction away; whom they know, one. Only outsiders pass one on.
"""

from __future__ import annotations

import ibis.expr.types as ir

from closeknit.engines.portable import stacked
from closeknit.errors import UnknownQuestion, did_you_mean
from closeknit.lenses.seam import Question
from closeknit.lenses.strengths import strengths
from closeknit.questions import tree as t

MOST = 2
"""Introductions beyond which nobody would ask."""


def within(condition: t.Near | t.Said, asked: Question) -> ir.Table:
    """`party_id` of everybody who is so few introductions away.

    Raises:
        UnknownQuestion: nobody goes by the name given, or so many introductions that nobody would ask.
    """
    if not isinstance(condition, t.Near):
        raise TypeError(f"no question of introductions: {condition!r}")
    if condition.steps > MOST:
        raise UnknownQuestion(
            f"{condition.steps} introductions in a row are not asked for",
            remedy=f"Ask for at most {MOST}.",
            about=str(condition.steps),
        )
    known = strengths(asked.tables, asked.as_of_day).filter(lambda rows: rows.strength > 0)
    there = known.select(start="one", end="other")
    ties = asked.keep(stacked(there, known.select(start="other", end="one")), "ties")
    reached = giving = first = _begin(condition.who, asked)
    ours = _begin("", asked)
    for _ in range(condition.steps + 1):
        step = ties.semi_join(giving, ties.start == giving.party_id).select(party_id="end")
        reached = asked.keep(reached.union(step, distinct=True), "reached")
        giving = reached.anti_join(ours, "party_id")
    return reached.anti_join(first, "party_id")


def _begin(who: str, asked: Question) -> ir.Table:
    """Our own people; or those of that name or key."""
    parties = asked.tables["parties"]
    if not who:
        return parties.filter(parties.standing == "ours").select("party_id")
    keys, words = asked.tables["keys"], who.strip().lower()
    by_key = keys.filter((keys.key.lower() == words) | (keys.key_value.lower() == words)).select("party_id")
    found = parties.filter(parties.name.lower() == words).select("party_id").union(by_key, distinct=True)
    if not asked.collect(found.limit(1)).num_rows:
        names = asked.collect(parties.filter(parties.kind == "person").select("name"))["name"].to_pylist()
        raise UnknownQuestion(
            f'nobody goes by "{who}"', remedy=did_you_mean(who, [n for n in names if n]), about=who
        )
    return found
