"""Pareto/NBD: the other account of buying without a contract; here a check on BG/NBD.

Question  How many purchases will a customer make, and is it still a customer?
Model     While active a customer buys at random at its own steady rate, and stops for good after a
          lifetime of its own, at any time. Rates differ as Gamma(r, alpha), chances of stopping per
          unit of time as Gamma(s, beta).
Units     alpha and beta in the unit of the histories; r and s have none.
Assumes   No seasons, no price shocks, steady rates while active; not for contracts.
Source    Schmittlein, Morrison & Colombo (1987), Management Science 33:1-24; Fader & Hardie (2005), "A
          note on deriving the Pareto/NBD model". Checked against the published CDNOW figures.

The likelihood is usually written with hypergeometric functions, which overflow or crawl at the edges
that a search visits. Here it is the integral they stand for - over the moment of stopping - by
Gauss-Legendre points on a logarithmic scale, and its gradient comes from the same points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import gammaln, psi

from closeknit.methods.fitting import Fit, Parameter
from closeknit.methods.histories import Floats, Histories
from closeknit.methods.stopping import fit_stopping

NAME = "Pareto/NBD"

POINTS, WEIGHTS = np.polynomial.legendre.leggauss(32)
BLOCK = 256
"""Histories looked at together: what so many take, 32 points each, stays near the processor, and is little
enough that memory given back is had again without asking the system for it."""


@dataclass(frozen=True)
class _Ways:
    """The two ways a history comes about: logarithms of still active, and of stopped before T.

    Points in time between the last purchase and T lie in rows: alpha (buying) and beta (leaving) plus each,
    the logarithms of both, and how the chance of having stopped is spread over them (columns add up to 1).
    """

    active: Floats
    stopped: Floats
    buying: Floats
    leaving: Floats
    log_buying: Floats
    log_leaving: Floats
    weights: Floats


def fit(h: Histories) -> Fit:
    """The most likely r, alpha, s, beta."""
    return fit_stopping(NAME, h, _parameters(h), log_likelihood, active)


def _parameters(h: Histories) -> list[Parameter]:
    pace = max(h.repeats, 1) / max(float(h.watched @ h.customers), 1e-9)
    long = max(float(h.watched @ h.customers) / max(h.total, 1), 1e-9)
    same, all_stop = (
        "customers hardly differ in how often they buy",
        "customers hardly differ in how easily they stop",
    )
    return [
        Parameter("r", 1.0, 1e-3, 1e3, "hardly anybody ever comes back", same),
        Parameter("alpha", 1.0 / pace, 1e-3 / pace, 1e4 / pace, "hardly anybody ever comes back", same),
        Parameter("s", 1.0, 1e-3, 1e3, "nobody ever stops buying", all_stop),
        Parameter("beta", long, 1e-4 * long, 1e4 * long, "customers either stop at once or never", all_stop),
    ]


def log_likelihood(h: Histories, values: Floats) -> tuple[float, Floats]:
    """Log-likelihood at (r, alpha, s, beta) and its gradient in the logarithms of the four."""
    total, gradient = 0.0, np.zeros(4)
    for some in _blocks(h):
        part, slope = _log_likelihood(some, values)
        total += part
        gradient += slope
    return total, gradient


def _blocks(h: Histories) -> Iterator[Histories]:
    for start in range(0, len(h.x), BLOCK):
        some = slice(start, start + BLOCK)
        yield replace(
            h,
            x=h.x[some],
            recency=h.recency[some],
            watched=h.watched[some],
            customers=h.customers[some],
        )


def _log_likelihood(h: Histories, values: Floats) -> tuple[float, Floats]:
    r, alpha, s, beta = (float(v) for v in values)
    ways = _two_ways(h, values)
    either = np.logaddexp(ways.active, ways.stopped)
    each = gammaln(r + h.x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + either
    w = np.exp(ways.active - either)
    v = 1 - w
    mean = ways.weights
    slopes = (
        psi(r + h.x)
        - psi(r)
        + np.log(alpha)
        - w * np.log(alpha + h.watched)
        - v * _mean(mean, ways.log_buying),
        r / alpha - (r + h.x) * (w / (alpha + h.watched) + v * _mean(mean, 1 / ways.buying)),
        np.log(beta) - w * np.log(beta + h.watched) + v * (1 / s - _mean(mean, ways.log_leaving)),
        s / beta - w * s / (beta + h.watched) - v * (s + 1) * _mean(mean, 1 / ways.leaving),
    )
    gradient = np.array([value * (h.customers @ slope) for value, slope in zip(values, slopes, strict=True)])
    return float(h.customers @ each), gradient


def _mean(weights: Floats, each: Floats) -> Floats:
    """The mean over the points of each history, by weights that add up to 1."""
    return np.asarray(np.einsum("ij,ij->j", weights, each))


def _two_ways(h: Histories, values: Floats) -> _Ways:
    r, alpha, s, beta = (float(v) for v in values)
    active = -(r + h.x) * np.log(alpha + h.watched) - s * np.log(beta + h.watched)
    # The chance of having stopped falls off from the last purchase at this rate; in u it is about 1.
    rate = (r + h.x) / (alpha + h.recency) + (s + 1) / (beta + h.recency)
    reach = np.log1p(rate * (h.watched - h.recency))
    u = reach * (POINTS[:, None] + 1) / 2
    moments = h.recency + np.expm1(u) / rate
    buying, leaving = alpha + moments, beta + moments
    log_buying, log_leaving = np.log(buying), np.log(leaving)
    logs = np.log(s) - (r + h.x) * log_buying - (s + 1) * log_leaving + u - np.log(rate)
    top = logs.max(axis=0)
    parts = WEIGHTS[:, None] * np.exp(logs - top)
    area = parts.sum(axis=0)
    with np.errstate(divide="ignore"):  # bought on the last day: no time to have stopped since
        stopped = top + np.log(area * reach / 2)
    return _Ways(active, stopped, buying, leaving, log_buying, log_leaving, parts / area)


def active(h: Histories, values: Floats) -> Floats:
    """P(still a customer) for each distinct history, 0..1."""
    return np.concatenate([np.zeros(0), *(_active(some, values) for some in _blocks(h))])


def _active(h: Histories, values: Floats) -> Floats:
    ways = _two_ways(h, values)
    return np.asarray(np.exp(ways.active - np.logaddexp(ways.active, ways.stopped)))


def expected(h: Histories, values: Floats, ahead: float) -> Floats:
    """Expected purchases in the next `ahead` units of time, for each distinct history."""
    r, alpha, s, beta = (float(v) for v in values)
    shrink = np.log((beta + h.watched) / (beta + h.watched + ahead))
    power = s - 1
    lasting = -shrink if abs(power) < 1e-9 else -np.expm1(power * shrink) / power
    while_active = (r + h.x) * (beta + h.watched) / (alpha + h.watched) * lasting
    return np.asarray(active(h, values) * while_active)


def simulated(h: Histories, values: Floats, ahead: float, rng: np.random.Generator) -> Floats:
    """One possible number of purchases in the next `ahead` units, for each customer."""
    r, alpha, s, beta = (float(v) for v in values)
    x, watched = h.x[h.which], h.watched[h.which]
    still = rng.random(h.total) < active(h, values)[h.which]
    rate = rng.gamma(r + x, 1 / (alpha + watched))
    leaves = np.maximum(rng.gamma(s, 1 / (beta + watched)), 1e-12)
    lasts = np.minimum(rng.exponential(1 / leaves), ahead)
    return np.asarray(np.where(still, rng.poisson(rate * lasts), 0.0))
