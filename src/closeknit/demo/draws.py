"""Draws that Python's own random numbers lack."""

from __future__ import annotations

from math import exp
from random import Random


def count_of(rng: Random, mean: float) -> int:
    """How many of something that comes by itself, so many on average (Poisson)."""
    count, product, limit = 0, rng.random(), exp(-min(mean, 500))
    while product > limit:
        count, product = count + 1, product * rng.random()
    return count
