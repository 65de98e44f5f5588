"""The history of a business brought here from its engine, as the arrays that `methods` work on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.history import History
from closeknit.methods.cells import Ints
from closeknit.methods.exposures import Histories


@dataclass(frozen=True)
class Gathered:
    """Histories, and which account (its party_id) and segment each number of theirs stands for."""

    histories: Histories
    accounts: Ints
    segments: tuple[str, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of events, in their order."""
        return self.histories.kinds


def gathered(question: Question, history: History) -> Gathered:
    """The whole history in memory, sorted so that equal data gives equal digits."""
    who = question.collect(history.accounts.order_by("account_id"))
    accounts, segment = _ints(who["account_id"]), who["segment"].combine_chunks().dictionary_encode()
    names = sorted(segment.dictionary.to_pylist())
    order = np.array([names.index(name) for name in segment.dictionary.to_pylist()], dtype=np.int64)
    kinds = tuple(history.kinds)
    bought = question.collect(history.purchases.select("account_id", "day").distinct())
    events = question.collect(
        history.events.filter(history.events.kind.isin(kinds)).select(
            "account_id", "kind", "day", "known_day"
        ).distinct()
    )  # fmt: skip
    by, on = _kept(positions(accounts, _ints(bought["account_id"])), _ints(bought["day"]))
    kind = _ints(pc.index_in(events["kind"], pa.array(kinds, pa.string())))
    of, *parts = _kept(
        positions(accounts, _ints(events["account_id"])),
        kind,
        _ints(events["day"]),
        _ints(events["known_day"]),
    )
    return Gathered(
        Histories(
            calendar=history.calendar,
            kinds=kinds,
            first=_ints(who["first_day"]),
            last=_ints(who["last_day"]),
            segment=order[segment.indices.to_numpy()] if len(who) else np.zeros(0, dtype=np.int64),
            bought_by=by,
            bought_on=on,
            event_of=of,
            event_kind=parts[0],
            event_on=parts[1],
            known_on=parts[2],
        ),
        accounts,
        tuple(names),
    )


def positions(accounts: Ints, ids: Ints) -> Ints:
    """The place of each id among sorted accounts; -1 where it is not there."""
    if not len(accounts):
        return np.full(len(ids), -1)
    at = np.minimum(np.searchsorted(accounts, ids), len(accounts) - 1)
    return np.where(accounts[at] == ids, at, -1)


def _ints(column: pa.ChunkedArray) -> Ints:
    return np.asarray(column.cast(pa.int64()).to_numpy(), dtype=np.int64)


def _kept(of: Ints, *parts: Ints) -> tuple[Ints, ...]:
    """Rows whose account is here, in order."""
    rows = np.flatnonzero(of >= 0)
    order = rows[np.lexsort([part[rows] for part in reversed((of, *parts))])]
    return (of[order], *(part[order] for part in parts))
