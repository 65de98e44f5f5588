"""How both designs are put together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.methods.cells import LAGS, Exposed, Within
from closeknit.methods.combining import combined, upper_tail
from closeknit.methods.evidence import WINDOWS, Sums, evidence, q_together
from closeknit.methods.evidence import sums as evidence_sums
from closeknit.methods.fdr import q_values
from closeknit.methods.hazard import baseline
from closeknit.methods.strata import grid
from tests.methods import worlds

PLAIN = np.full(len(WINDOWS), 10.0)


def sums(observed, *, within=PLAIN, share=0.1):
    """Kinds that are expected ten times in every window by both designs, unless told otherwise; or one."""
    counts = np.atleast_2d(np.asarray(observed, dtype=float))
    rows = [np.broadcast_to(part, counts.shape).astype(float) for part in (PLAIN, PLAIN, within, within)]
    return Sums(("kind",) * len(counts), counts, *rows, np.full(counts.shape, share))


def test_the_p_of_a_kind_is_the_larger_of_both_designs():
    shown = evidence(sums([30, 10, 10, 10, 10], within=[20, 10, 10, 10, 10]))
    between, within = shown.parts[:, 0, 0]
    assert between < within
    assert shown.raises[0] == within
    p = upper_tail(np.array([30.0, 10, 10]), PLAIN[:3], PLAIN[:3])
    assert between == pytest.approx(combined(p))


def test_fewer_purchases_than_expected_show_as_delays():
    shown = evidence(sums([1, 10, 10, 10, 10]))
    assert shown.delays[0] < 0.01 < shown.raises[0]


def test_a_kind_that_purchases_come_before_raises_nothing():
    shown = evidence(sums([20, 10, 10, 10, 30]))
    assert shown.after[0]
    assert shown.raises[0] == 1.0


def test_a_trigger_with_a_few_purchases_before_it_stays_one():
    shown = evidence(sums([40, 10, 10, 10, 20]))
    assert not shown.after[0]
    assert shown.raises[0] < 0.001


def test_what_comes_after_purchases_delays_nothing():
    assert evidence(sums([1, 3, 3, 10, 30])).delays[0] == 1.0


def test_a_window_that_is_always_open_says_nothing():
    shown = evidence(sums([40, 10, 10, 10, 10], share=0.95))
    assert not shown.usable.any()
    assert shown.raises[0] == shown.delays[0] == 1.0


def test_delays_are_held_to_a_stricter_share():
    up, down = evidence(sums([30, 10, 10, 10, 10])).q(np.array([True]))
    assert up[0] < 0.1
    assert down[0] == 1.0
    up, down = evidence(sums([2, 10, 10, 10, 10])).q(np.array([True]))
    assert down[0] == pytest.approx(2 * evidence(sums([2, 10, 10, 10, 10])).delays[0])


def test_kinds_not_asked_about_take_no_part():
    up, down = evidence(sums([30, 10, 10, 10, 10])).q(np.array([False]))
    assert up[0] == down[0] == 1.0


def summed_up(*, once):
    """The sums of a kind whose purchases scatter twice as much as if each fell by itself."""
    world = worlds.made(12, seed=1)
    fitted = baseline(grid(world.seen).strata)
    within = [Within("kind", LAGS[0], 3.0, 3.0, 2.0, 4.0)]
    exposed = [Exposed("kind", LAGS[0], np.array([0]), np.array([70.0]), np.array([3.0]))]
    return evidence_sums(["kind"], exposed, within, fitted, once=once)


def test_bursts_make_both_designs_less_sure():
    bursts, single = summed_up(once=False), summed_up(once=True)
    assert (bursts.scatter, single.scatter) == (2.0, 1.0)
    assert bursts.variance_within[0, 0] == 2 * single.variance_within[0, 0] == 4.0
    assert bursts.variance_between[0, 0] == pytest.approx(2 * single.variance_between[0, 0])
    assert bursts.expected_between[0, 0] == single.expected_between[0, 0]


def test_kinds_that_need_a_search_of_their_own_share_one_allowance_with_the_others():
    one, other = evidence(sums([24, 10, 10, 10, 10])), evidence(sums([18, 10, 10, 10, 10]))
    asked = np.array([True])
    (up, _), (again, _) = q_together([(one, asked), (other, asked)])
    p = np.concatenate([one.raises, other.raises])
    assert np.concatenate([up, again]) == pytest.approx(q_values(p))
    assert up > one.q(asked)[0]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(0, 30), min_size=2, max_size=9), st.data())
def test_how_kinds_are_cut_into_searches_and_put_in_order_changes_no_q(observed, data):
    def kinds(numbers):
        return evidence(sums([[observed[n], 10, 10, 10, 10] for n in numbers]))

    order = data.draw(st.permutations(range(len(observed))))
    cut = data.draw(st.integers(1, len(observed) - 1))
    parts = [order[:cut], order[cut:]]
    both = q_together([(kinds(part), np.full(len(part), True)) for part in parts])
    whole = kinds(range(len(observed)))
    for side, p in enumerate((whole.raises, whole.delays)):
        q = whole.q(np.full(len(observed), True))[side]
        assert np.concatenate([one[side] for one in both]) == pytest.approx(q[order])
        assert (np.diff(q[np.argsort(p, kind="stable")]) >= -1e-12).all()
        assert (q >= p - 1e-12).all()


def test_a_search_that_asks_nothing_changes_nothing():
    one = evidence(sums([24, 10, 10, 10, 10]))
    both = q_together([(one, np.array([True])), (one, np.array([False]))])
    assert both[0] == one.q(np.array([True]))
    assert both[1][0][0] == 1.0
