"""Which kinds of events come before purchases: two tests that fail for different reasons, both required.

Question  Which events make a purchase likelier, or put it off, and in which weeks after them?
Reads     the sums of `cells`: strata, exposed days and purchases in them, sums within accounts, facts
Gives     one result for each kind: verdict, direction, p of both designs, q, and what its windows show
Method    Between accounts: score test in a calendar-time hazard (`hazard`). Within accounts: self-controlled
          case series (`sccs`). Windows are combined by the Cauchy rule, a kind's p is the larger of the two
          designs' (`evidence`), Benjamini-Hochberg holds the share of false kinds at 10 %, and what
          recording may feign is refused before (`guards`).
Not here  How large an effect is: the ratios of a screen are biased towards 1 (`joint`).
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np

from closeknit.methods import guards
from closeknit.methods.cells import LAGS, LEAD, Bools, Cells, Exposed, Facts, Floats, Window, Within
from closeknit.methods.combining import upper_tail
from closeknit.methods.evidence import LAG_AT, SAME_DAY_AT, WINDOWS, Evidence, evidence, q_together, sums
from closeknit.methods.hazard import Baseline
from closeknit.methods.power import needed, power

FALSE_SHARE = 0.10
"""The share of false kinds among those established."""

SUGGESTIVE_SHARE = 0.30

SAME_DAY_P = 0.001

AFTER_LABEL_P = 0.01

FADED_P = 0.025

WORTH_FINDING = 3.0
"""How many times as likely an effect makes a purchase that the search should not miss."""


class Verdict(StrEnum):
    """What may be said of a kind of event."""

    ESTABLISHED = "established"
    SUGGESTIVE = "suggestive"
    NO_EVIDENCE = "no evidence"
    NOT_ENOUGH = "not enough data"
    ALWAYS_ON = "always on"
    AFTER_EFFECT = "after-effect"
    SAME_DAY = "same day"
    KNOWN_LATE = "known late"
    RECORDED_AFTER = "recorded after the purchase"
    BUYERS_ONLY = "recorded for buyers only"
    CUSTOMERS_ONLY = "recorded for customers only"
    ONE_DAY = "one import day"


YES = (Verdict.ESTABLISHED, Verdict.SUGGESTIVE)
"""What is said of a kind that seems to come before purchases."""


@dataclass(frozen=True)
class WindowResult:
    """What one window of a kind shows. The counts are raw: their ratios are never an effect's size.

    p_between, p_within: the chance of as many purchases or more. exposed_share: of all days at risk.
    """

    window: Window
    observed: float
    expected_between: float
    expected_within: float
    p_between: float
    p_within: float
    exposed_share: float


@dataclass(frozen=True)
class KindResult:
    """What the screen says of a kind; p and q are those of its direction.

    best: the lag window that shows most. windows: `LAGS`, the same day, and the quarter before, in this
    order. n: purchases within the best window. exposure: account-days within it. needed: purchases in
    all to find a tripled chance, 0 where there are enough. fades: whether it works less of late.
    raises: the test of raises, where it is not that of its direction.
    """

    kind: str
    verdict: Verdict
    direction: str
    """raises or delays"""
    p_between: float
    p_within: float
    p: float
    q: float
    best: Window
    windows: tuple[WindowResult, ...]
    n: int
    exposure: float
    needed: int
    fades: bool
    raises: Side | None = None

    def turned(self) -> KindResult:
        """The same as raising what is bought, as surely as the test of raises says; else as it is.

        What is established by the test of delays only is not, for that, as a raise.
        """
        test = self.raises
        if test is None or self.verdict not in YES or test.q > SUGGESTIVE_SHARE:
            return self
        sure = self.verdict is Verdict.ESTABLISHED and test.q <= FALSE_SHARE
        return replace(
            self,
            verdict=Verdict.ESTABLISHED if sure else Verdict.SUGGESTIVE,
            direction="raises",
            p_between=test.p_between,
            p_within=test.p_within,
            p=test.p,
            q=test.q,
            raises=None,
        )


@dataclass(frozen=True)
class Side:
    """The test of one direction: p of both designs, p of the kind, q."""

    p_between: float
    p_within: float
    p: float
    q: float


def screen(
    cells: Cells,
    fitted: Baseline,
    within: Sequence[Within],
    *,
    apart: Container[str] = (),
) -> tuple[KindResult, ...]:
    """The result for each kind, in the order of `cells.facts`, where all kinds are asked about at once."""
    return judged([questions(cells, fitted, within, apart=apart)])[0]


@dataclass(frozen=True)
class Questions:
    """All kinds of one search, before it is said how many yeses may be false.

    asks: those that nothing forbids to ask about. apart: those that are a question of their own.
    """

    kinds: tuple[_Asked, ...]
    refused: tuple[Verdict | None, ...]
    shown: Evidence
    apart: Bools
    only: Bools

    @cached_property
    def asks(self) -> Bools:
        """Kinds that are asked about."""
        return np.array([r is None for r in self.refused], dtype=bool) & self.only

    def about(self, kinds: Container[str]) -> Questions:
        """The same asking about these kinds only."""
        return replace(self, only=np.array([one.facts.kind in kinds for one in self.kinds], dtype=bool))


def questions(
    cells: Cells, fitted: Baseline, within: Sequence[Within], *, apart: Container[str] = ()
) -> Questions:
    """What both designs say of each kind, and what forbids to ask about it.

    `cells.exposed` and `within` hold the windows `LAGS`, `SAME_DAY` and `LEAD` of every kind; one that is
    missing had no exposed day. apart: kinds that are a question of their own, such as steps of the decision:
    they surely come before it, and must not lower the bar for the others.
    """
    names = [facts.kind for facts in cells.facts]
    shown = evidence(sums(names, cells.exposed, within, fitted, once=cells.spells.until_purchase))
    kinds = tuple(
        _Asked(k, facts, *_rows(cells, facts.kind), shown, cells, fitted.rate)
        for k, facts in enumerate(cells.facts)
    )
    alone = np.array([name in apart for name in names], dtype=bool)
    return Questions(kinds, tuple(one.refused() for one in kinds), shown, alone, np.ones_like(alone))


def judged(searches: Sequence[Questions]) -> list[tuple[KindResult, ...]]:
    """The results of each search. All kinds of one question belong into one call: the more are asked about,
    the more the share of false ones has to be guarded."""
    sides = [
        q_together([(s.shown, s.asks & (s.apart if apart else ~s.apart)) for s in searches])
        for apart in (False, True)
    ]
    level = FALSE_SHARE / max(sum(int(s.asks.sum()) for s in searches), 1)
    out = []
    for search, *both in zip(searches, *sides, strict=True):
        up, down = np.minimum(*both)
        out.append(
            tuple(
                _result(one, refusal, (float(up[one.at]), float(down[one.at])), level)
                for one, refusal in zip(search.kinds, search.refused, strict=True)
            )
        )
    return out


@dataclass(frozen=True)
class _Asked:
    """A kind with all that is known of it. rows, lead: its exposed strata in the lag windows and before."""

    at: int
    facts: Facts
    rows: tuple[Exposed, ...]
    lead: tuple[Exposed, ...]
    shown: Evidence
    cells: Cells
    rate: Floats

    @property
    def comes_after(self) -> bool:
        """Whether it comes after purchases even among those who have bought before."""
        if not (self.shown.after[self.at] and self.lead):
            return False
        row, again = self.lead[0], self.cells.strata.past[self.lead[0].stratum] > 0
        expected = (self.rate[row.stratum] * row.exposure)[again].sum()
        counts = (np.array([v]) for v in (row.purchases[again].sum(), expected, expected))
        return bool(upper_tail(*counts)[0] < AFTER_LABEL_P)

    @property
    def raises(self) -> bool:
        """Whether it looks more like raising than like delaying purchases."""
        return bool(self.shown.parts[:, 0, self.at].max() <= self.shown.parts[:, 1, self.at].max())

    @property
    def p_in_windows(self) -> Floats:
        """The larger p of both designs in each lag window, in its direction; 1 where it is not usable."""
        p = np.stack([self.shown.p_between[self.at, LAG_AT], self.shown.p_within[self.at, LAG_AT]])
        larger = (p if self.raises else 1 - p).max(axis=0)
        return np.where(self.shown.usable[self.at], larger, 1.0)

    def refused(self) -> Verdict | None:
        """What forbids asking at all, if anything does."""
        everybody, facts = self.cells.population, self.facts
        if everybody.purchases < guards.LEAST_PURCHASES or facts.events < guards.LEAST_EVENTS:
            return Verdict.NOT_ENOUGH
        if guards.one_day(facts.busiest_day, facts.events) or guards.one_day(
            everybody.busiest_day, everybody.purchases
        ):
            return Verdict.ONE_DAY
        if guards.recorded_after(facts):
            return Verdict.RECORDED_AFTER
        if not self.shown.usable[self.at].any():
            return Verdict.ALWAYS_ON if self.rows else Verdict.NOT_ENOUGH
        if guards.customers_only(self.rows[:1], self.cells):
            return None if self.comes_after else Verdict.CUSTOMERS_ONLY
        if self.shown.after[self.at]:
            return None
        return Verdict.BUYERS_ONLY if guards.buyers_only(facts, everybody) else None

    def test(self, side: int, q: float) -> Side:
        """The test of raises (0) or delays (1)."""
        parts, both = self.shown.parts[:, side, self.at], (self.shown.raises, self.shown.delays)[side]
        return Side(float(parts[0]), float(parts[1]), float(both[self.at]), q)

    def verdict(self, q: float, needed: int) -> Verdict:
        """What the tests say of a kind that was asked about."""
        shown, at = self.shown, self.at
        if guards.is_purchase(self.facts) and not self.raises:
            return Verdict.SAME_DAY
        if q <= FALSE_SHARE:
            return Verdict.ESTABLISHED
        if shown.after[at] and shown.lead[at] < AFTER_LABEL_P:
            return Verdict.AFTER_EFFECT
        if max(shown.p_between[at, SAME_DAY_AT], shown.p_within[at, SAME_DAY_AT]) < SAME_DAY_P:
            return Verdict.SAME_DAY
        if guards.known_late(self.facts):
            return Verdict.KNOWN_LATE
        if q <= SUGGESTIVE_SHARE:
            return Verdict.SUGGESTIVE
        return Verdict.NOT_ENOUGH if needed else Verdict.NO_EVIDENCE

    def needed(self, level: float) -> int:
        """Purchases in all that a tripled chance would take to be found; 0 where there are enough."""
        share = np.where(self.shown.usable[self.at], self.shown.sums.share[self.at, LAG_AT], 0.0).max()
        purchases = self.cells.population.purchases
        if purchases >= guards.LEAST_PURCHASES and power(purchases, share, WORTH_FINDING, level) >= 0.5:
            return 0
        return max(needed(share, WORTH_FINDING, level), guards.LEAST_PURCHASES)


def _rows(cells: Cells, kind: str) -> tuple[tuple[Exposed, ...], tuple[Exposed, ...]]:
    """The exposed strata of a kind in the lag windows, in their order, and in the quarter before it."""
    mine = {row.window: row for row in cells.exposed if row.kind == kind}
    lags = tuple(mine[window] for window in LAGS if window in mine)
    return lags, tuple(mine[window] for window in (LEAD,) if window in mine)


def _result(one: _Asked, refusal: Verdict | None, q: tuple[float, float], level: float) -> KindResult:
    at, counts, side = one.at, one.shown.sums, 0 if one.raises else 1
    best = int(np.argmin(one.p_in_windows))
    needs = one.needed(level)
    test = one.test(side, q[side])
    verdict = refusal or one.verdict(test.q, needs)
    window = LAGS[best]
    chosen = [row for row in one.rows if row.window == window]
    return KindResult(
        kind=one.facts.kind,
        verdict=verdict,
        direction="raises" if one.raises else "delays",
        p_between=test.p_between,
        p_within=test.p_within,
        p=test.p,
        q=test.q,
        best=window,
        windows=tuple(_window(one.shown, at, column) for column in range(len(WINDOWS))),
        n=int(counts.observed[at, best]),
        exposure=float(sum(row.exposure.sum() for row in chosen)),
        needed=needs if verdict is Verdict.NOT_ENOUGH else 0,
        fades=verdict is Verdict.ESTABLISHED
        and one.raises
        and guards.fades(chosen, one.cells, one.rate) < FADED_P,
        raises=None if one.raises else one.test(0, q[0]),
    )


def _window(shown: Evidence, at: int, column: int) -> WindowResult:
    counts = shown.sums
    return WindowResult(
        window=WINDOWS[column],
        observed=float(counts.observed[at, column]),
        expected_between=float(counts.expected_between[at, column]),
        expected_within=float(counts.expected_within[at, column]),
        p_between=float(shown.p_between[at, column]),
        p_within=float(shown.p_within[at, column]),
        exposed_share=float(counts.share[at, column]),
    )
