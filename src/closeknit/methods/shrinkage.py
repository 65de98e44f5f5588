"""What to expect of an effect that was picked because it looked large: shrunk by all that were looked at.

Kinds are found because they look strong, so those found look stronger than they are. How many kinds do
nothing and how far the others spread is read from all kinds at once, and each size is drawn towards what
a kind like it usually turns out to be. Large, sure effects hardly move; middling, unsure ones do.

Model     True log ratios are a mixture of normals about 0 with deviations from 0 to 2; estimates add normal
          error. The mixture's weights are the most likely ones (EM), with a little in favour of none.
Source    Stephens (2017), Biostatistics 18:275-294 (adaptive shrinkage); Efron & Morris (1975), JASA
          70:311-319 is the case of one normal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from closeknit.methods.cells import Floats
from closeknit.methods.evidence import LAG_AT, Sums
from closeknit.methods.joint import PRIOR_SD, Size

DEVIATIONS = np.array([0.0, 0.1, 0.2, 0.4, 0.7, 1.0, 1.4, 2.0])

IN_FAVOUR_OF_NONE = 10.0
"""As if this many more kinds had been seen to do nothing."""


@dataclass(frozen=True)
class Spread:
    """How true log ratios spread over kinds: weights of normals with `DEVIATIONS`, adding to 1."""

    weights: Floats


def spread_of(estimates: Floats, errors: Floats) -> Spread:
    """The spread that makes these estimates with these standard errors most likely."""
    weights = np.full(len(DEVIATIONS), 1 / len(DEVIATIONS))
    extra = np.where(DEVIATIONS == 0, IN_FAVOUR_OF_NONE, 0.0)
    density = _density(estimates[:, None], errors[:, None])
    for _ in range(500):
        part = density * weights
        part /= np.maximum(part.sum(axis=1, keepdims=True), 1e-300)
        new = (part.sum(axis=0) + extra) / (len(estimates) + extra.sum())
        moved = np.abs(new - weights).max()
        weights = new
        if moved < 1e-9:
            break
    return Spread(weights)


def spread_in(sums: Sums) -> Spread:
    """The spread of the kinds of a screen, from accounts against themselves in every lag window."""
    observed, expected = sums.observed[:, LAG_AT].ravel(), sums.expected_within[:, LAG_AT].ravel()
    variance = sums.variance_within[:, LAG_AT].ravel()
    told = expected > 0.5
    observed, expected, variance = observed[told] + 0.5, expected[told] + 0.5, variance[told] + 0.5
    return spread_of(np.log(observed / expected), np.sqrt(variance / expected / observed))


def careful(size: Size, spread: Spread) -> float:
    """How many times as likely to expect of a size that was picked out, given how sizes spread.

    The prior that the size was fitted with is taken out first, so nothing is shrunk twice.
    """
    precision = 1 / size.sd**2 - 1 / PRIOR_SD**2
    if precision <= 0:
        return 1.0
    estimate, error = size.log_times / size.sd**2 / precision, precision**-0.5
    part = _density(np.array(estimate), np.array(error)) * spread.weights
    part /= max(float(part.sum()), 1e-300)
    kept = DEVIATIONS**2 / (DEVIATIONS**2 + error**2)
    return float(np.exp(estimate * (part @ kept)))


def _density(estimates: Floats, errors: Floats) -> Floats:
    """Density of estimates under each deviation (last axis)."""
    sd = np.sqrt(errors**2 + DEVIATIONS**2)
    return np.asarray(np.exp(-0.5 * (estimates / sd) ** 2) / sd)
