"""Who is few introductions away: from us, or from somebody named, over everybody who knows each other.

Whom one of us knows is no introduction away; whom they know, one. Only outsiders pass one on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import ibis.expr.types as ir

from closeknit.engines.portable import stacked
from closeknit.lenses.people import names
from closeknit.lenses.seam import Question
from closeknit.methods.warmest import Network, Way, best_to_each
from closeknit.questions import tree
from closeknit.questions.ties import Contact, Pair, beginning, in_order, known, last_contacts


@dataclass(frozen=True)
class Passed:
    """Who passes an introduction on, and what shows that they know each other."""

    names: tuple[str, ...]
    """Everybody on the warmest way, from the first to the one before the last."""
    contacts: tuple[Contact, ...]
    """Day and activity of the last contact of each two on it, newest first; who is only listed has none."""


def within(condition: tree.Near | tree.Said, asked: Question) -> ir.Table:
    """`party_id` of everybody who is so few introductions away.

    Raises:
        UnknownCustomer: nobody goes by the name given, or several do.
    """
    if not isinstance(condition, tree.Near):
        raise TypeError(f"no question of introductions: {condition!r}")
    rows = known(asked)
    there = rows.select(start="one", end="other")
    ties = asked.keep(stacked(there, rows.select(start="other", end="one")), "ties")
    reached = giving = first = beginning(condition.who, asked)
    ours = beginning("", asked)
    for _ in range(condition.steps + 1):
        step = ties.semi_join(giving, ties.start == giving.party_id).select(party_id="end")
        reached = asked.keep(reached.union(step, distinct=True), "reached")
        giving = reached.anti_join(ours, "party_id")
    return reached.anti_join(first, "party_id")


def _ids(people: ir.Table, asked: Question) -> list[int]:
    return [int(number) for number in asked.collect(people)["party_id"].to_pylist()]


def passed_on(condition: tree.Near, asked: Question, ids: Sequence[int]) -> dict[int, Passed]:
    """The warmest way to each of these, a few."""
    rows = asked.collect(known(asked).select("one", "other", "strength"))
    network = Network.of(*(rows[name].to_numpy() for name in ("one", "other", "strength")))
    ours = _ids(beginning("", asked), asked)
    first = _ids(beginning(condition.who, asked), asked) if condition.who else ours
    found = best_to_each(network, first, ids, without=ours, steps=condition.steps + 1)
    named = names(asked, {person for way in found.values() for person in way.people})
    pairs = {in_order(*two) for way in found.values() for two in pairwise(way.people)}
    last = last_contacts(asked, pairs, 1)
    return {
        who: Passed(tuple(named.said(one) for one in way.people[:-1]), _newest_first(way, last))
        for who, way in found.items()
    }


def _newest_first(way: Way, last: Mapping[Pair, tuple[Contact, ...]]) -> tuple[Contact, ...]:
    met = [last[pair][0] for two in pairwise(way.people) if (pair := in_order(*two)) in last]
    return tuple(sorted(met, reverse=True))
