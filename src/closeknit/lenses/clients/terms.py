"""Contracts and retainers: until when each runs, what it brings in a year, and whether it was renewed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

import closeknit.lenses.clients.sums as sums
from closeknit.lenses.clients.columns import NEVER, days, floats, ints, texts
from closeknit.lenses.seam import Question
from closeknit.methods.histories import Floats, Ints

TOGETHER = 60
"""Terms of one customer that end within so many days of the last one count as running side by side."""

MONTHLY = 80
"""Below this many days between two invoices a retainer is paid as it goes: it has no renewal date."""


@dataclass(frozen=True)
class Terms:
    """Columns of equal length, by customer and last day. Days are day numbers, money a year's."""

    purchases: Ints
    accounts: Ints
    begun: Ints
    ends: Ints
    year: Floats
    monthly: NDArray[np.bool_]
    followed: NDArray[np.bool_]
    """Another term of the customer takes over, or outlasts it."""

    def __len__(self) -> int:
        return len(self.accounts)

    def without_money(self, accounts: Ints) -> Terms:
        """The same without what the terms of these customers bring, which is not known."""
        return replace(self, year=np.where(np.isin(self.accounts, accounts), 0.0, self.year))

    def last_day(self, accounts: Ints) -> Ints:
        """For each customer the last day under contract; NEVER without one."""
        found = np.full(len(accounts), NEVER, dtype=np.int64)
        at, known = _places(accounts, self.accounts)
        np.maximum.at(found, at[known], self.ends[known])
        return found

    def yearly(self, accounts: Ints) -> Floats:
        """What the terms that ran last, side by side, bring each customer's year to."""
        last = self.last_day(accounts)
        at, known = _places(accounts, self.accounts)
        known &= self.ends >= last[at] - TOGETHER
        known &= ~(self.followed & (self.ends < last[at]))
        total = np.zeros(len(accounts))
        np.add.at(total, at[known], self.year[known])
        return total

    def monthly_only(self, accounts: Ints) -> NDArray[np.bool_]:
        """Customers whose last term is a retainer paid as it goes."""
        last = self.last_day(accounts)
        at, known = _places(accounts, self.accounts)
        found = np.zeros(len(accounts), dtype=bool)
        known &= self.monthly & (self.ends == last[at])
        found[at[known]] = True
        return found


def _places(accounts: Ints, wanted: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Where each wanted number stands among the sorted `accounts`, and whether it is there at all."""
    if not len(accounts):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    at = np.minimum(np.searchsorted(accounts, wanted), len(accounts) - 1)
    return at.astype(np.int64), accounts[at] == wanted


def terms(question: Question) -> Terms:
    """All contracts and retainers that ran within the last three years."""
    rows = question.collect(sums.terms(question))
    rows = rows.sort_by([(n, "ascending") for n in ("account_id", "ends_day", "day", "purchase_id")])
    accounts, ends, begun = ints(rows, "account_id"), days(rows, "ends_day"), days(rows, "day")
    term = np.maximum(ints(rows, "term_days"), 1)
    steady = np.array([rule == "steady" for rule in texts(rows, "rule")], dtype=bool)
    return Terms(
        purchases=ints(rows, "purchase_id"),
        accounts=accounts,
        begun=begun,
        ends=ends,
        year=_yearly(
            floats(rows, "amount"), ints(rows, "activities"), term, question.as_of_day - begun, steady
        ),
        monthly=steady & (term < MONTHLY),
        followed=_followed(accounts, begun, ends),
    )


def _yearly(amount: Floats, papers: Ints, term: Ints, age: Ints, steady: NDArray[np.bool_]) -> Floats:
    """What a term brings in a year.

    Paid at once: its amount over its length. Paid in parts so far: the parts over the time they took.
    A retainer's term is the time between two invoices, its amount what all of them came to.
    """
    count = np.maximum(papers, 1)
    elapsed = np.maximum(age, 1).astype(float)
    in_parts = (papers > 1) & (elapsed < term) & ~steady
    over = np.where(in_parts, elapsed * count / np.maximum(count - 0.5, 0.5), term)
    return np.asarray(np.where(steady, amount / count, amount) * 365.25 / np.maximum(over, 1.0))


def _followed(accounts: Ints, begun: Ints, ends: Ints) -> NDArray[np.bool_]:
    """Whether another term of the same customer ends later and began by TOGETHER days after the end."""
    found = np.zeros(len(accounts), dtype=bool)
    cuts = (np.flatnonzero(np.diff(accounts)) + 1).tolist()
    for first, after in zip([0, *cuts], [*cuts, len(accounts)], strict=True):
        for one in range(first, after - 1):
            later = slice(one + 1, after)
            found[one] = bool(((ends[later] > ends[one]) & (begun[later] <= ends[one] + TOGETHER)).any())
    return found
