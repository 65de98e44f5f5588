"""A question taken apart into pieces one can change or leave out, and put together from them again.

Each piece is text of the language, as printing writes it; what a part of the whole means needs no words of
its own. A page shows them one beside the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from closeknit.questions import tree
from closeknit.questions.pieces import QUOTED
from closeknit.questions.printing import Printer, printed
from closeknit.questions.vocabulary import Vocabulary
from closeknit.questions.words import CASES, THINGS


@dataclass(frozen=True)
class Chip:
    """A piece as it stands in the sentence, and the sentence without it."""

    kind: Literal["condition", "end"]
    """A condition, or what follows them: order, limit, day."""
    text: str
    without: str


@dataclass(frozen=True)
class Chips:
    """What is looked for, the pieces, and whether conditions are joined by "and" or "or"."""

    things: str
    joined: Literal["and", "or"]
    chips: tuple[Chip, ...]
    open_end: str
    """The sentence up to where a further condition can be written."""


def chips(question: tree.Question, vocabulary: Vocabulary) -> Chips:
    """The pieces of a question."""
    where, printer = question.where, Printer(vocabulary)
    parts: tuple[tree.Condition, ...] = () if where is None else (where,)
    if isinstance(where, tree.And | tree.Or):
        parts = where.parts
    joined: Literal["and", "or"] = "or" if isinstance(where, tree.Or) else "and"
    found = [
        Chip(
            "condition",
            _said(part, question.things, printer, alone=len(parts) == 1),
            printed(_without(question, n), vocabulary),
        )
        for n, part in enumerate(parts)
    ]
    for name in ("order", "limit", "as_of"):
        if getattr(question, name):
            bare = replace(question, order=() if name == "order" else question.order,
                           limit=None if name == "limit" else question.limit,
                           as_of=None if name == "as_of" else question.as_of)  # fmt: skip
            only = replace(tree.Question(question.things), **{name: getattr(question, name)})
            text = printed(only, vocabulary).removeprefix(question.things).strip()
            found.append(Chip("end", text, printed(bare, vocabulary)))
    conditions = printed(tree.Question(question.things, where), vocabulary)
    return Chips(
        question.things, joined, tuple(found), f"{conditions} {joined} " if parts else f"{conditions} "
    )


def _said(part: tree.Condition, things: str, printer: Printer, *, alone: bool) -> str:
    said = printer.introduced(part, things)
    return f"({said})" if isinstance(part, tree.And | tree.Or) and not alone else said


def _without(question: tree.Question, place: int) -> tree.Question:
    where = question.where
    if not isinstance(where, tree.And | tree.Or):
        return replace(question, where=None)
    left = (*where.parts[:place], *where.parts[place + 1 :])
    return replace(question, where=left[0] if len(left) == 1 else type(where)(left))


_BLANKS = re.compile(rf"({QUOTED})|\s+", re.DOTALL)
"""Words in quotes, which stay as they are, and blanks between all others."""


def sentence_of(things: str, conditions: Sequence[str], joined: str, ends: Sequence[str]) -> str:
    """The sentence that pieces make; empty ones are left out."""
    known = things if things in THINGS else next(iter(THINGS))
    said = [_BLANKS.sub(lambda found: found[1] or " ", one.strip()) for one in conditions if one.strip()]
    middle = f" {'or' if joined == 'or' else 'and'} ".join(said)
    return " ".join(part for part in (known, middle, *(one.strip() for one in ends)) if part)


@dataclass(frozen=True)
class Openings:
    """Beginnings of a further condition, by what they ask for."""

    traits: tuple[str, ...]
    states: tuple[str, ...]
    events: tuple[str, ...]


def openings(things: str, vocabulary: Vocabulary) -> Openings:
    """How a condition on such things can begin: what they have, how they stand, what happened with them."""
    traits = dict.fromkeys(
        one.name if one.verbal else f"whose {one.name}" for one in vocabulary.traits if things in one.of
    )
    if things in CASES:
        return Openings(tuple(traits), (), ())
    events = [f"who {one.verb[0]}" for one in vocabulary.happenings if one.verb]
    events += [f"whose last {one.one}" for one in vocabulary.happenings if not one.verb]
    states = [f"who are {state.words}" for state in vocabulary.states]
    return Openings(tuple(traits), tuple(dict.fromkeys(states)), tuple(dict.fromkeys(events)))
