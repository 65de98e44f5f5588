"""Whether a contact is still there: what is known to be true today of a person seen some time ago.

People leave their jobs. How long they stay is taken as log-normal; having seen someone in the job for a
while makes a longer stay likelier. P(still there) = S(seen + silent) / S(seen), S being the share of
people who stay at least so long.

Units     days; probabilities 0..1
Assumes   One tenure curve for everybody, with a median of MEDIAN_DAYS: a prior belief, said as such, until
          bounces, replies and changes of title are there to learn it from.
Source    Two and a half years in a role is our working assumption, not a measured figure.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from closeknit.methods.histories import Floats

MEDIAN_DAYS = 2.5 * 365.25
SPREAD = 1.0
"""Standard deviation of the logarithm of tenures."""


def still_there(seen_days: Floats, silent_days: Floats) -> Floats:
    """P(still in the role) after `seen_days` of signs of it and `silent_days` without any."""
    return np.asarray(_staying(seen_days + silent_days) / np.maximum(_staying(seen_days), 1e-12))


def _staying(days: Floats) -> Floats:
    """Share of people who stay longer than so many days."""
    return np.asarray(ndtr(-(np.log(np.maximum(days, 1e-9)) - np.log(MEDIAN_DAYS)) / SPREAD))
