"""Sums of parts added up are those of the whole."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.methods import adding, exposures, strata
from closeknit.methods.recording import recording, together
from tests.methods import summed
from tests.methods.test_exposures import WINDOWS, histories


def halves(h):
    """The histories of the accounts below 2, and those of the others."""
    for mine in (np.arange(h.accounts) < 2, np.arange(h.accounts) >= 2):
        place = np.cumsum(mine) - 1
        bought, events = mine[h.bought_by], mine[h.event_of]
        yield replace(
            h,
            **{name: getattr(h, name)[mine] for name in ("first", "last", "segment")},
            bought_by=place[h.bought_by[bought]],
            bought_on=h.bought_on[bought],
            event_of=place[h.event_of[events]],
            **{name: getattr(h, name)[events] for name in ("event_kind", "event_on", "known_on")},
        )


def same(one, other):
    """Equal in every array."""
    return all(np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1, 7]))
def test_sums_of_two_halves_are_those_of_the_whole(seed, bin_days):
    h = histories(np.random.default_rng(seed), bin_days=bin_days)
    season, whole = np.linspace(0.5, 1.5, h.calendar.bins), summed.cells(h, windows=WINDOWS)
    spread = adding.counts([strata.counts(part) for part in halves(h)])
    grids = [strata.grid(part, spread) for part in halves(h)]
    sums = adding.Sums.nothing(adding.strata([made.strata for made in grids]), h.kinds, WINDOWS)
    for part, made in zip(halves(h), grids, strict=True):
        for window in WINDOWS:
            parts = exposures.spans(part, window)
            theirs = exposures.within_of(part, exposures.own(part, season), parts, window)
            sums.add(made.strata, exposures.exposures(part, made, parts, window), theirs)
    told = together([recording(part) for part in halves(h)])
    assert same(spread, strata.counts(h))
    assert same(sums.strata, whole.strata)
    assert all(same(one, other) for one, other in zip(sums.exposed(), whole.exposed, strict=True))
    assert (told.facts, told.population) == (whole.facts, whole.population)
    for one, other in zip(sums.themselves(), summed.within(h, season, WINDOWS), strict=True):
        assert (one.kind, one.window, one.observed) == (other.kind, other.window, other.observed)
        assert (one.expected, one.spread) == pytest.approx((other.expected, other.spread))
