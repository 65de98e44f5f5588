"""What a question is held against: the book's tables as of a day, and conditions that others answer.

Whether somebody likes a topic, or is few introductions away, is worked out elsewhere. Who can tell joins
through the entry point group `closeknit.conditions`, under `introductions` or the name of a stance: a
function from the condition and the tables to a table with one column `party_id` of those it holds for. A
condition without one is refused in a sentence, never taken for false.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import entry_points

import ibis.expr.types as ir

from closeknit.errors import UnknownQuestion
from closeknit.lenses.seam import Question as Asked
from closeknit.questions import tree
from closeknit.questions.vocabulary import Stated, Vocabulary

ENTRY_POINTS = "closeknit.conditions"
INTRODUCTIONS = "introductions"

Evaluator = Callable[[tree.Near | tree.Said, Asked], ir.Table]
States = Callable[[Stated], Sequence[int]]
Segments = Callable[[str], Sequence[int]]


@dataclass(frozen=True)
class Reasons:
    """Why some are in a state or a segment, by who; and the activities that put them there."""

    words: Mapping[int, str]
    acts: ir.Table | None = None
    """party_id, day and activity_id."""
    asked: tree.Question | None = None
    """The saved question that a segment stands for."""


NO_REASONS = Reasons({})
Explained = Callable[[tree.Is | tree.InSegment, Sequence[int]], Reasons]


@cache
def evaluators() -> Mapping[str, Evaluator]:
    """The conditions that can be answered here, by name."""
    return {point.name: point.load() for point in entry_points(group=ENTRY_POINTS)}


def nobody(state: Stated) -> Sequence[int]:  # noqa: ARG001
    """No customers: where no question of the product is at hand to ask."""
    return ()


def none_in(segment: str) -> Sequence[int]:  # noqa: ARG001
    """Nobody: where no saved question is at hand."""
    return ()


def unexplained(leaf: tree.Is | tree.InSegment, ids: Sequence[int]) -> Reasons:  # noqa: ARG001
    """No reasons: where no answer that says so is at hand."""
    return NO_REASONS


@dataclass(frozen=True)
class Ground:
    """What a question is held against."""

    asked: Asked
    vocabulary: Vocabulary
    states: States = nobody
    """Numbers of the customers and people that a question of the product says to be in a state."""
    segments: Segments = none_in
    """Numbers of those in a segment on the day of the question."""
    explained: Explained = unexplained
    """Why these are in a state or a segment."""
    others: Mapping[str, Evaluator] = field(default_factory=evaluators)

    def table(self, name: str) -> ir.Table:
        """A table of the book as known on the day of the question."""
        return self.asked.tables[name]

    def evaluated(self, condition: tree.Near | tree.Said) -> ir.Table:
        """Those for whom a condition holds that others answer.

        Raises:
            UnknownQuestion: nobody here can tell.
        """
        name = INTRODUCTIONS if isinstance(condition, tree.Near) else condition.stance
        if name not in self.others:
            raise UnknownQuestion(refusal(condition), about=name)
        return self.others[name](condition, self.asked)


def refusal(condition: tree.Near | tree.Said) -> str:
    """Why a condition cannot be answered."""
    if isinstance(condition, tree.Near):
        return "how many introductions away somebody is cannot be told: nothing here reads who knows whom"
    said = {
        "likes": "likes a topic",
        "asked": "asked about a topic",
        "concern": "voiced concern",
        "complaint": "complained",
        "praise": "praised something",
        "agreed": "agreed to something",
    }[condition.stance]
    return f"whether somebody {said} cannot be told: texts are searched for words, not read for what is meant"


def answerable(question: tree.Question, others: Mapping[str, Evaluator]) -> tuple[str, tree.Question | None]:
    """Why a question cannot be answered, and the nearest that can; an empty reason when it can.

    What somebody thinks of a topic becomes that the topic was talked about; introductions fall away.
    """
    reasons: list[str] = []

    def without(condition: tree.Condition) -> tree.Condition | None:
        match condition:
            case tree.And(parts) | tree.Or(parts):
                left = tuple(one for part in parts if (one := without(part)) is not None)
                return type(condition)(left) if len(left) > 1 else (left[0] if left else None)
            case tree.Not(part):
                inner = without(part)
                return None if inner is None else tree.Not(inner)
            case tree.Near() if INTRODUCTIONS not in others:
                reasons.append(refusal(condition))
                return None
            case tree.Said(stance, topic, window) if stance not in others:
                reasons.append(refusal(condition))
                return tree.talked_of(topic, window)
        return condition

    if question.where is None:
        return "", None
    nearest = replace(question, where=without(question.where))
    return "; ".join(dict.fromkeys(reasons)), nearest
