"""Cases as last seen - deals, tickets, projects, contracts, invoices - and the stages they went through."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from closeknit.book.days import local_days
from closeknit.book.money import currency_or_base, in_base
from closeknit.engines.portable import (
    first_of_each,
    look_up,
    part_of,
    remembered,
    stable_id,
    stacked,
)
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
    newest = _newest(claims["cases"])
    newest = newest.mutate(case_id=stable_id(newest.case_key))
    newest = look_up(newest, "account_key", keys, "key", account_key_party="party_id")
    newest = look_up(newest, "contact_key", keys, "key", contact_id="party_id")
    newest = look_up(newest, "owner_key", keys, "key", owner_id="party_id")
    newest = newest.mutate(account_party=ibis.coalesce(newest.account_key_party, newest.contact_id))
    newest = look_up(newest, "account_party", people, "party_id", account="account_id")
    return newest.mutate(account_id=newest.account.fill_null(0))


def _newest(cases: ir.Table) -> ir.Table:
    """The newest view of each case; of those that several streams show, what these know together."""
    streams = cases.group_by("case_key").agg(_first=cases.stream_id.min(), _last=cases.stream_id.max())
    several = streams.filter(streams._first != streams._last).select("case_key")
    alone = cases.anti_join(several, "case_key")
    return stacked(
        first_of_each(alone, ["case_key"], _newest_first(alone)),
        _together(cases.semi_join(several, "case_key")),
    )


def _newest_first(cases: ir.Table) -> list[ir.Value]:
    return [cases.seen_at.desc(), cases.record_id.desc(), cases.version.desc(), cases.stream_id]


def _together(cases: ir.Table) -> ir.Table:
    """The newest view of the stream that tells how a case stands, with the people that only others know."""
    views = first_of_each(cases, ["case_key", "stream_id"], _newest_first(cases))
    by = [views.status.isnull().cast("int32"), *_newest_first(views)]
    views = views.mutate(place=ibis.row_number().over(group_by="case_key", order_by=by))
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
