"""Contracts: which end soon, which ran out without a new one, and how often they were renewed before."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

import closeknit.lenses.clients.sums as sums
from closeknit.answers import Action, AnswerTable, Finding, ShownColumn, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.lenses.clients.customers import Mask
from closeknit.lenses.clients.known import Known, best, ends_soon
from closeknit.lenses.parts import Part
from closeknit.lenses.people import greeting
from closeknit.methods.histories import Ints
from closeknit.methods.wilson import wilson

AHEAD_DAYS = 120
TALK_DAYS = 60
"""So many days before its end a contract is put forward to be talked about."""

MINUTES = 20
LEAST_OVER = 5
"""Contracts whose fate must be known before a share renewed is told."""


def renewals(known: Known) -> Part:
    """Contracts that end within four months or ran out within two, and retainers that just stopped."""
    running, day = known.terms, known.question.as_of_day
    near = ends_soon(running, day, ahead=AHEAD_DAYS)
    places = np.searchsorted(known.customers.ids, running.accounts[near])
    ours = np.isin(running.accounts[near], known.customers.ids)
    near, places = near[ours], places[ours]
    order = np.lexsort((running.purchases[near], running.ends[near]))
    near, places = near[order], places[order].astype(np.int64)
    stopped = _stopped(known)
    if not len(near):
        return stopped
    finding = _finding(known, near, places)
    soon = running.ends[near] <= day + TALK_DAYS
    actions = tuple(
        _action(known, int(t), int(at), finding.id) for t, at in zip(near[soon], places[soon], strict=True)
    )
    return Part(
        findings=(finding, *stopped.findings),
        tables=(_table(known, near, places),),
        actions=(*actions, *stopped.actions),
    )


def _finding(known: Known, near: Ints, places: Ints) -> Finding:
    running = known.terms
    over = running.ends[near] < known.question.as_of_day
    value = float(running.year[near].sum())
    # The first that still runs; where all are over, the first of them.
    first = int(over.argmin())
    name, ends = known.customers.names[int(places[first])], day_to_date(int(running.ends[near[first]]))
    verb = "ran out" if over[first] else "ends"
    so_far, renewed, ended = _before(known)
    return Finding(
        id=known.question.finding_id("clients", "renewals"),
        kind="renewals",
        sentence=f"{_how_many(over)}{_a_year(known, value)}. First: {name}, {verb} on "
        f"{wording.day_text(ends)}.{so_far}",
        verdict=Verdict.COUNTED,
        n=len(near),
        n_what="contracts",
        estimate=known.stake(value),
        subjects=known.subjects(np.unique(places)),
        evidence=known.evidence(
            np.unique(places), "orders, invoices and payments of customers with these contracts"
        ),
        values={
            "contracts": len(near),
            "ran_out": int(over.sum()),
            "renewed_before": renewed,
            "ended_before": ended,
        },
        weight=value,
    )


def _how_many(over: Mask) -> str:
    """How many contracts end and ran out: the parts of it that are any."""
    ran_out = int(over.sum())
    ending = len(over) - ran_out
    said = []
    if ending:
        said.append(f"{wording.count(ending, 'contract ends', 'contracts end')} in the next four months")
    if ran_out:
        still = "is" if ran_out == 1 else "are"
        said.append(f"{wording.count(ran_out, 'contract')} ran out lately and {still} not renewed")
    return " and ".join(said)


def _a_year(known: Known, value: float) -> str:
    return f", together about {wording.money(value, known.currency)} a year" if value > 0 else ""


def _before(known: Known) -> tuple[str, int, int]:
    """How many contracts were renewed so far, as a sentence and as counts."""
    row = known.question.collect(sums.contracts_over(known.question)).to_pylist()[0]
    renewed, ended = int(row["renewed"] or 0), int(row["ended"] or 0)
    if renewed + ended < LEAST_OVER:
        return "", renewed, ended
    share = wilson(renewed, renewed + ended)
    text = (
        f" So far {renewed:,} of {renewed + ended:,} were renewed ({wording.share(share.value)}, "
        f"likely {100 * share.low:.0f}–{100 * share.high:.0f} %)."
    )
    return text, renewed, ended


def _table(known: Known, near: Ints, places: Ints) -> AnswerTable:
    running, day = known.terms, known.question.as_of_day
    data = pa.table(
        {
            "party_id": running.accounts[near],
            "name": [known.customers.names[at] for at in places],
            "begun": running.begun[near],
            "ends": running.ends[near],
            "days": running.ends[near] - day,
            "year": pa.array(running.year[near], mask=known.customers.unrated[places]),
            "owner": [owner.name if (owner := known.owner(int(at))) else None for at in places],
        }
    )
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "customer"),
        ShownColumn("begun", "since", kind="day"),
        ShownColumn("ends", "until", kind="day"),
        ShownColumn("days", "days left", kind="number"),
        ShownColumn("year", "a year", known.currency, "money"),
        ShownColumn("owner", "looked after by"),
    )
    return AnswerTable("renewals", "Contracts that end soon or ran out", columns, data)


def _action(known: Known, term: int, at: int, finding_id: str) -> Action:
    running, day = known.terms, known.question.as_of_day
    ends = wording.day_text(day_to_date(int(running.ends[term])))
    over = running.ends[term] < day
    contact = known.contact(at)
    said = f"your contract {'ran out on' if over else 'runs until'} {ends}"
    return Action(
        subject=known.customers.subject(at),
        kind="renewal",
        reason=f"contract {'ran out' if over else 'ends'} on {ends}",
        first_line=f"{greeting(contact)} {said}. Shall we talk about what the next one should bring you?",
        minutes=MINUTES,
        finding_id=finding_id,
        at_stake=known.stake(float(running.year[term])),
        owner=known.owner(at),
        contact=contact,
        due_day=int(running.ends[term]),
    )


def _stopped(known: Known) -> Part:
    """Monthly retainers that missed an invoice."""
    found, standing = known.customers, known.standing
    named = best(standing.missed & found.monthly, found.term_year)
    if not len(named):
        return Part()
    value = float(found.term_year[named].sum())
    first = int(named[0])
    names = wording.listing([found.names[at] for at in named])
    finding = Finding(
        id=known.question.finding_id("clients", "stopped"),
        kind="stopped",
        sentence=f"{wording.count(len(named), 'retainer')} missed the last invoice{_a_year(known, value)}: "
        f"{names}. Ended, or not yet invoiced? {found.names[first]} was last seen "
        f"{wording.day_text(day_to_date(int(found.seen[first])))}.",
        verdict=Verdict.COUNTED,
        n=int(found.purchases[named].sum()),
        n_what="purchases",
        estimate=known.stake(value),
        subjects=known.subjects(named),
        evidence=known.evidence(named, "all invoices and payments of these customers"),
        weight=value,
    )
    return Part(
        findings=(finding,), actions=tuple(_ask_whether_over(known, int(at), finding.id) for at in named)
    )


def _ask_whether_over(known: Known, at: int, finding_id: str) -> Action:
    found, contact = known.customers, known.contact(at)
    last = wording.day_text(day_to_date(int(found.seen[at])))
    return Action(
        subject=found.subject(at),
        kind="renewal",
        reason=f"retainer without an invoice since {last}",
        first_line=f"{greeting(contact)} our last invoice to you is from {last}. Shall we go on as before?",
        minutes=MINUTES,
        finding_id=finding_id,
        at_stake=known.stake(float(found.term_year[at])),
        owner=known.owner(at),
        contact=contact,
    )
