"""Whose words would help: where somebody asks for proof or objects, who like them praised us.

A customer counts as like them by its industry, and as being about the same by a word that both sentences
hold. Whoever praised with a figure told a result. Nobody is named to anybody before they were asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir
import pyarrow as pa

import closeknit.lenses.stakeholders.signs as signs
from closeknit.answers import AnswerTable, Finding, ShownColumn, Verdict
from closeknit.lenses.behind import listed
from closeknit.lenses.parts import Part
from closeknit.lenses.people import People
from closeknit.lenses.seam import Question, day_to_date
from closeknit.lenses.stakeholders.known import SPAN, Known
from closeknit.lenses.stakeholders.wording import day_said
from closeknit.texts.stances import ASKS, BAD, PRAISE
from closeknit.texts.topics import GAP

INDUSTRY = "industry"
MOST_READ = 5_000
"""Sentences of each sort that are looked through, the newest."""
MOST_FOR_ONE = 3
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True)
class Quote:
    """A sentence of somebody's at a customer: an objection, a wish for proof, or praise."""

    account: int
    person: int
    day: int
    text: str
    words: frozenset[str]
    what: str
    activity: int


@dataclass(frozen=True)
class Reference:
    """A customer whose words could help another, and why."""

    quote: Quote
    asked: Quote
    """What it would answer."""
    industry: str
    """That both are in; empty where they are not in one."""
    shared: tuple[str, ...]
    """Words that both sentences hold."""

    @property
    def result(self) -> bool:
        """Whether it tells a figure."""
        return bool(_FIGURE.search(self.quote.text))

    def words(self, named: People) -> str:
        """As a sentence says it."""
        like = f" (also in {self.industry})" if self.industry else ""
        what = "a result" if self.result else "their words"
        return (
            f"{named.subject(self.quote.account).name}{like} – {what}: “{self.quote.text}” "
            f"({day_said(self.quote.day)}). Ask them before you name them."
        )

    def order(self) -> tuple[int, int, int, int, int]:
        """The best first: about the same, like them, with a figure, newest."""
        return -len(self.shared), not self.industry, not self.result, -self.quote.day, self.quote.account


def doubts(known: Known) -> dict[tuple[int, int], list[Quote]]:
    """Objections and wishes for proof where a deal is open, newest first: by customer and person."""
    accounts = set(known.open_deals)
    if not accounts:
        return {}
    people = {one.person: one.account for one in known.people if one.account in accounts}
    found: dict[tuple[int, int], list[Quote]] = defaultdict(list)
    rows = known.question.tables["mentions"]
    wanted = rows.filter(rows.stance.isin([*BAD, ASKS]), rows.kind.notin(list(signs.SERVICE)))
    wanted = wanted.filter((wanted.stance != ASKS) | signs.for_proof(wanted))
    for quote in _read(known.question, wanted):
        if quote.person in people:
            found[people[quote.person], quote.person].append(quote)
    return dict(found)


def references(
    known: Known, doubted: Mapping[tuple[int, int], Sequence[Quote]]
) -> dict[int, list[Reference]]:
    """For each customer with doubts, whose words could help, the best first."""
    asked: dict[int, list[Quote]] = defaultdict(list)
    for (account, _), quotes in doubted.items():
        asked[account] += quotes
    if not asked:
        return {}
    question = known.question
    praise = _praise(question)
    industries = _industries(question)
    found = {}
    for account, quotes in asked.items():
        fitting = [
            reference
            for praised in praise
            if praised.account != account
            for reference in (_reference(praised, quotes, industries),)
            if reference is not None
        ]
        if fitting:
            best: dict[int, Reference] = {}
            for one in sorted(fitting, key=Reference.order):
                best.setdefault(one.quote.account, one)
            found[account] = list(best.values())[:MOST_FOR_ONE]
    return found


def _reference(praised: Quote, quotes: Sequence[Quote], industries: Mapping[int, str]) -> Reference | None:
    """The praise as an answer to the doubt it shares most words with; None where nothing is alike."""
    closest = min(quotes, key=lambda q: (-len(q.words & praised.words), -q.day, q.text))
    shared = tuple(sorted(closest.words & praised.words))
    mine, theirs = industries.get(closest.account, ""), industries.get(praised.account, "")
    industry = theirs if theirs and mine.casefold() == theirs.casefold() else ""
    return Reference(praised, closest, industry, shared) if shared or industry else None


