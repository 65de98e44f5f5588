"""Two ways to read how purchases fall on time at risk: accounts against themselves, and all together.

Both give slope, account by account, and curvature of their log-likelihood at any values. What is searched
with them is in `joint`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from closeknit.methods.cells import Floats, Ints, bucket_level
from closeknit.methods.patterns import Patterns


@dataclass(frozen=True)
class Rows:
    """Rows sorted by account: what varies (rows x terms), time at risk and purchases.

    themselves: whether each account's purchases are given and only their place in time tells.
    """

    terms: Floats
    weight: Floats
    purchases: Floats
    account: Ints
    themselves: bool

    @cached_property
    def starts(self) -> Ints:
        """The first row of each account."""
        return np.flatnonzero(np.append(True, self.account[1:] != self.account[:-1]))

    @cached_property
    def many(self) -> Ints:
        """Rows of each account."""
        return np.diff(np.append(self.starts, len(self.account)))

    @cached_property
    def bought(self) -> Floats:
        """Purchases of each account."""
        return np.asarray(np.add.reduceat(self.purchases, self.starts))

    def expected(self, values: Floats) -> Floats:
        """Purchases expected in each row at these values of the terms."""
        raw = self.weight * np.exp(self.terms @ values)
        if not self.themselves:
            return np.asarray(raw)
        return np.asarray(raw * np.repeat(self.bought / np.add.reduceat(raw, self.starts), self.many))

    def scores(self, values: Floats) -> Floats:
        """What each account adds to the slope of the log-likelihood, accounts x terms."""
        left = self.purchases - self.expected(values)
        return np.asarray(np.add.reduceat(self.terms * left[:, None], self.starts, axis=0))

    def slope(self, values: Floats) -> Floats:
        """The slope of the log-likelihood: all scores together, at a fraction of their cost."""
        return np.asarray((self.purchases - self.expected(values)) @ self.terms)

    def curvature(self, values: Floats) -> Floats:
        """Minus the second derivatives of the log-likelihood, terms x terms."""
        heavy = self.terms * self.expected(values)[:, None]
        inner = self.terms.T @ heavy
        if not self.themselves:
            return np.asarray(inner)
        sums = np.add.reduceat(heavy, self.starts, axis=0) / np.sqrt(np.maximum(self.bought, 1e-12))[:, None]
        return np.asarray(inner - sums.T @ sums)


def rows(p: Patterns) -> tuple[Rows, int]:
    """The rows of a fit, and how many of their terms come before those of the columns."""
    effects = p.open.astype(float)
    if not p.level.shape[1]:
        return Rows(effects, p.weight, p.purchases, p.account, themselves=True), 0
    others = [np.ones((len(p), 1))]
    for part in p.level[:, :3].T:
        level = bucket_level(part)
        level = level - np.average(level, weights=p.weight)
        others.append(np.stack([level, level**2], axis=1)[:, : 2 if np.ptp(level) else 0])
    segments = np.unique(p.level[:, 3])[1:]
    others.append((p.level[:, 3, None] == segments).astype(float))
    terms = np.concatenate([*others, effects], axis=1)
    return Rows(terms, p.weight, p.purchases, p.account, themselves=False), terms.shape[1] - effects.shape[1]
