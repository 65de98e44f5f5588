"""What knowing the truth of a planted world allows: the best order of its accounts on a day."""

from __future__ import annotations

import numpy as np

from closeknit.methods.panel import HORIZON_DAYS
from tests.methods.worlds import DAYS, WEEKLY_CHANCE, World, effect, wave


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
