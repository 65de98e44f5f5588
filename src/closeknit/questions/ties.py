"""Who knows whom, as sentences ask it: the ties of our people, or of those a sentence names, with all others.

How strong a tie is is the matter of `lenses.strengths`; here it is read, for introductions and as a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from closeknit.engines.portable import among, first_of_each, look_up_some, stacked, whole_numbers
from closeknit.lenses.naming import people_meant
from closeknit.lenses.people import names
from closeknit.lenses.seam import Question
from closeknit.lenses.strengths import interactions, strengths

DIGITS = 3
"""Decimals of a strength that are shown, and so compared."""

Pair = tuple[int, int]
Contact = tuple[int, int]
"""Day and activity."""


def known(asked: Question) -> ir.Table:
    """Each two people who know each other: one, other, strength."""
    return strengths(asked.tables, asked.as_of_day).filter(lambda rows: rows.strength > 0)


def beginning(who: str, asked: Question) -> ir.Table:
    """`party_id` of our own people; or of the person, or everybody at the firm, that was named.

    Raises:
        UnknownCustomer: nobody goes by the name given, or several do.
    """
    parties = asked.tables["parties"]
    begin = parties.party_id.isin(people_meant(asked, who)) if who else parties.standing == "ours"
    return parties.filter(begin).select("party_id")


def ties_with(whom: str, things: str, asked: Question) -> ir.Table:
    """who, near, far, strength: ties of one of us, or of those named (`near`), with anybody else (`far`).

    `who`: the other of the two, or where customers or organizations are asked for, theirs.

    Raises:
        UnknownCustomer: as `beginning`.
    """
    rows, first = known(asked), beginning(whom, asked).party_id
    both = stacked(
        rows.select("strength", near="one", far="other"), rows.select("strength", near="other", far="one")
    )
    ties = both.filter(both.near.isin(first) & ~both.far.isin(first))
    ties = ties.mutate(strength=ties.strength.round(DIGITS))
    if things == "people":
        return ties.mutate(who=ties.far)
    return look_up_some(ties, "far", asked.tables["parties"], "party_id", who="account_id")


@dataclass(frozen=True)
class Closest:
    """The two of the strongest tie with somebody, and their last contacts, newest first."""

    near: str
    far: str
    contacts: tuple[Contact, ...]


def closest(whom: str, things: str, asked: Question, ids: Sequence[int], most: int) -> dict[int, Closest]:
    """The strongest tie of each of these, where there is one."""
    ties = among(ties_with(whom, things, asked), "who", ids)
    best = first_of_each(ties, ["who"], [ties.strength.desc(), ties.near, ties.far])
    rows = asked.collect(best.select("who", "near", "far")).to_pylist()
    named = names(asked, {person for row in rows for person in (row["near"], row["far"])})
    last = last_contacts(asked, {in_order(row["near"], row["far"]) for row in rows}, most)
    return {
        row["who"]: Closest(
            named.said(row["near"]),
            named.said(row["far"]),
            last.get(in_order(row["near"], row["far"]), ()),
        )
        for row in rows
    }


def last_contacts(asked: Question, pairs: set[Pair], most: int) -> dict[Pair, tuple[Contact, ...]]:
    """The last contacts of each two, newest first, where they had any."""
    if not pairs:
        return {}
    ones, others = zip(*sorted(pairs), strict=True)
    wanted = whole_numbers(one=ones, other=others)
    theirs = asked.having("timeline", "party_id", {*ones, *others}).activity_id
    line = asked.tables["timeline"]
    met = interactions({**asked.tables, "timeline": among(line, "activity_id", theirs)})
    met = met.semi_join(wanted, ["one", "other"])
    newest = ibis.row_number().over(group_by=["one", "other"], order_by=[met.day.desc(), met.activity_id])
    last = met.filter(newest < most).select("one", "other", "day", "activity_id")
    found: dict[Pair, list[Contact]] = {}
    for row in asked.collect(last).to_pylist():
        found.setdefault((row["one"], row["other"]), []).append((row["day"], row["activity_id"]))
    return {pair: tuple(sorted(many, key=lambda one: (-one[0], one[1]))) for pair, many in found.items()}


def in_order(one: int, other: int) -> Pair:
    """Two people as `known` has them."""
    return min(one, other), max(one, other)
