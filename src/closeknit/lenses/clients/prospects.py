"""Those who have not bought yet, apart from customers: how many, and what has been offered to them."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from closeknit.answers import AnswerTable, Evidence, Finding, ShownColumn, Subject, Verdict, wording
from closeknit.engines.portable import MONEY, among
from closeknit.lenses.clients.known import Known
from closeknit.lenses.parts import Part
from closeknit.lenses.seam import Question


def dealings(question: Question, accounts: Sequence[int]) -> ir.Table:
    """Everything that happened with these, which their last sign is told from: party_id, day, activity_id."""
    acts = among(question.tables["activities"], "account_id", accounts)
    return acts.select("day", "activity_id", party_id="account_id")


def prospects(known: Known) -> Part:
    """All prospects with their open deals, the largest offer first."""
    question = known.question
    who = _who(known)
    deals = (who.open_deals > 0).cast("int64")
    counted = question.collect(
        who.aggregate(
            n=who.count(),
            with_deal=deals.sum(),
            offered=who.offered.sum().cast("float64"),
            unrated=who.unrated.fill_null(0).sum(),
        )
    ).to_pylist()[0]
    if not counted["n"]:
        return Part()
    ordered = who.order_by(
        who.offered.desc(nulls_first=False), who.last_day.desc(nulls_first=False), who.party_id
    )
    rows = question.collect(ordered.mutate(offered=ordered.offered.cast("float64")))
    names = [Subject(r["party_id"], r["name"], r["key"]) for r in rows.slice(0, 10).to_pylist()]
    data = rows.select(["party_id", "name", "open_deals", "offered", "last_day"])
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "prospect"),
        ShownColumn("open_deals", "open deals", kind="number"),
        ShownColumn("offered", "offered", known.currency, "money"),
        ShownColumn("last_day", "last sign", kind="day"),
    )
    return Part(
        findings=(_finding(known, counted, names),),
        tables=(AnswerTable("prospects", "Not customers yet", columns, data),),
    )


def _finding(known: Known, counted: dict[str, float], names: list[Subject]) -> Finding:
    n, with_deal, offered = int(counted["n"]), int(counted["with_deal"] or 0), float(counted["offered"] or 0)
    deal = ""
    if with_deal:
        sure = offered > 0 and not counted["unrated"]
        worth = f", together {wording.money(offered, known.currency)} on offer" if sure else ""
        deal = f" {with_deal:,} of them {'has' if with_deal == 1 else 'have'} an open deal{worth}."
    return Finding(
        id=known.question.finding_id("clients", "prospects"),
        kind="prospects",
        sentence=f"{wording.count(n, 'prospect')} {'has' if n == 1 else 'have'} not bought yet and "
        f"{'is' if n == 1 else 'are'} not counted as {'a customer' if n == 1 else 'customers'}.{deal}",
        verdict=Verdict.COUNTED,
        n=n,
        n_what="prospects",
        subjects=tuple(names),
        evidence=Evidence("parties", tuple(s.party_id for s in names), n, "all who have not bought yet"),
        values={"prospects": n, "with_deal": with_deal, "offered": offered},
    )


def _who(known: Known) -> ir.Table:
    parties, cases = known.question.tables["parties"], known.question.tables["cases"]
    who = parties.filter(parties.standing == "prospect", parties.party_id == parties.account_id)
    who = who.select("party_id", "name", "key", "last_day")
    deals = cases.filter(cases.kind == "deal", cases.status == "open", cases.account_id != 0)
    unrated = (deals.amount.notnull() & deals.amount_base.isnull()).cast("int64").sum()
    deals = deals.group_by("account_id").aggregate(
        open_deals=deals.count(),
        unrated=unrated,
        offered=ibis.ifelse(unrated > 0, ibis.null(MONEY), deals.amount_base.sum().cast(MONEY)),
    )
    joined = who.left_join(deals, who.party_id == deals.account_id).drop("account_id")
    return joined.mutate(open_deals=joined.open_deals.fill_null(0))
