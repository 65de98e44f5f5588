"""How large effects are, once found: sizes with their ranges, lag profiles, pairs, and our own touches.

Effects of one sort are fitted together; our own touches are then put beside them: what is gone then may be
our own doing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from closeknit.lenses.triggers.drawn import Collected
from closeknit.lenses.triggers.kinds import BEFORE, Sort
from closeknit.lenses.triggers.search import STEPS, Found, Screened
from closeknit.methods.by_segment import BySegment, by_segment
from closeknit.methods.cells import LAGS, Floats, Window
from closeknit.methods.exposures import spans
from closeknit.methods.interplay import Together, pairs
from closeknit.methods.joint import Joint, Size, joint, vanishes
from closeknit.methods.patterns import Column, Patterns, columns_of, patterns
from closeknit.methods.profile import Profile, profile, profile_columns
from closeknit.methods.screening import KindResult, Verdict
from closeknit.methods.shrinkage import careful, spread_in
from closeknit.methods.strata import Grid, grid

SEED = 1

MOST_EVENTS = 200_000
"""Events that sizes are fitted on; beyond, whole customers are left out by chance."""

MOST_TOGETHER = 12
"""Kinds of one sort fitted together, the surest."""

MOST_BESIDE = 6
"""Touches put beside the others, those that show most."""

MOST_PROFILES = 4
MOST_PAIRED = 5
MOST_SPLIT = 5
"""Kinds of one sort whose size is told by segment, the surest."""

PAIRS_Q = 0.10


@dataclass(frozen=True)
class Effect:
    """The size of one kind in the window that surely does most.

    exposure: account-days within the window, of the customers that the size is fitted on. expected: what to
    count on, shrunk for having been picked. share: of all purchases, those that follow and would not be
    expected without it. ours: gone once our own touches are beside it.
    """

    size: Size
    exposure: float
    expected: float
    share: float
    ours: bool = False


@dataclass(frozen=True)
class Fits:
    """The history that sizes are fitted on, and the fits of each sort together."""

    fit: _Fit
    joints: dict[Sort, Joint]


@dataclass(frozen=True)
class Sizes:
    """Effects by kind, profiles of the largest found, and pairs that do more or less together."""

    effects: dict[str, Effect] = field(default_factory=dict)
    profiles: tuple[Profile, ...] = ()
    together: tuple[Together, ...] = ()
    fitted_on: Collected | None = None
    by_segment: tuple[BySegment, ...] = ()
    segments: tuple[str, ...] = ()
    """Names of the segments, by their number."""
    fits: Fits | None = None
    """What the effects were read from, for all that takes longer (`detailed`)."""


@dataclass(frozen=True)
class Sized:
    """What a search found, with its sizes."""

    found: Found
    sizes: Sizes

    def doubted(self) -> Sized:
        """The same where too much is found in data that cannot hold anything: only hints."""
        return Sized(self.found.doubted(), replace(self.sizes, together=(), by_segment=()))


def sized(found: Found) -> Sized:
    """What a search found, with sizes of the kinds that are established or suggested.

    A kind that bundles what is bought into some weeks empties the others: it raises, where that is surer.
    """
    made = sizes(found)
    return Sized(found.turned({kind for kind, e in made.effects.items() if e.size.low > 1}), made)


def sizes(found: Found) -> Sizes:
    """Sizes of the kinds that are established or suggested, each sort by itself."""
    if found.screened is None:
        return Sizes()
    found.question.progress.step("Fitting how much", 2, STEPS)
    effects: dict[str, Effect] = {}
    joints: dict[Sort, Joint] = {}
    chosen = {sort: _chosen(results) for sort, results in found.by_sort().items()}
    if not any(chosen.values()):
        return Sizes()
    beside = [r.kind for r in chosen["touch"][:MOST_BESIDE]]
    fit = _fit(found.screened, [r.kind for results in chosen.values() for r in results])
    for sort, results in chosen.items():
        kinds = [r.kind for r in results]
        if kinds:
            joints[sort] = fit.joint(kinds)
            effects |= _effects(fit, joints[sort], results, beside if sort in ("trigger", "signal") else [])
    fits = Fits(fit, joints)
    return Sizes(effects, fitted_on=fit.here, segments=found.screened.drawn.segments, fits=fits)


def detailed(one: Sized) -> Sized:
    """The same with lag profiles, pairs and segments, which take longer than the sizes themselves."""
    fits, effects = one.sizes.fits, one.sizes.effects
    if fits is None:
        return one
    one.found.question.progress.step("Fitting how long after", 2, STEPS)
    chosen = {sort: _chosen(results) for sort, results in one.found.by_sort().items()}
    before = [(fits.joints[sort], chosen[sort]) for sort in fits.joints if sort in BEFORE]
    made = replace(
        one.sizes,
        profiles=tuple(fits.fit.profile(kind, of) for kind, of in _profiled(chosen, effects)),
        together=tuple(pair for alone, results in before for pair in _pairs(alone, results)),
        by_segment=tuple(s for alone, results in before for s in _split(fits.fit, alone, results, effects)),
    )
    return Sized(one.found, made)


def _chosen(results: Sequence[KindResult]) -> list[KindResult]:
    """Kinds of one sort whose size is fitted: established ones first, then the suggested, surest first."""
    shown = (Verdict.ESTABLISHED, Verdict.SUGGESTIVE)
    picked = [r for r in results if r.verdict in shown]
    return sorted(picked, key=lambda r: (shown.index(r.verdict), r.p, r.kind))[:MOST_TOGETHER]


def _profiled(
    chosen: Mapping[Sort, Sequence[KindResult]], effects: Mapping[str, Effect]
) -> list[tuple[str, list[str]]]:
    """The kinds whose lag profile is drawn: those that surely raise, each with what is sure of its sort.

    Not those that we may be the cause of.
    """
    out = []
    for results in (chosen[sort] for sort in BEFORE):
        sure = [r.kind for r in results if r.verdict is Verdict.ESTABLISHED]
        out += [(kind, sure) for kind in sure if effects[kind].size.low > 1 and not effects[kind].ours]
    return out[:MOST_PROFILES]


@dataclass(frozen=True)
class _Fit:
    """Fits over one history."""

    here: Collected
    screened: Screened
    among: Grid | None

    def patterns(self, columns: Sequence[Column]) -> Patterns:
        return patterns(self.here.h, columns, self.screened.season, among=self.among)

    def joint(self, kinds: Sequence[str]) -> Joint:
        return joint(self.patterns(columns_of(sorted(kinds), LAGS)), seed=SEED)

    @cached_property
    def days(self) -> dict[Window, Floats]:
        """Account-days at risk of each kind within each window."""
        h = self.here.h
        parts = {window: spans(h, window) for window in LAGS}
        return {
            w: np.bincount(p.kind, p.end - p.start + 1, len(h.kinds)).astype(float) for w, p in parts.items()
        }

    def exposure(self, size: Size) -> float:
        """Account-days at risk within the window of a size."""
        return float(self.days[size.window][self.here.h.kinds.index(size.kind)])

    def profile(self, kind: str, others: Sequence[str]) -> Profile:
        return profile(self.patterns(profile_columns(kind, others)), kind, seed=SEED)


def _fit(screened: Screened, kinds: Sequence[str]) -> _Fit:
    """The histories of the kinds to fit; where everybody is compared, of all kinds, which tell activity."""
    wanted = None if screened.first_only else kinds
    here = screened.drawn.some(kinds=wanted, most=MOST_EVENTS)
    return _Fit(here, screened, grid(here.h) if screened.first_only else None)


def _effects(
    fit: _Fit, alone: Joint, results: Sequence[KindResult], beside: Sequence[str]
) -> dict[str, Effect]:
    spread = spread_in(fit.screened.sums)
    both = fit.joint([*(r.kind for r in results), *beside]) if beside else None
    out = {}
    for r in results:
        size = _strongest(alone.of(r.kind), r)
        gone = both is not None and vanishes(size, _at(both.of(r.kind), size.window))
        share = alone.share_following(r.kind)
        out[r.kind] = Effect(size, fit.exposure(size), careful(size, spread), share, gone)
    return out


def _strongest(sizes: Sequence[Size], result: KindResult) -> Size:
    """The window that surely does most in the direction of a kind; or in the other one, where it does more
    there and the test of it says so too."""
    up, down = max(sizes, key=lambda size: size.low), min(sizes, key=lambda size: size.high)
    surer_up = up.low * down.high > 1 and result.turned().direction == "raises"
    return up if result.direction == "raises" or surer_up else down


def _at(sizes: Sequence[Size], window: Window) -> Size:
    return next(size for size in sizes if size.window == window)


def _split(
    fit: _Fit, alone: Joint, results: Sequence[KindResult], effects: Mapping[str, Effect]
) -> tuple[BySegment, ...]:
    """The size in each segment of the kinds that surely raise what is bought; nothing without segments."""
    segment = fit.here.h.segment[alone.patterns.account]
    if len(np.unique(segment)) < 2:
        return ()
    established = [r.kind for r in results if r.verdict is Verdict.ESTABLISHED]
    sure = [kind for kind in established if effects[kind].size.low > 1][:MOST_SPLIT]
    return tuple(by_segment(alone, (kind, effects[kind].size.window), segment, seed=SEED) for kind in sure)


def _pairs(alone: Joint, results: Sequence[KindResult]) -> tuple[Together, ...]:
    """Pairs of established kinds that surely do more, or less, than the product of both."""
    sure = [r for r in results if r.verdict is Verdict.ESTABLISHED and r.direction == "raises"][:MOST_PAIRED]
    if len(sure) < 2:
        return ()
    best = {r.kind: alone.best(r.kind).window for r in sure}
    return tuple(pair for pair in pairs(alone.patterns, best, seed=SEED) if pair.q <= PAIRS_Q)
