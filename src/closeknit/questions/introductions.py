"""Who is few introductions away: from us, or from somebody named, over everybody who knows each other.

Whom one of us knows is no introduction away; whom they know, one. Only outsiders pass one on.
"""

from __future__ import annotations

import ibis.expr.types as ir

from closeknit.engines.portable import stacked
from closeknit.errors import UnknownQuestion
from closeknit.lenses.naming import people_meant
from closeknit.lenses.seam import Question
from closeknit.lenses.strengths import strengths
from closeknit.questions import tree

MOST = 2
"""Introductions beyond which nobody would ask."""


def within(condition: tree.Near | tree.Said, asked: Question) -> ir.Table:
    """`party_id` of everybody who is so few introductions away.

    Raises:
        UnknownQuestion: so many introductions that nobody would ask.
        UnknownCustomer: nobody goes by the name given, or several do.
    """
    if not isinstance(condition, tree.Near):
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
    reached = giving = first = _beginning(condition.who, asked)
    ours = _beginning("", asked)
    for _ in range(condition.steps + 1):
        step = ties.semi_join(giving, ties.start == giving.party_id).select(party_id="end")
        reached = asked.keep(reached.union(step, distinct=True), "reached")
        giving = reached.anti_join(ours, "party_id")
    return reached.anti_join(first, "party_id")


def _beginning(who: str, asked: Question) -> ir.Table:
    """`party_id` of our own people; or of the person, or everybody at the firm, that was named."""
    parties = asked.tables["parties"]
    begin = parties.party_id.isin(people_meant(asked, who)) if who else parties.standing == "ours"
    return parties.filter(begin).select("party_id")
