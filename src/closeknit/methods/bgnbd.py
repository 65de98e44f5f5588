"""BG/NBD: how often customers without a contract buy, and whether they still do.

Question  How many purchases will a customer make, and is it still a customer?
Model     While active a customer buys at random at its own steady rate; after any purchase it may stop
          for good, with its own chance. Rates differ between customers as Gamma(r, alpha), chances as
          Beta(a, b).
Units     alpha in the unit of the histories, such as weeks; r, a, b have none.
Assumes   No seasons, no price shocks, rates that do not change while active; not for contracts.
Limits    A customer who bought once counts as active for ever: stopping comes only with a purchase.
Source    Fader, Hardie & Lee (2005), Marketing Science 24:275-284. Checked against its tables (CDNOW).
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, gammaln, hyp2f1, psi

from closeknit.methods.fitting import Fit, Parameter
from closeknit.methods.histories import Floats, Histories
from closeknit.methods.stopping import fit_stopping

NAME = "BG/NBD"


def fit(h: Histories) -> Fit:
    """The most likely r, alpha, a, b."""
    return fit_stopping(NAME, h, _parameters(h), log_likelihood, active)


def _parameters(h: Histories) -> list[Parameter]:
    pace = max(h.repeats, 1) / max(float(h.watched @ h.customers), 1e-9)
    same = "customers hardly differ in how often they buy"
    return [
        Parameter("r", 1.0, 1e-3, 1e3, "hardly anybody ever comes back", same),
        Parameter("alpha", 1.0 / pace, 1e-3 / pace, 1e4 / pace, "hardly anybody ever comes back", same),
        Parameter(
            "a", 1.0, 1e-3, 1e3, "nobody ever stops buying", "customers hardly differ in how easily they stop"
        ),
        Parameter(
            "b",
            2.0,
            1e-3,
            1e4,
            "customers either stop at once or never",
            "customers hardly differ in how easily they stop",
        ),
    ]


def log_likelihood(h: Histories, values: Floats) -> tuple[float, Floats]:
    """Log-likelihood at (r, alpha, a, b) and its gradient in the logarithms of the four."""
    r, alpha, a, b = (float(v) for v in values)
    counts, where, many = h.counts
    n = many.sum()
    shape = gammaln(r + counts) - gammaln(r) + gammaln(a + b) + gammaln(b + counts)
    shape -= gammaln(b) + gammaln(a + b + counts)
    # What only the number of purchases decides is worked out once for each number, the rest for each history.
    again = np.maximum(b + counts - 1, 1e-12)
    bought, watched, recency = r + h.x, alpha + h.watched, alpha + h.recency
    log_watched, log_recency = np.log(watched), np.log(recency)
    odds = np.where(counts > 0, np.log(a) - np.log(again), -np.inf)[where]
    odds += bought * (log_watched - log_recency)
    v = h.customers * expit(odds)
    w = h.customers - v
    common = psi(a + b) - psi(a + b + counts)
    slopes = (
        many @ (psi(r + counts) - psi(r)) + n * np.log(alpha) - w @ log_watched - v @ log_recency,
        n * r / alpha - bought @ (w / watched + v / recency),
        many @ common + v.sum() / a,
        many @ (common + psi(b + counts) - psi(b)) - v @ (1 / again)[where],
    )
    total = many @ shape + n * r * np.log(alpha)
    total += h.customers @ (np.logaddexp(0, odds) - bought * log_watched)
    return float(total), values * np.array(slopes)


def _two_ways(h: Histories, values: Floats) -> tuple[Floats, Floats]:
    """Logarithms of the two ways a history comes about: still active, or stopped at the last purchase."""
    r, alpha, a, b = (float(v) for v in values)
    active = -(r + h.x) * np.log(alpha + h.watched)
    again = np.maximum(b + h.x - 1, 1e-12)
    stopped = np.log(a) - np.log(again) - (r + h.x) * np.log(alpha + h.recency)
    return active, np.where(h.x > 0, stopped, -np.inf)


def active(h: Histories, values: Floats) -> Floats:
    """P(still a customer) for each distinct history, 0..1."""
    still, stopped = _two_ways(h, values)
    return np.asarray(np.exp(still - np.logaddexp(still, stopped)))


def expected(h: Histories, values: Floats, ahead: float) -> Floats:
    """Expected purchases in the next `ahead` units of time, for each distinct history."""
    r, alpha, a, b = (float(v) for v in values)
    if abs(a - 1) < 1e-5:  # the formula's limit at a = 1 is smooth, its terms are not
        a = 1 + 1e-5
    z = ahead / (alpha + h.watched + ahead)
    # Euler's transformation keeps the series short for customers with many purchases.
    series = hyp2f1(a + b - 1 - r, a - 1, a + b + h.x - 1, z)
    while_active = (a + b + h.x - 1) / (a - 1) * (1 - (1 - z) ** (a - 1) * series)
    return np.asarray(active(h, values) * while_active)


def simulated(h: Histories, values: Floats, ahead: float, rng: np.random.Generator) -> Floats:
    """One possible number of purchases in the next `ahead` units, for each customer."""
    r, alpha, a, b = (float(v) for v in values)
    x, watched = h.x[h.which], h.watched[h.which]
    still = rng.random(h.total) < active(h, values)[h.which]
    rate = rng.gamma(r + x, 1 / (alpha + watched))
    stops = np.clip(rng.beta(a, b + x), 1e-12, 1.0)
    return np.asarray(np.where(still, np.minimum(rng.poisson(rate * ahead), rng.geometric(stops)), 0.0))
