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

import numpy as np
from scipy.special import gammaln, psi

from closeknit.methods.fitting import Fit, Parameter, maximise
from closeknit.methods.histories import Floats

NAME = "Gamma-Gamma"


@dataclass(frozen=True)
class Spending:
    """For each customer with a repeat purchase: how many, and their mean amount, above 0."""

    x: Floats
    mean: Floats


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
    x, mean = spending.x, spending.mean
    shape, total = p * x, gamma + x * mean
    joint = shape + q
    each = gammaln(joint) - gammaln(shape) - gammaln(q) + q * np.log(gamma)
    each += (shape - 1) * np.log(mean) + shape * np.log(x) - joint * np.log(total)
    slopes = (
        x * (psi(joint) - psi(shape) + np.log(mean) + np.log(x) - np.log(total)),
        psi(joint) - psi(q) + np.log(gamma) - np.log(total),
        q / gamma - joint / total,
    )
    gradient = np.array([v * s.sum() for v, s in zip(values, slopes, strict=True)])
    return float(each.sum()), gradient


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
