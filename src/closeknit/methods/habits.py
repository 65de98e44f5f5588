"""What is usual for each customer: the gaps between its purchases, or what a purchase is worth.

Question  Is this silence longer than the customer's own habit? What is a year of its custom worth?
Model     A customer's quantities (gaps in days, or money) vary as Gamma(k, rate); rates differ between
          customers as Gamma(a, b). k says how regular customers are, a and b how much they differ. A
          customer with few quantities is drawn towards the others, one with many speaks for itself.
Reads     per customer: how many quantities (n), their sum, and the sum of their logarithms
Units     those of the quantities; probabilities 0..1
Assumes   The quantities of one customer vary around one level; the gap still open is not among them.
Limits    Works from a handful of customers on: weak prior beliefs (see PRIOR) keep it sane, and the
          fewer the customers, the more they say. It knows nothing about customers who never came back.
Source    Posterior predictive of the gamma-gamma mixture (a beta prime distribution), by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betainc, betaincinv, gammainc, gammaln

from closeknit.methods.histories import Floats
from closeknit.methods.tails import student_above

PRIOR = {"k": (0.4, 0.8), "a": (0.7, 0.7), "level": (0.0, 1.5)}
"""Middle and spread of the logarithms of k, of a − 1, and of the level against the data's own."""

MOST_CUSTOMERS = 5_000
"""Customers that k, a and b are learnt from, evenly picked: more would not change them visibly."""

YEAR = 365.25

Picked = NDArray[np.bool_] | NDArray[np.int64] | slice
"""Which customers: a mask, positions, or a slice."""


@dataclass(frozen=True)
class Amounts:
    """Quantities seen of each customer: how many, their sum, and the sum of their logarithms."""

    n: Floats
    total: Floats
    log_total: Floats

    def __getitem__(self, which: Picked) -> Amounts:
        return Amounts(self.n[which], self.total[which], self.log_total[which])


@dataclass(frozen=True)
class Habit:
    """How quantities vary within customers (k) and between them (a, b). n: quantities learnt from."""

    k: float
    a: float
    b: float
    n: int

    def quantile(self, seen: Amounts, share: float) -> Floats:
        """What `share` of a customer's quantities stay under, in view of those seen."""
        part = betaincinv(self.k, self.a + self.k * seen.n, share)
        return np.asarray((self.b + seen.total) * part / (1 - part))

    def beyond(self, seen: Amounts, value: Floats) -> Floats:
        """Chance that a customer's next quantity is larger than `value`."""
        rest = (self.b + seen.total) / (self.b + seen.total + value)
        return np.asarray(betainc(self.a + self.k * seen.n, self.k, rest))

    def level(self, seen: Amounts) -> Floats:
        """Expected quantity of each customer, in view of those seen."""
        return np.asarray(self.k * (self.b + seen.total) / (self.a + self.k * seen.n - 1))

    def levels_drawn(self, seen: Amounts, number: int, rng: np.random.Generator) -> Floats:
        """`number` levels (rows) that each customer (columns) may have, as likely as what was seen says."""
        shape = (number, len(seen.n))
        rates = rng.gamma(self.a + self.k * seen.n, 1 / (self.b + seen.total), shape)
        return np.asarray(self.k / np.maximum(rates, 1e-300))

    def past(self, seen: Amounts, value: Floats) -> Floats:
        """Share of the time that a customer with this habit has a gap of at least `value` behind it.

        For gaps only: how often someone who keeps the habit would look this late, on a day picked at
        random.
        """
        longest = value * self.k / self.level(seen)
        excess = (1 - gammainc(self.k + 1, longest)) - longest / self.k * (1 - gammainc(self.k, longest))
        return np.asarray(np.clip(excess, 0.0, 1.0))


