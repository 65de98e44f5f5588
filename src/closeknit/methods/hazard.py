"""How likely a purchase is on a day at risk, whatever events there are, and a test for events between accounts.

Model     Poisson purchases on the account-days of each stratum: rate = exp(season + trend + activity + past
          purchases + segment), with a weak N(0, 1) prior on everything but the level, so that empty
          buckets and short histories do no harm.
Test      Score test of an exposure added to it; the estimated nuisance is paid for in the variance.
"""

from __future__ import annotations

from dataclasses import dataclass

from closeknit.methods.cells import Exposed, Floats, Strata


@dataclass(frozen=True)
class Baseline:
    """rate: purchases a day at risk, one a stratum. season: weight of a day of each bin, mean 1."""

    rate: Floats
    season: Floats
    design: Floats
    """One row a stratum, one column a nuisance term, the first all ones."""
    information: Floats
    """Curvature of the log posterior at its top, terms x terms."""


def baseline(strata: Strata) -> Baseline:
    """The chance of a purchase on a day in each stratum without looking at any kind of event."""
    raise NotImplementedError


def between(exposed: Exposed, fitted: Baseline) -> tuple[float, float, float]:
    """Purchases observed on exposed days, expected on them, and the variance of the difference."""
    raise NotImplementedError
