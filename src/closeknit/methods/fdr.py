"""Asking many questions at once: how many of the yeses may be false.

Source    Benjamini & Hochberg (1995), JRSS B 57:289-300. Genovese, Roeder & Wasserman (2006), Biometrika
          93:509-524 (weights). Benjamini & Bogomolov (2014), JRSS B 76:297-318 (inside what was selected).
"""

from __future__ import annotations

import numpy as np

from closeknit.methods.cells import Floats


def q_values(p: Floats, weights: Floats | None = None) -> Floats:
    """The smallest share of false yeses at which each p would still be one (Benjamini-Hochberg).

    weights say how much of the allowance each question gets; only their proportions matter.
    """
    count = len(p)
    if not count:
        return np.zeros(0)
    weighted = p if weights is None else p * weights.mean() / weights
    order = np.argsort(weighted, kind="stable")
    steps = weighted[order] * count / np.arange(1, count + 1)
    out = np.empty(count)
    out[order] = np.minimum.accumulate(steps[::-1])[::-1]
    return np.minimum(out, 1.0)


def level_inside(selected: int, asked: int, q: float) -> float:
    """The share at which to ask on inside each selected question, so that q holds on average over them."""
    return q * selected / asked if asked else q
