"""Shuffled data: what is kept, what is broken, and how often the search is fooled."""

from itertools import islice

import numpy as np
import pytest

from closeknit.methods import placebo
from closeknit.methods.evidence import WINDOWS, evidence
from tests.methods import worlds
from tests.methods.searched import searched


@pytest.fixture(scope="module")
def found():
    return searched(worlds.made(190, seed=1003).seen)


def test_accounts_are_exchanged_with_accounts_like_them(found):
    h, groups = found.h, placebo.groups_of(found.h)
    shuffled = placebo.exchanged(h, groups, np.random.default_rng(1))
    assert sorted(np.concatenate(groups)) == list(range(h.accounts))
    assert np.array_equal(shuffled.bought_by, h.bought_by)
    for group in groups:
        events = [np.sort(np.bincount(x.event_of, minlength=h.accounts)[group]) for x in (h, shuffled)]
        assert np.array_equal(*events)
    assert (shuffled.event_of != h.event_of).mean() > 0.8


def test_histories_move_as_a_whole(found):
    shuffled = placebo.exchanged(found.h, placebo.groups_of(found.h), np.random.default_rng(1))
    pairs = np.unique(np.stack([found.h.event_of, shuffled.event_of]), axis=1)
    assert len(np.unique(pairs[0])) == pairs.shape[1]


def test_segments_are_not_mixed(found):
    h = found.h
    segment = np.arange(h.accounts) % 3
    for group in placebo.groups_of(placebo.replace(h, segment=segment)):
        assert len(np.unique(segment[group])) == 1


def test_unshuffled_data_give_the_counts_of_the_search(found):
    quick = placebo.counted(found.search, found.h)
    for part in ("observed", "expected_between", "expected_within", "variance_within", "share"):
        assert getattr(quick, part) == pytest.approx(getattr(found.sums, part), rel=1e-9), part
    assert quick.variance_between == pytest.approx(found.sums.variance_between, rel=1e-9)
    assert evidence(quick).raises == pytest.approx(evidence(found.sums).raises)
    assert quick.observed.shape[1] == len(WINDOWS)


@pytest.mark.slow
def test_shuffled_data_show_a_trigger_no_more_often_than_allowed(found):
    runs = list(islice(placebo.rounds([found.search], seed=1), 60))
    shown = placebo.placebo(found.h.kinds, runs)
    assert shown.runs == 60
    assert not shown.too_often(0.10)
    assert shown.by_kind.get("true_4", 0) <= 3


def test_equal_seeds_shuffle_alike(found):
    one, again = (list(islice(placebo.rounds([found.search], seed=3), 4)) for _ in range(2))
    assert np.array_equal(one, again)


def test_alarms_are_counted_by_run_and_by_kind():
    found = [np.array(run) for run in ([True, True], [False, False], [True, False], [False, False])]
    shown = placebo.placebo(("a", "b"), found)
    assert shown.share.value == 0.5
    assert shown.by_kind == {"a": 2, "b": 1}
    assert shown.too_often(0.10)


def test_nobody_keeps_their_own_events_however_small_the_segments(found):
    segment = np.arange(found.h.accounts) % 12
    h = placebo.replace(found.h, segment=segment)
    groups = placebo.groups_of(h)
    assert min(len(group) for group in groups) >= placebo.LEAST_IN_GROUP
    shuffled = placebo.exchanged(h, groups, np.random.default_rng(3))
    assert (shuffled.event_of != h.event_of).all()
    assert (segment[shuffled.event_of] == segment[h.event_of]).all()


@pytest.mark.parametrize("small", [[1], [3], [1, 3], [1, 1, 3, 4, 4]])
def test_segments_too_small_to_exchange_within_are_exchanged_together(found, small):
    """What is too little even together goes with the smallest that is large enough, never the largest."""
    h = found.h
    sizes = [*small, 20, h.accounts - 20 - sum(small)]
    segment = np.repeat(np.arange(len(sizes)), sizes)
    groups = placebo.groups_of(placebo.replace(h, segment=segment))
    assert sorted(np.concatenate(groups)) == list(range(h.accounts))
    assert min(len(group) for group in groups) >= placebo.LEAST_IN_GROUP
    shuffled = placebo.exchanged(h, groups, np.random.default_rng(3))
    assert (shuffled.event_of != h.event_of).all()
    largest = segment == len(small) + 1
    assert np.array_equal(largest[shuffled.event_of], largest[h.event_of])
    apart = sum(small) >= placebo.LEAST_IN_GROUP
    assert apart == (not any(segment[g].min() < len(small) <= segment[g].max() for g in groups))


def test_fewer_accounts_than_a_group_needs_are_one_group():
    h = worlds.made(62, seed=1003).seen
    last = np.where(np.arange(62) < 3, h.last, h.first - 1)
    few = placebo.replace(h, last=last, segment=np.arange(62))
    assert [sorted(group) for group in placebo.groups_of(few)] == [[0, 1, 2]]


@pytest.mark.slow
def test_many_segments_leave_no_truth_in_shuffled_data():
    h = worlds.made(620, seed=1003).seen
    found = searched(placebo.replace(h, segment=np.arange(h.accounts) % 12))
    shown = placebo.placebo(found.h.kinds, list(islice(placebo.rounds([found.search], seed=1), 60)))
    print(f"\nshuffled in 12 segments: {shown.share.value:.3f}")
    assert not shown.too_often(0.10)
