"""People as one would turn to them: through whom of us, with which words, and who is left out.

An opening comes from their own words: the newest sentence of theirs of the last year, of those that they were
asked for by where there is one. The title of a ticket is one; the subject line of a mail says nothing by
itself and is named only where it is what they were asked for by. Without words it is the last time one dealt
with them. Nothing is made up and nothing is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

import ibis
import ibis.expr.types as ir

from closeknit.answers import wording
from closeknit.day_numbers import day_to_date
from closeknit.desk.asked import Opening
from closeknit.engines.portable import WHITE, among, first_of_each, look_up, stacked, trimmed
from closeknit.lenses.addresses import emails
from closeknit.lenses.people import people
from closeknit.lenses.refusals import refusals
from closeknit.lenses.seam import Question
from closeknit.lenses.strengths import strengths
from closeknit.questions.opinions import mentions_of
from closeknit.questions.tree import Said
from closeknit.texts.stances import OPENED

LONGEST = 200
"""Characters of a quote that stand in an opening."""

FRESH = 365
"""Days after which nobody is reminded of their words."""

SPOKEN = ("call.held", "meeting.held")

TICKET = "ticket.opened"

NOTED = "activity.logged"
"""Words of ours."""

DEALT = {
    ("meeting.held", ""): "Our last meeting was",
    ("call.held", ""): "Our last call was",
    ("proposal.sent", ""): "Our last proposal to you was",
    ("order.placed", ""): "Your last order was",
    ("email.sent", "recipient"): "We last wrote to you",
    ("message.sent", "recipient"): "We last wrote to you",
    ("email.received", "sender"): "You last wrote to us",
    (TICKET, "requester"): "You last asked us for help",
    (NOTED, ""): "We were last in touch",
}
"""Dealings between them and us as an opening says them, by kind and their role; empty: any but NO_PART.

What happened to them, what became of a deal and what goes to many are none.
"""

NO_PART = ("account", "mentioned")
"""Roles of those who were not there themselves."""


@dataclass(frozen=True)
class Approach:
    """One person to turn to. `through`: who of us knows them best, empty where nobody does."""

    party_id: int
    key: str
    name: str
    organization: str
    email: str
    through: str
    opening: Opening = Opening()
    refused: bool = False
    """Whether they or their firm said that they must not be contacted."""


@dataclass(frozen=True)
class Approaches:
    """Whom to turn to, in the order asked for, and how many were left out, by reason."""

    people: tuple[Approach, ...]
    left_out: dict[str, int]


def approaches(question: Question, ids: Sequence[int], said: Sequence[Said] = ()) -> Approaches:
    """These people, and of these customers the person there who was last heard of.

    `said`: the stances that they were asked for by, whose words go first.
    """
    asked = list(dict.fromkeys(ids))
    known = people(question, asked)
    wanted = list(dict.fromkeys(_person(known.firms, known.contacts, one) for one in asked))
    rows = _people(question, [one for one in wanted if one is not None])
    free = [row for row in rows if not row["refused"]]
    ours = [row for row in free if row["standing"] == "ours"]
    left = {
        "must not be contacted": len(rows) - len(free),
        "one of you": len(ours),
        "nobody there is known": sum(1 for one in wanted if one is None),
    }
    found = tuple(_approaches(question, [row for row in free if row["standing"] != "ours"], said))
    return Approaches(found, {reason: n for reason, n in left.items() if n})


def approached(question: Question, ids: Sequence[int]) -> tuple[Approach, ...]:
    """These people as one would turn to them now, whoever must not be contacted too; without an opening."""
    found = _approaches(question, _people(question, list(dict.fromkeys(ids))), ())
    return tuple(replace(one, opening=Opening()) if one.refused else one for one in found)


def _person(firms: frozenset[int], contacts: Any, one: int) -> int | None:
    if one not in firms:
        return one
    return contacts[one].party_id if one in contacts else None


def _collected(question: Question, table: ir.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = question.collect(table).to_pylist()
    return rows


def _people(question: Question, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Name, key, standing, firm and an e-mail address of each in that order, and whether they refused."""
    parties = question.tables["parties"]
    rows = parties.filter(parties.party_id.isin(ids) if ids else ibis.literal(False))
    firms = parties.select(firm_id="party_id", organization="name")
    joined = rows.left_join(firms, rows.account_id == firms.firm_id)
    joined = joined.select("party_id", "key", "name", "standing", "account_id", "organization")
    found = look_up(joined, "party_id", emails(question), "party_id", email="email")
    told = {row["party_id"]: row for row in _collected(question, found)}
    refused = {row["party_id"] for row in _collected(question, refusals(question))}
    return [
        told[one] | {"refused": not refused.isdisjoint((one, told[one]["account_id"]))}
        for one in ids
        if one in told
    ]


