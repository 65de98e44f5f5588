"""How many purchases all customers together will make: a likely range from a fitted model.

Two doubts go into the range: the parameters are estimates, and customers decide for themselves. Up to
SIMULATED_CUSTOMERS both are played through (a parametric bootstrap over whole futures); beyond that a
sum of so many is normal, and its spread is worked out from slopes (delta method), which agrees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from closeknit.methods.fitting import Fit
from closeknit.methods.histories import Floats, Histories
from closeknit.methods.wilson import normal_quantile

SIMULATED_CUSTOMERS = 5_000
FUTURES = 400
"""How many futures are played through."""


class Model(Protocol):
    """What a model of repeat buying offers: the modules `bgnbd` and `paretonbd`."""

    NAME: str
    fit: Callable[[Histories], Fit]
    active: Callable[[Histories, Floats], Floats]
    expected: Callable[[Histories, Floats, float], Floats]
    simulated: Callable[[Histories, Floats, float, np.random.Generator], Floats]


@dataclass(frozen=True)
class Total:
    """Purchases of all customers in a time ahead: expected, and the likely range."""

    value: float
    low: float
    high: float
    level: float


def total(
    model: Model, fitted: Fit, h: Histories, ahead: float, *, seed: int = 0, level: float = 0.9
) -> Total:
    """Purchases of all customers of `h` in the next `ahead` units of time, with their range.

    Raises:
        ValueError: the fit is not usable; ask before.
    """
    if not fitted.usable:
        raise ValueError(f"{fitted.model} says nothing about these customers: {fitted.why}")
    value = float(h.customers @ model.expected(h, fitted.values, ahead))
    rng = np.random.default_rng(seed)
    if h.total > SIMULATED_CUSTOMERS:
        reach = normal_quantile(level) * np.sqrt(_variance(model, fitted, h, ahead, rng))
        return Total(value, max(0.0, value - reach), value + reach, level)
    futures = [
        model.simulated(h, values, ahead, rng).sum() for values in fitted.draws(FUTURES, seed=seed + 1)
    ]
    low, high = np.quantile(futures, [(1 - level) / 2, (1 + level) / 2])
    return Total(value, float(low), float(high), level)


def _variance(model: Model, fitted: Fit, h: Histories, ahead: float, rng: np.random.Generator) -> float:
    """Variance of the total: customers' own, and what the parameters' doubt adds."""
    centred = model.simulated(h, fitted.values, ahead, rng) - model.expected(h, fitted.values, ahead)[h.which]
    slopes = np.array([_slope(model, fitted, h, ahead, at) for at in range(len(fitted.values))])
    return float(centred @ centred + slopes @ fitted.covariance @ slopes)


def _slope(model: Model, fitted: Fit, h: Histories, ahead: float, at: int, width: float = 1e-3) -> float:
    """How the total moves with the logarithm of one parameter."""
    up, down = fitted.values.copy(), fitted.values.copy()
    up[at] *= np.exp(width)
    down[at] *= np.exp(-width)
    risen = model.expected(h, up, ahead) - model.expected(h, down, ahead)
    return float(h.customers @ risen) / (2 * width)
