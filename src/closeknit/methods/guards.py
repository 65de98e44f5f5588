"""What may forbid to say that a kind of event comes before purchases, whatever the counts show.

Each guard looks at how the events were recorded or spread, not at whether a test was passed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr

from closeknit.methods.cells import Cells, Exposed, Facts, Floats, Population

LEAST_PURCHASES = 30
"""Fewer buying decisions than this are not screened."""

LEAST_EVENTS = 5
"""Kinds with fewer events than this are not asked about."""

ONE_DAY_SHARE = 1 / 3
ONE_DAY_EVENTS = 10

LATE_SHARE = 0.10

BUYERS_RATIO = 0.15
FOLLOWED_SHARE = 0.6
ITSELF_SHARE = 0.5
CUSTOMERS_RATIO = 0.1
COULD_HAVE = 5.0
"""Events expected where there are none, from which on that is no accident."""


def one_day(most: int, events: int) -> bool:
    """Whether so many fall on one day that it was the day of an import, not of the events."""
    return most >= ONE_DAY_EVENTS and most > ONE_DAY_SHARE * events


def recorded_after(facts: Facts) -> bool:
    """Whether events were written down once a purchase was made, and later than is usual for the kind."""
    return facts.late_unusually >= 3 and facts.late_unusually > LATE_SHARE * facts.before


def known_late(facts: Facts) -> bool:
    """Whether one often heard of it only after the purchase."""
    return facts.late >= 3 and facts.late > LATE_SHARE * facts.before


def is_purchase(facts: Facts) -> bool:
    """Whether events of a kind are mostly purchases themselves: after every purchase there is a pause."""
    return facts.on_purchases > ITSELF_SHARE * facts.events


def buyers_only(facts: Facts, everybody: Population) -> bool:
    """Whether events of accounts that never bought are missing as if nobody wrote them down.

    Events on the day of a purchase do not count: who never bought cannot have had what is a purchase itself,
    such as an order larger than before. A kind that mostly is one is not missing for anybody.
    """
    if is_purchase(facts):
        return False
    other_days = everybody.days - everybody.buyer_days
    others = facts.events - facts.by_buyers - facts.on_purchases
    if min(everybody.buyer_days, other_days) <= 0 or facts.before < FOLLOWED_SHARE * facts.events:
        return False
    expected = facts.by_buyers * other_days / everybody.buyer_days
    return expected >= COULD_HAVE and others < BUYERS_RATIO * expected


def customers_only(rows: Sequence[Exposed], cells: Cells) -> bool:
    """Whether events are recorded for those who have bought before and hardly for anybody else.

    rows: the exposed strata of the kind in one window.
    """
    strata = cells.strata
    fresh, length = strata.past == 0, rows[0].window[1] - rows[0].window[0] + 1 if rows else 1
    exposed = np.zeros(len(strata))
    for row in rows:
        exposed[row.stratum] += row.exposure
    days = strata.exposure[fresh].sum(), strata.exposure[~fresh].sum()
    if min(days) <= 0:
        return False
    expected = exposed[~fresh].sum() / days[1] * days[0]
    return bool(expected / length >= COULD_HAVE and exposed[fresh].sum() < CUSTOMERS_RATIO * expected)


def fades(rows: Sequence[Exposed], cells: Cells, rate: Floats) -> float:
    """p of the window's purchases falling off over time against what was expected of it."""
    strata = cells.strata
    when = np.concatenate([strata.bin[row.stratum] for row in rows]).astype(float)
    observed = np.concatenate([row.purchases for row in rows])
    expected = np.concatenate([rate[row.stratum] * row.exposure for row in rows])
    total = observed.sum()
    if total < LEAST_EVENTS:
        return 1.0
    share = expected / expected.sum()
    middle = share @ when
    spread = total * (share @ (when - middle) ** 2)
    return float(ndtr((observed @ when - total * middle) / np.sqrt(spread))) if spread > 0 else 1.0
