"""Buckets, bins and what counts as routine or clustered."""

import numpy as np

from closeknit.methods.cells import EDGES, LAGS, LEAD, Calendar, Counts, bucket, bucket_level


def test_buckets_begin_at_their_edges_and_nothing_is_a_bucket_of_its_own():
    assert bucket(np.array([0, 1, 2, 3, 5, 6, 7, 600])).tolist() == [0, 1, 2, 3, 4, 5, 5, len(EDGES)]


def test_the_level_of_a_bucket_rises_and_starts_at_nothing():
    levels = bucket_level(np.arange(len(EDGES) + 1))
    assert levels[0] == 0
    assert levels[1] == np.log(2)
    assert (np.diff(levels) > 0).all()


def test_windows_are_whole_weeks_and_leave_no_day_between_them():
    assert all((high - low + 1) % 7 == 0 for low, high in (*LAGS, LEAD))
    assert [low for low, _ in LAGS[1:]] == [high + 1 for _, high in LAGS[:-1]]


def test_a_calendar_knows_the_bin_of_a_day_and_its_last_day():
    calendar = Calendar(100, 7, 3)
    assert calendar.last_day == 120
    assert calendar.bin_of(np.array([100, 106, 107, 120])).tolist() == [0, 0, 1, 2]


def test_a_newsletter_is_routine_and_what_comes_with_size_is_clustered():
    rng = np.random.default_rng(1)
    size = np.exp(rng.standard_normal(500))
    each = np.stack([rng.poisson(2.0, 500), rng.poisson(2 * size), np.full(500, 104)]).astype(float)
    told = Counts(each.sum(1), (each**2).sum(1), (each > 0).sum(1).astype(float), 500, 2.0)
    assert told.routine.tolist() == [False, False, True]
    assert told.clustered.tolist() == [False, True, False]
