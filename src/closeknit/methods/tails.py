"""How likely chance alone gives as much: tails of the usual distributions, for numbers or arrays.

From `scipy.special`, whose names only their author understands; `scipy.stats`, which has the same under names
one does, takes a CPU second to import, which every question would wait for.
"""

from __future__ import annotations

from typing import Any

from scipy.special import bdtr, bdtrc, chdtrc, gammainc, stdtr, stdtrit


def binomial_at_most(count: Any, trials: Any, chance: Any) -> Any:
    """P of at most `count` successes; whole numbers from 0 to `trials`."""
    return bdtr(count, trials, chance)


def binomial_at_least(count: Any, trials: Any, chance: Any) -> Any:
    """P of `count` successes or more; whole numbers from 0 to one more than `trials`."""
    return bdtrc(count - 1, trials, chance)


def poisson_at_least(count: Any, mean: Any) -> Any:
    """P of `count` or more where `mean` are expected, above 0."""
    return gammainc(count, mean)


def chi_square_above(square: Any, freedom: Any) -> Any:
    """P of a sum of squares above this."""
    return chdtrc(freedom, square)


def student_above(t: Any, freedom: Any) -> Any:
    """P of Student's t above this; NaN where there is no freedom."""
    return stdtr(freedom, -t)


def student_reaches(share: Any, freedom: Any) -> Any:
    """Student's t below which this share lies."""
    return stdtrit(freedom, share)
