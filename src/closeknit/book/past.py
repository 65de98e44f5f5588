"""The book as it would have been built on an earlier day, from what was known by then.

Cutting rows is not enough: whether an invoice belongs to a retainer, whether a payment counts as revenue
and who is a customer yet were told with later rows in view. They are told again here by the rules of the
build. Who is who, who looks after whom and whom people work for is today's belief.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from closeknit.book.activities import counted
from closeknit.book.activity_sums import party_sums
from closeknit.book.as_of import Day, as_of
from closeknit.book.attributes import shown_now
from closeknit.book.contracts import contracts_of
from closeknit.book.grouping import DECIDED, Grouping, grouping
from closeknit.book.parties import PARTNER_TYPES, signs, stands_as
from closeknit.book.purchases import purchases
from closeknit.engines.engine import Engine
from closeknit.engines.portable import look_up, look_up_some, stacked
from closeknit.purchase_rules import PurchaseRules


def past(
    engine: Engine, tables: Mapping[str, ir.Table], day: int, rules: PurchaseRules
) -> dict[str, ir.Table]:
    """All tables of the book as they were on the local day number `day`, kept on the engine.

    `rules` say how invoices are grouped; what people decided of them is read from the book.
    """
    told = _told_again(engine, tables, day, rules)
    happened = told["activities"]
    cut = _cut(tables, day) | told
    for name in ("lines", "texts", "mentions"):
        cut[name] = cut[name].semi_join(happened, "activity_id")
    met = told["parties"].select("party_id")
    ties = cut["relationships"]
    for end in ("from_party", "to_party"):
        ties = ties.semi_join(met.select(**{end: "party_id"}), end)
    keys = cut["keys"].semi_join(met, "party_id")
    return cut | {"relationships": ties, "keys": keys}


def _told_again(
    engine: Engine, tables: Mapping[str, ir.Table], day: int, rules: PurchaseRules
) -> dict[str, ir.Table]:
    """What the rules of the build say as of that day: activities, purchases with their papers, parties.

    The day is read from a table: with it in them, these large statements would be others on every day, and
    compiling them takes longer than running them.
    """
    then = engine.from_arrow(pa.table({"day": pa.array([day], pa.int32())}), "past_day").day.as_scalar()
    cut = _cut(tables, then)
    cases = cut["cases"]
    happened = engine.keep(counted(cut["activities"].drop("is_revenue"), cases), "past_activities")
    bought, papers = purchases(engine, happened, cases, contracts_of(cases), _grouping(engine, tables, rules))
    told = {
        "activities": happened.select(tables["activities"].columns),
        "purchases": engine.keep(as_of({"purchases": bought}, then)["purchases"], "past_purchases"),
        "purchase_activities": engine.keep(papers, "past_papers"),
    }
    return told | {"parties": engine.keep(_parties(tables, cut | told), "past_parties")}


def _cut(tables: Mapping[str, ir.Table], day: Day) -> dict[str, ir.Table]:
    """The tables cut to what was known on that day; what ended later had not ended yet."""
    cut = as_of(tables, day)
    return cut | {
        "attributes": _attributes(cut["attributes"], day),
        "relationships": _until(cut["relationships"], day),
    }


def _grouping(engine: Engine, tables: Mapping[str, ir.Table], rules: PurchaseRules) -> Grouping:
    decided = tables["purchases"].filter(lambda p: p.rule == "decided").select("purchase_id")
    papers = tables["purchase_activities"].semi_join(decided, "purchase_id")
    how = grouping(engine, rules, tables["keys"], tables["parties"], DECIDED.empty_table())
    return replace(how, decided=papers.select("activity_id", decided_id="purchase_id"))


def _until(rows: ir.Table, day: Day) -> ir.Table:
    """What ended later had not ended yet."""
    return rows.mutate(until_day=ibis.ifelse(rows.until_day > day, ibis.null("int32"), rows.until_day))


def _attributes(rows: ir.Table, day: Day) -> ir.Table:
    # The time of day is not kept: of values alike in their days, the one shown today is first.
    rows = _until(rows, day).mutate(times=rows.newest.cast("int32"))
    return shown_now(rows.drop("newest"), since="since_day", until="until_day").drop("times")


def _parties(tables: Mapping[str, ir.Table], cut: Mapping[str, ir.Table]) -> ir.Table:
    """Everybody known by then, ours included, with standing and signs of that day.

    Whoever no source dates at all stays, but as a possible customer: when we met it is not known.
    """
    rows = tables["parties"].rename(ever="first_day").drop("last_day")
    sums = party_sums(cut["activities"], cut["timeline"])
    seen = signs(sums, cut["attributes"], cut["relationships"])
    rows = look_up(
        rows, "party_id", seen, "party_id", seen="party_id", first_day="first_day", last_day="last_day"
    )
    for name, cases in (("case", cut["cases"]), ("any_case", tables["cases"])):
        rows = look_up(rows, "party_id", _with_case(cases), "account_id", **{name: "account_id"})
    undated = rows.ever.isnull() & rows.any_case.isnull()
    rows = rows.mutate(met=rows.seen.notnull() | rows["case"].notnull())
    known = rows.filter(rows.met | undated | (rows.standing == "ours"))
    told = look_up(known, "account_id", _standings(known, cut), "account_id", then="standing")
    standing = ibis.ifelse(told.standing == "ours", "ours", told.then.fill_null("possible"))
    return told.mutate(standing=standing).select(tables["parties"].columns)


def _with_case(cases: ir.Table) -> ir.Table:
    return cases.filter(cases.account_id != 0).select("account_id").distinct()


def _standings(met: ir.Table, cut: Mapping[str, ir.Table]) -> ir.Table:
    """account_id and standing on that day. Whoever is more than a feed's today was so once it was met."""
    activities, traits = cut["activities"], cut["attributes"]
    accounts = met.filter(met.party_id == met.account_id)
    revenue = activities.filter(activities.is_revenue & (activities.account_id != 0))
    typed = traits.filter((traits.name == "type") & traits.value.lower().isin(PARTNER_TYPES))
    through = cut["timeline"].filter(lambda t: t.role == "sold_through")
    partner = stacked(through.select("party_id"), typed.select("party_id")).distinct()
    others = met.filter(met.standing != "ours")
    return stands_as(
        accounts.select("account_id"),
        is_ours=accounts.filter(accounts.standing == "ours").select("account_id"),
        sold=revenue.select("account_id").distinct(),
        partner=look_up_some(partner, "party_id", others, "party_id", account_id="account_id")
        .select("account_id")
        .distinct(),
        met=accounts.filter(
            accounts.met & accounts.standing.isin(["customer", "partner", "prospect"])
        ).select("account_id"),
    )