def _approaches(
    question: Question, rows: Sequence[dict[str, Any]], asked_for: Sequence[Said]
) -> list[Approach]:
    ids = [row["party_id"] for row in rows]
    through, dealt = _through(question, ids), _dealt(question, ids)
    said = _said(question, ids)
    for one in reversed(asked_for):
        said |= _said(question, ids, one)
    found = []
    for row in rows:
        who = row["party_id"]
        opening = said.get(who) or dealt.get(who) or Opening()
        firm = row["organization"] or ""
        found.append(
            Approach(
                who, row["key"], row["name"] or row["key"], "" if row["account_id"] == who else firm,
                row["email"] or "", through.get(who, ""), opening, row["refused"],
            )
        )  # fmt: skip
    return found


def _through(question: Question, ids: Sequence[int]) -> dict[int, str]:
    """Who of us knows each of these best."""
    parties = question.tables["parties"]
    ours = parties.filter(parties.standing == "ours").select(colleague="party_id", colleague_name="name")
    known = strengths(question.tables, question.as_of_day)
    ways = stacked(
        known.select("strength", who="other", by="one"), known.select("strength", who="one", by="other")
    )
    ways = ways.filter(ways.who.isin(ids) if ids else ibis.literal(False), ways.strength > 0)
    rows = ways.inner_join(ours, ways.by == ours.colleague)
    best = first_of_each(rows, ["who"], [rows.strength.desc(), rows.by])
    return {row["who"]: row["colleague_name"] for row in _collected(question, best)}


def _said(question: Question, ids: Sequence[int], stance: Said | None = None) -> dict[int, Opening]:
    """The newest sentence of each, or that takes a stance, where one of theirs of the last year was read.

    Of what takes the stance a subject line will do where no sentence does.
    """
    said, today = question.tables["mentions"], question.as_of_day
    if stance is not None:
        fit = mentions_of(stance, question)
        said = said.semi_join(
            fit, [said.party_id == fit.who, said.activity_id == fit.id, said.quote == fit.quote]
        )
    said = among(said, "party_id", ids)
    said = said.filter(said.stance != OPENED, said.quote != "", said.kind != NOTED)
    said = question.keep(said.filter(said.day <= today, said.day > today - FRESH), "said")
    told_in = question.collect(said.select("activity_id").distinct())["activity_id"].to_pylist()
    acts = question.having("activities", "activity_id", told_in)
    said = look_up(said, "activity_id", acts, "activity_id", subject="subject", stream_id="stream_id")
    line = (said.kind != TICKET) & (said.quote == trimmed(said.subject.re_replace(f"{WHITE}+", " ")))
    said = said.mutate(line=line.fill_null(False).cast("int32"))
    said = said if stance is not None else said.filter(said.line == 0)
    order = [said.line, said.day.desc(), said.activity_id, said.quote]
    columns = ("party_id", "day", "quote", "kind", "line", "stream_id")
    newest = first_of_each(said, ["party_id"], order).select(*columns)
    return {row["party_id"]: _in_words(row) for row in _collected(question, newest)}


def _in_words(row: dict[str, Any]) -> Opening:
    """What somebody said, with how and when, as an opening says it."""
    day, quote = day_to_date(row["day"]), " ".join(row["quote"].split())
    cut = quote if len(quote) <= LONGEST else f"{quote[:LONGEST].rsplit(' ', 1)[0]} …"
    how = "said: " if row["kind"] in SPOKEN else "opened a ticket: " if row["kind"] == TICKET else "wrote: "
    words = f"On {wording.day_text(day)} you {'wrote about ' if row['line'] else how}“{cut}”"
    return Opening(words, day, row["stream_id"] or "")


def _dealt(question: Question, ids: Sequence[int]) -> dict[int, Opening]:
    """The last time each dealt with us, in words."""
    line = question.tables["timeline"]
    line = line.filter(
        line.party_id.isin(ids) if ids else ibis.literal(False), line.day <= question.as_of_day
    )
    there = line.role.notin(NO_PART)
    line = line.filter(
        reduce(or_, [(line.kind == kind) & (line.role == role if role else there) for kind, role in DEALT])
    )
    newest = first_of_each(line, ["party_id"], [line.day.desc(), line.activity_id, line.role])
    found = {}
    for row in _collected(question, newest.select("party_id", "day", "kind", "role", "stream_id")):
        said = DEALT.get((row["kind"], row["role"])) or DEALT[row["kind"], ""]
        day = day_to_date(row["day"])
        words = f"{said} on {wording.day_text(day)}."
        found[row["party_id"]] = Opening(words, day, row["stream_id"] or "")
    return found
