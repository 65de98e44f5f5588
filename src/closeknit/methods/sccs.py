"""Accounts compared with themselves: the season of their purchases, and what it leaves to events.

Question  Does an account buy more in the days after an event than on its own other days?
Model     Given how often an account bought, each purchase falls on a day with a chance proportional to
          season x (relative incidence where exposed): whatever is lasting about an account drops out.
          That is the self-controlled case series; relative incidences themselves are fitted in `joint`.
Assumes   Events are not caused by earlier purchases, and watching does not end because of an event. For
          first purchases only the days up to the purchase are used, which breaks the second: never use
          it alone (`hazard`).
Source    Farrington (1995), Biometrics 51:228-235; Whitaker et al. (2006), Statistics in Medicine
          25:1768-1797.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from closeknit.methods.cells import Calendar, Floats, Spells, Strata, Within
from closeknit.methods.hazard import PIECE_SD, TERM_SD, of_time, pieces_of

LEAST_EXPECTED = 0.05
"""Purchases expected on the exposed days of a kind and window from which it tells of bursts."""


def season(strata: Strata, spells: Spells) -> Floats:
    """The weight of a day of each bin by trend and time of year, mean 1 over the bins.

    It is estimated from accounts compared with themselves, so customers who came or left in between do not
    pass for a trend. Where risk ends with the purchase that cannot be: then from everybody's days at risk.
    """
    columns, precision = _columns(strata)
    bought, days = (
        np.bincount(strata.bin, weights=part, minlength=strata.calendar.bins).astype(float)
        for part in (strata.purchases, strata.exposure)
    )
    values = np.zeros(columns.shape[1])
    for _ in range(60):
        weight = np.exp(columns @ values)
        if spells.until_purchase:
            expected, means = _in_all(days, bought, columns, weight)
        else:
            expected, means = _of_each(strata.calendar, spells, columns, weight)
        information = columns.T @ (columns * expected[:, None]) - means.T @ means + np.diag(precision)
        step = np.linalg.solve(information, columns.T @ (bought - expected) - precision * values)
        values = values + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-9:
            break
    weight = np.exp(columns @ values)
    return np.asarray(weight / weight.mean())


def _columns(strata: Strata) -> tuple[Floats, Floats]:
    """What a bin's weight may depend on, a row a bin, and the precision of each column's prior."""
    smooth = of_time(strata.calendar)
    of_bin, pieces = pieces_of(strata.calendar, float(strata.purchases.sum()))
    columns = np.concatenate([smooth, np.eye(max(pieces, 1))[of_bin][:, :pieces]], axis=1)
    return columns, np.repeat([TERM_SD**-2, PIECE_SD**-2], [smooth.shape[1], pieces])


def _in_all(days: Floats, bought: Floats, columns: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Expected purchases a bin, and the mean of the columns scaled by the root of how many there are."""
    share = days * weight / (days * weight).sum()
    return bought.sum() * share, np.sqrt(bought.sum()) * (share @ columns)[None, :]


def _of_each(calendar: Calendar, spells: Spells, columns: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """The same, each row of spells apart: its purchases fall on its own days at risk only."""
    sums = np.zeros((calendar.bins + 1, columns.shape[1] + 1))
    rows = np.concatenate([weight[:, None], columns * weight[:, None]], axis=1)
    np.cumsum(rows * calendar.bin_days, axis=0, out=sums[1:])
    start, since = np.divmod(spells.first - calendar.first_day, calendar.bin_days)
    end, until = np.divmod(spells.last + 1 - calendar.first_day, calendar.bin_days)
    over = sums[end] + rows[np.minimum(end, calendar.bins - 1)] * until[:, None]
    over -= sums[start] + rows[start] * since[:, None]
    pace = spells.purchases / over[:, 0]
    # Days at risk in each bin, weighted by pace: whole bins by a running sum, the ends by what they lack.
    steps = np.bincount(start, pace, calendar.bins + 1) - np.bincount(end, pace, calendar.bins + 1)
    days = np.cumsum(steps) * calendar.bin_days
    days += np.bincount(end, pace * until, calendar.bins + 1)
    days -= np.bincount(start, pace * since, calendar.bins + 1)
    means = over[:, 1:] / over[:, :1] * np.sqrt(spells.purchases)[:, None]
    return days[:-1] * weight, means


def bursts(within: Sequence[Within]) -> float:
    """How many times more purchases scatter than if each fell by itself; never below 1.

    Accounts that buy several times at once make everything look surer than it is. Kinds and windows that
    stand out are left out here: theirs may be no scatter.
    """
    told = [w for w in within if w.variance > LEAST_EXPECTED]
    quiet = [w for w in told if (w.observed - w.expected) ** 2 < 4 * w.variance]
    total = sum(w.variance for w in quiet)
    return max(1.0, sum(w.spread for w in quiet) / total) if total > 0 else 1.0
