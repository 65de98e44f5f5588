"""Gamma-Gamma: what a customer's purchases are worth on average, given those seen.

Question  What will a customer's next purchase be worth?
Model     Purchases of a customer vary as Gamma(p, nu) around its own mean; nu differs between customers
          as Gamma(q, gamma). Few purchases are drawn towards the average of all.
Units     gamma and means in the currency of the amounts; p and q have none.
Assumes   How much customers spend goes with nothing about how often they buy (see `goes_together`).
Limits    Positive amounts only; no trend in prices.
Source    Fader & Hardie (2013), "The Gamma-Gamma model of monetary value". Checked against its figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, psi

from closeknit.methods.fitting import Fit, Parameter, maximise
from closeknit.methods.histories import Floats

NAME = "Gamma-Gamma"


class Logs(NamedTuple):
    """Sums over customers: of x times the logarithm of what they spent, and of that of their mean."""

    weighted: float
    plain: float


@dataclass(frozen=True)
class Spending:
    """For each customer with a repeat purchase: how many, and their mean amount, above 0."""

    x: Floats
    mean: Floats

    @cached_property
    def spent(self) -> Floats:
        """What all repeat purchases of each customer come to."""
        return self.x * self.mean

    @cached_property
    def counts(self) -> tuple[Floats, Floats]:
        """Distinct numbers of repeat purchases, and how many customers made each."""
        counts, many = np.unique(self.x, return_counts=True)
        return counts, many.astype(float)

    @cached_property
    def logs(self) -> Logs:
        """The two sums of logarithms that the likelihood needs whatever its parameters."""
        log_spent = np.log(self.spent)
        return Logs(float(self.x @ log_spent), float(np.log(self.mean).sum()))


def fit(spending: Spending) -> Fit:
    """The most likely p, q, gamma."""
    typical = float(np.average(spending.mean, weights=spending.x)) if len(spending.x) else 1.0
    alike, varied = (
        "customers hardly differ in what they spend",
        "purchases of one customer vary without limit",
    )
    parameters = [
        Parameter("p", 2.0, 1e-3, 1e4, varied, "purchases of one customer never vary"),
        Parameter("q", 3.0, 1e-3, 1e4, "customers differ without limit", alike),
        Parameter("gamma", typical, 1e-6 * typical, 1e6 * typical, "customers differ without limit", alike),
    ]
    return maximise(NAME, lambda logs: log_likelihood(spending, np.exp(logs)), parameters, n=len(spending.x))


def log_likelihood(spending: Spending, values: Floats) -> tuple[float, Floats]:
    """Log-likelihood at (p, q, gamma) and its gradient in the logarithms of the three."""
    p, q, gamma = (float(v) for v in values)
    n, spent, (counts, many) = len(spending.x), spending.spent, spending.counts
    total = gamma + spent
    log_total = np.log(total)
    shape = p * counts
    each = gammaln(shape + q) - gammaln(shape) - gammaln(q)
    logs = spending.logs
    value = many @ each + n * q * np.log(gamma) + p * logs.weighted - logs.plain
    value -= p * (spending.x @ log_total) + q * log_total.sum()
    slopes = (
        many @ (counts * (psi(shape + q) - psi(shape))) + logs.weighted - spending.x @ log_total,
        many @ (psi(shape + q) - psi(q)) + n * np.log(gamma) - log_total.sum(),
        n * q / gamma - p * (spending.x @ (1 / total)) - q * (1 / total).sum(),
    )
    return float(value), values * np.array(slopes)


def expected(x: Floats, mean: Floats, values: Floats) -> Floats:
    """Expected amount of a further purchase, for customers with `x` repeat purchases of that mean."""
    p, q, gamma = (float(v) for v in values)
    return np.asarray(p * (gamma + x * mean) / (p * x + q - 1))


def average(values: Floats) -> float:
    """Mean amount over all customers, as if none had been seen; infinite for q up to 1."""
    p, q, gamma = (float(v) for v in values)
    return p * gamma / (q - 1) if q > 1 else float("inf")


def goes_together(spending: Spending) -> float:
    """Rank correlation of how often and how much, -1..1; the model needs it near 0."""
    if len(spending.x) < 3:
        return 0.0
    ranks = [_ranked(spending.x), _ranked(spending.mean)]
    if min(float(np.std(r)) for r in ranks) == 0.0:
        return 0.0
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def _ranked(values: Floats) -> Floats:
    """Ranks from 1, equal values sharing the middle of theirs."""
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    upto = np.cumsum(counts)
    return np.asarray((upto - (counts - 1) / 2)[where], dtype=float)
