"""What answers teach: how much each fact truly weighs, learnt from the pairs that people judged.

Reads   decisions given on pairs shown, each with what its facts weighed when it was asked (bits)
Gives   for each kind of party a factor for every fact, and bits to add for all pairs
Method  Logistic regression of the answer on the weights, drawn towards what was believed before: each factor
        towards 1 (standard deviation SPREAD), the shift towards 0 (SHIFT bits). Pairs are shown by their
        weights alone, so that choosing them does not bias it.
Source  Maximum a posteriori; Gelman et al. (2013), Bayesian Data Analysis, ch. 16.

Decisions themselves stand whatever is learnt: they are joined, or kept apart, before anything is weighed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from closeknit.identity.decisions import Verdict

LEAST = 50
"""Answers on one kind of party from which anything is learnt: so many help ten times as much where a fact
fooled us as they harm where all weights were right (the tests measure it)."""

SPREAD, SHIFT = 0.5, 2.0
"""How far from what was believed factors and shift are thought to be, before any answer: a fact counts half
too much or too little, twins are two bits commoner or rarer, and more than twice that is a surprise."""

BOUNDS = (0.2, 2.5)
"""No fact is worth less or more than this many times what it was thought to be, so that answers given at
random neither turn one into its opposite nor let one decide alone."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Lesson:
    """What answers taught: a factor for each fact (1 where nothing is known), bits to add for all pairs."""

    factors: Mapping[str, float] = field(default_factory=dict)
    shift: float = 0.0

    def factor(self, fact: str) -> float:
        """The factor of a fact."""
        return self.factors.get(fact, 1.0)


Lessons = Mapping[str, Lesson]
"""By kind of party."""

UNTAUGHT = Lesson()


def lessons(verdicts: Sequence[Verdict]) -> Lessons:
    """What the verdicts that hold teach; a kind of party with too few of them is left out."""
    answers: dict[str, list[tuple[Mapping[str, float], bool]]] = {}
    for verdict in verdicts:
        told = asked_of(verdict)
        if told.get("asked") == "pair" and told.get("weights") and not told.get("contradicted"):
            answers.setdefault(told.get("kind", ""), []).append((told["weights"], verdict.same))
    return {kind: _lesson(given) for kind, given in sorted(answers.items()) if len(given) >= LEAST}


def asked_of(verdict: Verdict) -> Mapping[str, Any]:
    """What was noted of the question that a decision answers; empty where nobody was asked."""
    try:
        found = json.loads(verdict.value) if verdict.value else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _lesson(answers: Sequence[tuple[Mapping[str, float], bool]]) -> Lesson:
    facts = sorted({fact for weights, _ in answers for fact in weights if fact})
    bits = np.array([[weights.get(fact, 0.0) for fact in facts] for weights, _ in answers])
    start = np.array([weights.get("", 0.0) for weights, _ in answers])
    same = np.array([1.0 if answer else -1.0 for _, answer in answers])
    found = minimize(
        _loss,
        np.array([*(1.0 for _ in facts), 0.0]),
        args=(bits, start, same),
        jac=True,
        method="L-BFGS-B",
        bounds=[*(BOUNDS for _ in facts), (None, None)],
    )
    *factors, shift = (round(float(value), 4) for value in found.x)
    return Lesson(dict(zip(facts, factors, strict=True)), shift)


def _loss(values: Numbers, bits: Numbers, start: Numbers, same: Numbers) -> tuple[float, Numbers]:
    """Minus the log posterior, and its slope."""
    factors, shift = values[:-1], values[-1]
    signed = same * (start + shift + bits @ factors) * np.log(2)
    surprise = float(np.logaddexp(0, -signed).sum())
    drawn = float((((factors - 1) / SPREAD) ** 2).sum() + (shift / SHIFT) ** 2) / 2
    slope = -np.log(2) * same / (1 + np.exp(np.clip(signed, -500, 500)))
    gradient = np.array([*(bits.T @ slope + (factors - 1) / SPREAD**2), slope.sum() + shift / SHIFT**2])
    return surprise + drawn, gradient
