"""How far somebody's word reaches: people they know at other firms, as far as files show."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from closeknit.engines.portable import look_up_some, stacked
from closeknit.lenses.seam import Question
from closeknit.lenses.strengths import strengths

MOST = 200
"""People listed by their reach."""


@dataclass(frozen=True)
class Reach:
    """Whom somebody knows outside their own firm, none of us counted: people, and the firms these are at."""

    people: int
    firms: int


def reaches(question: Question, of: Collection[int]) -> dict[int, Reach]:
    """The reach of those who reach furthest, and of these."""
    known = strengths(question.tables, question.as_of_day)
    known = known.filter(known.strength > 0)
    ways = stacked(known.select(who="one", friend="other"), known.select(who="other", friend="one"))
    parties = question.tables["parties"]
    outside = parties.filter(parties.standing != "ours")
    ways = look_up_some(ways, "who", outside, "party_id", home="account_id")
    ways = look_up_some(ways, "friend", outside, "party_id", at="account_id")
    ways = ways.filter(ways.home != ways["at"])
    sums = ways.group_by("who").aggregate(people=ways.friend.nunique(), firms=ways["at"].nunique())
    sums = question.keep(sums, "reach")
    order = [sums.firms.desc(), sums.people.desc(), sums.who]
    rows = question.collect(sums.order_by(order).limit(MOST)).to_pylist()
    if of:
        rows += question.collect(sums.filter(sums.who.isin(sorted(of))).order_by("who")).to_pylist()
    return {row["who"]: Reach(row["people"], row["firms"]) for row in rows}
