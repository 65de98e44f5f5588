"""Who is few introductions away: from us, or from somebody named, over everybody who knows each other.

Whom one of us knows is no introduction away; whom they know, one. Only outsiders pass one on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from closeknit.engines.portable import first_of_each, stacked
from closeknit.lenses.naming import people_meant
from closeknit.lenses.seam import Question
from closeknit.lenses.strengths import contacts, strengths
from closeknit.methods.warmest import Network, Way, best_to_each
from closeknit.questions import tree

Pair = tuple[int, int]


@dataclass(frozen=True)
class Passed:
    """Who passes an introduction on, and what shows that they know each other."""

    names: tuple[str, ...]
    """Everybody on the warmest way, from the first to the one before the last."""
    contacts: tuple[tuple[int, int], ...]
    """Day and activity of the last contact of each two on it, newest first; who is only listed has none."""


def within(condition: tree.Near | tree.Said, asked: Question) -> ir.Table:
    """`party_id` of everybody who is so few introductions away.

    Raises:
        UnknownCustomer: nobody goes by the name given, or several do.
    """
    if not isinstance(condition, tree.Near):
        raise TypeError(f"no question of introductions: {condition!r}")
    known = _known(asked)
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


def _ids(people: ir.Table, asked: Question) -> list[int]:
    return [int(number) for number in asked.collect(people)["party_id"].to_pylist()]


def passed_on(condition: tree.Near, asked: Question, ids: Sequence[int]) -> dict[int, Passed]:
    """The warmest way to each of these, a few."""
    rows = asked.collect(_known(asked).select("one", "other", "strength"))
    network = Network.of(*(rows[name].to_numpy() for name in ("one", "other", "strength")))
    ours = _ids(_beginning("", asked), asked)
    first = _ids(_beginning(condition.who, asked), asked) if condition.who else ours
    found = best_to_each(network, first, ids, without=ours, steps=condition.steps + 1)
    names = _names(asked, {person for way in found.values() for person in way.people})
    last = _last_contacts(asked, {_pair(*two) for way in found.values() for two in pairwise(way.people)})
    return {
        who: Passed(tuple(names[one] for one in way.people[:-1]), _newest_first(way, last))
        for who, way in found.items()
    }


def _known(asked: Question) -> ir.Table:
    return strengths(asked.tables, asked.as_of_day).filter(lambda rows: rows.strength > 0)


def _names(asked: Question, people: set[int]) -> dict[int, str]:
    parties = asked.tables["parties"]
    rows = asked.collect(
        parties.filter(parties.party_id.isin(sorted(people))).select("party_id", "name", "key")
    )
    return {row["party_id"]: row["name"] or row["key"] for row in rows.to_pylist()}


def _last_contacts(asked: Question, pairs: set[Pair]) -> dict[Pair, tuple[int, int]]:
    """Day and activity of the last contact of each two, where they had any."""
    if not pairs:
        return {}
    ones, others = zip(*sorted(pairs), strict=True)
    wanted = ibis.memtable(
        pa.table({"one": pa.array(ones, pa.int64()), "other": pa.array(others, pa.int64())})
    )
    line = asked.tables["timeline"]
    theirs = line.filter(line.party_id.isin(sorted({*ones, *others}))).select("activity_id")
    met = contacts({**asked.tables, "timeline": line.semi_join(theirs, "activity_id")})
    met = met.semi_join(wanted, ["one", "other"])
    last = first_of_each(met, ["one", "other"], [met.day.desc(), met.activity_id])
    rows = asked.collect(last.select("one", "other", "day", "activity_id")).to_pylist()
    return {(row["one"], row["other"]): (row["day"], row["activity_id"]) for row in rows}


def _newest_first(way: Way, last: Mapping[Pair, tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    met = [last[pair] for two in pairwise(way.people) if (pair := _pair(*two)) in last]
    return tuple(sorted(met, reverse=True))


def _pair(one: int, other: int) -> Pair:
    return min(one, other), max(one, other)
