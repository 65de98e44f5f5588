"""Made purchase histories for timing the purchase models, and the fits themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from closeknit.methods import bgnbd, gammagamma
from closeknit.methods.histories import Histories, histories

DAYS = 546


@dataclass(frozen=True)
class Made:
    """Histories, and spending of those who came back."""

    repeat: Histories
    spending: gammagamma.Spending


def made(customers: int) -> Made:
    """Customers drawn from the CDNOW parameters: first purchase within 12 weeks, watched 78 weeks."""
    rng = np.random.default_rng(5)
    rate = rng.gamma(0.243, 1 / 4.414, customers) / 7
    drop = rng.beta(0.793, 2.426, customers)
    first = rng.integers(0, 84, customers)
    bought = np.minimum(rng.poisson(rate * (DAYS - first)), rng.geometric(np.maximum(drop, 1e-6)) - 1)
    last = first + np.where(bought > 0, (rng.random(customers) * (DAYS - first)).astype(np.int64), 0)
    last = np.where(bought > 0, np.maximum(last, first + np.minimum(bought, DAYS - first)), first)
    repeat = bought > 0
    spending = gammagamma.Spending(
        bought[repeat].astype(float), rng.gamma(6.25, 6.0, int(repeat.sum())) + 1.0
    )
    return Made(histories(bought + 1, first, np.minimum(last, DAYS), until=DAYS), spending)


def fit(given: Made) -> None:
    """Both fits."""
    bgnbd.fit(given.repeat)
    gammagamma.fit(given.spending)
