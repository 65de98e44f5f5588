"""Finding the parameters that make data most likely, and saying honestly when none can be found.

Positive parameters are searched on their logarithms with L-BFGS and finished by Newton steps; their
uncertainty is the inverse curvature at the top. A fit at the edge of what a model can express, or one
whose parameters the data cannot tell apart, is not an error: it is a verdict in words, and whoever
reads a Fit must look at `usable` before using its numbers. No model is written down here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np
from scipy.optimize import minimize

from closeknit.methods.histories import Floats

Objective = Callable[[Floats], tuple[float, Floats]]
"""From logarithms of the parameters to the log-likelihood and its gradient in those logarithms."""

WIDEST = 1.5
"""Largest standard error of a log-parameter that still counts as known (a factor of 12 each way)."""

NEAR = 1e-3
"""A log-parameter this close to its edge is at it."""

SLACK = 1e-3
"""How far below the top the log-likelihood may be left, as the last Newton step foretells it."""


class FitVerdict(StrEnum):
    """What became of a fit."""

    FOUND = "found"
    BOUNDARY = "at the edge of what the model can express"
    NOT_IDENTIFIED = "not told apart by the data"
    NOT_CONVERGED = "no best fit found"


@dataclass(frozen=True)
class Parameter:
    """A positive parameter: its name, the edges it is searched within, and what being there means."""

    name: str
    start: float
    low: float
    high: float
    at_low: str
    at_high: str


@dataclass(frozen=True)
class Fit:
    """Parameters with their log-likelihood, and whether they may be used.

    why: where they may not, what the data cannot be told apart from, as a clause.
    covariance is that of the logarithms of the parameters. n counts the customers fitted.
    """

    model: str
    names: tuple[str, ...]
    values: Floats
    covariance: Floats
    log_likelihood: float
    n: int
    verdict: FitVerdict
    why: str = ""

    @property
    def usable(self) -> bool:
        """Whether the parameters may be used to say anything about customers."""
        return self.verdict is FitVerdict.FOUND

    def __getitem__(self, name: str) -> float:
        return float(self.values[self.names.index(name)])

    def interval(self, name: str, *, level: float = 0.9) -> tuple[float, float]:
        """The likely range of a parameter."""
        at = self.names.index(name)
        wide = NormalDist().inv_cdf(0.5 + level / 2) * float(np.sqrt(self.covariance[at, at]))
        return float(self.values[at] * np.exp(-wide)), float(self.values[at] * np.exp(wide))

    def draws(self, number: int, *, seed: int) -> Floats:
        """`number` parameter sets as likely as the fit says, one a row."""
        noise = np.random.default_rng(seed).standard_normal((number, len(self.values)))
        root = np.linalg.cholesky(self.covariance)
        return np.asarray(np.exp(np.log(self.values) + noise @ root.T))


def maximise(model: str, objective: Objective, parameters: Sequence[Parameter], *, n: int) -> Fit:
    """The fit that makes the data most likely, with its verdict; `n` is how many customers it is from."""
    edges = np.log([(p.low, p.high) for p in parameters])
    start = np.log([p.start for p in parameters])
    scale = 1.0 / max(n, 1)

    def downhill(logs: Floats) -> tuple[float, Floats]:
        value, slope = objective(logs)
        return -value * scale, -slope * scale

    found = minimize(
        downhill,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=edges,
        options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-9},
    )
    logs, curvature, left = _polished(objective, found.x, edges)
    names = tuple(p.name for p in parameters)
    verdict, why = _verdict(logs, edges, curvature, left, parameters)
    unknown = np.full((len(names), len(names)), np.nan)
    covariance: Floats = np.asarray(np.linalg.inv(curvature)) if _curved(curvature) else unknown
    return Fit(model, names, np.exp(logs), covariance, objective(logs)[0], n, verdict, why)


def _polished(objective: Objective, logs: Floats, edges: Floats) -> tuple[Floats, Floats, float]:
    """Newton steps from where L-BFGS stopped: the top, the curvature there and what is left to climb."""
    for _ in range(6):
        value, slope = objective(logs)
        curvature = _curvature(objective, logs)
        if not _curved(curvature):
            return logs, curvature, np.inf
        step = np.linalg.solve(curvature, slope)
        left = float(slope @ step) / 2
        ahead = logs + step
        if left < 1e-9 or np.any(ahead <= edges[:, 0]) or np.any(ahead >= edges[:, 1]):
            break
        if not objective(ahead)[0] >= value:
            break
        logs = ahead
    return logs, curvature, left


def _curvature(objective: Objective, logs: Floats, width: float = 1e-4) -> Floats:
    """Minus the second derivatives of the log-likelihood, from differences of its gradient."""
    columns = []
    for at in range(len(logs)):
        aside = np.zeros_like(logs)
        aside[at] = width
        columns.append((objective(logs - aside)[1] - objective(logs + aside)[1]) / (2 * width))
    square = np.array(columns)
    return np.asarray((square + square.T) / 2)


def _curved(curvature: Floats) -> bool:
    """Whether the top is a top in every direction, as far as numbers can tell."""
    return bool(np.isfinite(curvature).all()) and float(np.linalg.eigvalsh(curvature)[0]) > 1e-6


def _verdict(
    logs: Floats, edges: Floats, curvature: Floats, left: float, parameters: Sequence[Parameter]
) -> tuple[FitVerdict, str]:
    for at, parameter in enumerate(parameters):
        if logs[at] - edges[at, 0] < NEAR:
            return FitVerdict.BOUNDARY, parameter.at_low
        if edges[at, 1] - logs[at] < NEAR:
            return FitVerdict.BOUNDARY, parameter.at_high
    if not _curved(curvature):
        return FitVerdict.NOT_IDENTIFIED, "different parameters explain the purchases equally well"
    errors = np.sqrt(np.diag(np.linalg.inv(curvature)))
    widest = int(np.argmax(errors))
    if errors[widest] > WIDEST:
        edge = parameters[widest]
        leans = edge.at_high if logs[widest] > np.log(edge.start) else edge.at_low
        return FitVerdict.NOT_IDENTIFIED, leans
    if left > SLACK:
        return FitVerdict.NOT_CONVERGED, "the search for the best fit did not settle"
    return FitVerdict.FOUND, ""


def by_differences(log_likelihood: Callable[[Floats], float], width: float = 1e-5) -> Objective:
    """An objective whose gradient is taken from central differences."""

    def objective(logs: Floats) -> tuple[float, Floats]:
        slope = np.empty_like(logs)
        for at in range(len(logs)):
            aside = np.zeros_like(logs)
            aside[at] = width
            slope[at] = (log_likelihood(logs + aside) - log_likelihood(logs - aside)) / (2 * width)
        return log_likelihood(logs), slope

    return objective
