"""How an effect runs over the days after an event: the lag profile, with a band that holds for all of it.

Reads     patterns whose columns are stretches of days after one kind and the usual windows of other kinds
Gives     for each stretch how many times as likely a purchase is, and a band that holds the whole profile
          with the chance asked for, not each point of it alone
Model     that of `joint`, but neighbouring stretches are held together: their log ratios differ by
          N(0, 1), the first and each by N(0, 2) from none. Days after several events are set apart.
Assumes   The profile is read for kinds found before; a hump in it is no finding of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from closeknit.methods.cells import LAGS, Floats, Window
from closeknit.methods.joint import PRIOR_SD, mode, redrawn
from closeknit.methods.likelihoods import rows
from closeknit.methods.patterns import Column, Patterns, columns_of

STRETCHES: tuple[Window, ...] = (
    *((1, 7), (8, 14), (15, 28)),
    *((29, 49), (50, 70), (71, 91)),
    *((92, 119), (120, 147), (148, 182)),
)
"""Whole weeks, shorter soon after the event, three to each of `LAGS`."""

SEVERAL: Window = (1, 182)
"""The window of the column for days after several events."""

JUMP_SD = 1.0
"""Prior deviation of the step from one stretch's log ratio to the next."""

WIDE_SD = 2.0

DRAWS = 400

BAND_DRAWS = 20_000


@dataclass(frozen=True)
class Profile:
    """One point a stretch: its days, how many times as likely, and the band, 90 % for all together."""

    kind: str
    windows: tuple[Window, ...]
    times: Floats
    low: Floats
    high: Floats


def profile_columns(kind: str, others: Sequence[str]) -> tuple[Column, ...]:
    """The columns of the patterns that a profile is read from."""
    return (*columns_of([kind], STRETCHES), *columns_of([o for o in others if o != kind], LAGS))


def profile(p: Patterns, kind: str, *, seed: int, level: float = 0.9) -> Profile:
    """The profile of a kind over the stretches among the columns of the patterns."""
    p = one_at_a_time(p, kind)
    r, before = rows(p)
    mine = [before + c for c, (name, window) in enumerate(p.columns) if name == kind and window in STRETCHES]
    precision = np.diag(np.full(r.terms.shape[1], PRIOR_SD**-2))
    if before:
        precision[0, 0] = 0.0
    precision[np.ix_(mine, mine)] = _held_together(len(mine))
    top = mode(r, precision)
    drawn = redrawn(r, top, precision, draws=DRAWS, seed=seed)[mine].std(axis=1)
    sd = np.maximum(np.sqrt(np.diag(top.covariance)[mine]), drawn)
    covariance = top.covariance[np.ix_(mine, mine)]
    wide = _critical(covariance, level, seed) * sd
    at = top.values[mine]
    windows = tuple(p.columns[c - before][1] for c in mine)
    return Profile(kind, windows, np.exp(at), np.exp(at - wide), np.exp(at + wide))


def one_at_a_time(p: Patterns, kind: str) -> Patterns:
    """The same rows, with the days on which several stretches are open moved to a column of their own.

    What a second event adds to a first is not the product of both; only days after a single event show
    how its effect runs.
    """
    mine = np.array([name == kind and window in STRETCHES for name, window in p.columns])
    several = p.open[:, mine].sum(axis=1) > 1
    is_open = p.open & ~(several[:, None] & mine)
    return replace(p, open=is_open).beside((kind, SEVERAL), several)


def _held_together(points: int) -> Floats:
    """Precision of a random walk over the points, each also held loosely to no effect."""
    steps = np.diff(np.eye(points), axis=0)
    return np.asarray(steps.T @ steps / JUMP_SD**2 + np.eye(points) / WIDE_SD**2)


def _critical(covariance: Floats, level: float, seed: int) -> float:
    """How many deviations wide a band must be to hold all points at once."""
    sd = np.sqrt(np.diag(covariance))
    root = np.linalg.cholesky(covariance / np.outer(sd, sd) + 1e-12 * np.eye(len(sd)))
    noise = np.random.default_rng(seed).standard_normal((BAND_DRAWS, len(sd)))
    return float(np.quantile(np.abs(noise @ root.T).max(axis=1), level))
