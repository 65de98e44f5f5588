"""All sums that the search for triggers needs: `counted(question, history)`, then `near_events(season)`.

sums = counted(question, history)
season = sccs.season(sums.strata, sums.recording.spells)
cells, within = sums.near_events(season)
results = screen(cells, baseline(cells.strata), within)

Accounts are gone through part by part (`drawn`), and the sums of the parts added up: equal to those of all
lists at once, and equal to the last digit from run to run and from engine to engine.
"""

from __future__ import annotations

from dataclasses import dataclass

from closeknit.lenses.seam import Question
from closeknit.lenses.triggers.drawn import AT_ONCE, Drawn, drawn
from closeknit.lenses.triggers.history import History
from closeknit.methods import adding, exposures, strata
from closeknit.methods.cells import Cells, Counts, Floats, Strata, Within
from closeknit.methods.recording import Recording, recording, together


@dataclass(frozen=True)
class Counted:
    """Who was at risk when, how events were recorded, and what is left to draw from to count more."""

    strata: Strata
    recording: Recording
    spread: Counts
    drawn: Drawn
    at_once: int

    def near_events(self, season: Floats) -> tuple[Cells, list[Within]]:
        """All sums, those within accounts for the weight of a day of each bin (`sccs.season`)."""
        sums = adding.Sums.nothing(self.strata, self.drawn.kinds, exposures.ALL_WINDOWS)
        for h in self.drawn.parts(at_once=self.at_once):
            made, theirs = strata.grid(h, self.spread), exposures.own(h, season)
            for window in exposures.ALL_WINDOWS:
                parts = exposures.spans(h, window)
                sums.add(
                    made.strata,
                    exposures.exposures(h, made, parts, window),
                    exposures.within_of(h, theirs, parts, window),
                )
        told = self.recording
        cells = Cells(self.strata, told.spells, list(sums.exposed()), told.facts, told.population)
        return cells, sums.themselves()


def counted(question: Question, history: History, *, at_once: int = AT_ONCE) -> Counted:
    """Who was at risk when and how events were recorded; `at_once`: events and bins looked at together."""
    here = drawn(question, history)
    spread, recorded, levels = [], [], []
    for h in here.parts(at_once=at_once):
        spread.append(strata.counts(h))
        recorded.append(recording(h))
    everybody = adding.counts(spread)
    for h in here.parts(at_once=at_once):
        levels.append(strata.grid(h, everybody).strata)
    return Counted(adding.strata(levels), together(recorded), everybody, here, at_once)
