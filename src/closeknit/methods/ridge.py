"""The chance of a purchase from many predictors at once, each held back as much as the data advises.

Model     P(bought) = 1 - exp(-H), H = share at risk x exp(a + x b): a discrete hazard with complementary
          log-log link, b ~ N(0, 1/strength) with one strength for each family of predictors.
Fit       Posterior mode by Newton steps, with a curvature kept while it serves; strengths by the fixed
          point of the marginal likelihood, so no strength is tuned by hand. Looks whose quarters overlap
          tell the same purchase several times: `weight` (share of a quarter between looks) counts each
          purchase about once.
Source    MacKay (1992), Neural Computation 4:415-447 (strengths); Prentice & Gloeckler (1978), Biometrics
          34:57-67 (link). With one strength and no update: statsmodels' GLM, binomial with cloglog link.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from closeknit.methods.cells import Bools, Floats, Ints

FIRST_STRENGTH = 4.0
"""Strength to start from: effects of a factor of 1.6 either way are usual."""

WEAKEST, STRONGEST = 0.25, 1e4

MOST_STEPS = 60
ENOUGH_GAINED = 1e-10
"""Share of the log posterior that the last step may still have gained; more where x is less precise."""
SLOW = 0.1
"""A step that gains more than this share of the one before: the curvature has changed, look at it again."""

CHUNK = 1 << 13
"""Rows that are weighed at a time, to keep memory low."""


@dataclass(frozen=True)
class Ridge:
    """A fit: intercept, coefficients, and the strength that held each family back."""

    intercept: float
    coefficients: Floats
    strengths: Floats

    def expected(self, x: NDArray[np.floating]) -> Floats:
        """Purchases to expect within a whole horizon: H of each row."""
        told = (x @ self.coefficients.astype(x.dtype)).astype(float)
        return np.asarray(np.exp(np.clip(self.intercept + told, -30, 5)))


@dataclass(frozen=True)
class Seen:
    """What a fit learns from: predictors, whether bought, share of the horizon at risk, weight of a row."""

    x: NDArray[np.floating]
    bought: Bools
    at_risk: Floats
    weight: float = 1.0


def ridge(
    seen: Seen,
    family: Ints,
    *,
    start: Ridge | None = None,
    rounds: int = 6,
    strengths: Floats | None = None,
) -> Ridge:
    """The fit; `start` makes it quick. With `strengths` given they are kept as they are.

    Raises:
        ValueError: nobody bought, or everybody did.
    """
    if not seen.bought.any() or seen.bought.all():
        raise ValueError("some must have bought and some not")
    families = int(family.max()) + 1 if len(family) else 0
    info = None
    strength = start.strengths if start is not None else np.full(families, FIRST_STRENGTH)
    strength = strength if strengths is None else strengths
    beta = _beginning(seen, start, np.concatenate([[0.0], strength[family]]))
    for _ in range(1 if strengths is not None else rounds):
        penalty = np.concatenate([[0.0], strength[family]])
        beta, info = _mode(seen, penalty, beta, info)
        if strengths is not None:
            break
        info = _information(seen, beta)
        variance = np.diag(np.linalg.inv(_curvature(info, penalty)))[1:]
        fresh = _strengths(beta[1:], variance, strength, family)
        moved = float(np.abs(np.log(fresh / strength)).max(initial=0.0))
        strength = fresh
        if moved < 0.1:
            break
    return Ridge(float(beta[0]), beta[1:], strength)


def _beginning(seen: Seen, start: Ridge | None, penalty: Floats) -> Floats:
    """The earlier fit or the plain rate, whichever is likelier: from far off no Newton step leads home."""
    rate = seen.bought.sum() / max(float(seen.at_risk.sum()), 1.0)
    plain = np.concatenate([[np.log(-np.log1p(-min(rate, 0.99)))], np.zeros(seen.x.shape[1])])
    if start is None:
        return plain
    earlier = np.concatenate([[start.intercept], start.coefficients])
    return max((earlier, plain), key=lambda beta: _around(seen, penalty, beta)[0])


def _mode(seen: Seen, penalty: Floats, beta: Floats, info: Floats | None) -> tuple[Floats, Floats]:
    """Newton steps to the posterior mode; the information is worked out anew where steps stop paying.

    `info` is what was known near `beta`; the one used last is given back.
    """
    info = _information(seen, beta) if info is None else info
    value, slope = _around(seen, penalty, beta)
    enough = max(ENOUGH_GAINED, float(np.finfo(seen.x.dtype).eps) / 10) * abs(value)
    before = np.inf
    for _ in range(MOST_STEPS):
        step = np.linalg.solve(_curvature(info, penalty), slope)
        size = 1.0
        while True:
            ahead = _around(seen, penalty, beta + size * step)
            if ahead[0] >= value - enough or size < 1e-3:
                break
            size /= 2
        gained = ahead[0] - value
        if gained < 0:
            break
        beta, (value, slope) = beta + size * step, ahead
        if gained < enough:
            break
        if gained > SLOW * before or size < 1:
            info = _information(seen, beta)
        before = gained
    return beta, info


def _curvature(info: Floats, penalty: Floats) -> Floats:
    return info + np.diag(penalty + 1e-9)


def _around(seen: Seen, penalty: Floats, beta: Floats) -> tuple[float, Floats]:
    """Log posterior and its slope."""
    value, slope = -0.5 * float(penalty @ beta**2), -penalty * beta
    for part in _parts(seen):
        x, bought = seen.x[part], seen.bought[part]
        mean, chance = _chances(seen, part, x, beta)
        value += seen.weight * float(np.where(bought, np.log(chance), -mean).sum())
        pull = seen.weight * (bought - chance) * mean / chance
        slope += np.concatenate([[pull.sum()], pull.astype(x.dtype) @ x])
    return value, slope


def _information(seen: Seen, beta: Floats) -> Floats:
    """The expected curvature of the likelihood, turned about."""
    info = np.zeros((len(beta), len(beta)))
    for part in _parts(seen):
        x = seen.x[part]
        mean, chance = _chances(seen, part, x, beta)
        weight = seen.weight * mean**2 * np.exp(-mean) / chance
        info[0, 0] += weight.sum()
        info[0, 1:] += weight.astype(x.dtype) @ x
        half = x * np.sqrt(weight).astype(x.dtype)[:, None]
        info[1:, 1:] += half.T @ half
    info[1:, 0] = info[0, 1:]
    return info


def _parts(seen: Seen) -> Iterator[slice]:
    return (slice(at, at + CHUNK) for at in range(0, len(seen.bought), CHUNK))


def _chances(seen: Seen, part: slice, x: NDArray[np.floating], beta: Floats) -> tuple[Floats, Floats]:
    """What is expected of each row, and its chance to buy at all; summed as precisely as x is."""
    told = (x @ beta[1:].astype(x.dtype)).astype(float)
    mean = seen.at_risk[part] * np.exp(np.clip(beta[0] + told, -30, 5))
    mean = np.maximum(mean, 1e-12)
    return mean, -np.expm1(-mean)


def _strengths(beta: Floats, variance: Floats, strength: Floats, family: Ints) -> Floats:
    """The strengths that make the data most likely, given the fit with those before."""
    out = strength.copy()
    for at in range(len(strength)):
        mine = family == at
        if mine.any():
            known = max(float(mine.sum() - strength[at] * variance[mine].sum()), 1e-3)
            out[at] = known / max(float((beta[mine] ** 2).sum()), 1e-9)
    return np.clip(out, WEAKEST, STRONGEST)
