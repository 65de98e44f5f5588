"""The whole search for triggers over a made world, step by step as the product does it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from closeknit.methods import evidence, sccs
from closeknit.methods.cells import LAGS, Cells
from closeknit.methods.hazard import Baseline, baseline
from closeknit.methods.joint import Joint, joint
from closeknit.methods.patterns import columns_of, patterns
from closeknit.methods.placebo import Search
from closeknit.methods.screening import KindResult, Verdict, screen
from closeknit.methods.strata import Grid, grid
from closeknit.methods.timelines import Histories
from tests.methods import summed


@dataclass(frozen=True)
class Found:
    """What a search found, with all that it went through."""

    h: Histories
    made: Grid
    cells: Cells
    fitted: Baseline
    season: np.ndarray
    sums: evidence.Sums
    results: dict[str, KindResult]

    def established(self, direction: str | None = None) -> set[str]:
        """Kinds found, in one direction or any."""
        return {
            r.kind
            for r in self.results.values()
            if r.verdict is Verdict.ESTABLISHED and direction in (None, r.direction)
        }

    def sizes(self, kinds=None, *, seed: int = 1, draws: int = 400) -> Joint:
        """Sizes of the kinds given, or of those found to raise purchases, in the order of the data."""
        chosen = self.established("raises") if kinds is None else set(kinds)
        columns = columns_of([k for k in self.h.kinds if k in chosen], LAGS)
        among = self.made if self.cells.spells.until_purchase else None
        return joint(patterns(self.h, columns, self.season, among=among), seed=seed, draws=draws)

    @property
    def search(self) -> Search:
        """The search as a calibration needs it."""
        asked = np.ones(len(self.h.kinds), dtype=bool)
        return Search(self.h, self.made, self.fitted, self.season, self.sums, asked, 0.10)


def searched(h: Histories) -> Found:
    """The search over histories."""
    made = grid(h)
    cells = summed.cells(h, made)
    fitted = baseline(cells.strata)
    season = sccs.season(cells.strata, cells.spells)
    within = summed.within(h, season)
    results = {r.kind: r for r in screen(cells, fitted, within)}
    sums = evidence.sums(h.kinds, cells.exposed, within, fitted, once=cells.spells.until_purchase)
    return Found(h, made, cells, fitted, season, sums, results)
