"""A way from us to somebody in words: each step with what it rests on, and how to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from closeknit.answers import wording
from closeknit.lenses.relations.known import LAST_SPOKEN, Known, last_together
from closeknit.methods.warmest import Way, ways

WARM, KNOWN_WELL = 0.15, 0.03
"""Strengths from which on a tie is warm (a mail and its answer every six weeks kept up, or as much lately),
and known (a mail and its answer of late)."""


@dataclass(frozen=True)
class Step:
    """One tie of a way."""

    one: int
    other: int
    strength: float
    rests_on: str
    """"mail last week", "connected on LinkedIn"."""
    activity_id: int | None
    last_day: int | None


@dataclass(frozen=True)
class StepByStep:
    """A way with its steps."""

    way: Way
    steps: tuple[Step, ...]

    def sentence(self, known: Known) -> str:
        """Tom Berg → Priya Nair (mail last week) → Joris Kok (meeting in March 2026)."""
        said = [known.persons[self.way.people[0]].name]
        said += [f"{known.persons[s.other].name} ({s.rests_on})" for s in self.steps]
        return " → ".join(said)


def warmest(known: Known, starters: Sequence[int], sought: int, most: int = 3) -> list[StepByStep]:
    """The warmest ways, each told step by step."""
    return [_told(known, way) for way in ways(known.around(starters, sought), starters, sought, most)]


def _told(known: Known, way: Way) -> StepByStep:
    ties = {pair: known.between(*pair) for pair in pairwise(way.people)}
    touched = [pair for pair, tie in ties.items() if tie is not None and tie.last_day is not None]
    last = last_together(known.question, touched)
    steps = []
    for pair, tie in ties.items():
        spoken = last.get(pair)
        if tie is not None:
            rests_on = (
                _spoken(known, spoken)
                if spoken
                else "connected on LinkedIn"
                if tie.listed
                else ("worked at the same firm at the same time")
            )
            steps.append(Step(*pair, tie.strength, rests_on, spoken and spoken[0], spoken and spoken[2]))
    return StepByStep(way, tuple(steps))


def _spoken(known: Known, spoken: tuple[int, str, int]) -> str:
    _, kind, day = spoken
    return f"{LAST_SPOKEN[kind]} {when(known.question.as_of_day, day)}"


def when(as_of_day: int, day: int) -> str:
    """A day as people say it: today, yesterday, last week, 5 weeks ago."""
    ago = as_of_day - day
    if ago <= 1:
        return "yesterday" if ago else "today"
    if ago < 7:
        return f"{ago} days ago"
    return "last week" if ago < 14 else f"{wording.span(ago)} ago"


def warmth(strength: float) -> str:
    """A strength in a word."""
    return "warm" if strength >= WARM else "known" if strength >= KNOWN_WELL else "faint"


def asking(known: Known, told: StepByStep) -> str:
    """Whom to ask what, first to last."""
    names = [known.persons[p].name for p in told.way.people]
    if len(names) == 2:
        return f"{names[0]} knows {names[1]}: write directly."
    if len(names) == 3:
        return f"{names[0]} asks {names[1]} for an introduction to {names[2]}."
    return f"{names[0]} asks {names[1]} whether they would ask {names[2]} for an introduction to {names[3]}."
