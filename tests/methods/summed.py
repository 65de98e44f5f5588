"""All sums of histories that are in memory as a whole; the product adds them up part by part (`counted`)."""

from __future__ import annotations

from collections.abc import Sequence

from closeknit.methods.cells import Cells, Floats, Window, Within
from closeknit.methods.exposures import ALL_WINDOWS, exposures, own, spans, within_of
from closeknit.methods.recording import recording
from closeknit.methods.strata import Grid, grid
from closeknit.methods.timelines import Histories


def cells(h: Histories, made: Grid | None = None, windows: Sequence[Window] = ALL_WINDOWS) -> Cells:
    """All sums of the histories that need no baseline."""
    made, told = made or grid(h), recording(h)
    exposed = [row for window in windows for row in exposures(h, made, spans(h, window), window)]
    return Cells(made.strata, told.spells, exposed, told.facts, told.population)


def within(h: Histories, season: Floats, windows: Sequence[Window] = ALL_WINDOWS) -> list[Within]:
    """The sums within accounts, given the season's weight of a day of each bin."""
    theirs = own(h, season)
    return [row for window in windows for row in within_of(h, theirs, spans(h, window), window)]
