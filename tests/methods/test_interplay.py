"""Two kinds of events together."""

import pytest

from closeknit.methods.cells import LAGS
from closeknit.methods.interplay import pairs
from closeknit.methods.patterns import columns_of, patterns
from tests.methods import worlds
from tests.methods.searched import searched

BEST = {"a": LAGS[0], "b": LAGS[1]}


def pair_of(together, *, rate=0.03, accounts=700):
    kinds = (worlds.works("a", rate, 2.0, 0), worlds.works("b", rate / 2, 2.0, 1))
    found = searched(worlds.made(accounts, seed=1000, kinds=lambda _: kinds, together=together).seen)
    return pairs(patterns(found.h, columns_of(BEST, LAGS), found.season), BEST, seed=1)


def test_what_two_kinds_do_beyond_each_other_is_measured():
    (pair,) = pair_of(("a", "b", 3.0))
    assert pair.kinds == ("a", "b")
    assert pair.low < 3 < pair.high
    assert pair.q < 0.01


def test_two_kinds_that_only_multiply_show_nothing_more():
    (pair,) = pair_of(None)
    assert pair.low < 1 < pair.high
    assert pair.q > 0.1


def test_pairs_that_hardly_ever_meet_are_not_asked_about():
    assert pair_of(None, rate=0.002, accounts=100) == ()


def test_one_kind_alone_has_no_pair():
    found = searched(worlds.made(60, seed=1000).seen)
    p = patterns(found.h, columns_of(["true_4"], LAGS), found.season)
    assert pairs(p, {"true_4": LAGS[1]}, seed=1) == ()
    assert pytest.approx(p.purchases.sum()) == len(found.h.counted)
