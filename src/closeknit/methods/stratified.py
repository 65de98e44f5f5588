"""A share among things of several kinds, from a sample of each kind, with its likely range.

Reads     for each kind: how many of the sample are right, how many were looked at, how many there are
Units     shares 0..1
Assumes   within a kind the sample was drawn at random; kinds of which nothing was looked at are left out
Source    Limits by Wilson (1927) in each kind, put together by the method of variance estimates recovery:
          Zou & Donner (2008), Statistics in Medicine 27:1693-1702; deviations shrink by sqrt(1 - n/N) where
          much of a kind was looked at (Cochran 1977, Sampling Techniques, 2.6).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from closeknit.methods.wilson import Share, wilson


@dataclass(frozen=True)
class Sampled:
    """One kind: `hits` of `n` looked at are right; there are `size` in all (n ≤ size)."""

    hits: int
    n: int
    size: int


def stratified(kinds: Iterable[Sampled], *, level: float = 0.95) -> Share:
    """The share of right ones over all kinds looked at; nothing known (0..1, value 0) without any."""
    seen = [kind for kind in kinds if kind.n > 0]
    if not seen:
        return Share(0.0, 0.0, 1.0)
    total = sum(kind.size for kind in seen)
    value = below = above = 0.0
    for kind in seen:
        part, found = kind.size / total, wilson(kind.hits, kind.n, level=level)
        unseen = 1 - kind.n / kind.size
        value += part * found.value
        below += part**2 * unseen * (found.value - found.low) ** 2
        above += part**2 * unseen * (found.high - found.value) ** 2
    return Share(value, max(0.0, value - sqrt(below)), min(1.0, value + sqrt(above)))
