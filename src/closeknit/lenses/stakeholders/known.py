"""Everybody with a part at a customer, or in a deal, as of the day of the question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import ibis.expr.types as ir

import closeknit.lenses.stakeholders.signs as signs
from closeknit.lenses.seam import Question
from closeknit.lenses.silence import silence
from closeknit.lenses.stakeholders.deals import Deal, deals_of, spans_of
from closeknit.lenses.stakeholders.facts import Facts, facts
from closeknit.lenses.stakeholders.roles import UNKNOWN
from closeknit.lenses.stakeholders.stakeholder import Key, Stakeholder
from closeknit.lenses.stakeholders.weighing import Count, behaviours

SPAN = 730
"""Days of what people did at a customer that count."""


@dataclass(frozen=True)
class Known:
    """All of it, as of the day of the question."""

    question: Question
    acts: ir.Table
    people: tuple[Stakeholder, ...]
    """At their firm of today."""
    left: tuple[Stakeholder, ...]
    """At firms they left."""
    deals: tuple[Deal, ...]

    @cached_property
    def open_deals(self) -> Mapping[int, tuple[Deal, ...]]:
        """Open deals by account."""
        found: dict[int, list[Deal]] = defaultdict(list)
        for deal in self.deals:
            if deal.open:
                found[deal.account].append(deal)
        return {account: tuple(deals) for account, deals in found.items()}

    def at(self, account: int) -> Sequence[Stakeholder]:
        """Everybody at a customer who has not left."""
        return self._by_account.get(account, ())

    @cached_property
    def _by_account(self) -> Mapping[int, Sequence[Stakeholder]]:
        found: dict[int, list[Stakeholder]] = defaultdict(list)
        for one in self.people:
            found[one.account].append(one)
        return found


def _with_first(counts: dict[Key, dict[str, Count]]) -> dict[Key, dict[str, Count]]:
    """The same signs, with FIRST for whoever was in touch before all others at a customer or in a deal."""
    begun: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (of, person), mine in counts.items():
        if signs.CONTACT in mine:
            begun[of].append((mine[signs.CONTACT].first, person))
    for of, days in begun.items():
        (day, person), *others = sorted(days)
        if others and others[0][0] > day:
            counts[of, person] = {**counts[of, person], signs.FIRST: Count(1, 1, day, day)}
    return counts


def known(question: Question) -> Known:
    """Everybody with a part somewhere, as of the day of the question."""
    tables, today = question.tables, question.as_of_day
    acts = question.keep(signs.signs(tables), "stakeholder_signs")
    deals = deals_of(question)
    told = facts(question, today - SPAN, deals)
    lately = acts.filter(acts.day > today - SPAN)
    counts = _signs_of(question, signs.counted(lately, "account"), "account")
    now_at = _now_at(question)
    everybody = {*counts, *_named(told, now_at)}
    moved = _moved(question)
    people, left = [], []
    for account, person in sorted(everybody):
        one = told.stakeholder(account, person, counts.get((account, person), {}))
        gone = moved.get((account, person))
        if gone is not None and now_at.get(person) != account:
            left.append(replace(one, left_day=gone))
        elif now_at.get(person) == account:
            people.append(one)
    took_part = _in_deals(question, acts, deals, told)
    return Known(question, acts, _with_silence(question, acts, people), tuple(left), took_part)


def _signs_of(question: Question, counted: ir.Table, by: str) -> dict[Key, dict[str, Count]]:
    return _with_first(behaviours(question.collect(counted), by))


def _now_at(question: Question) -> dict[int, int]:
    rows = question.collect(signs.persons(question.tables))
    return dict(zip(rows["person"].to_pylist(), rows["now_at"].to_pylist(), strict=True))


def _moved(question: Question) -> dict[Key, int]:
    """The day on which somebody left a firm, by firm and person."""
    rows = question.collect(signs.stints(question.tables).order_by("to_day")).to_pylist()
    return {(row["firm"], row["mover"]): row["to_day"] for row in rows}


def _named(told: Facts, now_at: Mapping[int, int]) -> Iterable[Key]:
    """Whoever has a role in the CRM, or of whom one of us said something, and works at a firm."""
    yield from told.crm_at
    of_crm = [person for person, roles in told.crm.items() if roles]
    for person in {*of_crm, *(person for _, person, _ in told.said)}:
        account = now_at.get(person, person)
        if account != person:
            yield account, person


def _with_silence(question: Question, acts: ir.Table, people: list[Stakeholder]) -> tuple[Stakeholder, ...]:
    """The same people; of those with a role, whether they went silent."""
    whom = sorted({one.person for one in people if one.role != UNKNOWN})
    if not whom:
        return tuple(people)
    some = signs.days_of(acts, whom)
    days: dict[Key, list[int]] = defaultdict(list)
    for row in question.collect(some).to_pylist():
        days[row["account"], row["person"]].append(row["day"])
    today = question.as_of_day
    return tuple(
        replace(one, silent=silence(days[one.account, one.person], today)) if one.role != UNKNOWN else one
        for one in people
    )


def _in_deals(question: Question, acts: ir.Table, deals: list[Deal], told: Facts) -> tuple[Deal, ...]:
    if not deals:
        return ()
    done = signs.in_deals(acts, spans_of(deals))
    counts = _signs_of(question, signs.counted(done, "deal"), "deal")
    by_deal: dict[int, list[int]] = defaultdict(list)
    for deal, person in sorted({*counts, *told.crm_of_deals}):
        if (deal, person) in told.crm_of_deals or counts[deal, person].keys() != {signs.GIVEN}:
            by_deal[deal].append(person)
    return tuple(
        replace(
            deal,
            people=tuple(
                told.stakeholder(deal.account, person, counts.get((deal.case_id, person), {}), deal)
                for person in by_deal[deal.case_id]
            ),
        )
        for deal in deals
    )
