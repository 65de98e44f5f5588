"""How each customer stands: new, repeat, late, lapsed, worth winning back, one-off; counted, not guessed.

Late and lapsed are told from a customer's own habit, drawn towards the others' where it bought seldom. Where
that leaves doubt, a model of repeat buying, if one speaks, decides who is called lapsed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from closeknit.lenses.clients.customers import Customers, Mask
from closeknit.lenses.clients.models import Models
from closeknit.lenses.clients.sums import papers
from closeknit.lenses.seam import State
from closeknit.methods.habits import Habit, Worth, by_own_gaps, habit, yearly
from closeknit.methods.histories import Floats, Ints

SILENT = ("last seen on {last_day}", "silent for {silent:day}", "usual gap {usual_gap:day}")
"""Why a customer is late or gone: its own habit, which `late` and `lapsed` are told from."""

STATES = (
    State(
        "new",
        "new",
        "bought for the first time within half a year",
        because=("first bought on {first_day}",),
        behind=papers,
    ),
    State(
        "repeat",
        "within its habit",
        "bought more than once, or has a contract, and is within its habit",
        because=(*SILENT, "contract until {contract_until}"),
        behind=papers,
    ),
    State(
        "late",
        "late",
        "silent for longer than 95 of 100 of its own gaps, or its contract just ran out",
        because=(*SILENT, "contract until {contract_until}"),
        behind=papers,
    ),
    State(
        "one-off",
        "bought once",
        "bought once, more than half a year ago",
        said="one-off",
        because=("bought on {first_day}",),
        behind=papers,
    ),
    State(
        "lapsed",
        "gone silent",
        "silent so long that it is most likely gone",
        because=SILENT,
        behind=papers,
    ),
)

LATE_SHARE = 0.95
"""Late: silent for longer than this share of its gaps."""

GONE_SHARE = 0.90
"""Lapsed needs at least this, and a model that says it is gone."""

SURELY_SHARE = 0.99
"""Lapsed by habit alone. Models take buying for random: of somebody who bought every eleven weeks and has
been silent for ninety they may still expect a purchase."""

TIMES_USUAL = 4
"""Nobody is called lapsed before this many times its usual gap, or LONG_SILENCE."""

LONG_SILENCE = 730
NEW_DAYS = 180
GRACE_DAYS = 60
"""A contract that ran out so lately is late, not lapsed."""

MONTHLY_GRACE = 15
"""An invoice of a monthly retainer is missed so many days after it was due."""

SURE_GAPS = 5
"""Below so many gaps of its own a late customer is a hint: three even gaps are soon come by."""

LEAST_HABIT = 2
"""Gaps of its own that a customer needs before it can be called late."""

WINNABLE_DAYS = 3 * 365

MOST_DRAWN = 2_000_000
"""Futures times customers that are drawn for a range."""


@dataclass(frozen=True)
class Standings:
    """By customer: state, masks, how long silent (days), and what a usual year is worth (0: not known).

    late: by habit; hint: late, but its own gaps are too few or too uneven to say so without the others';
    missed: a contract that ran out lately. latest: the gap that only 5 in 100 of its own exceed; beyond: the
    chance of one longer than the silence, and own_beyond the same from its own gaps alone. regular:
    customers with a habit; by_chance: how likely each looks late on any day although it keeps its habit.
    """

    state: NDArray[np.str_]
    late: Mask
    hint: Mask
    missed: Mask
    lapsed: Mask
    winnable: Mask
    good: Mask
    silent: Ints
    latest: Floats
    beyond: Floats
    own_beyond: Floats
    worth: Floats
    by_chance: Floats
    regular: int
    gap_habit: Habit
    money_habit: Habit

    def many(self, state: str) -> int:
        """How many customers are in that state."""
        return int((self.state == state).sum())


def standings(found: Customers, models: Models, day: int) -> Standings:
    """How each customer stands on that day."""
    gap_habit, money_habit = habit(found.gaps), habit(found.spend)
    silent = day - found.seen
    beyond = gap_habit.beyond(found.gaps, np.maximum(silent, 0).astype(float))
    latest = gap_habit.quantile(found.gaps, LATE_SHARE)
    contract = _contracts(found, day)
    regular = contract.free & (found.gaps.n >= LEAST_HABIT)
    gone = contract.over | (contract.free & _gone(found, models, silent, beyond))
    late = (regular & (beyond < 1 - LATE_SHARE) & ~gone) | contract.missed
    own_beyond = by_own_gaps(found.gaps, found.log_gaps_squared, np.maximum(silent, 1).astype(float))
    worth = _worth(found, contract, gap_habit, money_habit)
    good = _good(found, worth, regular | found.under_contract)
    return Standings(
        state=_states(found, late, gone, day),
        late=late & ~contract.missed,
        hint=late & ~contract.missed & ~((found.gaps.n >= SURE_GAPS) & (own_beyond < 1 - LATE_SHARE)),
        missed=contract.missed,
        lapsed=gone,
        winnable=gone & good & (worth > 0) & (silent <= WINNABLE_DAYS),
        good=good,
        silent=silent,
        latest=latest,
        beyond=beyond,
        own_beyond=own_beyond,
        worth=worth,
        by_chance=np.where(regular & ~gone, _late_by_chance(found, gap_habit, latest), 0.0),
        regular=int((regular & ~gone).sum()),
        gap_habit=gap_habit,
        money_habit=money_habit,
    )


def _late_by_chance(found: Customers, gaps: Habit, latest: Floats) -> Floats:
    """How likely each customer looks late, and not yet gone, on a day picked at random."""
    gone_after = np.minimum(TIMES_USUAL * np.nan_to_num(found.usual_gap, nan=0.0), LONG_SILENCE)
    return gaps.past(found.gaps, latest) - gaps.past(found.gaps, np.maximum(latest, gone_after))


def _gone(found: Customers, models: Models, silent: Ints, beyond: Floats) -> Mask:
    """Silent beyond habit and most likely gone: clearly by habit alone, or by a model that says so too."""
    usual = np.where(np.isnan(found.usual_gap), 0.0, found.usual_gap)
    long = (silent >= TIMES_USUAL * np.maximum(usual, 1.0)) | (silent >= LONG_SILENCE)
    sure = beyond < 1 - SURELY_SHARE
    if models.active is not None:
        sure |= models.active < 0.5
    habit_broken = (found.gaps.n >= 1) & long & sure & (beyond < 1 - GONE_SHARE)
    return np.asarray(habit_broken | ((silent >= 2 * LONG_SILENCE) & (found.days > 1)) | (found.days == 0))


@dataclass(frozen=True)
class _Contracts:
    """covered: under contract now. missed: it ran out lately and nothing was bought since. over: it ran out
    longer ago. free: judged by rhythm, never under contract or buying without one since."""

    covered: Mask
    missed: Mask
    over: Mask
    free: Mask


def _contracts(found: Customers, day: int) -> _Contracts:
    grace = np.where(found.monthly, MONTHLY_GRACE, 0)
    since = day - found.term_ends
    covered = found.under_contract & (since <= grace)
    bought_since = found.under_contract & ~covered & (found.rhythm_last > found.term_ends)
    ended = found.under_contract & ~covered & ~bought_since
    return _Contracts(
        covered=covered,
        missed=ended & (since <= GRACE_DAYS),
        over=ended & (since > GRACE_DAYS),
        free=~found.under_contract | bought_since,
    )


def _states(found: Customers, late: Mask, gone: Mask, day: int) -> NDArray[np.str_]:
    """One state each; the first that fits wins."""
    once = (found.days == 1) & ~found.under_contract
    fresh = day - found.first < NEW_DAYS
    names = ["late", "lapsed", "new", "one-off"]
    return np.asarray(np.select([late, gone, fresh, once], names, default="repeat"))


def _worth(found: Customers, contract: _Contracts, gaps: Habit, money: Habit) -> Floats:
    """What a usual year of each customer is worth: its contracts, and what it buys beside them."""
    known = (found.gaps.n >= 1) & (found.spend.n >= 1)
    pace = 365.25 * (gaps.a + gaps.k * found.gaps.n) / (gaps.k * (gaps.b + found.gaps.total))
    # A pace taken from a few months says little of a year: nobody is worth more than it ever bought.
    usual = np.minimum(pace * money.level(found.spend), found.spend.total)
    beside = np.where(known & (contract.free | contract.covered), usual, 0.0)
    return np.asarray(np.where(contract.free, 0.0, np.maximum(found.term_year, 0.0)) + beside)


def _good(found: Customers, worth: Floats, regular: Mask) -> Mask:
    """Customers whose usual year is worth at least that of the middle one; all where that is unclear."""
    known = worth[regular & (worth > 0)]
    if len(known) < 4:
        return ~found.unrated
    return np.asarray(worth >= np.median(known))


def at_stake(found: Customers, standing: Standings, at: Ints) -> Worth:
    """What a usual year of these customers is worth, with draws, and no more than each ever bought.

    Contracts count as agreed.
    """
    draws = int(np.clip(MOST_DRAWN // max(len(at), 1), 200, 2_000))
    gaps, spend = (standing.gap_habit, found.gaps[at]), (standing.money_habit, found.spend[at])
    worth = yearly(gaps, spend, draws=draws, seed=1)
    agreed = found.under_contract[at] & (found.rhythm_last[at] <= found.term_ends[at])
    drawn = np.where(agreed, found.term_year[at], np.minimum(worth.drawn, found.spend.total[at]))
    return Worth(drawn.mean(axis=0), drawn)
