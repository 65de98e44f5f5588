"""Which kinds of events come before purchases: two tests that fail for different reasons, both required.

Question  Which events make a purchase likelier, or put it off, and in which weeks after them?
Reads     the sums of `cells`: strata, exposed days and purchases in them, sums within accounts, facts
Gives     one result for each kind: verdict, direction, p of both tests, q, and what its windows show
Method    Between accounts: score test in a calendar-time hazard (`hazard`). Within accounts: self-controlled
          case series (`sccs`). Windows are combined by the Cauchy rule, a kind's p is the larger of the two
          designs', and Benjamini-Hochberg holds the share of false kinds at 10 %.
Not here  How large an effect is: the ratios of a screen are biased towards 1 (`joint`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from closeknit.methods.cells import Cells, Window, Within
from closeknit.methods.hazard import Baseline


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
    BUYERS_ONLY = "recorded for buyers only"
    CUSTOMERS_ONLY = "recorded for customers only"
    ONE_DAY = "one import day"


@dataclass(frozen=True)
class WindowResult:
    """What one window of a kind shows; the ratios are raw and never an effect's size."""

    window: Window
    observed: float
    expected_between: float
    expected_within: float
    p_between: float
    p_within: float
    exposed_share: float


@dataclass(frozen=True)
class KindResult:
    """What the screen says of a kind. p, q and windows are those of its direction.

    n: purchases within its windows. exposure: account-days within its windows. needed: purchases in all
    that would be needed to find a tripled chance; 0 where there are enough. best: the window that
    shows most.
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
    why: str
    """The guard that decided, in a few words; empty where the test did."""
    drift: bool
    """It no longer works as it did: the chance has fallen off in the later half."""


def screen(
    cells: Cells, fitted: Baseline, within: Sequence[Within], *, q: float = 0.10
) -> tuple[KindResult, ...]:
    """The result for each kind, in the order of `cells.facts`.

    `cells.exposed` and `within` hold, for every kind, the windows `LAGS`, `SAME_DAY` and `LEAD`; a missing
    row counts as no exposure.
    """
    raise NotImplementedError
