"""Whole histories of accounts brought into memory: for shuffles, for sizes, and for reading single cases.

Where there are more events than asked for, whole accounts are left out: those are kept whose id falls into
the first of `SLICES` slices, so the choice is the same from run to run and has nothing to do with the
account. How many of how many were taken goes with the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np

from closeknit.engines.portable import look_up_some
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.numbered import Numbered
from closeknit.methods.cells import Ints
from closeknit.methods.exposures import Histories

SLICES = 1024


@dataclass(frozen=True)
class Collected:
    """Histories, the id of each account in them, and how many accounts there are in all."""

    h: Histories
    ids: Ints
    of: int

    @property
    def is_sample(self) -> bool:
        """Whether accounts were left out."""
        return self.h.accounts < self.of


def collected(
    question: Question, numbers: Numbered, *, kinds: Sequence[str] | None = None, most: int
) -> Collected:
    """All accounts, or as many whole ones as have at most so many events (one slice at least).

    kinds: those whose events to bring; all kinds of the history where none are named. Kinds keep the order
    of their names. The segment of an account is its place among the names of segments.
    """
    names = numbers.kinds if kinds is None else tuple(sorted(kinds))
    places = [numbers.kinds.index(name) for name in names]
    wanted = numbers.happened.filter(numbers.happened.kind.isin(places or [-1]))
    accounts = numbers.accounts.mutate(slice=(numbers.accounts.account_id % SLICES).cast("int32"))
    of_events = look_up_some(wanted, "account", accounts, "account", slice="slice")
    each = question.collect(of_events.group_by("slice").agg(n=of_events.count()))
    events = np.zeros(SLICES, dtype=np.int64)
    events[each["slice"].to_numpy()] = each["n"].to_numpy()
    slices = max(int(np.searchsorted(np.cumsum(events), most, side="right")), 1)
    some = accounts.filter(accounts.slice < slices)
    of = int(question.collect(accounts.agg(n=accounts.count()))["n"][0].as_py())
    who = _columns(question, some, "account", "account_id", "first_day", "last_day", "segment")
    bought = _columns(question, numbers.purchases.semi_join(some, "account"), "account", "day")
    seen = _columns(question, wanted.semi_join(some, "account"), "account", "kind", "day", "known_day")
    return Collected(_histories(numbers, names, places, (who, bought, seen)), who[1], of)


def _columns(question: Question, table: ir.Table, *names: str) -> list[Ints]:
    """Columns of a table as whole numbers, its rows sorted by them."""
    rows = question.collect(table.select(*names))
    columns = [rows[name].to_numpy().astype(np.int64) for name in names]
    order = np.lexsort(columns[::-1])
    return [column[order] for column in columns]


def _histories(
    numbers: Numbered,
    names: tuple[str, ...],
    places: list[int],
    rows: tuple[list[Ints], list[Ints], list[Ints]],
) -> Histories:
    (account, _, first, last, segment), (by, on), (of, kind, day, known) = rows
    return Histories(
        calendar=numbers.calendar,
        kinds=names,
        first=first,
        last=last,
        segment=segment,
        bought_by=np.searchsorted(account, by),
        bought_on=on,
        event_of=np.searchsorted(account, of),
        event_kind=np.searchsorted(places, kind),
        event_on=day,
        known_on=known,
    )
