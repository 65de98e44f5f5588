"""Who is later than its own habit: good customers first, with what is at stake and a first line."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from closeknit.answers import Action, AnswerTable, Finding, Picture, ShownColumn, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.clients.known import NAMED, Known, best
from closeknit.lenses.clients.standing import SURE_GAPS, at_stake
from closeknit.lenses.parts import Part
from closeknit.lenses.people import greeting
from closeknit.methods.habits import Worth
from closeknit.methods.histories import Ints
from closeknit.methods.tails import poisson_at_least

SUPPORT = {"supported": "by its own gaps", "hint": "a hint"}
"""How far a customer's own gaps alone show that it is late."""

MINUTES = 10
ACTIONS = 30
"""Most customers of one kind that are put forward to turn to now."""

DRAWN = 15
"""Rows of a picture."""


def late(known: Known) -> Part:
    """Customers silent beyond their own habit, good ones first."""
    found, standing = known.customers, known.standing
    everyone = best(standing.late, standing.worth, len(found))
    if not len(everyone):
        return Part(assumptions=_by_chance(known, 0))
    good = everyone[standing.good[everyone]]
    named = good if len(good) else everyone
    worth = at_stake(found, standing, named)
    named, worth = ranked(named, worth)
    finding = _late_finding(known, named, worth, small=len(everyone) - len(named), adjective=bool(len(good)))
    return Part(
        findings=(finding,),
        tables=(_late_table(known, named, worth),),
        pictures=(_late_picture(known, named),),
        actions=tuple(
            _late_action(known, named, worth, at, finding.id) for at in range(min(ACTIONS, len(named)))
        ),
        assumptions=_by_chance(known, len(everyone)),
    )


def ranked(named: Ints, worth: Worth) -> tuple[Ints, Worth]:
    """Both by what a usual year is worth, the largest first."""
    order = np.argsort(-worth.each, kind="stable")
    return named[order], Worth(worth.each[order], worth.drawn[:, order])


def _late_finding(known: Known, named: Ints, worth: Worth, *, small: int, adjective: bool) -> Finding:
    found, standing = known.customers, known.standing
    value, low, high = worth.total() if found.has_money else (0.0, 0.0, 0.0)
    first = int(named[0])
    who = wording.count(len(named), "good customer" if adjective else "customer")
    verb, own = ("is", "its") if len(named) == 1 else ("are", "their")
    hints = int(standing.hint[named].sum())
    if hints == len(named):
        verb = "may be"
    stake = ""
    if value > 0:
        stake = f"; at stake about {wording.money(value, known.currency)} a year ({range_words(low, high)})"
    start = "It is" if len(named) == 1 else "Start with"
    others = "other one" if found.unrated[standing.late].any() else "smaller one"
    smaller = f" {wording.count(small, others)} {'is' if small == 1 else 'are'} late too." if small else ""
    return Finding(
        id=known.question.finding_id("clients", "late"),
        kind="late",
        sentence=f"{who} {verb} later than {own} own habit{stake}. "
        f"{start} {found.names[first]}: {rhythm_words(known, first)}."
        f"{_hint_words(hints, len(named))}{smaller}",
        verdict=_late_verdict(known, named),
        n=int(found.gaps.n[named].sum()),
        n_what="gaps between purchases",
        estimate=known.stake(value, low, high),
        subjects=known.subjects(named[:NAMED]),
        evidence=known.evidence(
            named[:NAMED], "all purchases of these customers, whose gaps are their habit"
        ),
        values={
            "customers": len(named),
            "hints": hints,
            "smaller": small,
            "by_chance": round(float(standing.by_chance.sum()), 1),
        },
        weight=value,
    )


def range_words(low: float, high: float) -> str:
    """52,000–121,000; contracts alone vary in nothing: they count as agreed."""
    return "as agreed" if wording.rounded(low) == wording.rounded(high) else wording.money_range(low, high)


def _hint_words(hints: int, named: int) -> str:
    """How many of the named are a hint only, and why."""
    if not hints:
        return ""
    of = "That" if named == 1 else "All" if hints == named else f"{hints:,} of them"
    verb = "is" if named == 1 or hints == 1 else "are"
    return f" {of} {verb} a hint: so far few gaps, or uneven ones."


def _late_verdict(known: Known, named: Ints) -> Verdict:
    """Well supported when so many late ones would hardly come about by chance, and most of the named are
    late by their own gaps alone."""
    standing = known.standing
    by_chance = poisson_at_least(int(standing.late.sum()), float(standing.by_chance.sum()))
    own = standing.hint[named].mean() < 0.5
    return Verdict.ESTABLISHED if by_chance < 0.05 and own else Verdict.SUGGESTIVE


def _by_chance(known: Known, seen: int) -> tuple[str, ...]:
    standing = known.standing
    if not standing.regular:
        return ()
    expected = float(standing.by_chance.sum())
    chance = f"about {expected:.0f}" if expected >= 0.5 else "hardly any"
    return (
        f"Late means silent for longer than 95 of 100 of a customer's own gaps. Of "
        f"{wording.count(standing.regular, 'customer')} with a habit, {chance} would "
        f"look late on any day although all keep theirs; {seen:,} {'does' if seen == 1 else 'do'} now. "
        f"A customer with fewer than {SURE_GAPS} gaps, or whose own gaps alone do not show it, is a hint.",
    )


