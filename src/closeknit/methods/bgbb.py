"""BG/BB: how often customers buy where there is one chance to buy a period, and whether they still do.

Question  How many purchases will a customer make, and is it still a customer?
Model     There is one opportunity a period: a yearly appeal, an event, a monthly order day. Before each a
          customer may stop for good, with a chance of its own; while it has not, it buys at each with
          another chance of its own. Chances to buy differ as Beta(alpha, beta), to stop as Beta(gamma,
          delta).
Reads     histories whose unit is the opportunity: x bought of `watched` after the first, the last at
          `recency`
Assumes   No seasons beside the period, chances that do not change; at most one purchase a period; not for
          contracts.
Source    Fader, Hardie & Shang (2010), Marketing Science 29:1086-1108. Checked against its figures (11,104
          donors).

The likelihood is a sum over when the customer stopped; here it is one flat list of those moments for
all histories, from which value and gradient both come.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, psi

from closeknit.methods.fitting import Fit, Parameter
from closeknit.methods.histories import Floats, Histories, Ints
from closeknit.methods.stopping import fit_stopping

NAME = "BG/BB"


@dataclass(frozen=True)
class _Ways:
    """Each way each history comes about. starts: where the ways of a history begin.

    x: purchases; seen: opportunities it was there for; stopped: 1 where it then stopped, else 0.
    """

    starts: Ints
    x: Floats
    seen: Floats
    stopped: Floats

    def logs(self, values: Floats) -> Floats:
        """Logarithm of the chance of each way."""
        alpha, beta, gamma, delta = values
        bought = betaln(alpha + self.x, beta + self.seen - self.x) - betaln(alpha, beta)
        return np.asarray(bought + betaln(gamma + self.stopped, delta + self.seen) - betaln(gamma, delta))


def _ways(h: Histories) -> _Ways:
    """Still there after all opportunities, or stopped after any since the last purchase."""
    many = (h.watched - h.recency + 1).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(many)[:-1]]).astype(np.int64)
    place = np.arange(int(many.sum())) - np.repeat(starts, many)
    last = place == np.repeat(many - 1, many)
    return _Ways(starts, np.repeat(h.x, many), np.repeat(h.recency, many) + place, (~last).astype(float))


def fit(h: Histories) -> Fit:
    """The most likely alpha, beta, gamma, delta."""
    return fit_stopping(NAME, h, PARAMETERS, log_likelihood, active)


_ALIKE = "customers hardly differ in how readily they buy"
_ALIKE_STOPPING = "customers hardly differ in how easily they stop"
PARAMETERS = (
    Parameter("alpha", 1.0, 1e-3, 1e3, "hardly anybody ever comes back", _ALIKE),
    Parameter("beta", 1.0, 1e-3, 1e3, "customers buy at every opportunity or at none", _ALIKE),
    Parameter("gamma", 0.7, 1e-3, 1e3, "nobody ever stops buying", _ALIKE_STOPPING),
    Parameter("delta", 2.0, 1e-3, 1e4, "customers either stop at once or never", _ALIKE_STOPPING),
)


def log_likelihood(h: Histories, values: Floats) -> tuple[float, Floats]:
    """Log-likelihood at (alpha, beta, gamma, delta) and its gradient in the logarithms of the four."""
    alpha, beta, gamma, delta = (float(v) for v in values)
    ways = _ways(h)
    logs = ways.logs(values)
    each = np.logaddexp.reduceat(logs, ways.starts)
    sizes = np.diff(np.append(ways.starts, len(logs)))
    weight = np.exp(logs - np.repeat(each, sizes)) * np.repeat(h.customers, sizes)
    missed, gone = ways.seen - ways.x, gamma + ways.stopped
    both = psi(alpha + beta) - psi(alpha + beta + ways.seen)
    ends = psi(gamma + delta) - psi(gone + delta + ways.seen)
    slopes = (
        psi(alpha + ways.x) - psi(alpha) + both,
        psi(beta + missed) - psi(beta) + both,
        psi(gone) - psi(gamma) + ends,
        psi(delta + ways.seen) - psi(delta) + ends,
    )
    gradient = np.array([value * (weight @ s) for value, s in zip(values, slopes, strict=True)])
    return float(h.customers @ each), gradient


def _there(h: Histories, values: Floats, ahead: int) -> Floats:
    """Logarithm of: this history, and still a customer at the `ahead`-th opportunity to come."""
    alpha, beta, gamma, delta = values
    bought = betaln(alpha + h.x, beta + h.watched - h.x) - betaln(alpha, beta)
    return np.asarray(bought + betaln(gamma, delta + h.watched + ahead) - betaln(gamma, delta))


def _history(h: Histories, values: Floats) -> Floats:
    """Logarithm of the chance of each history."""
    ways = _ways(h)
    return np.asarray(np.logaddexp.reduceat(ways.logs(values), ways.starts))


def active(h: Histories, values: Floats) -> Floats:
    """P(still a customer at the next opportunity) for each distinct history, 0..1."""
    return np.asarray(np.exp(_there(h, values, 1) - _history(h, values)))


def expected(h: Histories, values: Floats, ahead: float) -> Floats:
    """Expected purchases at the next `ahead` opportunities (rounded), for each distinct history."""
    known = _history(h, values)
    there = sum(
        (np.exp(_there(h, values, step) - known) for step in range(1, round(ahead) + 1)), np.zeros(len(h.x))
    )
    alpha, beta = values[0], values[1]
    return np.asarray(there * (alpha + h.x) / (alpha + beta + h.watched))


def simulated(h: Histories, values: Floats, ahead: float, rng: np.random.Generator) -> Floats:
    """One possible number of purchases at the next `ahead` opportunities, for each customer."""
    alpha, beta, gamma, delta = values
    x, watched = h.x[h.which], h.watched[h.which]
    still = rng.random(h.total) < active(h, values)[h.which]
    buys = rng.beta(alpha + x, beta + watched - x)
    stops = np.clip(rng.beta(gamma, delta + watched + 1), 1e-12, 1.0)
    chances = np.minimum(round(ahead), rng.geometric(stops))
    return np.asarray(np.where(still, rng.binomial(chances, buys), 0).astype(float))