def habit(seen: Amounts) -> Habit:
    """What is usual, learnt from customers with at least one quantity; from none, the prior alone."""
    some = seen[seen.n > 0]
    if len(some.n) > MOST_CUSTOMERS:
        some = some[np.linspace(0, len(some.n) - 1, MOST_CUSTOMERS).astype(int)]
    middle = float(np.exp(some.log_total.sum() / some.n.sum())) if len(some.n) else 1.0

    def against(at: Floats) -> float:
        return -(_log_likelihood(some, *_unfolded(at, middle)) + _prior(at))

    start = np.array([PRIOR[name][0] for name in ("k", "a", "level")])
    found = minimize(against, start, method="L-BFGS-B", bounds=[(-5, 6), (-4, 6), (-6, 6)])
    k, a, b = _unfolded(found.x, middle)
    return Habit(k, a, b, round(float(seen.n.sum())))


def _unfolded(at: Floats, middle: float) -> tuple[float, float, float]:
    """k, a, b from the searched logarithms; the level is that of an average customer."""
    k, a = float(np.exp(at[0])), 1 + float(np.exp(at[1]))
    return k, a, middle * float(np.exp(at[2])) * (a - 1) / k


def _prior(at: Floats) -> float:
    middles, spreads = np.array([PRIOR[name] for name in ("k", "a", "level")]).T
    return -0.5 * float((((at - middles) / spreads) ** 2).sum())


def _log_likelihood(seen: Amounts, k: float, a: float, b: float) -> float:
    own = (k - 1) * seen.log_total - seen.n * gammaln(k)
    shared = a * np.log(b) - gammaln(a) + gammaln(a + k * seen.n)
    return float((own + shared - (a + k * seen.n) * np.log(b + seen.total)).sum())


def by_own_gaps(seen: Amounts, log_squares: Floats, value: Floats) -> Floats:
    """Chance that a customer's next quantity is larger than `value`, told from its own quantities alone.

    The logarithms are taken as normal with unknown middle and spread (Student's t for the next one), the
    spread as at least LEAST_SPREAD: quantities in whole days are never told more exactly. `log_squares`
    sums the squared logarithms. NaN below two quantities.
    """
    n = np.where(seen.n >= 2, seen.n, np.nan)
    middle = seen.log_total / n
    variance = np.maximum((log_squares - n * middle**2) / (n - 1), LEAST_SPREAD**2)
    away = (np.log(np.maximum(value, 0.5)) - middle) / np.sqrt(variance * (1 + 1 / n))
    return np.asarray(student_above(away, n - 1))


LEAST_SPREAD = 0.1
"""Least spread of the logarithms of one customer's quantities: a tenth."""


@dataclass(frozen=True)
class Worth:
    """What customers' usual year is worth: expected for each, and drawn futures (rows) of each."""

    each: Floats
    drawn: Floats

    def total(self, *, level: float = 0.9) -> tuple[float, float, float]:
        """The sum over customers, with its likely range."""
        low, high = np.quantile(self.drawn.sum(axis=1), [(1 - level) / 2, (1 + level) / 2])
        return float(self.each.sum()), float(low), float(high)

    def range_of(self, customer: int, *, level: float = 0.9) -> tuple[float, float]:
        """The likely range of one customer."""
        low, high = np.quantile(self.drawn[:, customer], [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)


def yearly(
    gaps: tuple[Habit, Amounts], money: tuple[Habit, Amounts], *, draws: int = 2_000, seed: int = 0
) -> Worth:
    """What a year of each customer is worth if it keeps its habits of when and how much it buys.

    Both habits must be of the same customers, in the same order. The number of purchases in a year and
    what each is worth vary as the habits say; their sum is taken as normal.
    """
    (when, gap), (much, amount) = gaps, money
    rng = np.random.default_rng(seed)
    visits = YEAR / when.levels_drawn(gap, draws, rng)
    size = much.levels_drawn(amount, draws, rng)
    noise = rng.standard_normal(visits.shape)
    drawn = np.maximum(size * (visits + noise * np.sqrt(visits / when.k + visits / much.k)), 0.0)
    pace = YEAR * (when.a + when.k * gap.n) / (when.k * (when.b + gap.total))
    return Worth(np.asarray(pace * much.level(amount)), np.asarray(drawn))
