"""Sizes against published figures, against lifelines, and on made businesses."""

import numpy as np
import pytest
from lifelines import CoxPHFitter, CoxTimeVaryingFitter
from lifelines.datasets import load_stanford_heart_transplants

from closeknit.methods import exposures
from closeknit.methods.cells import LAGS, Calendar
from closeknit.methods.joint import Size, joint, mode, vanishes
from closeknit.methods.likelihoods import Rows
from closeknit.methods.patterns import Patterns, columns_of, patterns
from closeknit.methods.timelines import Histories
from tests.methods import worlds
from tests.methods.itp import AGE_GROUPS, CHILDREN
from tests.methods.searched import searched

# The published children: relative incidence of ITP after MMR


def itp_rows(risk, ages):
    """One row a day at risk of each child: in which stretch after the vaccination, in which age group."""
    parts = []
    for child, (start, end, vaccinated, admitted) in enumerate(CHILDREN):
        day = np.arange(start, end + 1)
        after = [(day >= vaccinated + low) & (day <= vaccinated + high) for low, high in risk]
        group = np.searchsorted(ages, day, side="left")
        terms = np.array([*after, *(group == g for g in range(1, len(ages) + 1))], dtype=float).T
        parts.append((terms, np.isin(day, admitted).astype(float), np.full(len(day), child)))
    terms, admitted, child = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Rows(terms, np.ones(len(child)), admitted, child, themselves=True)


def relative_incidence(r, term):
    top = mode(r, np.zeros((r.terms.shape[1],) * 2))
    at, sd = top.values[term], np.sqrt(top.covariance[term, term])
    return [round(float(v), 2) for v in np.exp([at, at - 1.96 * sd, at + 1.96 * sd])]


def test_relative_incidence_equals_that_published_without_age():
    assert relative_incidence(itp_rows([(0, 42)], ()), 0) == [4.52, 2.27, 9.01]


def test_relative_incidence_equals_that_published_with_age():
    assert relative_incidence(itp_rows([(0, 42)], AGE_GROUPS), 0) == [3.23, 1.53, 6.80]


def test_relative_incidence_equals_that_published_in_three_periods():
    r = itp_rows([(0, 14), (15, 28), (29, 42)], AGE_GROUPS)
    assert [relative_incidence(r, term)[0] for term in range(3)] == [1.31, 5.98, 2.59]
    assert relative_incidence(r, 1) == [5.98, 2.53, 14.12]


# Stanford heart transplants: time before the transplant is not time after it


def stanford():
    """Patients as accounts, transplants as events, deaths as purchases; days doubled, as some are halves."""
    data = load_stanford_heart_transplants()
    last = data.groupby("id").last()
    transplanted = data[(data["transplant"] == 1)].groupby("id")["start"].min()
    patient = {one: n for n, one in enumerate(last.index)}
    days = (last["stop"].to_numpy() * 2).astype(int)
    died = np.flatnonzero(last["event"].to_numpy() == 1)
    got = np.array([patient[one] for one in transplanted.index])
    on = (transplanted.to_numpy() * 2).astype(int)
    zeros = np.zeros(len(days), dtype=int)
    h = Histories(
        Calendar(1, 7, 600), ("transplant",), zeros + 1, days, zeros, died, days[died], got, 0 * got, on, on
    )
    return h, last


def risk_sets(h, last):
    """Rows of a Cox model from exposed days: for each day of death all patients still watched."""
    spans = exposures.spans(h, (1, 4000))
    since = np.full(h.accounts, 10**6)
    since[spans.account] = spans.start
    covariates = last[["age", "year", "surgery"]].to_numpy(dtype=float)
    parts = []
    for when, day in enumerate(np.unique(h.bought_on)):
        alive = np.flatnonzero(h.last >= day)
        exposed = (since[alive] <= day).astype(float)
        died = np.isin(alive, h.bought_by[h.bought_on == day]).astype(float)
        parts.append((np.column_stack([covariates[alive], exposed]), died, np.full(len(alive), when)))
    terms, died, when = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Rows(terms, np.ones(len(when)), died, when, themselves=True)