def rhythm_words(known: Known, at: int) -> str:
    """`orders every 6 weeks, silent for 19`: usual gap and silence in the same unit."""
    found, standing = known.customers, known.standing
    usual, silent = float(found.usual_gap[at]), float(standing.silent[at])
    days, unit = next((d, u) for most, d, u in UNITS if usual < most)
    every, quiet = max(1, round(usual / days)), round(silent / days)
    if every == 1:
        return f"orders every {unit}, silent for {wording.count(quiet, unit)}"
    return f"orders every {every} {unit}s, silent for {quiet}"


def _from_words(known: Known, at: int) -> str:
    """What a customer's habit is told from, where that is a hint only."""
    if not known.standing.hint[at]:
        return ""
    return f" (a hint, from {wording.count(int(known.customers.gaps.n[at]), 'gap')})"


UNITS = ((11, 1.0, "day"), (100, 7.0, "week"), (700, 30.44, "month"), (float("inf"), 365.25, "year"))
"""Up to which usual gap a unit is used, its days, its name."""


def _late_table(known: Known, named: Ints, worth: Worth) -> AnswerTable:
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "customer"),
        ShownColumn("usual_gap", "usual gap, days", kind="number"),
        ShownColumn("silent", "silent, days", kind="number"),
        ShownColumn("gaps", "from gaps", kind="number"),
        ShownColumn("support", "how sure", kind="state", words=SUPPORT),
        ShownColumn("year", "a usual year", known.currency, "money"),
        ShownColumn("shortest_gap", "shortest gap", kind="number"),
        ShownColumn("longest_gap", "longest gap", kind="number"),
        ShownColumn("late_after", "late after, days", kind="number"),
        ShownColumn("beyond", "a longer gap is usual in", kind="share"),
        ShownColumn("last_day", "last seen", kind="day"),
        ShownColumn("year_low", "from", known.currency, "money"),
        ShownColumn("year_high", "to", known.currency, "money"),
        ShownColumn("owner", "looked after by"),
    )
    note = (
        "The largest first. Late after: 95 of 100 of the customer's own gaps are shorter, where it bought "
        "seldom in view of the others'. A longer gap is usual in: so many of its gaps would be longer, told "
        "from its own gaps alone."
    )
    data = _late_cells(known, named, worth)
    return AnswerTable("late", "Later than their own habit", columns, data, note)


def _late_cells(known: Known, named: Ints, worth: Worth) -> pa.Table:
    found, standing = known.customers, known.standing
    ranges = [worth.range_of(at) for at in range(len(named))]
    return pa.table(
        {
            "party_id": found.ids[named],
            "name": [found.names[at] for at in named],
            "usual_gap": found.usual_gap[named],
            "silent": standing.silent[named],
            "late_after": np.round(standing.latest[named]),
            "last_day": found.seen[named],
            "gaps": found.gaps.n[named].astype("int64"),
            "shortest_gap": found.shortest_gap[named],
            "longest_gap": found.longest_gap[named],
            "beyond": standing.own_beyond[named],
            "support": ["hint" if hint else "supported" for hint in standing.hint[named]],
            "year": pa.array(worth.each, mask=found.unrated[named]),
            "year_low": pa.array([low for low, _ in ranges], mask=found.unrated[named]),
            "year_high": pa.array([high for _, high in ranges], mask=found.unrated[named]),
            "owner": [owner.name if (owner := known.owner(int(at))) else None for at in named],
        }
    )


def _late_picture(known: Known, named: Ints) -> Picture:
    shown = named[:DRAWN]
    found, standing = known.customers, known.standing
    data = pa.table(
        {
            "customer": [found.names[at] for at in shown],
            "silent": standing.silent[shown] / 7,
            "usual": np.zeros(len(shown)),
            "late_after": standing.latest[shown] / 7,
        }
    )
    first = found.names[int(named[0])]
    return Picture(
        "late",
        f"{first} has been silent for {wording.span(int(standing.silent[named[0]]))}"
        + (f", {wording.count(len(named) - 1, 'other')} are late too" if len(named) > 1 else ""),
        "Weeks since the last purchase or payment (dot); line: as long as silence is usual for the customer",
        "forest",
        data,
        "customer",
        "silent",
        y_label="weeks",
        low="usual",
        high="late_after",
    )


def _late_action(known: Known, named: Ints, worth: Worth, rank: int, finding_id: str) -> Action:
    at = int(named[rank])
    found = known.customers
    contact = known.contact(at)
    last = wording.day_text(day_to_date(int(found.seen[at])))
    every = rhythm_words(known, at).split(",")[0].partition(" ")[2]
    low, high = worth.range_of(rank)
    return Action(
        subject=found.subject(at),
        kind="late",
        reason=f"{rhythm_words(known, at)}{_from_words(known, at)}",
        first_line=f"{greeting(contact)} your last order was on {last}, and I have come to expect one "
        f"{every}. Is something in the way, or shall I prepare the next one?",
        minutes=MINUTES,
        finding_id=finding_id,
        at_stake=known.stake(float(worth.each[rank]), low, high) if found.has_money else None,
        owner=known.owner(at),
        contact=contact,
    )
