"""What both designs say of every kind of event in every window, and how sure all of it is together.

Between accounts and within accounts fail for different reasons, so a kind's p is the larger of the two.
Kinds that tend to come after purchases are set aside before it is asked how many yeses may be false.
What else may forbid a yes is in `guards`, the words for it in `screening`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass

import numpy as np

from closeknit.methods import sccs
from closeknit.methods.cells import LAGS, LEAD, SAME_DAY, Bools, Exposed, Floats, Window, Within
from closeknit.methods.combining import combined, upper_tail
from closeknit.methods.fdr import q_values
from closeknit.methods.hazard import Baseline, between

WINDOWS: tuple[Window, ...] = (*LAGS, SAME_DAY, LEAD)
LAG_AT, SAME_DAY_AT, LEAD_AT = slice(0, len(LAGS)), len(LAGS), len(LAGS) + 1

ALWAYS = 0.9
"""Share of the time at risk from which a window is always on: nothing is left to compare it with."""

AFTER = 0.05
"""p below which purchases come before a kind of event."""


@dataclass(frozen=True)
class Sums:
    """Counts of every kind (rows) in every window of `WINDOWS` (columns), by both designs.

    share: of all days at risk, those in the window. scatter: how many times more purchases scatter than if
    each fell by itself, which both variances allow for: bursts make both designs look surer than they are.
    once: an account buys once at most; there are no bursts then.
    """

    kinds: tuple[str, ...]
    observed: Floats
    expected_between: Floats
    variance_between: Floats
    expected_within: Floats
    variance_within: Floats
    share: Floats
    _: KW_ONLY
    scatter: float = 1.0
    once: bool = False


def sums(
    kinds: Sequence[str],
    exposed: Iterable[Exposed],
    within: Sequence[Within],
    fitted: Baseline,
    *,
    once: bool = False,
) -> Sums:
    """The counts of both designs side by side; rows of other kinds or windows are passed over."""
    row, column = {kind: k for k, kind in enumerate(kinds)}, {w: c for c, w in enumerate(WINDOWS)}
    out = np.zeros((6, len(kinds), len(WINDOWS)))
    for one in exposed:
        if one.kind in row and one.window in column:
            share = one.exposure.sum() / fitted.days
            out[[0, 1, 2, 5], row[one.kind], column[one.window]] = *between(one, fitted), share
    for own in within:
        if own.kind in row and own.window in column:
            out[3:5, row[own.kind], column[own.window]] = own.expected, own.variance
    scatter = 1.0 if once else sccs.bursts([w for w in within if w.window in LAGS])
    out[[2, 4]] *= scatter
    return Sums(tuple(kinds), *out, scatter=scatter, once=once)


@dataclass(frozen=True)
class Evidence:
    """p-values of every kind: of each window and design (arrays kinds x windows), and of the kind.

    p_between, p_within: the chance of as many purchases or more. usable: which lag windows leave something
    to compare with. lead: p of purchases coming before the kind; before: where they do; after: where they do
    so more than after it. raises, delays: the kind's p in each direction, 1 where its purchases come before.
    """

    sums: Sums
    p_between: Floats
    p_within: Floats
    usable: Bools
    lead: Floats
    before: Bools
    after: Bools
    raises: Floats
    delays: Floats
    parts: Floats
    """Designs x directions x kinds: the p of each design alone."""

    def q(self, asked: Bools, *, strict: float = 0.5) -> tuple[Floats, Floats]:
        """q of "raises" and of "delays" among the kinds asked about; 1 for all others.

        Kinds whose purchases come before them take no part: nothing is asked of them. Delays are a family
        of their own, held to `strict` times the share of false yeses: its q counts 1 / strict times as much.
        """
        up, down = np.ones(len(asked)), np.ones(len(asked))
        raising, delaying = asked & ~self.after, asked & ~self.before
        up[raising] = q_values(self.raises[raising])
        down[delaying] = np.minimum(q_values(self.delays[delaying]) / strict, 1.0)
        return up, down


def evidence(s: Sums) -> Evidence:
    """The p-values that follow from the counts."""
    p_between = upper_tail(s.observed, s.expected_between, s.variance_between)
    p_within = upper_tail(s.observed, s.expected_within, s.variance_within)
    usable = (s.share[:, LAG_AT] < ALWAYS) & (s.expected_within[:, LAG_AT] > 0)
    lags = (p_between[:, LAG_AT], p_within[:, LAG_AT])
    parts = np.array([[_over_windows(p, usable), _over_windows(1 - p, usable)] for p in lags])
    up, down = parts.max(axis=0)
    lead = np.maximum(p_between[:, LEAD_AT], p_within[:, LEAD_AT])
    ratio = (s.observed + 0.5) / (s.expected_within + 0.5)
    strongest = np.where(usable, ratio[:, LAG_AT], 0.0).max(axis=1)
    before, more = lead < AFTER, ratio[:, LEAD_AT] >= strongest
    raises, delays = np.where(before & more, 1.0, up), np.where(before, 1.0, down)
    return Evidence(s, p_between, p_within, usable, lead, before, before & more, raises, delays, parts)


def _over_windows(p: Floats, usable: Bools) -> Floats:
    return np.array([combined(row[use]) for row, use in zip(p, usable, strict=True)])
