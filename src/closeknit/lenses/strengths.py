"""How well two people know each other, from what they did together: an input that questions share.

Every mail, message, call, meeting and ticket between two people counts with a weight, halved for every 90
days that have passed since:

    contact  = sum of weight · 2^(−days / 90)          shared = 2 · the lesser direction / both, at least .1
    strength = (1 − e^(−contact / HABIT)) · shared

A meeting of two weighs 5, of n people 5 / (n − 1) for each two of them; a call 3, divided likewise; a mail
or message to one person 1, to n people 1 / n² each; a ticket's opening, answer and solution ½. What many take
part in (more than 25) weighs nothing; nor do lists, newsletters and notices, which name nobody (see the mail
mapping). Whoever never answers stays at a tenth. A connection on somebody's list weighs .2, having worked at
one firm of m people at one time 1 / m: both are shared, and neither is contact.

HABIT is what two mails a week add up to when kept up: they give .63, one a month .11, one a day .97. With
contact counted in single mails, as this form is mostly written, one mail in three weeks gives .997 already:
nobody could tell two a week from two a day, and who knows somebody best would be decided by chance.

It orders relationships; it is no probability. Pure Ibis, for either engine.
Source: that how lately and how closely people dealt with each other leads, Gilbert & Karahalios (2009), CHI
211–220. The weights and the half-life are a judgement of ours, not measured there.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log

import ibis
import ibis.expr.types as ir

from closeknit.claims import WORKS_AT
from closeknit.engines.portable import look_up_some, remembered, stacked

HALF_LIFE = 90.0
"""Days after which a contact counts half."""

HABIT = 2 / 7 * HALF_LIFE / log(2)
"""Contact that two mails a week add up to when they are kept up."""

MOST_TOGETHER = 25
"""People in one mail or meeting above which it is an announcement."""

LEAST_SHARED = 0.1
LISTED, SAME_FIRM = 0.2, 1.0
MOST_AT_FIRM = 60
"""People known at a firm above which working there tells nothing of two of them."""

DIGITS = 9
"""Decimals of a sum of contact, so that in whatever order rows come people stand in one order."""

RECENT, BEFORE = 91, 364
"""Days of the last 13 weeks, and of the year that they are seen against."""

TO_ONE = {"email.sent": 1.0, "email.received": 1.0, "email.circulated": 1.0, "message.sent": 1.0}
TOGETHER = {"meeting.held": 5.0, "call.held": 3.0, "activity.logged": 1.0}
TICKETS = {"ticket.opened": 0.5, "ticket.replied": 0.5, "ticket.resolved": 0.5}
WEIGHTS = TO_ONE | TOGETHER | TICKETS

READS: Mapping[str, tuple[str, ...]] = {
    "timeline": ("activity_id", "party_id", "role", "kind", "day"),
    "parties": ("party_id", "kind"),
    "relationships": ("from_party", "to_party", "kind", "since_day", "until_day"),
}
"""Tables and columns that this needs."""


@remembered
def strengths(tables: Mapping[str, ir.Table], as_of_day: int) -> ir.Table:
    """One row for each two people who know each other, `one` the lesser number.

    one, other, strength; sent and got (contact from `one`, and from `other`); strength_before (as it was 13
    weeks ago); contacts (days of contact); recent, before (weeks of contact: of the last 13, of the 39 before
    these); first_day, last_day; listed, colleagues (true where a list, or a firm, is among what ties them).
    """
    met = interactions(tables).drop("activity_id", "kind")
    signs = stacked(met, _listed(tables), _colleagues(tables, as_of_day))
    then = as_of_day - RECENT
    rows = signs.mutate(
        week=(as_of_day - signs.day) // 7,
        sent_now=signs.sent * _faded(signs, as_of_day),
        got_now=signs.got * _faded(signs, as_of_day),
        sent_then=signs.sent * _faded(signs, then),
        got_then=signs.got * _faded(signs, then),
    )
    summed = rows.group_by("one", "other").aggregate(
        sent=rows.sent_now.sum().round(DIGITS),
        got=rows.got_now.sum().round(DIGITS),
        _sent=rows.sent_then.sum().round(DIGITS),
        _got=rows.got_then.sum().round(DIGITS),
        contacts=rows.day.nunique(),
        recent=rows.week.nunique(where=rows.day > then),
        before=rows.week.nunique(where=(rows.day <= then) & (rows.day > as_of_day - BEFORE)),
        first_day=rows.day.min(),
        last_day=rows.day.max(),
        listed=(rows.what == "listed").cast("int32").max() == 1,
        colleagues=(rows.what == "colleagues").cast("int32").max() == 1,
    )
    return summed.mutate(
        strength=_strength(summed.sent, summed.got), strength_before=_strength(summed._sent, summed._got)
    ).drop("_sent", "_got")


def _strength(sent: ir.FloatingValue, got: ir.FloatingValue) -> ir.FloatingValue:
    contact = sent + got
    lesser = ibis.ifelse(sent < got, sent, got)
    shared = ibis.ifelse(contact > 0, 2.0 * lesser / contact, ibis.literal(0.0))
    shared = ibis.ifelse(shared < LEAST_SHARED, LEAST_SHARED, shared)
    return (1.0 - (-contact / HABIT).exp()) * shared


def _faded(signs: ir.Table, day: int) -> ir.FloatingValue:
    """What is left of a contact by a day; nothing of one that comes later, all of what has no day."""
    age = (day - signs.day).cast("float64")
    left = (age * (-log(2) / HALF_LIFE)).exp()
    return ibis.cases((signs.day.isnull(), 1.0), (age < 0, 0.0), else_=left)


def interactions(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Each two people of each activity that counts as contact between them, `one` the lesser number.

    one, other, day, sent, got (its weight on that day, from `one` and from `other`), what, activity_id, kind.
    """
    took = _took_part(tables)
    many = took.group_by("activity_id").aggregate(n=took.count())
    several = many.filter((many.n > 1) & (many.n <= MOST_TOGETHER))
    took = look_up_some(took, "activity_id", several, "activity_id", n="n")
    other = took.select("activity_id", _other="party_id", _gives="gives", _gets="gets")
    pairs = took.inner_join(other, "activity_id")
    pairs = pairs.filter(pairs.party_id < pairs._other)
    each = _weight(pairs)
    # Where both give and get, as in a meeting, half of it counts for either direction.
    half = ibis.ifelse(pairs.gives & pairs.gets & pairs._gives & pairs._gets, 0.5, 1.0)
    none = ibis.literal(0.0)
    rows = pairs.select(
        one="party_id",
        other="_other",
        day="day",
        sent=ibis.ifelse(pairs.gives & pairs._gets, each * half, none),
        got=ibis.ifelse(pairs._gives & pairs.gets, each * half, none),
        what=ibis.literal("contact"),
        activity_id="activity_id",
        kind="kind",
    )
    return rows.filter(rows.sent + rows.got > 0)


