"""Planted worlds as the search for triggers reads them, and the best order that knowing the truth allows."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from closeknit.lenses.triggers.history import History
from closeknit.methods.panel import HORIZON_DAYS
from tests.methods.worlds import DAYS, WEEKLY_CHANCE, World, effect, wave


def history(engine, world: World) -> History:
    """The world's lists as tables of an engine."""
    h = world.seen
    accounts = pa.table(
        {
            "account_id": pa.array(np.arange(h.accounts), pa.int64()),
            "first_day": pa.array(h.first, pa.int32()),
            "last_day": pa.array(h.last, pa.int32()),
            "segment": pa.array([""] * h.accounts),
        }
    )
    purchases = pa.table(
        {
            "account_id": pa.array(h.bought_by, pa.int64()),
            "day": pa.array(h.bought_on, pa.int32()),
            "known_day": pa.array(h.bought_on, pa.int32()),
            "amount_base": pa.array([100] * len(h.bought_by), pa.decimal128(18, 4)),
        }
    )
    events = pa.table(
        {
            "account_id": pa.array(h.event_of, pa.int64()),
            "kind": pa.array(h.kinds).take(pa.array(h.event_kind)),
            "day": pa.array(h.event_on, pa.int32()),
            "known_day": pa.array(h.known_on, pa.int32()),
            "evidence_id": pa.array(np.zeros(len(h.event_of)), pa.int64()),
        }
    )
    return History(
        engine.from_arrow(accounts, "accounts"),
        engine.from_arrow(purchases, "purchases"),
        engine.from_arrow(events, "events"),
        dict.fromkeys(sorted(h.kinds), "trigger"),
        h.calendar,
    )


def true_expected(world: World, origin: int) -> np.ndarray:
    """Purchases to expect of every account in the quarter after a day, from the truth and what was known."""
    h = world.seen
    days = np.arange(origin + 1, min(origin + 1 + HORIZON_DAYS, DAYS))
    hazard = WEEKLY_CHANCE / 7 * np.exp(0.8 * world.z)[:, None] * (1 + 0.5 * wave(days))
    for at, kind in enumerate(h.kinds):
        made = next(k for k in world.kinds if k.name == kind)
        if made.does is not None:
            mine = (h.event_kind == at) & (h.known_on <= origin)
            hazard *= effect(made, (h.event_of[mine], h.event_on[mine]), h.accounts)[:, days]
    return hazard.sum(axis=1)
