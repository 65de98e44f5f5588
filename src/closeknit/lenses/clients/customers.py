"""All customers as columns: who they are, when they bought and how much, what contract they have.

Columns, not objects: a customer is a position, and a business may have a million of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

import closeknit.lenses.clients.sums as sums
from closeknit.answers import Subject
from closeknit.lenses.clients.columns import NEVER, days, floats, ints, texts
from closeknit.lenses.clients.terms import Terms
from closeknit.lenses.seam import Question
from closeknit.methods.habits import Amounts
from closeknit.methods.histories import Floats, Ints

Mask = NDArray[np.bool_]

LATELY = 60
"""Days for which a contract that ran out still counts as it was agreed."""


@dataclass(frozen=True)
class Customers:
    """Columns of equal length, sorted by id. Days are day numbers, money is in the base currency.

    days: distinct days of purchase outside contracts, with rhythm_first and rhythm_last (NEVER: none).
    gaps and spend: what lies between those days, and what was paid on them; log_gaps_squared: the sum of
    the squared logarithms of the gaps. again: money of all of them
    but the first. first, last: over all purchases. seen: the last purchase or payment. term_ends: last day
    under contract (NEVER: none); term_year: what its contracts bring in a year, once they ended no more than
    it ever bought; monthly: a retainer. unrated: some amount is in a currency without a rate, so that no
    sum of its money is known (all of them are 0 then); unrated_year, unrated_before: in those months.
    """

    ids: Ints
    names: list[str]
    keys: list[str]
    person: Mask
    owners: Ints
    purchases: Ints
    first: Ints
    last: Ints
    seen: Ints
    days: Ints
    rhythm_first: Ints
    rhythm_last: Ints
    usual_gap: Floats
    shortest_gap: Floats
    longest_gap: Floats
    gaps: Amounts
    log_gaps_squared: Floats
    spend: Amounts
    again: Floats
    spent: Floats
    largest: Floats
    revenue: Floats
    year: Floats
    year_before: Floats
    term_ends: Ints
    term_year: Floats
    monthly: Mask
    unknown_amounts: int
    unrated: Mask
    unrated_year: Mask
    unrated_before: Mask

    def __len__(self) -> int:
        return len(self.ids)

    def subject(self, at: int) -> Subject:
        """The customer at that position, as findings name it."""
        return Subject(int(self.ids[at]), self.names[at], self.keys[at])

    @property
    def under_contract(self) -> Mask:
        """Customers who have, or had, a contract or retainer."""
        return self.term_ends > NEVER

    @property
    def has_money(self) -> bool:
        """Whether any amount is known at all."""
        return bool((self.spend.n > 0).any() or (self.revenue != 0).any())


def customers(question: Question, terms: Terms, bought_on: ir.Table) -> Customers:
    """Every customer with at least one purchase up to the day asked for; bought_on: see `sums`."""
    rows = question.collect(sums.customers(question, bought_on)).sort_by("account_id")
    ids = ints(rows, "account_id")
    active = ints(rows, "days")
    first, last = days(rows, "rhythm_first"), days(rows, "rhythm_last")
    between = np.where(active > 0, last - first, 0).astype(float)
    unrated, this, before = (ints(rows, f"unrated{when}") > 0 for when in ("", "_year", "_before"))

    def money(name: str, unknown: Mask = unrated) -> Floats:
        return np.where(unknown, 0.0, floats(rows, name))

    spent, term_ends = money("spent"), terms.last_day(ids)
    over = term_ends < question.as_of_day - LATELY
    return Customers(
        ids=ids,
        names=texts(rows, "name"),
        keys=texts(rows, "key"),
        person=np.array([kind == "person" for kind in texts(rows, "kind")], dtype=bool),
        owners=ints(rows, "owner_id"),
        purchases=ints(rows, "purchases"),
        first=days(rows, "first_day"),
        last=days(rows, "last_day"),
        seen=np.maximum(days(rows, "last_day"), days(rows, "paid_last")),
        days=active,
        rhythm_first=first,
        rhythm_last=last,
        usual_gap=floats(rows, "usual_gap", np.nan),
        shortest_gap=floats(rows, "shortest_gap", np.nan),
        longest_gap=floats(rows, "longest_gap", np.nan),
        gaps=Amounts(np.maximum(active - 1.0, 0.0), between, floats(rows, "log_gaps")),
        log_gaps_squared=floats(rows, "log_gaps_squared"),
        spend=Amounts(money("paid_days"), money("paid"), money("log_paid")),
        again=money("again"),
        spent=spent,
        largest=money("largest"),
        revenue=money("revenue"),
        year=money("year", this),
        year_before=money("year_before", before),
        term_ends=term_ends,
        term_year=_term_year(np.where(unrated, 0.0, terms.yearly(ids)), over, spent),
        monthly=terms.monthly_only(ids),
        unknown_amounts=int(ints(rows, "unknown_amounts").sum()),
        unrated=unrated,
        unrated_year=this,
        unrated_before=before,
    )


def _term_year(yearly: Floats, over: Mask, spent: Floats) -> Floats:
    """A year is worked out from a term; of one that is over it cannot come to more than was ever bought."""
    return np.where(over, np.minimum(yearly, np.maximum(spent, 0.0)), yearly)
