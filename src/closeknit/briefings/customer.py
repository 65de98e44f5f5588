"""One page before the call: who they are, money, open matters, what changed, who went silent, what to do.

Everything is read as of the question's date; nothing here judges anew: findings and first lines are those
of the answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from closeknit.answers import Answer, Finding, Freshness, Subject
from closeknit.briefings.closed import ClosedMatter, closed_matters
from closeknit.briefings.contacts import Contact, contacts, everybody_at, newest_traits, owner_of
from closeknit.briefings.dealings import Dealings, dealings
from closeknit.briefings.employment import Employment, employment
from closeknit.briefings.mail import Conversation, mail_with
from closeknit.briefings.merging import TodayRow, merged
from closeknit.briefings.parts_played import Played, parts_played
from closeknit.briefings.purchases import Purchase, purchases_of
from closeknit.briefings.voices import Voice, cares_about
from closeknit.claims import WORKS_AT
from closeknit.errors import UnknownCustomer
from closeknit.lenses.naming import Meant
from closeknit.lenses.people import names
from closeknit.lenses.seam import Question

MOST_FINDINGS = 8
HIDDEN_FACTS = frozenset({"ours", "name", "type"})


@dataclass(frozen=True)
class KnownKey:
    """One identifier of a customer, and why we think it is theirs."""

    key: str
    why: str
    confidence: float


@dataclass(frozen=True)
class Relation:
    """Another party this one is related to; `kind` reads from this one to `other`, or back."""

    kind: str
    other: Subject
    outgoing: bool


@dataclass(frozen=True)
class CustomerPage:
    """Everything to know before calling one customer."""

    subject: Subject
    asked: Subject
    """Who was asked for: the customer itself or one of its people."""
    kind: str
    standing: str
    owner: Subject | None
    first_day: int | None
    as_of: date
    currency: str
    known_as: tuple[KnownKey, ...]
    facts: tuple[tuple[str, str], ...]
    people: tuple[Contact, ...]
    dealings: Dealings
    closed: tuple[ClosedMatter, ...]
    findings: tuple[tuple[str, Finding], ...]
    """Name of the question and finding, the weightiest first."""
    to_do: TodayRow | None
    """What today's list says of this customer."""
    relations: tuple[Relation, ...]
    freshness: tuple[Freshness, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    """What it bought, the newest first."""
    mail: tuple[Conversation, ...] = ()
    """The last conversations by mail, the newest first."""
    cares: tuple[Voice, ...] = ()
    """What its people care about, in their words."""
    parts: tuple[Played, ...] = ()
    """Who plays which part; who left comes last."""
    posts: tuple[Employment, ...] = ()
    """Where the person asked for works and worked, the present first; none where a customer was asked for."""

    @property
    def silent(self) -> tuple[Contact, ...]:
        """People who went silent."""
        return tuple(c for c in self.people if c.silent)


def customer(question: Question, answers: Sequence[Answer], who: Meant | int) -> CustomerPage:
    """The page of the customer that `who` is or works at (a number or what `naming.meant` gives).

    Raises:
        UnknownCustomer: there is nobody of that number.
    """
    asked = _party(question, who) if isinstance(who, int) else who
    asked_id = asked.subject.party_id
    number = asked.account_id or asked_id
    at = everybody_at(question, number)
    account = next((row for row in at if row["party_id"] == number), None) or _row(question, number)
    traits = newest_traits(question, at, account)
    staff = contacts(question, number, at, traits)
    bought = purchases_of(question, number)
    return CustomerPage(
        subject=Subject(number, account["name"], account["key"]),
        asked=asked.subject,
        kind=account["kind"],
        standing=account["standing"],
        owner=owner_of(question, account),
        first_day=account["first_day"],
        as_of=question.as_of,
        currency=question.business.currency,
        known_as=_known_as(question, number),
        facts=tuple((name, value) for name, value in traits.get(number, ()) if name not in HIDDEN_FACTS),
        people=tuple(staff),
        dealings=dealings(question, number, bought),
        closed=closed_matters(question, number),
        purchases=bought,
        mail=mail_with(question, number),
        cares=cares_about(question, number),
        parts=parts_played(question, answers, number),
        findings=_findings(answers, {number, *(c.subject.party_id for c in staff)}),
        to_do=next((r for r in merged(answers) if r.subject.party_id == number), None),
        relations=_relations(question, number),
        freshness=question.freshness,
        posts=employment(question, asked) if asked_id != number else (),
    )


def _party(question: Question, number: int) -> Meant:
    row = _row(question, number)
    subject = Subject(number, row["name"], row["key"])
    return Meant(subject, row["account_id"], row["kind"], row["standing"] == "ours")


def _row(question: Question, number: int) -> dict[str, Any]:
    rows = question.collect(question.having("parties", "party_id", [number])).to_pylist()
    if not rows:
        raise UnknownCustomer(f"there is no customer or person {number}", about=str(number))
    found: dict[str, Any] = rows[0]
    return found


def _known_as(question: Question, number: int) -> tuple[KnownKey, ...]:
    keys = question.tables["keys"]
    rows = question.collect(keys.filter(keys.party_id == number).order_by("key")).to_pylist()
    return tuple(KnownKey(r["key"], r["why"], r["confidence"]) for r in rows)


def _findings(answers: Sequence[Answer], about: set[int]) -> tuple[tuple[str, Finding], ...]:
    found = [
        (answer.lens, finding)
        for answer in answers
        for finding in answer.findings
        if any(s.party_id in about for s in finding.subjects)
    ]
    found.sort(key=lambda pair: (len(pair[1].subjects), -pair[1].weight, pair[1].id))
    return tuple(found[:MOST_FINDINGS])


def _relations(question: Question, number: int) -> tuple[Relation, ...]:
    """Ties to other parties; who works here stands among the people."""
    ties = question.tables["relationships"]
    mine = ties.filter((ties.from_party == number) | (ties.to_party == number), ties.kind != WORKS_AT)
    rows = question.collect(mine.select("from_party", "to_party", "kind").distinct()).to_pylist()
    others = {r["to_party"] if r["from_party"] == number else r["from_party"] for r in rows}
    named = names(question, others)
    found = [
        Relation(r["kind"], named.subject(r["to_party" if out else "from_party"]), out)
        for r in rows
        for out in (r["from_party"] == number,)
    ]
    return tuple(sorted(found, key=lambda r: (r.kind, r.other.name, r.other.party_id)))
