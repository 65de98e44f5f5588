"""Which customer or person somebody means: by key, name, part of a name, or number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from closeknit.answers import Subject, wording
from closeknit.errors import UnknownCustomer, did_you_mean
from closeknit.ids import stable_id
from closeknit.lenses.people import names
from closeknit.lenses.seam import Question

MOST_NAMED = 6
ADDRESSES = ("email", "phone")
"""Kinds of keys that are no names."""

MOST_COMPARED = 20_000
"""Names looked through for a near miss."""


@dataclass(frozen=True)
class Meant:
    """Who is meant: the party, and the customer it belongs to (itself, or a person's employer)."""

    subject: Subject
    account_id: int
    kind: str
    ours: bool = False


@dataclass(frozen=True)
class _Found:
    """Somebody who fits what was typed, and their place among others: standing, person or not."""

    meant: Meant
    place: tuple[int, int]


def meant(question: Question, typed: str) -> Meant:
    """The one customer or person that `typed` names.

    Tried in turn: the very key that somebody is told apart by, such as `email:ana@halden.example`; a key or
    its value, a number or the whole name; the beginning of a word of the name or of a name in some system.
    Whoever goes by exactly that is never passed over for a namesake, but for a firm's own people beside it.
    Of those found by a part of their name customers win over others, organizations over people.

    Raises:
        UnknownCustomer: nobody goes by that name, or several do; the message lists them.
    """
    if len(own := _ranked(question, _by_own_key(question, typed))) == 1:
        return own[0].meant
    # As engines make small letters, which leave a "ß" as it is.
    words = typed.strip().lower()
    if not words:
        raise UnknownCustomer("no name was given", remedy="Give a name, e-mail or domain.", about=typed)
    found = _ranked(question, _but_own_people(_exactly(question, words)))
    found = found or _nearest(_ranked(question, _by_part(question, words)))
    if len(found) == 1:
        return found[0].meant
    if found:
        _several(question, typed, found)
    raise UnknownCustomer(
        f'no customer or person goes by "{typed}"',
        remedy=did_you_mean(typed, _names(question)) or "closeknit find customers lists them by name.",
        about=typed,
    )


def people_meant(question: Question, typed: str) -> list[int]:
    """`party_id` of the one person that `typed` names, or of everybody who is at the firm it names.

    Raises:
        UnknownCustomer: as `meant`.
    """
    return people_of(question, meant(question, typed))


def people_of(question: Question, who: Meant) -> list[int]:
    """`party_id` of a person, or of everybody who is at a firm."""
    return [who.subject.party_id] if who.kind == "person" else people_at(question, who.subject.party_id)


def people_at(question: Question, account_id: int) -> list[int]:
    """`party_id` of everybody who works at a customer now."""
    parties = question.tables["parties"]
    rows = parties.filter(parties.account_id == account_id, parties.kind == "person").select("party_id")
    people: list[int] = question.collect(rows.order_by("party_id"))["party_id"].to_pylist()
    return people


def _by_own_key(question: Question, typed: str) -> ir.Table:
    """Who stands under that key in links and files: found by its hash, where small letters take a look at
    all."""
    parties = question.having("parties", "party_id", [stable_id(typed)])
    return parties.filter(parties.key == typed)


def _exactly(question: Question, words: str) -> ir.Table:
    """Who goes by that, letter for letter: as a key, its value, a number or the name.

    All of it at once, as some system's key is a bare name: whoever has one there would be taken for a
    namesake who has none.
    """
    keys, parties = question.tables["keys"], question.tables["parties"]
    held = keys.filter((keys.key.lower() == words) | (keys.key_value.lower() == words))
    # A party's own key may be one that was not known yet on an earlier day.
    named = (parties.key.lower() == words) | (parties.name.lower() == words)
    named |= parties.party_id.isin(held.party_id)
    if words.isdecimal() and int(words) < 2**63:
        named |= parties.party_id == int(words)
    return parties.filter(named)


def _but_own_people(rows: ir.Table) -> ir.Table:
    """The same without people whose employer is among them.

    No better standing decides between two of one name: who left a customer is a prospect's now, and may be
    the one meant. A firm and somebody at it are one customer, so nobody else is taken when the firm is.
    """
    person = rows.kind == "person"
    firms = rows.filter(rows.kind != "person").select(_firm="party_id")
    employed = rows.mutate(_at=ibis.ifelse(person, rows.account_id, ibis.null("int64")))
    return employed.anti_join(firms, employed._at == firms._firm).drop("_at")


def _by_part(question: Question, words: str) -> ir.Table:
    parties = question.tables["parties"]
    name = parties.name.lower()
    named = name.startswith(words) | name.contains(f" {words}")
    also = _other_names(question, words)
    known = parties.left_join(also, parties.party_id == also.found)
    return known.filter(named | known.found.notnull()).select(*parties.columns)


def _other_names(question: Question, words: str) -> ir.Table:
    """Who some system knows by such a name: a firm that was renamed keeps its former names as keys."""
    keys = question.tables["keys"]
    value = keys.key_value.lower()
    names = keys.filter(
        keys.key_kind.notin(list(ADDRESSES)), value.startswith(words) | value.contains(f" {words}")
    )
    return names.select(found=names.party_id).distinct()


def _ranked(question: Question, rows: ir.Table) -> list[_Found]:
    """The matches by standing, organizations before people; one more than are named where there are more."""
    rank = ibis.cases(
        (rows.standing == "customer", 0),
        (rows.standing == "partner", 1),
        (rows.standing == "prospect", 2),
        (rows.standing == "possible", 3),
        else_=4,
    )
    person = ibis.ifelse(rows.kind == "person", 1, 0)
    ranked = rows.mutate(_rank=rank, _person=person)
    wanted = ranked.select("party_id", "name", "key", "account_id", "kind", "standing", "_rank", "_person")
    cut = wanted.order_by(["_rank", "_person", "name", "party_id"]).limit(MOST_NAMED + 1)
    return [_Found(_meant(row), (row["_rank"], row["_person"])) for row in question.collect(cut).to_pylist()]


def _nearest(found: list[_Found]) -> list[_Found]:
    """Those of the best standing: of the many who share a beginning, customers are asked for most."""
    return [one for one in found if one.place == found[0].place]


def _meant(row: Mapping[str, Any]) -> Meant:
    subject = Subject(row["party_id"], row["name"], row["key"])
    return Meant(subject, row["account_id"], row["kind"], row["standing"] == "ours")


def _several(question: Question, typed: str, found: list[_Found]) -> None:
    shown = [one.meant for one in found[:MOST_NAMED]]
    firms = names(question, {one.account_id for one in shown}).subjects
    named = [_told_apart(one, firms) for one in shown]
    more = " and others" if len(found) > MOST_NAMED else ""
    raise UnknownCustomer(
        f'"{typed}" could be {wording.listing(named, MOST_NAMED)}{more}',
        remedy="Type what stands in brackets behind the one you mean.",
        about=typed,
    )


def _told_apart(one: Meant, firms: Mapping[int, Subject]) -> str:
    """The name with the firm, if somebody works at one, and the key to type."""
    at = firms.get(one.account_id) if one.account_id != one.subject.party_id else None
    whose = " of us" if one.ours else f" at {at.name}" if at else ""
    return f"{one.subject.name}{whose} ({one.subject.key})"


def _names(question: Question) -> list[str]:
    parties = question.tables["parties"]
    some = parties.filter(parties.standing != "ours").select("name").limit(MOST_COMPARED)
    return [name for name in question.collect(some)["name"].to_pylist() if name]
