"""Whom a finding names and whom to write to: subjects for party ids, and the contact at a customer.

Shared by questions; knows names only. What to say to them is each question's own matter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import ibis.expr.types as ir

from closeknit.answers import Subject
from closeknit.engines.portable import among, first_of_each
from closeknit.lenses.seam import Question

READS = ("party_id", "kind", "name", "key", "account_id", "standing", "owner_id", "last_day")
"""Columns of `parties` that this needs."""


@dataclass(frozen=True)
class Names:
    """Names by party id: `subjects` of all asked for, and which of them are `firms`."""

    subjects: Mapping[int, Subject] = field(default_factory=dict)
    firms: frozenset[int] = frozenset()

    def subject(self, party_id: int) -> Subject:
        """The party as a subject; one without a name when it is not in the book."""
        return self.subjects.get(party_id, Subject(party_id, "someone unknown"))

    def said(self, party_id: int) -> str:
        """What the party goes by: its name, else its key."""
        subject = self.subject(party_id)
        return subject.name or subject.key


@dataclass(frozen=True)
class People(Names):
    """Names by party id, with their `owners`, and `contacts` at the customers."""

    owners: Mapping[int, Subject] = field(default_factory=dict)
    contacts: Mapping[int, Subject] = field(default_factory=dict)

    def contact_at(self, account_id: int, person_id: int | None = None) -> Subject | None:
        """Whom to write to: the person named, else who was last heard of there; never a firm."""
        named = self.subjects.get(person_id) if person_id and person_id not in self.firms else None
        return named or self.contacts.get(account_id)


def names(question: Question, ids: Collection[int]) -> Names:
    """Names of these parties and nothing else."""
    return _names(_of(question, ids))


def people(question: Question, ids: Collection[int], *, refused: ir.Table | None = None) -> People:
    """Names, owners and contacts of these parties. refused: `party_id` of who is no contact."""
    if not ids:
        return People()
    rows = _of(question, ids)
    named = _names(rows)
    owner_of = {row["party_id"]: row["owner_id"] for row in rows if row["owner_id"] is not None}
    all_named = {**named.subjects, **names(question, set(owner_of.values()) - set(named.subjects)).subjects}
    return People(
        named.subjects,
        named.firms,
        owners={party: all_named[owner] for party, owner in owner_of.items() if owner in all_named},
        contacts=contact_persons(question, ids, refused=refused),
    )


def contact_persons(
    question: Question, accounts: Collection[int], *, refused: ir.Table | None = None
) -> dict[int, Subject]:
    """For each customer the person there who was last heard of; the customer itself when it is a person.

    refused: `party_id` of those who are not to be written to.
    """
    parties = question.tables["parties"]
    persons = parties.filter(parties.kind == "person", parties.standing != "ours")
    if refused is not None:
        persons = persons.anti_join(refused, "party_id")
    at_these = among(persons, "account_id", accounts)
    newest = first_of_each(
        at_these, ["account_id"], [at_these.last_day.fill_null(-(10**9)).desc(), at_these.party_id]
    )
    return {row["account_id"]: _subject(row) for row in _rows(question, newest)}


def greeting(contact: Subject | None) -> str:
    """`Hello Ana,` where the first name is known, else `Hello,`."""
    first = contact.name.split()[0].strip(".,") if contact and contact.name.split() else ""
    spoken = len(first) > 1 and first.replace("-", "").replace("'", "").isalpha()
    return f"Hello {first}," if spoken else "Hello,"


def _of(question: Question, ids: Collection[int]) -> list[dict[str, Any]]:
    return _rows(question, question.having("parties", "party_id", ids)) if ids else []


def _names(rows: Collection[Mapping[str, Any]]) -> Names:
    return Names(
        {row["party_id"]: _subject(row) for row in rows},
        frozenset(row["party_id"] for row in rows if row["kind"] == "organization"),
    )


def _subject(row: Mapping[str, Any]) -> Subject:
    return Subject(row["party_id"], row["name"], row["key"])


def _rows(question: Question, table: ir.Table) -> list[dict[str, Any]]:
    wanted: list[dict[str, Any]] = question.collect(table.select(*READS)).to_pylist()
    return wanted
