"""Histories in memory told to an engine, as the lens reads them from a business."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.history import History
from closeknit.methods.cells import Calendar
from closeknit.methods.timelines import Histories

SEGMENTS = ("", "large", "small")

ACCOUNTS = pa.schema(
    {"account_id": pa.int64(), "first_day": pa.int32(), "last_day": pa.int32(), "segment": pa.string()}
)
PURCHASES = pa.schema(
    {
        "account_id": pa.int64(),
        "day": pa.int32(),
        "known_day": pa.int32(),
        "amount_base": pa.decimal128(18, 4),
    }
)
EVENTS = pa.schema(
    {
        "account_id": pa.int64(),
        "kind": pa.string(),
        "day": pa.int32(),
        "known_day": pa.int32(),
        "activity_id": pa.int64(),
    }
)


def question(engine: Any) -> Question:
    """A question that runs on this engine."""
    return Question({}, engine.collect, date(2026, 6, 30), keep=engine.keep)


def told(h: Histories, engine: Any) -> History:
    """The same history as tables. Account numbers become ids in the same order."""
    return History(
        accounts=engine.from_arrow(accounts_of(h), "accounts_read"),
        purchases=engine.from_arrow(purchases_of(h), "purchases_read"),
        events=engine.from_arrow(events_of(h), "events_read"),
        kinds=dict.fromkeys(h.kinds, "trigger"),
        calendar=h.calendar,
    )


def ids(accounts: np.ndarray) -> np.ndarray:
    """Ids of numbered accounts, in their order."""
    return accounts.astype(np.int64) * 1_000_003 + 17


def accounts_of(h: Histories) -> pa.Table:
    """account_id, first_day, last_day, segment."""
    return pa.table(
        {
            "account_id": ids(np.arange(h.accounts)),
            "first_day": h.first.astype(np.int32),
            "last_day": h.last.astype(np.int32),
            "segment": [SEGMENTS[s] for s in h.segment],
        },
        ACCOUNTS,
    )


def purchases_of(h: Histories) -> pa.Table:
    """account_id, day, known_day, amount_base."""
    amounts, day = [Decimal(10)] * len(h.bought_by), h.bought_on.astype(np.int32)
    columns = {"account_id": ids(h.bought_by), "day": day, "known_day": day, "amount_base": amounts}
    return pa.table(columns, PURCHASES)


def events_of(h: Histories) -> pa.Table:
    """account_id, kind, day, known_day, activity_id."""
    return pa.table(
        {
            "account_id": ids(h.event_of),
            "kind": [h.kinds[k] for k in h.event_kind],
            "day": h.event_on.astype(np.int32),
            "known_day": h.known_on.astype(np.int32),
            "activity_id": np.zeros(len(h.event_of), dtype=np.int64),
        },
        EVENTS,
    )


def scattered(seed: int, *, bin_days: int = 7, accounts: int = 40, first_only: bool = False) -> Histories:
    """Accounts with random risk, purchases and events, some never at risk, many events on equal days.

    The first kind is routine, the second comes in some accounts only, the last knows of its events late.
    """
    rng = np.random.default_rng(seed)
    first_day, bins = 200, 12 * 7 // bin_days
    span = bins * bin_days
    first = first_day + rng.integers(0, span // 2, accounts)
    last = np.minimum(first + rng.integers(-3, span, accounts), first_day + span - 1)
    by, on = rng.integers(0, accounts, 60), rng.integers(first_day - 30, first_day + span, 60)
    by, on = np.unique(np.stack([by, on]), axis=1)
    if first_only:
        by, at = np.unique(by, return_index=True)
        on = on[at]
        last = last.copy()
        last[by] = np.where(on >= first[by], np.minimum(last[by], on), last[by])
    of = np.concatenate([np.repeat(np.arange(5), 30), rng.integers(5, 9, 60), rng.integers(0, accounts, 240)])
    kind = np.concatenate([np.zeros(150, int), np.ones(60, int), rng.integers(2, 5, 240)])
    day = rng.integers(first_day - 60, first_day + span + 20, len(of))
    return Histories(
        calendar=Calendar(first_day, bin_days, bins),
        kinds=("a_routine", "b_of_some", "c", "d", "e_late"),
        first=first,
        last=last,
        segment=rng.integers(0, 3, accounts),
        bought_by=by,
        bought_on=on,
        event_of=of,
        event_kind=kind,
        event_on=day,
        known_on=day + np.where(kind == 4, rng.integers(0, 30, len(of)), 0),
    )
