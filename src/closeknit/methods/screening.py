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
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from closeknit.methods import guards
from closeknit.methods.cells import LAGS, LEAD, Cells, Exposed, Facts, Floats, Window, Within
from closeknit.methods.combining import upper_tail
from closeknit.methods.evidence import LAG_AT, SAME_DAY_AT, WINDOWS, Evidence, evidence, sums
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


def screen(
    cells: Cells,
    fitted: Baseline,
    within: Sequence[Within],
    *,
    q: float = FALSE_SHARE,
    apart: Container[str] = (),
) -> tuple[KindResult, ...]:
    """The result for each kind, in the order of `cells.facts`.

    `cells.exposed` and `within` hold the windows `LAGS`, `SAME_DAY` and `LEAD` of every kind; one that is
    missing had no exposed day. All kinds of one question belong into one call: the more are asked about,
    the more the share of false ones has to be guarded. apart: kinds that are a question of their own, such
    as steps of the decision: they surely come before it, and must not lower the bar for the others.
    """
    kinds = [facts.kind for facts in cells.facts]
    once = cells.spells.until_purchase
    shown = evidence(sums(kinds, cells.exposed, within, fitted, once=once))
    asked = [
        _Asked(k, facts, *_rows(cells, facts.kind), shown, cells, fitted.rate)
        for k, facts in enumerate(cells.facts)
    ]
    refused = [one.refused() for one in asked]
    asks = np.array([r is None for r in refused], dtype=bool)
    others = np.array([kind not in apart for kind in kinds], dtype=bool)
    up, down = np.minimum(shown.q(asks & others), shown.q(asks & ~others))
    level = q / max(sum(r is None for r in refused), 1)
    return tuple(
        _result(one, refusal, float(up[k] if one.raises else down[k]), (q, level))
        for k, (one, refusal) in enumerate(zip(asked, refused, strict=True))
    )


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

    def verdict(self, q: float, limit: float, needed: int) -> Verdict:
        """What the tests say of a kind that was asked about."""
        shown, at = self.shown, self.at
        if guards.is_purchase(self.facts) and not self.raises:
            return Verdict.SAME_DAY
        if q <= limit:
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


def _result(one: _Asked, refusal: Verdict | None, q: float, bar: tuple[float, float]) -> KindResult:
    at, counts, side = one.at, one.shown.sums, 0 if one.raises else 1
    best = int(np.argmin(one.p_in_windows))
    limit, level = bar
    needs = one.needed(level)
    verdict = refusal or one.verdict(q, limit, needs)
    window = LAGS[best]
    chosen = [row for row in one.rows if row.window == window]
    return KindResult(
        kind=one.facts.kind,
        verdict=verdict,
        direction="raises" if one.raises else "delays",
        p_between=float(one.shown.parts[0, side, at]),
        p_within=float(one.shown.parts[1, side, at]),
        p=float((one.shown.raises if one.raises else one.shown.delays)[at]),
        q=q,
        best=window,
        windows=tuple(_window(one.shown, at, column) for column in range(len(WINDOWS))),
        n=int(counts.observed[at, best]),
        exposure=float(sum(row.exposure.sum() for row in chosen)),
        needed=needs if verdict is Verdict.NOT_ENOUGH else 0,
        fades=verdict is Verdict.ESTABLISHED
        and one.raises
        and guards.fades(chosen, one.cells, one.rate) < FADED_P,
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
