"""All sums that the search for triggers needs, counted by the engine: `counted(question, history)`.

sums = counted(question, history)
fitted, season = baseline(sums.cells.strata), sccs.season(sums.cells.strata, sums.cells.spells)
results = screen(sums.cells, fitted, sums.within(season))

Equal to `methods.exposures` on the same data, whatever its size, and equal to the last digit from run to
run and from engine to engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis.expr.types as ir

import closeknit.lenses.triggers.exposed as exposed
import closeknit.lenses.triggers.recorded as recorded
from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.history import History
from closeknit.lenses.triggers.levels import counts, levels, strata
from closeknit.lenses.triggers.numbered import Numbered, numbered
from closeknit.lenses.triggers.within import within
from closeknit.methods.cells import LAGS, LEAD, SAME_DAY, Cells, Exposed, Floats, Window, Within

CLOCKS: tuple[tuple[Window, ...], ...] = (LAGS, (SAME_DAY, LEAD))
"""Windows that look at the day an event was known on, and those that look at when it happened."""


@dataclass(frozen=True)
class Counted:
    """The sums of a history, and what is left in the engine to count more of it.

    cells: what needs no fit before; kinds in the order of their names.
    """

    cells: Cells
    question: Question
    numbers: Numbered
    hits: Sequence[ir.Table]
    """One for each of `CLOCKS`."""

    def within(self, season: Floats) -> list[Within]:
        """The sums within accounts, given the weight of a day of each bin (`sccs.season`)."""
        found: list[Within] = []
        for windows, hit in zip(CLOCKS, self.hits, strict=True):
            found += within(self.question, self.numbers, season, windows, hit)
        return found


def counted(question: Question, history: History) -> Counted:
    """The sums of a history, by aggregates in the engine; only these come back."""
    numbers = numbered(question, history)
    told = levels(question, numbers, counts(question, numbers))
    rows = strata(question, told, numbers.calendar)
    hits, found = [], list[Exposed]()
    for windows in CLOCKS:
        hits.append(question.keep(exposed.hits(numbers, told, windows), "near_events"))
        found += exposed.exposures(question, numbers, told, rows, windows, hits[-1])
    cells = Cells(
        rows,
        recorded.spells(question, numbers),
        found,
        recorded.facts(question, numbers),
        recorded.population(question, numbers),
    )
    return Counted(cells, question, numbers, hits)
