"""Events made of purchases: what neighbours and related firms bought, and what grew at the customer."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from closeknit.engines.portable import look_up_some, stacked, trimmed
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.happened import behind, event, some

LARGEST_GROUP = 30
"""Neighbours are told apart only in groups of up to so many customers; a whole city is no neighbourhood."""

TIES = ("parent_of", "reseller_of", "partner_of", "referred_by")
"""Relationships between firms that make them related."""

SHARED = ("parent_of", "reseller_of")
"""Those that make firms related which have the same one."""

GROWTH = 1.5


def buying(question: Question) -> list[ir.Table]:
    """The events of this module, each with the columns of events."""
    if not some(question, "purchases"):
        return []
    made = [_expanded(question)]
    made += [_neighbours(question)] if some(question, "attributes") else []
    made += [_related(question)] if some(question, "relationships") else []
    return [*made, _grown(question)] if some(question, "lines") else made


def _bought(question: Question) -> ir.Table:
    """Buying decisions: purchase_id, buyer, day, known_day, kind."""
    bought = question.tables["purchases"]
    return bought.filter(bought.kind != "end").select(
        "purchase_id", "day", "known_day", "kind", buyer="account_id"
    )


def _told(question: Question, pairs: ir.Table, kind: str) -> ir.Table:
    """Purchases of `other` as events of the account it is paired with."""
    pairs = pairs.filter(pairs.account_id != pairs.other).distinct()
    bought = _bought(question).drop("kind")
    rows = behind(question, pairs.inner_join(bought, pairs.other == bought.buyer))
    return event(rows, kind, rows.day, rows.activity_id, rows.known_day)


def _neighbours(question: Question) -> ir.Table:
    """Accounts of one industry and city, in groups small enough to know of each other."""
    traits = question.tables["attributes"]
    parties = question.tables["parties"]
    own = parties.filter(parties.party_id == parties.account_id).select("party_id")
    traits = traits.filter(traits.newest).semi_join(own, "party_id")
    city, industry = (
        traits.filter(traits.name == name).select("party_id", **{name: trimmed(traits.value.lower())})
        for name in ("city", "industry")
    )
    rows = city.inner_join(industry, "party_id")
    rows = rows.filter(rows.city != "", rows.industry != "").select("city", "industry", account_id="party_id")
    sizes = rows.group_by("city", "industry").aggregate(many=rows.count())
    sizes = sizes.filter(sizes.many.between(2, LARGEST_GROUP)).select("city", "industry")
    rows = rows.semi_join(sizes, ["city", "industry"])
    other = rows.select(other="account_id", _city="city", _industry="industry")
    pairs = rows.inner_join(other, [rows.city == other._city, rows.industry == other._industry])
    return _told(question, pairs.select("account_id", "other"), "neighbour.bought")


def _related(question: Question) -> ir.Table:
    """Firms tied to each other, or with the same parent or reseller."""
    ties = question.tables["relationships"]
    ties = ties.filter(ties.kind.isin(TIES)).select("from_party", "to_party", "kind")
    direct = stacked(
        ties.select(account_id="to_party", other="from_party"),
        ties.select(account_id="from_party", other="to_party"),
    )
    shared = ties.filter(ties.kind.isin(SHARED))
    sizes = shared.group_by("from_party").aggregate(many=shared.to_party.nunique())
    small = sizes.filter(sizes.many <= LARGEST_GROUP).select("from_party")
    shared = shared.semi_join(small, "from_party").select("from_party", account_id="to_party")
    other = shared.select(_from="from_party", other="account_id")
    siblings = shared.inner_join(other, shared.from_party == other._from).select("account_id", "other")
    return _told(question, stacked(direct, siblings), "partner.bought")


def _expanded(question: Question) -> ir.Table:
    rows = _bought(question)
    rows = rows.filter(rows.kind == "expansion").rename(account_id="buyer")
    rows = behind(question, rows)
    return event(rows, "contract.expanded", rows.day, rows.activity_id, rows.known_day)


def _grown(question: Question) -> ir.Table:
    """Orders of a product the customer has ordered before, at least half as many again as ever."""
    lines = question.tables["lines"]
    lines = lines.filter(lines.product_id.notnull(), lines.quantity > 0, lines.account_id != 0)
    each = lines.group_by("account_id", "product_id", "activity_id", "day").aggregate(
        many=lines.quantity.sum().cast("float64")
    )
    before = ibis.window(
        group_by=["account_id", "product_id"], order_by=["day", "activity_id"], preceding=(None, 1)
    )
    each = each.mutate(most=each.many.max().over(before))
    rows = each.filter(each.many >= GROWTH * each.most)
    acts = question.tables["activities"]
    rows = look_up_some(rows, "activity_id", acts, "activity_id", known="known_day")
    rows = rows.group_by("account_id", "activity_id", "day").aggregate(known=rows.known.min())
    return event(rows, "order.grown", rows.day, rows.activity_id, rows.known)
