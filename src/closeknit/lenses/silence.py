"""Who went silent by their own habit, from the days on which they were active; for questions and pages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from closeknit.answers import wording

LEAST_TIMES = 3
"""Days on which somebody must have been active before silence says anything."""

LEAST_SILENCE = 30
LONGEST_SILENCE = 730
USUAL = 0.9
"""Somebody is silent when it has been longer than this share of their own gaps, and twice their usual one."""


def silence(active: Sequence[int], today: int) -> str:
    """What to say of somebody's silence, from the days they were active (sorted); empty: nothing."""
    if len(active) < LEAST_TIMES:
        return ""
    gaps = np.diff(active)
    quiet, usual = today - active[-1], float(np.median(gaps))
    limit = max(LEAST_SILENCE, 2 * usual, float(np.quantile(gaps, USUAL)))
    if not limit < quiet <= LONGEST_SILENCE:
        return ""
    return f"usually every {_every(usual)}, silent for {wording.span(quiet)}"


def _every(days: float) -> str:
    """`day` for 1 day, `3 weeks` for 21."""
    said = wording.span(max(1.0, days))
    return said.removeprefix("1 ") if said.startswith("1 ") else said
