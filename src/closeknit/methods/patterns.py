"""Time at risk of each account, split by which windows are open: the rows that sizes are fitted on.

Days on which the same windows are open count together, so an account has few rows, and the rows of a few
kinds stay few whatever the number of days. No fit is made here (`joint`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from closeknit.methods.cells import Bools, Floats, Ints, Window
from closeknit.methods.exposures import own, spans
from closeknit.methods.strata import Grid
from closeknit.methods.timelines import FAR, Histories

Column = tuple[str, Window]
"""A kind and a window, or the names of two kinds joined for both at once."""

Steps = NDArray[np.int8]


@dataclass(frozen=True)
class Patterns:
    """Rows of distinct (account, level, open windows), sorted by account.

    columns: kind and window of each column of `open`. weight: sum of the season's weight (`sccs.season`)
    of the days at risk. purchases: bought on them. level: rows x (activity, pace, past, segment), the
    buckets of `Strata`, where everybody is compared; rows x 0 where accounts are compared with
    themselves only. There, accounts that did not buy have no rows.
    """

    columns: tuple[Column, ...]
    account: Ints
    level: Ints
    open: Bools
    weight: Floats
    purchases: Floats

    def __len__(self) -> int:
        return len(self.account)

    def beside(self, column: Column, is_open: Bools) -> Patterns:
        """The same rows with one more column."""
        return replace(
            self, columns=(*self.columns, column), open=np.concatenate([self.open, is_open[:, None]], axis=1)
        )


def columns_of(kinds: Sequence[str], windows: Sequence[Window]) -> tuple[Column, ...]:
    """Every window of every kind."""
    return tuple((kind, window) for kind in kinds for window in windows)


def patterns(
    h: Histories, columns: Sequence[Column], season: Floats, *, among: Grid | None = None
) -> Patterns:
    """The rows of these kinds and windows: of the accounts that bought, or of everybody in a grid."""
    levels = None if among is None else _levels(among)
    bought = np.bincount(h.bought_by[h.counted], minlength=h.accounts)
    wanted = (h.last >= h.first) & ((bought > 0) | (levels is not None))
    account, day, steps = _cuts(h, columns, levels, wanted)
    key = account * FAR + day + FAR // 2
    order = np.argsort(key, kind="stable")
    account, key, day = account[order], key[order], day[order]
    is_open = np.cumsum(steps[order], axis=0, dtype=np.int8) > 0
    # The last cut of a day knows all of that day; that of the day after the last at risk begins nothing.
    here = np.flatnonzero(np.append(key[1:] != key[:-1], True) & (day <= h.last[account]))
    weight = own(h, season).over(day[here], day[here + 1] - 1)
    at = np.searchsorted(key[here], h.bought_by[h.counted] * FAR + h.bought_on[h.counted] + FAR // 2, "right")
    purchases = np.bincount(at - 1, minlength=len(here)).astype(float)
    level = np.zeros((len(here), 0), dtype=np.int64)
    if levels is not None:
        level = levels[account[here], h.calendar.bin_of(day[here])]
    return _grouped(tuple(columns), account[here], level, is_open[here], (weight, purchases))


def _levels(among: Grid) -> Ints:
    """Accounts x bins x (activity, pace, past, segment)."""
    s = among.strata
    return np.stack([s.activity, s.pace, s.past, s.segment], axis=1)[among.stratum]


def _cuts(
    h: Histories, columns: Sequence[Column], levels: Ints | None, wanted: Bools
) -> tuple[Ints, Ints, Steps]:
    """Days on which something changes for an account: (account, day, how each column opens or closes)."""
    some = np.flatnonzero(wanted)
    accounts, days = [some, some], [h.first[some], h.last[some] + 1]
    if levels is not None:
        who, when = np.nonzero((levels[:, 1:] != levels[:, :-1]).any(axis=2))
        day = h.calendar.first_day + h.calendar.bin_days * (when + 1)
        inside = wanted[who] & (day > h.first[who]) & (day <= h.last[who])
        accounts.append(who[inside])
        days.append(day[inside])
    column = [np.full(sum(map(len, accounts)), -1)]
    spans_of = {window: spans(h, window) for window in dict.fromkeys(window for _, window in columns)}
    for c, (kind, window) in enumerate(columns):
        parts = spans_of[window]
        mine = (parts.kind == h.kinds.index(kind)) & wanted[parts.account]
        accounts += [parts.account[mine]] * 2
        days += [parts.start[mine], parts.end[mine] + 1]
        column.append(np.full(2 * int(mine.sum()), c))
    return np.concatenate(accounts), np.concatenate(days), _steps(column, len(columns))


def _steps(column: Sequence[Ints], columns: int) -> Steps:
    """+1 where a column opens, -1 where it closes: its cuts come as all openings, then all closings."""
    which = np.concatenate(column)
    sign = np.concatenate([np.repeat([1, -1], [-(-len(part) // 2), len(part) // 2]) for part in column])
    steps = np.zeros((len(which), columns), dtype=np.int8)
    at = np.flatnonzero(which >= 0)
    steps[at, which[at]] = sign[at]
    return steps


def _grouped(
    columns: tuple[Column, ...], account: Ints, level: Ints, is_open: Bools, sums: tuple[Floats, Floats]
) -> Patterns:
    code = np.unique(account, return_inverse=True)[1]
    for part in level.T:
        code = np.unique(code * (int(part.max(initial=0)) + 1) + part, return_inverse=True)[1]
    for low in range(0, len(columns), 30):
        part = is_open[:, low : low + 30]
        bits = part @ (1 << np.arange(part.shape[1]))
        code = np.unique((code << part.shape[1]) + bits, return_inverse=True)[1]
    first = np.unique(code, return_index=True)[1]
    weight, purchases = (np.bincount(code, weights=part).astype(float) for part in sums)
    return Patterns(columns, account[first], level[first], is_open[first], weight, purchases)
