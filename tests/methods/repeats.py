"""Many made worlds searched, and what came out of them together: how often right, how often wrong.

A gate is only worth something over many repeats, and only on seeds that nothing was chosen by: those of
`fresh`. Seeds below it were used while the method was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from closeknit.methods.cells import LAGS, Window
from closeknit.methods.joint import Size
from tests.methods.searched import Found, searched
from tests.methods.worlds import World

FRESH = 20_000


def fresh(repeats: int) -> range:
    """So many seeds that neither a method nor a threshold was tried on."""
    return range(FRESH, FRESH + repeats)


@dataclass(frozen=True)
class TrueKind:
    """What a search said of a kind that does something: its truth, whether it was found, where, how large.

    best: the window named. chosen: its size when only what was found is fitted, nothing where it was not
    found; told: its size in the window of the truth when all true kinds are fitted, found or not.
    """

    kind: str
    times: float
    window: Window
    found: bool
    best: Window | None
    chosen: Size | None
    told: Size


@dataclass(frozen=True)
class Repeat:
    """One world searched. false: kinds found that do nothing, or found in the wrong direction."""

    decisions: int
    found: frozenset[str]
    false: frozenset[str]
    kinds: tuple[TrueKind, ...]

    @property
    def false_share(self) -> float:
        """Of what was found, the share that is false; 0 where nothing was."""
        return len(self.false) / max(len(self.found), 1)


def repeat(world: World, *, draws: int = 400) -> Repeat:
    """One world searched, with the sizes of its true kinds."""
    found = searched(world.seen)
    true = {k.name: k for k in world.kinds if k.does is not None}
    right = {
        r.kind
        for r in found.results.values()
        if r.kind in found.established() and r.kind in true and r.direction == direction(true[r.kind].times)
    }
    return Repeat(
        decisions=len(found.h.counted),
        found=frozenset(found.established()),
        false=frozenset(found.established() - right),
        kinds=true_kinds(found, world, right, draws),
    )


def direction(times: float) -> str:
    """What a kind that makes a purchase so many times as likely does."""
    return "raises" if times > 1 else "delays"


def true_kinds(found: Found, world: World, right: set[str], draws: int) -> tuple[TrueKind, ...]:
    """What was said of each kind that does something."""
    true = [k for k in world.kinds if k.does is not None]
    chosen = found.sizes(draws=draws) if found.established("raises") else None
    told = found.sizes([k.name for k in true], draws=draws)
    out = []
    for kind in true:
        yes = kind.name in right and chosen is not None
        best = chosen.best(kind.name) if yes else None
        at = LAGS.index(kind.window)
        out.append(
            TrueKind(
                kind=kind.name,
                times=kind.times,
                window=kind.window,
                found=yes,
                best=best.window if best else None,
                chosen=chosen.of(kind.name)[at] if yes else None,
                told=told.of(kind.name)[at],
            )
        )
    return tuple(out)


@dataclass(frozen=True)
class Tally:
    """What many repeats show together."""

    repeats: Sequence[Repeat]

    @property
    def decisions(self) -> float:
        """Purchases on days at risk, on average."""
        return float(np.mean([r.decisions for r in self.repeats]))

    @property
    def false_share(self) -> tuple[float, float]:
        """Mean share of false kinds among those found, with its standard error."""
        return mean_and_error([r.false_share for r in self.repeats])

    @property
    def false_kinds(self) -> float:
        """False kinds in a run, on average."""
        return float(np.mean([len(r.false) for r in self.repeats]))

    @property
    def any_found(self) -> tuple[float, float]:
        """Share of runs in which anything was found, with its standard error."""
        return mean_and_error([float(bool(r.found)) for r in self.repeats])

    def of(self, times: float) -> list[TrueKind]:
        """All that was said of the kinds of this strength."""
        return [k for r in self.repeats for k in r.kinds if k.times == times]

    def power(self, times: float) -> float:
        """How often a kind of this strength was found."""
        return float(np.mean([k.found for k in self.of(times)]))

    def right_window(self, times: float) -> float:
        """Of the kinds of this strength that were found, how often the window named is the true one."""
        named = [k.best == k.window for k in self.of(times) if k.found]
        return float(np.mean(named)) if named else float("nan")

    def median_size(self, times: float) -> float:
        """Median size in the true window, whether found or not."""
        return float(np.median([k.told.times for k in self.of(times)]))

    def coverage(self) -> float:
        """How often the range of a true kind, found or not, holds its true size."""
        return float(np.mean([holds(k.told, k.times) for r in self.repeats for k in r.kinds]))

    def coverage_of_found(self) -> float:
        """How often the range that is shown for what was found holds the true size."""
        shown = [holds(k.chosen, k.times) for r in self.repeats for k in r.kinds if k.chosen]
        return float(np.mean(shown)) if shown else float("nan")

    def row(self, strengths: Sequence[float] = (2, 2.5, 3, 4, 6)) -> str:
        """All figures as the rest of a row of a table."""
        share, error = self.false_share
        cells = (
            f"{len(self.repeats)}",
            f"{self.decisions:,.0f}",
            f"{share:.3f} ± {error:.3f}",
            f"{self.false_kinds:.2f}",
            " ".join(f"{self.power(times):.2f}" for times in strengths),
            " ".join(f"{self.median_size(times):.2f}" for times in strengths),
            f"{self.coverage():.2f}, {self.coverage_of_found():.2f}",
            " ".join(f"{self.right_window(times):.2f}" for times in strengths),
        )
        return f"| {' | '.join(cells)} |"


def holds(size: Size, times: float) -> bool:
    """Whether the likely range holds the truth."""
    return size.low <= times <= size.high


def mean_and_error(values: Sequence[float]) -> tuple[float, float]:
    """Mean and its standard error."""
    return float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(len(values)))


def tally(world: Callable[[int], World], seeds: Iterable[int], *, draws: int = 400) -> Tally:
    """The worlds of these seeds searched one after the other."""
    return Tally([repeat(world(seed), draws=draws) for seed in seeds])
