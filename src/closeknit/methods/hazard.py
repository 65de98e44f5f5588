"""How likely a purchase is on a day at risk whatever events there are, and a test of events between accounts.

Model     Poisson purchases on the account-days of each stratum: rate = exp(level + trend + season + activity
          + pace + past purchases + segment). Two yearly waves; counts as log(1 + count) and its square.
          From 300 purchases on, each quarter has an effect of its own, from 1,000 on each bin. All but
          the level have weak normal priors, so empty buckets and short histories do no harm.
Test      Score test of an exposure added to it; that the rest was estimated is paid for in the variance.
Assumes   What drives both events and purchases is in the strata. It never wholly is, and the more data
          there is, the surer this test becomes of what is left over: never use it alone (`sccs`).
Source    Holford (1980), Biometrics 36:299-305 (Poisson form of the hazard); Rao's score test.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from closeknit.methods.cells import Calendar, Exposed, Floats, Ints, Strata, bucket_level

YEAR_DAYS = 365.25
QUARTER_DAYS = 91

PURCHASES_FOR_QUARTERS = 300
PURCHASES_FOR_BINS = 1000

TERM_SD = 1.0
"""Prior deviation of the effects of trend, season, activity, pace, past purchases and segment."""

PIECE_SD = 0.3
"""How far a quarter or bin may stray from trend and season: prior deviation of its log effect."""

LEAST_VARIANCE = 0.01
"""Of the expected count: what is left of the variance of an exposure that the strata explain."""


@dataclass(frozen=True)
class Terms:
    """The nuisance terms of the strata: a row of numbers each, and the piece of time that it lies in.

    precision: of the prior of each term, those of the pieces last. With no pieces, `pieces` is 0.
    """

    columns: Floats
    piece: Ints
    pieces: int
    precision: Floats

    def sums(self, rows: Ints | slice, weights: Floats) -> Floats:
        """Sum of weight x term over these rows, for every term."""
        by_piece = np.bincount(self.piece[rows], weights=weights, minlength=self.pieces)
        return np.concatenate([weights @ self.columns[rows], by_piece[: self.pieces]])

    def products(self, weights: Floats) -> Floats:
        """Sum of weight x term x term over all rows, plus the precision of the prior."""
        heavy = self.columns * weights[:, None]
        across = np.stack([np.bincount(self.piece, w, max(self.pieces, 1)) for w in heavy.T], axis=1)
        across = across[: self.pieces]
        each = np.diag(across[:, 0])  # the first column is all ones
        return np.block([[self.columns.T @ heavy, across.T], [across, each]]) + np.diag(self.precision)

    def predictor(self, values: Floats) -> Floats:
        """The sum of terms x values for each row."""
        split = self.columns.shape[1]
        return np.asarray(self.columns @ values[:split] + np.append(values[split:], 0.0)[self.piece])


@dataclass(frozen=True)
class Baseline:
    """The chance of a purchase, whatever events there are.

    rate: purchases a day at risk, one a stratum. spread: covariance of the values of the terms. days: at
    risk in all.
    """

    rate: Floats
    days: float
    terms: Terms
    spread: Floats


def baseline(strata: Strata) -> Baseline:
    """The chance of a purchase on a day in each stratum, without looking at any kind of event."""
    terms = _terms(strata)
    values = np.zeros(len(terms.precision))
    values[0] = np.log(max(float(strata.purchases.sum()), 0.5) / float(strata.exposure.sum()))
    for _ in range(60):
        expected = strata.exposure * np.exp(terms.predictor(values))
        slope = terms.sums(slice(None), strata.purchases - expected) - terms.precision * values
        step = np.linalg.solve(terms.products(expected), slope)
        values = values + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-9:
            break
    rate = np.exp(terms.predictor(values))
    spread = np.linalg.inv(terms.products(strata.exposure * rate))
    return Baseline(rate, float(strata.exposure.sum()), terms, np.asarray(spread))


def between(exposed: Exposed, fitted: Baseline) -> tuple[float, float, float]:
    """Purchases observed on exposed days, expected on them, and the variance of the difference."""
    expected = fitted.rate[exposed.stratum] * exposed.exposure
    total = float(expected.sum())
    shared = fitted.terms.sums(exposed.stratum, expected)
    variance = total - float(shared @ fitted.spread @ shared)
    return float(exposed.purchases.sum()), total, max(variance, LEAST_VARIANCE * total)


def _terms(strata: Strata) -> Terms:
    calendar = strata.calendar
    parts = [
        np.ones((len(strata), 1)),
        of_time(calendar)[strata.bin],
        _of_counts(strata.activity, strata.exposure),
        _of_counts(strata.pace, strata.exposure),
        _of_counts(strata.past, strata.exposure),
        _of_segment(strata),
    ]
    columns = np.concatenate(parts, axis=1)
    of_bin, pieces = pieces_of(calendar, float(strata.purchases.sum()))
    precision = np.repeat([TERM_SD**-2, PIECE_SD**-2], [columns.shape[1], pieces])
    precision[0] = 0.0
    return Terms(columns, of_bin[strata.bin], pieces, precision)


def of_time(calendar: Calendar) -> Floats:
    """Trend (-1..1), two yearly waves, and where bins are days the days of the week; a row a bin."""
    days = calendar.first_day + calendar.bin_days * (np.arange(calendar.bins) + 0.5)
    trend = 2 * np.arange(calendar.bins) / max(calendar.bins - 1, 1) - 1
    turns = 2 * np.pi * days / YEAR_DAYS
    columns = [trend, np.sin(turns), np.cos(turns), np.sin(2 * turns), np.cos(2 * turns)]
    if calendar.bin_days == 1:
        columns += [(np.floor(days) % 7 == weekday).astype(float) for weekday in range(6)]
    return np.stack(columns, axis=1)


def _of_counts(buckets: Ints, exposure: Floats) -> Floats:
    """log(1 + count) about its mean, and its square; nothing where all counts are alike."""
    level = bucket_level(buckets)
    level = level - np.average(level, weights=exposure)
    if np.ptp(level) == 0:
        return np.zeros((len(level), 0))
    return np.stack([level, level**2], axis=1)


def _of_segment(strata: Strata) -> Floats:
    """One column for each segment but the one with most time at risk."""
    time = np.bincount(strata.segment, weights=strata.exposure)
    others = np.delete(np.arange(len(time)), np.argmax(time))
    return np.asarray(strata.segment[:, None] == others[time[others] > 0], dtype=float)


def pieces_of(calendar: Calendar, purchases: float) -> tuple[Ints, int]:
    """The piece of time of each bin and how many there are: none, quarters or bins."""
    bins = np.arange(calendar.bins)
    if purchases < PURCHASES_FOR_QUARTERS:
        return np.zeros_like(bins), 0
    if purchases < PURCHASES_FOR_BINS or calendar.bin_days < 7:
        bins = bins * calendar.bin_days // QUARTER_DAYS
    return bins, int(bins[-1]) + 1
