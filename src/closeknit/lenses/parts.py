"""A part of an answer: findings, tables, pictures, actions and notes on one side of a question.

A question with several sides is a module each; every one gives a Part, and the answer is their sum. What
cannot be told is a finding too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from closeknit.answers import Action, Answer, AnswerTable, Finding, Picture, Verdict
from closeknit.lenses.seam import Lens, Question


@dataclass(frozen=True)
class Part:
    """What one side of a question adds to its answer."""

    findings: tuple[Finding, ...] = ()
    tables: tuple[AnswerTable, ...] = ()
    pictures: tuple[Picture, ...] = ()
    actions: tuple[Action, ...] = ()
    assumptions: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def together(parts: Sequence[Part]) -> Part:
    """All parts as one, in order."""
    return Part(
        findings=tuple(f for p in parts for f in p.findings),
        tables=tuple(t for p in parts for t in p.tables),
        pictures=tuple(x for p in parts for x in p.pictures),
        actions=tuple(a for p in parts for a in p.actions),
        assumptions=tuple(a for p in parts for a in p.assumptions),
        left_out=tuple(x for p in parts for x in p.left_out),
    )


def answered(lens: Lens, question: Question, whole: Part, headline: str = "") -> Answer:
    """A part as the whole answer; where no headline is given, it is what the first finding says."""
    return Answer(
        lens=lens.name,
        question=lens.question,
        headline=headline or whole.findings[0].sentence,
        as_of=question.as_of,
        findings=whole.findings,
        tables=whole.tables,
        pictures=whole.pictures,
        actions=whole.actions,
        assumptions=whole.assumptions,
        left_out=whole.left_out,
        options=question.options,
        freshness=question.freshness,
        currency=question.business.currency,
        lens_version=lens.version,
    )


def not_enough(id: str, kind: str, sentence: str, *, n_what: str, needed: str, n: int = 0) -> Finding:
    """The finding that something cannot be told, and what it takes; `n` is how much there is."""
    return Finding(id, kind, sentence, Verdict.NOT_ENOUGH_DATA, n, n_what, needed=needed)