def _weight(pairs: ir.Table) -> ir.FloatingValue:
    others = (pairs.n - 1).cast("float64")
    weight = ibis.cases(*((pairs.kind == kind, weight) for kind, weight in WEIGHTS.items()), else_=0.0)
    return weight / ibis.ifelse(pairs.kind.isin(list(TO_ONE)), others * others, others)


def _took_part(tables: Mapping[str, ir.Table]) -> ir.Table:
    """activity_id, party_id, kind, day, gives, gets: people, once an activity."""
    line, parties = tables["timeline"], tables["parties"]
    persons = parties.filter(parties.kind == "person").select("party_id")
    rows = line.filter(line.kind.isin(list(WEIGHTS))).semi_join(persons, "party_id")
    gives = ibis.cases(
        (rows.kind.isin(list(TOGETHER)), rows.role != "declined"),
        (rows.kind.isin(list(TO_ONE)), rows.role == "sender"),
        (rows.kind == "ticket.opened", rows.role == "requester"),
        else_=rows.role == "agent",
    )
    gets = ibis.cases(
        (rows.kind.isin(list(TOGETHER)), rows.role != "declined"),
        (rows.kind.isin(list(TO_ONE)), rows.role == "recipient"),
        (rows.kind == "ticket.opened", rows.role == "agent"),
        else_=rows.role == "requester",
    )
    named = rows.mutate(_gives=gives.cast("int32"), _gets=gets.cast("int32"))
    once = named.group_by("activity_id", "party_id", "kind", "day").aggregate(
        gives=named._gives.max() == 1, gets=named._gets.max() == 1
    )
    return once.filter(once.gives | once.gets)


def _listed(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Connections that somebody handed over."""
    ties = tables["relationships"]
    knows = ties.filter((ties.kind == "knows") & ties.until_day.isnull())
    return _tied(knows.select("from_party", "to_party").distinct(), ibis.literal(LISTED), "listed")


def _colleagues(tables: Mapping[str, ir.Table], as_of_day: int) -> ir.Table:
    """People who worked at one firm at one time, as far as days are known; the fewer, the better."""
    ties = tables["relationships"]
    works = ties.filter(ties.kind == WORKS_AT)
    works = works.group_by("from_party", "to_party").aggregate(
        since=works.since_day.min(),
        until=ibis.ifelse(works.until_day.isnull(), as_of_day, works.until_day).max(),
    )
    firms = works.group_by("to_party").aggregate(m=works.count())
    small = firms.filter((firms.m > 1) & (firms.m <= MOST_AT_FIRM))
    works = look_up_some(works, "to_party", small, "to_party", m="m")
    other = works.select("to_party", _other="from_party", _since="since", _until="until")
    pairs = works.inner_join(other, "to_party")
    # Whoever has no first day was there as long as we know.
    apart = (pairs.since > pairs._until).fill_null(False) | (pairs._since > pairs.until).fill_null(False)
    pairs = pairs.filter((pairs.from_party < pairs._other) & ~apart)
    best = pairs.group_by("from_party", to_party=pairs._other).aggregate(m=pairs.m.min())
    return _tied(best, SAME_FIRM / best.m.cast("float64"), "colleagues")


def _tied(ties: ir.Table, weight: ir.FloatingValue, what: str) -> ir.Table:
    """Ties that are no contact: half of the weight for either direction, and no day."""
    turned = ties.from_party > ties.to_party
    rows = ties.mutate(
        one=ibis.ifelse(turned, ties.to_party, ties.from_party),
        other=ibis.ifelse(turned, ties.from_party, ties.to_party),
        half=weight / 2.0,
    )
    return rows.filter(rows.one != rows.other).select(
        "one", "other", day=ibis.null("int32"), sent="half", got="half", what=ibis.literal(what)
    )