def _praise(question: Question) -> list[Quote]:
    """The newest praise of customers in their own words, whoever of them said it."""
    rows, parties = question.tables["mentions"], question.tables["parties"]
    customers = parties.filter(parties.standing == "customer", parties.party_id == parties.account_id)
    praise = rows.filter(rows.stance == PRAISE).semi_join(customers, [rows.account_id == customers.party_id])
    return _read(question, praise)


def _read(question: Question, rows: ir.Table) -> list[Quote]:

    lately = rows.filter(rows.day > question.as_of_day - SPAN)
    columns = ("account_id", "party_id", "day", "quote", "words", "stance", "activity_id")
    wanted = lately.select(*columns).distinct()
    order = [wanted.day.desc(), wanted.activity_id, wanted.quote, wanted.stance, wanted.party_id]
    found: list[Quote] = []
    for row in question.collect(wanted.order_by(order).limit(MOST_READ)).to_pylist():
        what = {PRAISE: signs.PRAISED, ASKS: signs.PROOF}.get(row["stance"], signs.OBJECTED)
        words = frozenset(row["words"].split()) - {GAP}
        found.append(
            Quote(
                row["account_id"], row["party_id"], row["day"], row["quote"], words, what, row["activity_id"]
            )
        )
    return found


def _industries(question: Question) -> dict[int, str]:
    rows = question.tables["attributes"]
    rows = rows.filter(rows.newest, rows.name == INDUSTRY, rows.value != "")
    found = question.collect(rows.select("party_id", "value").order_by("party_id", "value"))
    return dict(zip(found["party_id"].to_pylist(), found["value"].to_pylist(), strict=True))


def proof(known: Known, found: Mapping[int, Sequence[Reference]], named: People) -> Part:
    """The finding and the table of whose words could help whom."""
    if not found:
        return Part()
    rows = [(account, one) for account in sorted(found) for one in found[account]]
    rows.sort(key=lambda row: (row[1].order(), row[0]))
    account, first = rows[0]
    customers = len(found)
    finding = Finding(
        id=known.question.finding_id("stakeholders", "proof", *sorted(found)),
        kind="proof",
        sentence=f"{named.subject(account).name} "
        f"{'asked for proof' if first.asked.what == signs.PROOF else 'has doubts'} (“{first.asked.text}”, "
        f"{day_said(first.asked.day)}). What could help: {first.words(named)}"
        + (f" For {customers - 1} more there are such words too." if customers > 1 else ""),
        verdict=Verdict.COUNTED,
        n=customers,
        n_what="customer" if customers == 1 else "customers",
        subjects=tuple(named.subject(one) for one in sorted(found)),
        evidence=listed("activities", [x.activity for x in (first.asked, first.quote)], "both sentences"),
        values={"customers": customers},
    )
    return Part(findings=(finding,), tables=(_table(rows, named),))


def _table(rows: Sequence[tuple[int, Reference]], named: People) -> AnswerTable:
    data = {
        "party_id": [account for account, _ in rows],
        "name": [named.subject(account).name for account, _ in rows],
        "asked": [one.asked.text for _, one in rows],
        "asked_on": [day_to_date(one.asked.day) for _, one in rows],
        "reference": [named.subject(one.quote.account).name for _, one in rows],
        "who": [named.subject(one.quote.person).name for _, one in rows],
        "quote": [one.quote.text for _, one in rows],
        "day": [day_to_date(one.quote.day) for _, one in rows],
        "industry": [one.industry for _, one in rows],
        "shared": [", ".join(one.shared) for _, one in rows],
        "result": ["yes" if one.result else "" for _, one in rows],
    }
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "customer"),
        ShownColumn("asked", "they wrote"),
        ShownColumn("asked_on", "on", kind="day"),
        ShownColumn("reference", "who could speak for us"),
        ShownColumn("quote", "in their words", below=True),
        ShownColumn("day", "on", kind="day"),
        ShownColumn("who", "said by"),
        ShownColumn("industry", "both in"),
        ShownColumn("shared", "about the same"),
        ShownColumn("result", "tells a figure"),
    )
    note = "Ask a customer before you name it to another."
    return AnswerTable("proof", "Whose words could help whom", columns, pa.table(data), note)
