"""A history with accounts, kinds and segments as small numbers, computed once for all sums and lists.

Accounts are numbered in the order of their ids, kinds and segments in the order of their names, so equal data
get equal numbers on every engine. Events of other accounts or kinds, and what is doubled, are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from closeknit.engines.portable import look_up_some
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.history import History
from closeknit.methods.cells import Calendar, Window

NEVER = 1 << 22
"""The day of what does not come; far beyond any other."""


@dataclass(frozen=True)
class Numbered:
    """The tables of a history; all columns are int32 but where said otherwise.

    accounts: account, account_id int64, first_day, last_day, segment. All accounts, at risk or not.
    purchases: account, day; distinct. at_risk: whether the day is one at risk (bool). before: day of the
    last one at risk before it (-`NEVER` for none); only for purchases at risk.
    happened: account, kind, day, known_day; distinct, with next_day: the day of the next such row of the
    account and kind, which may be the same (`NEVER` for none).
    known: account, kind, day (it was known on), next_day; distinct.
    """

    calendar: Calendar
    kinds: tuple[str, ...]
    segments: tuple[str, ...]
    accounts: ir.Table
    purchases: ir.Table
    happened: ir.Table
    known: ir.Table

    def seen(self, window: Window) -> ir.Table:
        """account, kind, day, next_day: by the day that counts for a window, which is one of `cells`."""
        if window[0] > 0:
            return self.known
        days = self.happened.filter(self.happened.next_day > self.happened.day)
        return days.select("account", "kind", "day", "next_day")


def numbered(question: Question, history: History) -> Numbered:
    """The numbered tables, computed and kept in the engine."""
    kinds = tuple(sorted(history.kinds))
    accounts, segments = _accounts(question, history.accounts)
    bought = look_up_some(history.purchases, "account_id", accounts, "account_id", account="account")
    happened = question.keep(_happened(history.events, accounts, kinds), "happened")
    return Numbered(
        calendar=history.calendar,
        kinds=kinds,
        segments=segments,
        accounts=accounts,
        purchases=question.keep(_purchases(bought, accounts), "bought"),
        happened=happened,
        known=question.keep(_known(happened), "known"),
    )


def _accounts(question: Question, accounts: ir.Table) -> tuple[ir.Table, tuple[str, ...]]:
    names = question.collect(accounts.select("segment").distinct().order_by("segment"))
    segments = tuple(names["segment"].to_pylist())
    place = ibis.row_number().over(order_by="account_id")
    numbers = accounts.select(
        "account_id",
        "first_day",
        "last_day",
        account=place.cast("int32"),
        segment=position(accounts.segment, segments),
    )
    return question.keep(numbers, "accounts"), segments


def position(name: ir.StringValue, names: Sequence[str]) -> ir.IntegerValue:
    """The place of a name among names, from 0; null for any other."""
    places = [(name == other, ibis.literal(place)) for place, other in enumerate(names)]
    return (ibis.cases(*places) if places else ibis.null("int32")).cast("int32")


def _purchases(bought: ir.Table, accounts: ir.Table) -> ir.Table:
    days = bought.select("account", "day").distinct()
    days = look_up_some(days, "account", accounts, "account", first_day="first_day", last_day="last_day")
    days = days.mutate(at_risk=(days.day >= days.first_day) & (days.day <= days.last_day))
    earlier = days.day.lag().over(group_by=["account", "at_risk"], order_by="day")
    return days.select("account", "day", "at_risk", before=earlier.fill_null(-NEVER).cast("int32"))


def _happened(events: ir.Table, accounts: ir.Table, kinds: Sequence[str]) -> ir.Table:
    rows = look_up_some(events, "account_id", accounts, "account_id", account="account")
    rows = rows.select("account", "day", "known_day", kind=position(rows.kind, kinds))
    rows = rows.filter(rows.kind.notnull())
    ahead = {"group_by": ["account", "kind"], "order_by": ["day", "known_day"]}
    rows = rows.mutate(
        next_day=rows.day.lead().over(**ahead).fill_null(NEVER).cast("int32"),
        next_known=rows.known_day.lead().over(**ahead).fill_null(NEVER),
    )
    return rows.filter((rows.next_day > rows.day) | (rows.next_known > rows.known_day)).drop("next_known")


def _known(happened: ir.Table) -> ir.Table:
    rows = happened.select("account", "kind", day="known_day")
    after = rows.day.lead().over(group_by=["account", "kind"], order_by="day")
    rows = rows.mutate(next_day=after.fill_null(NEVER).cast("int32"))
    return rows.filter(rows.next_day > rows.day)
