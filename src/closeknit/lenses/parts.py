"""A part of an answer: findings, tables, pictures, actions and notes on one side of a question.

A question with several sides is a module each; every one gives a Part, and the answer is their sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from closeknit.answers import Action, AnswerTable, Finding, Picture


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
