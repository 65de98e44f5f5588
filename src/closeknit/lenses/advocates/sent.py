"""Who sent us whom, what these brought since, and whether anybody thanked for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from closeknit.day_numbers import FOR_EVER, LONG_AGO
from closeknit.engines.portable import MONEY, among, first_of_each, look_up, stacked
from closeknit.lenses.advocates.thanks import Thanks, thanks
from closeknit.lenses.people import People, people
from closeknit.lenses.referrals import DEALINGS, STATED, referrals
from closeknit.lenses.revenue import YEAR
from closeknit.lenses.seam import Question
from closeknit.lenses.unrated import is_unrated


@dataclass(frozen=True)
class Sent:
    """A customer, or somebody who may become one, and who sent them; money in the base currency."""

    account: int
    customer: bool
    referrer: int
    home: int
    day: int | None
    stated: bool
    """A file says so; else a mail introduced them."""
    activity: int | None
    brought: float
    year: float
    unrated: int
    """Amounts since without a rate, which `brought` does not hold."""


@dataclass(frozen=True)
class Referrer:
    """Somebody outside with all whom they sent, and whether they were thanked."""

    party_id: int
    sent: tuple[Sent, ...]
    thanks: Thanks

    @property
    def brought(self) -> float:
        """What those whom they sent paid since."""
        return sum(one.brought for one in self.sent)

    @property
    def last_day(self) -> int | None:
        """When they last sent somebody."""
        return max((one.day for one in self.sent if one.day is not None), default=None)


@dataclass(frozen=True)
class Referrals:
    """All of it: referrers, those who brought most first; how many were sent by one of us; names."""

    question: Question
    paid: ir.Table
    """What those sent paid since: activity_id, day, referrer."""
    referrers: tuple[Referrer, ...]
    by_us: int
    named: People

    @property
    def sent(self) -> tuple[Sent, ...]:
        """Everybody sent."""
        return tuple(one for referrer in self.referrers for one in referrer.sent)


def read_referrals(question: Question) -> Referrals:
    """Each customer counts once, for who sent them first; what a file says goes before a mail."""
    credits = question.keep(_credits(question), "credits")
    paid = _paid(question, credits)
    rows = question.collect(_sums(question, credits, paid))
    found = [row for row in rows.to_pylist() if row["standing"] != "ours"]
    by_referrer: dict[int, list[Sent]] = defaultdict(list)
    for row in found:
        by_referrer[row["referrer"]].append(_sent(row))
    ids = {*by_referrer, *(row["account_id"] for row in found), *(row["home"] for row in found)}
    named = people(question, ids)
    names = {one: [named.subject(sent.account).name for sent in many] for one, many in by_referrer.items()}
    thanked = thanks(question, {one: _first_day(many) for one, many in by_referrer.items()}, names)
    made = [Referrer(one, tuple(_in_order(many)), thanked[one]) for one, many in by_referrer.items()]
    made.sort(key=lambda one: (-one.brought, -len(one.sent), one.party_id))
    return Referrals(question, paid, tuple(made), rows.num_rows - len(found), named)


def _sent(row: Mapping[str, Any]) -> Sent:
    return Sent(
        account=row["account_id"],
        customer=row["theirs"] == "customer",
        referrer=row["referrer"],
        home=row["home"],
        day=row["day"],
        stated=row["how"] == STATED,
        activity=row["activity_id"],
        brought=row["brought"] or 0.0,
        year=row["year"] or 0.0,
        unrated=row["unrated"] or 0,
    )


def _in_order(many: Sequence[Sent]) -> list[Sent]:
    return sorted(many, key=lambda one: (-one.brought, one.account))


def _first_day(many: Sequence[Sent]) -> int:
    """From when on thanks could be for one of them: LONG_AGO where that is not known of one."""
    return min(LONG_AGO if one.day is None else one.day for one in many)


def _credits(question: Question) -> ir.Table:
    """One row for each account that was sent; the day falls back on the first that one dealt with it."""
    rows = referrals(question.tables)
    order = [
        ibis.ifelse(rows.how == STATED, 0, 1), rows.day.fill_null(FOR_EVER), rows.referrer,
        rows.activity_id.fill_null(0), rows.referred,
    ]  # fmt: skip
    once = first_of_each(rows, ["account_id"], order)
    parties, line = question.tables["parties"], question.tables["timeline"]
    once = look_up(once, "account_id", parties, "party_id", theirs="standing")
    dealt = line.filter(line.plays.isin(list(DEALINGS)), line.account_id != 0)
    first = dealt.group_by("account_id").aggregate(first=dealt.day.min())
    once = look_up(once, "account_id", first, "account_id", first="first")
    return once.mutate(day=ibis.coalesce(once.day, once.first)).drop("first")


def _paid(question: Question, credits: ir.Table) -> ir.Table:
    """What was paid since, by those who were sent."""
    acts = question.tables["activities"]
    since = credits.select("referrer", sent="account_id", since=credits.day.fill_null(LONG_AGO))
    paid = acts.filter(acts.is_revenue).inner_join(since, acts.account_id == since.sent)
    return paid.filter(paid.day >= paid.since)


def sending(question: Question, referrers: Sequence[int]) -> ir.Table:
    """The mails and events by which these sent us somebody: party_id, day, activity_id."""
    told = among(_credits(question), "referrer", referrers)
    return _of_referrer(told.filter(told.activity_id.notnull()))


def sending_or_paid(question: Question, referrers: Sequence[int]) -> ir.Table:
    """As `sending`; of those whom only a tie says to be sent, what they paid since."""
    credits = among(_credits(question), "referrer", referrers)
    untold = _paid(question, credits.filter(credits.activity_id.isnull()))
    return stacked(sending(question, referrers), _of_referrer(untold))


def _of_referrer(rows: ir.Table) -> ir.Table:
    return rows.select("day", "activity_id", party_id="referrer").distinct()


def _sums(question: Question, credits: ir.Table, paid: ir.Table) -> ir.Table:
    """The credits with their sums; of those who paid nothing, without."""
    lately = ibis.ifelse(paid.day > question.as_of_day - YEAR, paid.amount_base, ibis.null(MONEY))
    sums = paid.group_by("sent").aggregate(
        brought=paid.amount_base.sum().cast("float64"),
        year=lately.sum().cast("float64"),
        unrated=is_unrated(paid).cast("int64").sum(),
    )
    wanted = {name: name for name in ("brought", "year", "unrated")}
    return look_up(credits, "account_id", sums, "sent", **wanted).order_by("account_id")
