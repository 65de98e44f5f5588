"""The search itself: the sums of a history, both designs, and what they say of every kind of event."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.gathered import Gathered, gathered
from closeknit.lenses.triggers.history import History
from closeknit.lenses.triggers.kinds import SORTS, Sort
from closeknit.lenses.triggers.outcomes import Outcome
from closeknit.lenses.triggers.reading import history, outcome_of
from closeknit.methods import evidence, exposures, guards, sccs
from closeknit.methods.cells import Cells, Floats
from closeknit.methods.exposures import Grid, Histories
from closeknit.methods.hazard import Baseline, baseline
from closeknit.methods.placebo import Search
from closeknit.methods.screening import FALSE_SHARE, KindResult, Verdict, screen

LEAST_WEEKS = 26
"""Weeks at risk below which nothing is searched."""

REFUSALS = frozenset(Verdict) - {
    Verdict.ESTABLISHED, Verdict.SUGGESTIVE, Verdict.NO_EVIDENCE, Verdict.AFTER_EFFECT, Verdict.SAME_DAY,
    Verdict.KNOWN_LATE,
}  # fmt: skip
"""Verdicts by which a kind was not asked about."""


@dataclass(frozen=True)
class Screened:
    """What the screen went through and found, kind by kind in the order of the data."""

    made: Grid
    cells: Cells
    fitted: Baseline
    season: Floats
    sums: evidence.Sums
    results: tuple[KindResult, ...]

    @property
    def first_only(self) -> bool:
        """Whether time at risk ends with the decision, so that everybody has to be compared."""
        return self.cells.spells.until_purchase

    def search(self, h: Histories) -> Search:
        """The search as a calibration repeats it."""
        asked = np.array([r.verdict not in REFUSALS for r in self.results], dtype=bool)
        return Search(h, self.made, self.fitted, self.season, self.sums, asked, FALSE_SHARE)


@dataclass(frozen=True)
class Found:
    """One question with its history and what the search says of it; None where it was not made."""

    question: Question
    outcome: Outcome
    history: History
    here: Gathered
    screened: Screened | None

    @cached_property
    def decisions(self) -> int:
        """Decisions on days at risk."""
        return len(self.here.histories.counted)

    @property
    def results(self) -> tuple[KindResult, ...]:
        """The result of each kind; none where nothing was searched."""
        return self.screened.results if self.screened else ()

    def sort(self, kind: str) -> Sort:
        """Whether it is a trigger, a signal or a touch."""
        return self.history.kinds[kind]

    def by_sort(self) -> dict[Sort, tuple[KindResult, ...]]:
        """The results of each sort apart: they are never ranked together."""
        return {sort: tuple(r for r in self.results if self.sort(r.kind) == sort) for sort in SORTS}


def found(question: Question) -> Found:
    """Read the history of a business and search it."""
    question.progress.step("Reading purchases and events", 0, 6)
    told = history(question)
    here = gathered(question, told)
    question.progress.step("Comparing customers with each other and with themselves", 1, 6)
    return Found(question, outcome_of(question), told, here, screened(here.histories))


def screened(h: Histories) -> Screened | None:
    """The screen over histories; None where there are too few decisions, weeks or kinds to search."""
    weeks = h.calendar.bins * h.calendar.bin_days // 7
    if weeks < LEAST_WEEKS or len(h.counted) < guards.LEAST_PURCHASES or not h.kinds:
        return None
    made = exposures.grid(h)
    cells = exposures.cells(h, made)
    fitted = baseline(cells.strata)
    season = sccs.season(cells.strata, cells.spells)
    own = exposures.within(h, season)
    sums = evidence.sums(h.kinds, cells.exposed, own, fitted)
    return Screened(made, cells, fitted, season, sums, screen(cells, fitted, own))
