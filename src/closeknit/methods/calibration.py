"""Whether foretold chances come true, and the correction that makes them.

The correction is the rising curve nearest to what happened (isotonic regression), over groups of looks
large enough to say something, joined by straight lines. A forecast is corrected in its shape (`relative`):
how far those with a high chance are above all others. Its level is that of the newest fit, which knows
the season and the pace of now better than forecasts of a year ago do.

Source    Zadrozny & Elkan (2002), KDD (isotonic calibration); Cox (1958), Biometrika 45:562-565 (slope);
          Brown, Cai & DasGupta (2001), Statistical Science 16:101-133 (Jeffreys' estimate of a share).
          The rising curve is scipy's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, isotonic_regression
from scipy.special import expit, logit

from closeknit.methods.cells import Bools, Floats

LEAST = 10
"""Purchases in a group, at least."""

MOST_SHIFT = 60.0
"""Log odds by which all chances of a day can be shifted, so that any level is reached."""


@dataclass(frozen=True)
class Calibration:
    """A rising curve from scores to chances, through the middles of groups."""

    scores: Floats
    chances: Floats

    def __call__(self, scores: Floats) -> Floats:
        """The chance of each score; outside of what was seen it stays as at the nearest end."""
        return np.asarray(np.interp(scores, self.scores, self.chances))


def calibration(scores: Floats, bought: Bools) -> Calibration | None:
    """The correction learned from scores and what became of them; None below LEAST purchases."""
    if bought.sum() < LEAST:
        return None
    order = np.lexsort((bought, scores))
    score, outcome = scores[order], bought[order].astype(float)
    # Groups of equal size with enough purchases on average; the highest scores get groups of their own.
    ends = _ends(score, outcome)
    sizes = np.diff(ends, prepend=0)
    middle = np.add.reduceat(score, ends - sizes) / sizes
    # Where all of a few bought, the next may yet not: Jeffreys' estimate is never 0 or 1.
    share = (np.add.reduceat(outcome, ends - sizes) + 0.5) / (sizes + 1)
    rising = isotonic_regression(share, weights=sizes.astype(float)).x
    return Calibration(middle, np.asarray(rising))


def _ends(score: Floats, outcome: Floats) -> np.ndarray:
    """Where groups end (one past their last), from the highest score down; equal scores stay together."""
    ends, held, last = [len(score)], 0.0, len(score)
    starts = np.flatnonzero(np.diff(score, prepend=np.nan) != 0)
    taken = np.concatenate([[0.0], np.cumsum(outcome)])
    for start in starts[::-1]:
        held += taken[last] - taken[start]
        last = int(start)
        if held >= LEAST and taken[start] >= LEAST:
            ends.append(last)
            held = 0.0
    return np.array(ends[::-1])


@dataclass(frozen=True)
class Correction:
    """What forecasts relative to the mean of their day were worth, as chances."""

    curve: Calibration

    def __call__(self, expected: Floats) -> Floats:
        """Corrected chances of everybody of one day, from the purchases expected of each.

        The curve gives how far they lie apart, by odds; their mean stays that of the fit.
        """
        level = float(-np.expm1(-expected).mean()) if len(expected) else 0.0
        if not 0 < level < 1:
            return np.full(len(expected), level)
        apart = logit(self.curve(relative(expected)))
        shift = brentq(lambda by: float(expit(apart + by).mean()) - level, -MOST_SHIFT, MOST_SHIFT)
        return np.asarray(expit(apart + shift))


def correction(days: Sequence[tuple[Floats, Bools]]) -> Correction | None:
    """Learned from past days: what was expected of each, and who bought; None below LEAST purchases."""
    if not days:
        return None
    bought = np.concatenate([came for _, came in days])
    curve = calibration(np.concatenate([relative(expected) for expected, _ in days]), bought)
    return None if curve is None else Correction(curve)


def relative(expected: Floats) -> Floats:
    """Purchases expected, as a multiple of the day's mean."""
    return expected / max(float(expected.mean()), 1e-12) if len(expected) else expected


def brier(chances: Floats, bought: Bools) -> float:
    """Mean squared distance between chance and outcome; 0 is perfect."""
    return float(((chances - bought) ** 2).mean())


def slope(chances: Floats, bought: Bools) -> float:
    """How far apart outcomes are where chances are one apart, both as log odds; 1 is right, below 1 overdone.

    NaN where all chances or all outcomes are alike.
    """
    chance = np.clip(chances, 1e-6, 1 - 1e-6)
    odds = np.log(chance / (1 - chance))
    if np.ptp(odds) < 1e-9 or bought.all() or not bought.any():
        return float("nan")
    design = np.stack([np.ones_like(odds), odds], axis=1)
    beta = np.array([0.0, 1.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        curvature = (design * (p * (1 - p))[:, None]).T @ design
        step = np.linalg.solve(curvature + 1e-9 * np.eye(2), design.T @ (bought - p))
        beta = beta + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-10:
            break
    return float(beta[1])
