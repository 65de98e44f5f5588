"""Whose words would help: where somebody asks for proof or objects, who like them praised us."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import ibis.expr.types as ir
import pyarrow as pa

import closeknit.lenses.stakeholders.signs as signs
from closeknit.answers import AnswerTable, Finding, ShownColumn, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.engines.portable import among
from closeknit.lenses.behind import listed
from closeknit.lenses.parts import Part
from closeknit.lenses.people import People
from closeknit.lenses.seam import Question
from closeknit.lenses.stakeholders.known import SPAN, Known
from closeknit.lenses.stakeholders.references import Praise, Quote, Reference
from closeknit.lenses.stakeholders.wording import day_said
from closeknit.texts.stances import ASKS, BAD, PRAISE
from closeknit.texts.topics import GAP

INDUSTRY = "industry"
MOST_PRAISE = 5_000
"""Sentences of praise that are looked through, the newest."""


def doubts(known: Known) -> dict[tuple[int, int], list[Quote]]:
    """Objections and wishes for proof where a deal is open, newest first: by customer and person."""
    people = {one.person: one.account for one in known.people if one.account in known.open_deals}
    if not people:
        return {}
    found: dict[tuple[int, int], list[Quote]] = defaultdict(list)
    rows = known.question.tables["mentions"]
    wanted = rows.filter(rows.stance.isin([*BAD, ASKS]), rows.kind.notin(list(signs.SERVICE)))
    wanted = wanted.filter((wanted.stance != ASKS) | signs.for_proof(wanted))
    # Of nobody else, and of all of these: among the newest of everybody some of them would be missing.
    for quote in _read(known.question, among(wanted, "party_id", people)):
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
    newest = _read(known.question, _praise(known.question), MOST_PRAISE)
    praise = Praise(newest, _industries(known.question))
    found = {account: praise.answering(account, quotes) for account, quotes in asked.items()}
    return {account: best for account, best in found.items() if best}


def unread(known: Known, doubted: Mapping[tuple[int, int], Sequence[Quote]]) -> Part:
    """How many sentences of praise were not held against these doubts."""
    if not doubted:
        return Part()
    counted = _lately(known.question, _praise(known.question)).aggregate(n=lambda rows: rows.count())
    older = known.question.collect(counted)["n"][0].as_py() - MOST_PRAISE
    if older <= 0:
        return Part()
    many = wording.count(older, "older sentence")
    return Part(
        left_out=(f"{many} of praise: whose words could help is looked for in the newest {MOST_PRAISE:,}.",)
    )


def _praise(question: Question) -> ir.Table:
    """Praise of customers in their own words, whoever of them said it."""
    rows, parties = question.tables["mentions"], question.tables["parties"]
    customers = parties.filter(parties.standing == "customer", parties.party_id == parties.account_id)
    return rows.filter(rows.stance == PRAISE).semi_join(customers, [rows.account_id == customers.party_id])


def _lately(question: Question, rows: ir.Table) -> ir.Table:
    """What a quote is made of, once for each that is not too long ago."""
    columns = ("account_id", "party_id", "day", "quote", "words", "stance", "activity_id")
    return rows.filter(rows.day > question.as_of_day - SPAN).select(*columns).distinct()


def _read(question: Question, rows: ir.Table, most: int | None = None) -> list[Quote]:
    """These sentences, the newest first; all of them unless told how many."""
    wanted = _lately(question, rows)
    order = [wanted.day.desc(), wanted.activity_id, wanted.quote, wanted.stance, wanted.party_id]
    found: list[Quote] = []
    for row in question.collect(wanted.order_by(order).limit(most)).to_pylist():
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
