"""Who has gone silent, and who of those is worth winning back."""

from __future__ import annotations

import pyarrow as pa

from closeknit.answers import Action, AnswerTable, Finding, ShownColumn, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.clients.known import NAMED, Known, best
from closeknit.lenses.clients.late import ACTIONS, range_words, ranked
from closeknit.lenses.clients.standing import at_stake
from closeknit.lenses.parts import Part
from closeknit.lenses.people import greeting
from closeknit.methods.histories import Ints

MINUTES = 15
WIN_BACK_ORDER = 0.25
"""Winning back succeeds less often than keeping: it counts for a part among findings and on today's list.

Only an order; the money said is the whole."""


def lapsed(known: Known) -> Part:
    """Customers most likely gone, and those worth winning back."""
    found, standing = known.customers, known.standing
    gone = best(standing.lapsed, standing.worth, len(found))
    if not len(gone):
        return Part()
    count = int(standing.lapsed.sum())
    sentence = f"{wording.count(count, 'customer')} {'has' if count == 1 else 'have'} gone silent"
    years = found.spent[standing.lapsed].sum()
    counted = not found.unrated[standing.lapsed].any()
    paid = f", after {wording.money(float(years), known.currency)} in all" if years > 0 and counted else ""
    basis = (
        "by their own habit, or by a model of repeat buying"
        if known.models.active is not None
        else "by their own habit"
    )
    if found.under_contract[standing.lapsed].any():
        basis += ", or their contract ended"
    finding = Finding(
        id=known.question.finding_id("clients", "lapsed"),
        kind="lapsed",
        sentence=f"{sentence}{paid} ({basis}): {wording.listing([found.names[at] for at in gone])}.",
        verdict=Verdict.SUGGESTIVE,
        n=int(found.purchases[standing.lapsed].sum()),
        n_what="purchases",
        subjects=known.subjects(gone[:NAMED]),
        evidence=known.evidence(gone[:NAMED], f"all purchases of the {min(count, NAMED)} largest of these"),
        values={"customers": count},
    )
    back = _winnable(known)
    return Part(
        findings=(*back.findings, finding),
        tables=(_lapsed_table(known, gone),),
        actions=back.actions,
    )


def _winnable(known: Known) -> Part:
    """Lapsed customers worth at least the middle one in a usual year, gone for less than three years."""
    found, standing = known.customers, known.standing
    named = best(standing.winnable, standing.worth, len(found))
    if not len(named):
        return Part()
    worth = at_stake(found, standing, named)
    named, worth = ranked(named, worth)
    value, low, high = worth.total()
    first = int(named[0])
    of = "lapsed customer is" if len(named) == 1 else "lapsed customers are"
    they = "it" if len(named) == 1 else "they"
    last = wording.day_text(day_to_date(int(found.seen[first])))
    finding = Finding(
        id=known.question.finding_id("clients", "winnable"),
        kind="winnable",
        sentence=f"{len(named):,} {of} worth winning back: while {they} bought, a year came to about "
        f"{wording.money(value, known.currency)} ({range_words(low, high)}). "
        f"Start with {found.names[first]}, last seen {last}.",
        verdict=Verdict.SUGGESTIVE,
        n=int(found.purchases[named].sum()),
        n_what="purchases",
        estimate=known.stake(value, low, high),
        subjects=known.subjects(named[:NAMED]),
        evidence=known.evidence(named[:NAMED], "all purchases of these customers"),
        values={"customers": len(named)},
        weight=WIN_BACK_ORDER * value,
    )
    actions = [
        _win_back(known, int(named[rank]), finding.id, float(worth.each[rank]))
        for rank in range(min(ACTIONS, len(named)))
    ]
    return Part(findings=(finding,), actions=tuple(actions))


def _win_back(known: Known, at: int, finding_id: str, year: float) -> Action:
    found = known.customers
    contact = known.contact(at)
    last = wording.day_text(day_to_date(int(found.seen[at])))
    return Action(
        subject=found.subject(at),
        kind="lapsed",
        reason=f"bought {wording.times(int(found.purchases[at]))}, nothing since {last}",
        first_line=f"{greeting(contact)} we last worked together in "
        f"{day_to_date(int(found.seen[at])):%B %Y}. What would have to be different for you to come back?",
        minutes=MINUTES,
        finding_id=finding_id,
        at_stake=known.stake(year),
        owner=known.owner(at),
        contact=contact,
        order_share=WIN_BACK_ORDER,
    )


def _lapsed_table(known: Known, gone: Ints) -> AnswerTable:
    found, standing = known.customers, known.standing
    data = pa.table(
        {
            "party_id": found.ids[gone],
            "name": [found.names[at] for at in gone],
            "last_day": found.seen[gone],
            "silent": standing.silent[gone],
            "purchases": found.purchases[gone],
            "spent": pa.array(found.spent[gone], mask=found.unrated[gone]),
            "year": pa.array(standing.worth[gone], mask=found.unrated[gone]),
            "winnable": ["yes" if standing.winnable[at] else "" for at in gone],
        }
    )
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "customer"),
        ShownColumn("last_day", "last seen", kind="day"),
        ShownColumn("silent", "silent, days", kind="number"),
        ShownColumn("purchases", "purchases", kind="number"),
        ShownColumn("spent", "bought in all", known.currency, "money"),
        ShownColumn("year", "a usual year", known.currency, "money"),
        ShownColumn("winnable", "worth winning back"),
    )
    note = (
        "Worth winning back: a usual year was worth at least what your middle customer's is, and the last "
        "purchase is less than three years ago."
    )
    return AnswerTable("lapsed", "Gone silent", columns, data, note)
