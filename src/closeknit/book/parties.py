"""The table `parties`: who they are to us, who looks after them, and the first and last sign of them."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from closeknit.engines.portable import first_of_each, look_up, look_up_some, part_of, remembered, stacked

PARTNER_TYPES = ("partner", "reseller", "distributor", "channel partner")


@remembered
def parties(
    people: ir.Table,
    standings: ir.Table,
    owners: ir.Table,
    signs: ir.Table,
) -> ir.Table:
    """The table `parties`, from its columns worked out below."""
    rows = look_up(people, "account_id", standings, "account_id", of_account="standing")
    rows = look_up(rows, "party_id", owners, "party_id", own_owner="owner_id")
    rows = look_up(rows, "account_id", owners, "party_id", account_owner="owner_id")
    rows = look_up(rows, "party_id", signs, "party_id", first_day="first_day", last_day="last_day")
    standing = ibis.ifelse(rows.ours, "ours", rows.of_account.fill_null("possible"))
    return rows.mutate(
        standing=standing,
        owner_id=ibis.coalesce(rows.own_owner, rows.account_owner),
        part=part_of(rows.account_id),
    )


@dataclass(frozen=True)
class Known:
    """What standing is told from."""

    recorded: ir.Table
    """key, stream_id: of whom a stream states a trait or what other keys are theirs."""
    keys: ir.Table
    people: ir.Table
    attributes: ir.Table
    party_sums: ir.Table
    stream_sums: ir.Table
    cases: ir.Table


@remembered
def standings(known: Known) -> ir.Table:
    """account_id and standing: ours, customer, partner, prospect or possible; the first that fits.

    Customer: something was sold to it. Partner: sold through, or sorted as partner, without custom of its
    own. Prospect: a case, an activity that is no outside event, or a record of a source that is more than
    a feed. Possible: nothing but feeds and ties. A feed is a source whose activities are all triggers.
    """
    people, sums = known.people, known.party_sums
    ours = people.filter(people.ours & (people.party_id == people.account_id)).select("account_id")
    sold = sums.filter(sums.sold).select("account_id").distinct()
    return stands_as(
        people.select("account_id").distinct(),
        is_ours=ours,
        sold=sold,
        partner=_partners(known),
        met=_met(known),
    )


def stands_as(accounts: ir.Table, **marks: ir.Table) -> ir.Table:
    """account_id and standing, from the accounts that each mark holds for;
    the first that fits: is_ours, sold, partner, met."""
    rows = accounts
    for name, found in marks.items():
        rows = look_up(rows, "account_id", found, "account_id", **{name: "account_id"})
    standing = ibis.cases(
        (rows.is_ours.notnull(), "ours"),
        (rows.sold.notnull(), "customer"),
        (rows.partner.notnull(), "partner"),
        (rows.met.notnull(), "prospect"),
        else_="possible",
    )
    return rows.select("account_id", standing=standing)


def _partners(known: Known) -> ir.Table:
    """account_id of whoever we sell through, or who is sorted as a partner."""
    through = known.party_sums.filter(known.party_sums.sold_through).select("party_id")
    traits = known.attributes
    typed = traits.filter((traits.name == "type") & traits.value.lower().isin(PARTNER_TYPES))
    return _accounts(known, stacked(through, typed.select("party_id")))


def _met(known: Known) -> ir.Table:
    """account_id of whoever a case, our own doings, or a source that is no feed speaks of."""
    cases, sums, told = known.cases, known.party_sums, known.stream_sums
    by_stream = told.group_by("stream_id").aggregate(more=told.more.cast("int32").max())
    feeds = by_stream.filter(by_stream.more == 0)
    # What people corrected is not among it: whoever writes down a better name has not met them by that.
    recorded = known.recorded.anti_join(feeds, "stream_id")
    recorded = look_up_some(recorded, "key", known.keys, "key", party_id="party_id")
    inside = sums.filter(sums.met).select("party_id")
    with_case = cases.filter(cases.account_id != 0).select("account_id")
    return stacked(_accounts(known, stacked(recorded.select("party_id"), inside)), with_case).distinct()


def _accounts(known: Known, parties: ir.Table) -> ir.Table:
    """account_id of these parties, but not of our own people."""
    others = known.people.filter(~known.people.ours)
    found = look_up_some(parties.distinct(), "party_id", others, "party_id", account_id="account_id")
    return found.select("account_id").distinct()


@remembered
def owners(ties: ir.Table, cases: ir.Table) -> ir.Table:
    """party_id and owner_id: by the newest tie `owns_account`, else by the newest case with an owner."""
    owns = ties.filter(ties.kind == "owns_account")
    by_tie = owns.select(
        party_id="to_party",
        owner_id="from_party",
        rank=ibis.literal(0),
        ended=owns.until.notnull(),
        since="since",
    )
    kept = cases.filter(cases.owner_id.notnull() & (cases.account_id != 0))
    by_case = kept.select(
        party_id="account_id", owner_id="owner_id", rank=ibis.literal(1),
        ended=ibis.literal(False), since="opened_at",
    )  # fmt: skip
    rows = stacked(by_tie, by_case)
    order = [rows["rank"], rows.ended.cast("int32"), rows.since.desc(nulls_first=False), rows.owner_id]
    return first_of_each(rows, ["party_id"], order)


@remembered
def signs(sums: ir.Table, attributes: ir.Table, relationships: ir.Table) -> ir.Table:
    """party_id, first_day and last_day: days it took part in something, an account also through its
    people; a dated attribute or relationship can be the first sign, never the last."""
    took_part = sums.select("party_id", first="first_day", last="last_day")
    none = ibis.null().cast("int32")
    since = stacked(
        attributes.select("party_id", first="since_day"),
        relationships.select(party_id="from_party", first="since_day"),
        relationships.select(party_id="to_party", first="since_day"),
    )
    since = since.filter(since["first"].notnull()).mutate(last=none)
    rows = stacked(took_part, since)
    return rows.group_by("party_id").aggregate(first_day=rows["first"].min(), last_day=rows["last"].max())
