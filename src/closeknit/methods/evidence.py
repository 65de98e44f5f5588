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

    def q(self, asked: Bools) -> tuple[Floats, Floats]:
        """q of "raises" and of "delays" where nothing else is asked; see `q_together`."""
        return q_together([(self, asked)])[0]


STRICT = 0.5
"""Delays are held to this part of the share of false yeses: their q counts as many times more."""


def q_together(searches: Sequence[tuple[Evidence, Bools]]) -> list[tuple[Floats, Floats]]:
    """q of "raises" and of "delays" of each search, among the kinds asked about in any of them; 1 for others.

    Kinds of one question belong together, also those that need a search of their own: two families, each with
    its allowance of false yeses, would have twice as many. Kinds whose purchases come before them take no
    part: nothing is asked of them. Delays are a family of their own.
    """
    up = [(e.raises, asked & ~e.after) for e, asked in searches]
    down = [(e.delays, asked & ~e.before) for e, asked in searches]
    return list(zip(_together(up), [np.minimum(q / STRICT, 1.0) for q in _together(down)], strict=True))


def _together(searches: Sequence[tuple[Floats, Bools]]) -> list[Floats]:
    """q over all that take part, as one family; 1 for those that do not."""
    p, part = (np.concatenate(rows) for rows in zip(*searches, strict=True))
    q = np.ones(len(p))
    q[part] = q_values(p[part])
    return np.split(q, np.cumsum([len(own) for own, _ in searches])[:-1])


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