def test_a_transplant_shows_no_benefit_where_the_naive_fit_shows_one():
    h, last = stanford()
    found = mode(risk_sets(h, last), np.zeros((4, 4))).values
    data = load_stanford_heart_transplants()
    other = CoxTimeVaryingFitter().fit(
        data, id_col="id", event_col="event", start_col="start", stop_col="stop"
    )
    # Deaths on one day are counted by Breslow's rule here, by Efron's in lifelines.
    assert found == pytest.approx(other.params_[["age", "year", "surgery", "transplant"]], abs=0.01)
    assert found[3] == pytest.approx(-0.010, abs=0.01)
    ever = last.assign(ever=data.groupby("id")["transplant"].max())
    naive = CoxPHFitter().fit(ever.drop(columns=["start", "transplant"]), "stop", "event")
    assert naive.params_["ever"] == pytest.approx(-1.70, abs=0.01)


# Made businesses


@pytest.fixture(scope="module")
def found():
    return searched(worlds.made(400, seed=1003).seen)


def test_planted_sizes_lie_in_their_ranges(found):
    fitted = found.sizes({"true_4", "true_2.5"})
    assert fitted.best("true_4").window == LAGS[1]
    assert fitted.best("true_4").low < 4 < fitted.best("true_4").high
    assert fitted.best("true_2.5").times == pytest.approx(2.5, rel=0.4)


def test_equal_seeds_give_equal_digits_and_other_seeds_hardly_others(found):
    one, again, other = (found.sizes({"true_4"}, seed=seed) for seed in (1, 1, 2))
    assert one.sizes == again.sizes
    assert other.best("true_4").low == pytest.approx(one.best("true_4").low, rel=0.05)


def test_drawing_accounts_again_only_widens_a_range(found):
    plain, drawn = (found.sizes({"true_4"}, draws=draws) for draws in (0, 400))
    for one, other in zip(plain.sizes, drawn.sizes, strict=True):
        assert one.times == other.times
        assert other.sd >= one.sd


def widening(found):
    """How many times wider the range of true_4 is through drawing accounts again."""
    plain, drawn = (found.sizes({"true_4"}, draws=draws).best("true_4") for draws in (0, 400))
    return drawn.sd / plain.sd


def test_bursts_of_purchases_widen_the_range(found):
    world = worlds.in_bursts(worlds.made(400, seed=1003), share=0.8, seed=1)
    assert widening(found) < 1.15
    assert widening(searched(world.seen)) > 1.25


def test_few_purchases_do_not_run_off_to_infinity():
    h = searched(worlds.made(30, seed=1001).seen).h
    p = patterns(h, columns_of(h.kinds, LAGS), np.ones(h.calendar.bins))
    sizes = joint(p, seed=1).sizes
    assert len(sizes) == 120
    assert all(size.sd <= 1.001 and size.times < 20 for size in sizes)


def test_nothing_selected_has_no_sizes(found):
    assert found.sizes([]).sizes == ()


def test_first_purchases_are_fitted_with_everybody_at_risk():
    found = searched(worlds.made(700, seed=1004, first_only=True).seen)
    fitted = found.sizes({"true_4"})
    assert fitted.patterns.level.shape[1] == 4
    assert fitted.best("true_4").low < 4 < fitted.best("true_4").high


def one_kind(times):
    """Ten purchases, four in the window, which is `times` as good as no window."""
    columns = (("news", LAGS[0]),)
    is_open = np.array([[True], [False]])
    weight = np.array([4 / times, 6.0]) * 1000
    nothing, bought = np.zeros((2, 0), dtype=int), np.array([4000.0, 6000.0])
    return joint(Patterns(columns, np.array([0, 0]), nothing, is_open, weight, bought), seed=1)


def test_the_share_that_follows_leaves_out_what_would_have_come_anyway():
    assert one_kind(4.0).share_following("news") == pytest.approx(0.4 * 0.75, abs=1e-3)
    assert one_kind(0.5).share_following("news") == 0.0


def size(times, low):
    return Size("news", LAGS[0], times, low, times * times / low, 0.3, 20)


def test_an_effect_that_goes_with_our_own_calls_is_gone():
    assert vanishes(size(2.5, 1.5), size(1.1, 0.7))
    assert not vanishes(size(2.5, 1.5), size(2.3, 1.4))
    assert not vanishes(size(2.5, 1.5), size(1.7, 0.9))
    assert not vanishes(size(1.5, 0.9), size(1.0, 0.6))
