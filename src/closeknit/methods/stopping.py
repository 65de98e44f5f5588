"""Fitting models of customers who buy until, unseen, they stop: BG/NBD, BG/BB and Pareto/NBD."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from closeknit.methods.fitting import Fit, Parameter, maximise
from closeknit.methods.histories import Floats, Histories

MOST_ACTIVE = 0.95
"""From this share of customers still active on, stopping as such is hardly seen."""


def fit_stopping(
    model: str,
    h: Histories,
    parameters: Sequence[Parameter],
    log_likelihood: Callable[[Histories, Floats], tuple[float, Floats]],
    active: Callable[[Histories, Floats], Floats],
) -> Fit:
    """The most likely values of the parameters, or why there are none to use.

    log_likelihood: with its gradient in the logarithms of the parameters. active: P(still a customer) for
    each distinct history, 0..1.
    """
    found = maximise(model, lambda logs: log_likelihood(h, np.exp(logs)), parameters, n=h.total)
    if not found.usable and h.customers @ active(h, found.values) > MOST_ACTIVE * h.total:
        return replace(found, why="hardly anybody ever stops buying")
    return found
