"""Sums of many lists of other accounts each, as those of everybody: the same as if all had been one list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from closeknit.methods.cells import Counts, Exposed, Floats, Strata, Window, Within

Whole = NDArray[np.int32]


def counts(parts: Sequence[Counts]) -> Counts:
    """How the events of each kind spread over everybody."""
    events, squares, having = (
        np.sum([getattr(part, name) for part in parts], axis=0) for name in ("events", "squares", "having")
    )
    return Counts(events, squares, having, sum(part.accounts for part in parts), parts[0].years)


def strata(parts: Sequence[Strata]) -> Strata:
    """The strata of everybody."""
    codes, where = np.unique(np.concatenate([part.code for part in parts]), return_inverse=True)
    exposure, purchases = (
        np.bincount(where, np.concatenate([getattr(part, name) for part in parts]), len(codes)).astype(float)
        for name in ("exposure", "purchases")
    )
    return Strata.of(parts[0].calendar, codes, exposure, purchases)


@dataclass(frozen=True)
class Sums:
    """What lies near events, added up list by list over the strata of everybody.

    exposure, purchases: of each window, kinds x strata. within: of each window and kind, the four sums.
    """

    strata: Strata
    kinds: tuple[str, ...]
    exposure: dict[Window, Whole]
    purchases: dict[Window, Whole]
    within: dict[tuple[Window, str], Floats]

    @classmethod
    def nothing(cls, strata: Strata, kinds: tuple[str, ...], windows: Sequence[Window]) -> Sums:
        """Sums of no lists yet."""
        exposure, purchases = (
            {window: np.zeros((len(kinds), len(strata)), dtype=np.int32) for window in windows}
            for _ in range(2)
        )
        return cls(strata, kinds, exposure, purchases, {})

    def add(self, of: Strata, exposed: Iterable[Exposed], within: Iterable[Within]) -> None:
        """Add the sums of one list, whose strata are `of`."""
        rows, place = np.searchsorted(self.strata.code, of.code), {k: n for n, k in enumerate(self.kinds)}
        for row in exposed:
            at = place[row.kind], rows[row.stratum]
            self.exposure[row.window][at] += row.exposure.astype(np.int32)
            self.purchases[row.window][at] += row.purchases.astype(np.int32)
        for one in within:
            sums = np.array([one.observed, one.expected, one.variance, one.spread])
            key = one.window, one.kind
            self.within[key] = self.within.get(key, 0.0) + sums

    def exposed(self) -> Iterator[Exposed]:
        """Exposed days and purchases by stratum, window by window."""
        for window, days in self.exposure.items():
            for k, kind in enumerate(self.kinds):
                rows = np.flatnonzero(days[k])
                if len(rows):
                    bought = self.purchases[window][k, rows].astype(float)
                    yield Exposed(kind, window, rows, days[k, rows].astype(float), bought)

    def themselves(self) -> list[Within]:
        """The sums within accounts, window by window."""
        found = (
            (w, k, self.within[w, k]) for w in self.exposure for k in self.kinds if (w, k) in self.within
        )
        return [Within(kind, window, *map(float, sums)) for window, kind, sums in found]
