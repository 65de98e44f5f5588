"""Segments as they are shown: each with how many are in it, one with everybody, and who came and went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from closeknit.answers import Freshness, wording

NAMED = 3


def since(entered: date, at_start: bool) -> str:
    """Since when somebody is in a segment; at its first look they may have been in it for longer."""
    return f"{wording.day_text(entered)}{' or before' if at_start else ''}"


@dataclass(frozen=True)
class Member:
    """Somebody in a segment, or a deal, ticket … in it."""

    key: str
    name: str
    number: int
    """Of the customer, person, deal …; 0 where nothing of it is loaded any more."""
    entered: date | None
    """The first day in it; None where it was not looked at before the day asked for."""
    at_start: bool = False
    """Was in it when it was looked at first: it may have entered earlier."""


@dataclass(frozen=True)
class Moved:
    """Who entered a segment and who left it on one day; names."""

    segment: str
    day: date
    entered: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def words(self) -> str:
        """`big and silent: Halden entered, Brenner left`, in one line."""
        said = [f"{self._named(self.entered)} entered"] if self.entered else []
        said += [f"{self._named(self.left)} left"] if self.left else []
        return f"{self.segment}: {', '.join(said)}, {wording.day_text(self.day)}"

    @staticmethod
    def _named(names: Sequence[str]) -> str:
        return wording.listing(names) if len(names) <= NAMED else f"{len(names):,}"


@dataclass(frozen=True)
class Line:
    """One segment in the list of all."""

    name: str
    question: str
    things: str
    count: int
    entered: int
    """How many entered within the last `LATELY` days."""
    left: int
    seen_to: date | None


LATELY = 7
"""Days that the list of all counts entries and exits of."""


@dataclass(frozen=True)
class Page:
    """One segment on a day: who is in it, and who left it lately."""

    name: str
    question: str
    things: str
    day: date
    note: str
    """Where the day is not today, why: `as of 30 Jun 2026, the last day with data`."""
    looked_at: bool
    """Whether somebody looked on that day; else it is who would have been in it."""
    members: tuple[Member, ...]
    left: tuple[tuple[Member, date], ...]
    """Who left within the last `LATELY` days, the newest first, and the first day out."""
    freshness: tuple[Freshness, ...] = ()
