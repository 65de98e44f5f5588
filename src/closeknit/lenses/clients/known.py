"""Everything worked out before the first sentence: customers, how they stand, models, names, and the
orders, invoices and payments behind each customer that will be named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np

import closeknit.lenses.clients.sums as sums
from closeknit.answers import EVIDENCE_LIMIT, Estimate, Evidence, Subject, wording
from closeknit.lenses.clients.columns import NEVER, ints
from closeknit.lenses.clients.customers import Customers, Mask, customers
from closeknit.lenses.clients.models import Models, models
from closeknit.lenses.clients.standing import Standings, standings
from closeknit.lenses.clients.terms import Terms, terms
from closeknit.lenses.people import People, people
from closeknit.lenses.refusals import refusals
from closeknit.lenses.seam import Question
from closeknit.methods.histories import Floats, Ints

NAMED = 100
"""Most customers that one finding names or counts as its evidence."""

LARGEST = 10
"""How many of the largest customers are looked at one by one."""


@dataclass(frozen=True)
class Known:
    """What the sides of the question share. Positions are those of `customers`."""

    question: Question
    customers: Customers
    standing: Standings
    models: Models
    terms: Terms
    people: People
    papers: Mapping[int, tuple[int, ...]]
    """Activities behind the purchases of each customer named, by account, the newest first."""

    @property
    def currency(self) -> str:
        """Base currency."""
        return self.question.business.currency

    def evidence(self, at: Sequence[int] | Ints, rule: str) -> Evidence:
        """The orders, invoices and payments of these customers, one customer after the other."""
        ids = [i for one in at for i in self.papers.get(int(self.customers.ids[one]), ())]
        return Evidence("activities", tuple(ids[:EVIDENCE_LIMIT]), len(ids), rule)

    def behind(self, purchases: ir.Table, rule: str) -> Evidence:
        """The orders, invoices and payments that any purchases group: the newest, and how many there are."""
        each = self.question.collect(sums.papers_by_day(purchases))
        total = int(ints(each, "papers").sum())
        since = _since(ints(each, "day"), ints(each, "purchases"))
        ids = self._newest(sums.papers_since(self.question, purchases, since))
        if len(ids) < min(total, EVIDENCE_LIMIT):
            # A contract may have been signed after some of its invoices.
            ids = self._newest(sums.papers_since(self.question, purchases, NEVER))
        return Evidence("activities", ids, total, rule)

    def these(self, activities: ir.Table, rule: str) -> Evidence:
        """Activities by their ids: the newest of them, and how many there are."""
        days = self.question.tables["activities"].select("activity_id", "day")
        total = self.question.collect(activities.aggregate(n=activities.count()))["n"][0].as_py()
        return Evidence("activities", self._newest(days.semi_join(activities, "activity_id")), total, rule)

    def _newest(self, dated: ir.Table) -> tuple[int, ...]:
        first = dated.order_by([dated.day.desc(), dated.activity_id]).limit(EVIDENCE_LIMIT)
        return tuple(self.question.collect(first)["activity_id"].to_pylist())

    def subjects(self, at: Sequence[int] | Ints) -> tuple[Subject, ...]:
        """These customers as findings name them."""
        return tuple(self.customers.subject(int(one)) for one in at)

    def contact(self, at: int) -> Subject | None:
        """The person to write to at a customer, or the customer itself when it is a person."""
        if self.customers.person[at]:
            return self.customers.subject(at)
        return self.people.contacts.get(int(self.customers.ids[at]))

    def owner(self, at: int) -> Subject | None:
        """Who of us looks after a customer."""
        return self.people.owners.get(int(self.customers.ids[at]))

    def stake(self, value: float, low: float | None = None, high: float | None = None) -> Estimate | None:
        """Money at stake; None where no amounts are known. No range where nothing varies: it was agreed."""
        if low is not None and high is not None and wording.rounded(low) == wording.rounded(high):
            low = high = None
        return Estimate(value, self.currency, low, high, money="at stake") if value > 0 else None


def known(question: Question) -> Known:
    """Work everything out, in the order of its cost."""
    question.progress.step("Adding up purchases", 0, 4)
    running = terms(question)
    bought_on = question.keep(sums.bought_on(question), "bought_on")
    found = customers(question, running, bought_on)
    running = running.without_money(found.ids[found.unrated])
    question.progress.step("Fitting models of repeat buying", 1, 4)
    made = models(question, found, bought_on)
    question.progress.step("Comparing silences with habits", 2, 4)
    standing = standings(found, made, question.as_of_day)
    named = _named(found, standing, running, question.as_of_day)
    question.progress.step("Looking up names and what lies behind", 3, 4)
    return Known(
        question=question,
        customers=found,
        standing=standing,
        models=made,
        terms=running,
        people=people(question, {int(i) for i in found.ids[named]}, refused=refusals(question)),
        papers=_papers(question, found.ids[named]),
    )


def _since(days: Ints, purchases: Ints) -> int:
    """The day since when so many purchases were decided that their papers are enough to show: to look for the
    newest of all papers takes as long as to join all of them."""
    newest = np.argsort(-days)
    enough = np.flatnonzero(np.cumsum(purchases[newest]) >= EVIDENCE_LIMIT)
    return int(days[newest[enough[0]]]) if len(enough) else NEVER


def best(mask: Mask, by: Floats, most: int = NAMED) -> Ints:
    """Positions where `mask` holds, the largest `by` first, equal ones by position."""
    at = np.flatnonzero(mask)
    return np.asarray(at[np.argsort(-by[at], kind="stable")][:most], dtype=np.int64)


def ends_soon(running: Terms, day: int, *, ahead: int = 120, behind: int = 60) -> Ints:
    """Positions among the terms of those that end around that day and that nothing follows."""
    near = (running.ends >= day - behind) & (running.ends <= day + ahead)
    return np.asarray(np.flatnonzero(near & ~running.followed & ~running.monthly), dtype=np.int64)


def _named(found: Customers, standing: Standings, running: Terms, day: int) -> Ints:
    """Positions of all customers that some finding may name."""
    renewing = np.isin(found.ids, running.accounts[ends_soon(running, day)])
    every = [
        best(standing.late, standing.worth),
        best(standing.missed, standing.worth),
        best(standing.lapsed, standing.worth),
        best(standing.winnable, standing.worth),
        best(renewing, standing.worth),
        best(found.year > 0, found.year, LARGEST),
        best(standing.state == "new", found.spent),
    ]
    return np.unique(np.concatenate(every)).astype(np.int64)


def _papers(question: Question, accounts: Ints) -> dict[int, tuple[int, ...]]:
    """Activities of the purchases of these customers, the newest first."""
    if not len(accounts):
        return {}
    rows = question.collect(sums.papers(question, [int(i) for i in accounts]))
    whose, day, ids = (ints(rows, name) for name in ("party_id", "day", "activity_id"))
    order = np.lexsort((ids, -day, whose))
    named, begins = np.unique(whose[order], return_index=True)
    each = np.split(ids[order], begins[1:])
    return {int(one): tuple(papers.tolist()) for one, papers in zip(named, each, strict=False)}
