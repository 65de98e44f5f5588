"""From counts to p-values, and from several p-values to one.

Counts are tested against what was expected of them by the tail of the count with the same mean and variance,
counting half of what was observed (mid-p): binomial below the mean, Poisson at it, negative binomial
above. A normal tail would be wrong by factors at the few purchases that most kinds of events have.

Source    Lancaster (1961), JASA 56:223-234 (mid-p). Liu & Xie (2020), JASA 115:393-402 (Cauchy combination).
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, gammainc

from closeknit.methods.cells import Floats

HIGHEST = 0.99
"""A p nearer to 1 than this counts as this: one window without any sign must not outweigh all others."""

LOWEST = 1e-300


def upper_tail(observed: Floats, expected: Floats, variance: Floats) -> Floats:
    """The chance of as many or more, counting half of exactly as many; .5 where nothing was expected."""
    few = expected <= 0
    mean = np.where(few, 1.0, expected)
    gap = np.where(few, 0.0, mean - variance)
    close = np.abs(gap) < 1e-6 * mean

    def at_least(count: Floats) -> Floats:
        some = np.maximum(count, 1e-12)
        poisson = gammainc(some, mean)
        tail = np.where(gap > 0, _binomial(some, mean, gap, observed), _scattered(some, mean, gap))
        return np.where(count <= 0, 1.0, np.where(close, poisson, tail))

    middle = (at_least(observed) + at_least(observed + 1)) / 2
    return np.asarray(np.where(few, np.where(observed > 0, 0.0, 0.5), middle))


def _binomial(count: Floats, mean: Floats, gap: Floats, observed: Floats) -> Floats:
    """P(as many or more) of a binomial whose variance is below its mean by `gap`."""
    # Never fewer trials than were observed: what came about must have been possible.
    trials = np.maximum(mean**2 / np.maximum(gap, 1e-9 * mean), np.maximum(observed + 1, mean + 1e-9))
    return np.asarray(betainc(count, np.maximum(trials - count + 1, 1e-12), np.minimum(mean / trials, 1.0)))


def _scattered(count: Floats, mean: Floats, gap: Floats) -> Floats:
    """P(as many or more) of a negative binomial whose variance is above its mean by -`gap`."""
    more = np.maximum(-gap, 1e-9 * mean)
    return np.asarray(betainc(count, mean**2 / more, more / (mean + more)))


def combined(p: Floats) -> float:
    """One p for several of one question, however they hang together (Cauchy combination); 1 for none."""
    if not len(p):
        return 1.0
    clipped = np.clip(p, LOWEST, HIGHEST)
    # Near 0 the tangent loses all digits; there it is 1 / (pi p).
    parts = np.where(clipped < 1e-15, 1 / (np.pi * clipped), np.tan((0.5 - clipped) * np.pi))
    mean = float(parts.mean())
    return float(1 / (np.pi * mean)) if mean > 1e15 else float(0.5 - np.arctan(mean) / np.pi)
