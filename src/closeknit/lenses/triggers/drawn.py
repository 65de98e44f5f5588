"""The lists of a history drawn out of the engine, whole accounts at a time: what every sum is made of.

Accounts fall into `SLICES` slices by their id, so what is drawn together is the same from run to run and
from engine to engine, and has nothing to do with the account. Large data is drawn in many parts, none of
which holds much: memory does not grow with the data. Where a part is enough, as for shuffles and sizes, it is
the first slices; how many of how many accounts that are goes with the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from closeknit.engines.portable import look_up_some
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.history import History
from closeknit.methods.cells import Calendar, Ints
from closeknit.methods.timelines import Histories

SLICES = 1024

AT_ONCE = 2_000_000
"""Events and bins of accounts drawn at a time, about; one slice at least."""

MOST_BINS = 8_000_000
"""Bins of the accounts of a sample, all together: 50,000 accounts over three years of weeks."""


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


@dataclass(frozen=True)
class Drawn:
    """Accounts, purchases and events in the engine, with their slice, kinds and segments as numbers.

    Kinds and segments are numbered in the order of their names. Events of other kinds are left out.
    accounts: account_id, first_day, last_day, segment, slice. purchases: account_id, day, slice; distinct.
    events: account_id, kind, day, known_day, slice. weight: slices x kinds, how many events there are.
    many: the accounts of each slice.
    """

    question: Question
    calendar: Calendar
    kinds: tuple[str, ...]
    segments: tuple[str, ...]
    accounts: ir.Table
    purchases: ir.Table
    events: ir.Table
    weight: Ints
    many: Ints

    def parts(self, *, at_once: int = AT_ONCE) -> Iterator[Histories]:
        """All accounts, as many slices at a time as hold at most so many events and bins of accounts."""
        ends = np.cumsum(self.weight.sum(axis=1) + self._bins)
        low = 0
        while low < SLICES:
            taken = ends[low - 1] if low else 0
            high = max(int(np.searchsorted(ends, taken + at_once, side="right")), low + 1)
            yield self._between(low, high, range(len(self.kinds))).h
            low = high

    def some(self, *, kinds: Sequence[str] | None = None, most: int) -> Collected:
        """All accounts, or as many whole ones as have at most so many events (one slice at least).

        No more than have `MOST_BINS` bins together: accounts without any event take room, too.
        kinds: those whose events to bring; all where none are named. Kinds keep the order of their names.
        """
        names = self.kinds if kinds is None else sorted(kinds)
        places = [self.kinds.index(name) for name in names]
        fits = np.cumsum(self.weight[:, places].sum(axis=1)) <= most
        fits &= np.cumsum(self._bins) <= MOST_BINS
        return self._between(0, max(int(fits.sum()), 1), places)

    @property
    def _bins(self) -> Ints:
        """Bins of the accounts of each slice, at risk in them or not."""
        return self.many * self.calendar.bins

    def _between(self, low: int, high: int, places: Sequence[int]) -> Collected:
        """The accounts of slices from low to before high, with their events of these kinds."""
        ids, first, last, segment = self._columns(
            self.accounts, (low, high), "account_id", "first_day", "last_day", "segment"
        )
        order = np.argsort(ids)
        ids, first, last, segment = (column[order] for column in (ids, first, last, segment))
        by, on = _of(ids, self._columns(self.purchases, (low, high), "account_id", "day"))
        events = self.events
        if len(places) < len(self.kinds):
            events = events.filter(events.kind.isin(list(places) or [-1]))
        wanted = self._columns(events, (low, high), "account_id", "kind", "day", "known_day")
        of, kind, day, known = _of(ids, wanted)
        kinds = tuple(self.kinds[place] for place in places)
        kind = np.searchsorted(places, kind) if len(places) < len(self.kinds) else kind
        order = np.lexsort((on, by))
        h = Histories(self.calendar, kinds, first, last, segment, by[order], on[order], of, kind, day, known)
        return Collected(h, ids, int(self.many.sum()))

    def _columns(self, table: ir.Table, slices: tuple[int, int], *names: str) -> list[Ints]:
        """Columns of some slices of a table as whole numbers."""
        low, high = slices
        if (low, high) != (0, SLICES):
            table = table.filter(table.slice >= low, table.slice < high)
        rows = self.question.collect(table.select(*names))
        return [rows[name].to_numpy().astype(np.int64) for name in names]


def drawn(question: Question, history: History) -> Drawn:
    """The tables to draw from, computed and kept in the engine."""
    kinds = tuple(sorted(history.kinds))
    names = question.collect(history.accounts.select("segment").distinct().order_by("segment"))
    segments = tuple(names["segment"].to_pylist())
    accounts = in_places(history.accounts, "segment", segments)
    accounts = accounts.select("account_id", "first_day", "last_day", "segment", slice=_slice(accounts))
    accounts = question.keep(accounts, "accounts")
    bought = history.purchases.select("account_id", "day").distinct()
    purchases = question.keep(bought.mutate(slice=_slice(bought)), "bought")
    events = in_places(history.events, "kind", kinds)
    events = events.select("account_id", "kind", "day", "known_day", slice=_slice(events))
    events = question.keep(events, "happened")
    each = question.collect(events.group_by("slice", "kind").agg(n=events.count()))
    weight = np.zeros((SLICES, len(kinds)), dtype=np.int64)
    weight[each["slice"].to_numpy(), each["kind"].to_numpy()] = each["n"].to_numpy()
    held = question.collect(accounts.group_by("slice").agg(n=accounts.count()))
    many = np.zeros(SLICES, dtype=np.int64)
    many[held["slice"].to_numpy()] = held["n"].to_numpy()
    return Drawn(question, history.calendar, kinds, segments, accounts, purchases, events, weight, many)


def _slice(table: ir.Table) -> ir.IntegerValue:
    return (table.account_id % SLICES).cast("int16")


def in_places(table: ir.Table, column: str, names: Sequence[str]) -> ir.Table:
    """The rows whose column is one of these names, with its place among them instead."""
    columns = [pa.array(names, pa.string()), pa.array(range(len(names)), pa.int16())]
    places = ibis.memtable(pa.table(columns, ["name", "place"]))
    found = look_up_some(table, column, places, "name", _place="place")
    return found.mutate(**{column: found._place}).drop("_place")


def _of(ids: Ints, columns: Sequence[Ints]) -> list[Ints]:
    """Rows of these accounts, the first column as the place of the account instead of its id."""
    place = np.minimum(np.searchsorted(ids, columns[0]), max(len(ids) - 1, 0))
    some = ids[place] == columns[0] if len(ids) else np.zeros(len(place), dtype=bool)
    return [place[some], *(column[some] for column in columns[1:])]
