"""Cases as last seen - deals, tickets, projects, contracts, invoices - and the stages they went through."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from closeknit.book.days import local_days
from closeknit.book.money import currency_or_base, in_base
from closeknit.engines.portable import first_of_each, look_up, part_of, remembered, stable_id
from closeknit.settings import Settings

PEOPLE_OF = ("account_key", "contact_key", "owner_key")
"""Columns that say whose a case is, and with whom."""


@remembered
def newest_cases(claims: Mapping[str, ir.Table], keys: ir.Table, people: ir.Table) -> ir.Table:
    """One row a case, from the record that saw it last: its claim with case_id, account_id (0: nobody
    known), account_party, contact_id and owner_id.

    Of several files about one case, those that tell how it stands say so, whatever is newer: a list of the
    people in deals knows nothing of the deals themselves. Whose a case is they tell each other.
    """
    newest = _views_together(_newest_views(claims["cases"]))
    newest = newest.mutate(case_id=stable_id(newest.case_key))
    newest = look_up(newest, "account_key", keys, "key", account_key_party="party_id")
    newest = look_up(newest, "contact_key", keys, "key", contact_id="party_id")
    newest = look_up(newest, "owner_key", keys, "key", owner_id="party_id")
    newest = newest.mutate(account_party=ibis.coalesce(newest.account_key_party, newest.contact_id))
    newest = look_up(newest, "account_party", people, "party_id", account="account_id")
    return newest.mutate(account_id=newest.account.fill_null(0))


def _newest_views(cases: ir.Table) -> ir.Table:
    """The newest view that each stream has of each case, with `place`: the one that counts is 0."""
    order = [cases.seen_at.desc(), cases.record_id.desc(), cases.version.desc(), cases.stream_id]
    views = first_of_each(cases, ["case_key", "stream_id"], order)
    by = [views.status.isnull().cast("int32"), views.seen_at.desc(), views.record_id.desc(), views.stream_id]
    return views.mutate(place=ibis.row_number().over(group_by="case_key", order_by=by))


def _views_together(views: ir.Table) -> ir.Table:
    """The first view of each case, with the people that only others know."""
    first, others = views.filter(views.place == 0).drop("place"), views.filter(views.place > 0)
    for name in PEOPLE_OF:
        told = first_of_each(others.filter(others[name].notnull()), ["case_key"], [others.place])
        first = look_up(first, "case_key", told, "case_key", _told=name)
        first = first.mutate(**{name: ibis.coalesce(first[name], first._told)}).drop("_told")
    return first


@remembered
def cases(
    newest: ir.Table, stages: ir.Table, offsets: ir.Table, rates: ir.Table, settings: Settings
) -> ir.Table:
    """The table `cases`. Money is converted at the rate of the day the case began, else was seen."""
    rows = local_days(
        newest, offsets, opened_day="opened_at", due_day="due_at", closed_day="closed_at", seen_day="seen_at"
    )
    rows = rows.mutate(rate_day=ibis.coalesce(rows.opened_day, rows.seen_day))
    rows = currency_or_base(rows, settings)
    rows = in_base(rows, rates, day="rate_day", amount_base="amount", open_base="amount_open")
    last = stages.filter(stages.left_at.isnull())
    rows = look_up(rows, "case_id", last, "case_id", stage="stage")
    return rows.mutate(part=part_of(rows.account_id))


@remembered
def stages(claims: Mapping[str, ir.Table], newest: ir.Table) -> ir.Table:
    """The table `stages`: a case seen twice in a row in one stage stayed there."""
    seen = claims["stages"].select("case_key", "stage", at="at").distinct()
    here = {"group_by": "case_key", "order_by": [seen.at, seen.stage]}
    seen = seen.mutate(before=seen.stage.lag().over(**here))
    entered = seen.filter(seen.before.isnull() | (seen.before != seen.stage))
    here = {"group_by": "case_key", "order_by": [entered.at, entered.stage]}
    spans = entered.mutate(entered_at=entered.at, left_at=entered.at.lead().over(**here))
    spans = look_up(spans, "case_key", newest, "case_key", account="account_id")
    spans = spans.mutate(case_id=stable_id(spans.case_key), account_id=spans.account.fill_null(0))
    return spans.mutate(part=part_of(spans.account_id))
