"""What a list says of an account beside its chance: standing, usual order, who of us knows it, source."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np

from closeknit.answers import Subject
from closeknit.engines.portable import among, first_of_each
from closeknit.lenses.people import People, people
from closeknit.lenses.refusals import refusals
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.history import History
from closeknit.lenses.triggers.kinds import Table


@dataclass(frozen=True)
class Around:
    """Of some accounts: names and contacts, standing, usual order, and who of us deals with them."""

    people: People
    standing: dict[int, str]
    usual: dict[int, float]
    dealing: dict[int, Subject]
    usual_of_all: float

    def order(self, account: int) -> float:
        """A usual order: the middle one of the account's own, else that of everybody."""
        return self.usual.get(account, self.usual_of_all)

    def ours(self, account: int) -> Subject | None:
        """Who of us knows them: who looks after them, else who deals with them most."""
        return self.people.owners.get(account) or self.dealing.get(account)


def around(
    question: Question, history: History, accounts: Collection[int], persons: Collection[int] = ()
) -> Around:
    """What is around these accounts; and the names of some persons there."""
    ids = sorted(accounts)
    parties = question.tables["parties"]
    standing = question.collect(among(parties, "party_id", ids).select("party_id", "standing")).to_pylist()
    known = history.purchases.filter(history.purchases.amount_base > 0)
    own = among(known, "account_id", ids)
    return Around(
        people=people(question, sorted({*ids, *persons}), refused=refusals(question)),
        standing={row["party_id"]: row["standing"] for row in standing},
        usual=_middles(question, own),
        dealing=_dealing(question, ids),
        usual_of_all=_middle_of_all(question, known),
    )


def _middles(question: Question, purchases: ir.Table) -> dict[int, float]:
    """The middle order of each account."""
    amounts: dict[int, list[float]] = {}
    for row in question.collect(purchases.select("account_id", "amount_base")).to_pylist():
        amounts.setdefault(row["account_id"], []).append(float(row["amount_base"]))
    return {account: float(np.median(each)) for account, each in amounts.items()}


def _middle_of_all(question: Question, purchases: ir.Table) -> float:
    """The middle over accounts of their mean order; 0 where no amount is known."""
    sums = purchases.group_by("account_id").aggregate(
        total=purchases.amount_base.sum(), many=purchases.count()
    )
    table = question.collect(sums)
    if not table.num_rows:
        return 0.0
    totals = np.array([float(total) for total in table["total"].to_pylist()])
    return float(np.median(totals / table["many"].to_numpy()))


def _dealing(question: Question, ids: Sequence[int]) -> dict[int, Subject]:
    """Who of us took part in most that went on with each account."""
    parties, timeline = question.tables["parties"], question.tables["timeline"]
    ours = parties.filter(parties.standing == "ours", parties.kind == "person").select(
        "party_id", "name", "key"
    )
    with_us = among(timeline, "account_id", ids).inner_join(ours, "party_id")
    many = with_us.group_by("account_id", "party_id", "name", "key").aggregate(n=with_us.count())
    most = first_of_each(many, ["account_id"], [many.n.desc(), many.party_id])
    return {
        row["account_id"]: Subject(row["party_id"], row["name"], row["key"])
        for row in question.collect(most).to_pylist()
    }


TOLD_IN = {"activities": "activity_id", "cases": "case_id", "attributes": "record_id", "parties": "party_id"}
"""Tables that rows behind events are in, each with the column that numbers them."""


def sources(question: Question, behind: Mapping[Table, Collection[int]]) -> dict[tuple[Table, int], str]:
    """The source of each of these rows, as people know it; of a person, that of the name."""
    titles = _titles(question)
    found: dict[tuple[Table, int], str] = {}
    for table, numbers in behind.items():
        ids = sorted(n for n in numbers if n)
        if ids:
            rows = _streams(question, table)
            told = question.collect(among(rows, "number", ids).distinct()).to_pylist()
            found |= {(table, r["number"]): titles.get(r["stream_id"], r["stream_id"]) for r in told}
    return found


def _streams(question: Question, table: Table) -> ir.Table:
    """number and stream_id of every row that events of this table may be made of."""
    if table != "parties":
        return question.tables[table].select("stream_id", number=TOLD_IN[table])
    traits = question.tables["attributes"]
    return traits.filter(traits.name == "name", traits.newest).select("stream_id", number="party_id")


def _titles(question: Question) -> dict[str, str]:
    table = question.tables.get("freshness")
    if table is None:
        return {}
    rows = question.collect(table.select("stream_id", "title", one=ibis.literal(1))).to_pylist()
    return {row["stream_id"]: row["title"] for row in rows}
