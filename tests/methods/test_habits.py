"""What is usual for a customer, and what a year of it is worth."""

import numpy as np
import pytest
from scipy.stats import t

from closeknit.methods.habits import Amounts, Habit, by_own_gaps, habit, yearly


def amounts(*lists):
    """Amounts from a list of quantities per customer."""
    return Amounts(
        np.array([float(len(q)) for q in lists]),
        np.array([float(sum(q)) for q in lists]),
        np.array([float(np.log(q).sum()) if q else 0.0 for q in lists]),
    )


def planted(customers=400, k=4.0, a=3.0, b=45.0, seed=3):
    """Quantities of customers whose habit is known, and one more of each, not among them."""
    rng = np.random.default_rng(seed)
    rates = rng.gamma(a, 1 / b, customers)
    lists = [rng.gamma(k, 1 / rate, rng.integers(1, 8)).tolist() for rate in rates]
    return amounts(*lists), rng.gamma(k, 1 / rates)


def test_planted_habits_are_found_again():
    seen, _ = planted(3_000)
    found = habit(seen)
    assert (found.k, found.a, found.b) == pytest.approx((4.0, 3.0, 45.0), rel=0.15)


@pytest.mark.parametrize("share", [0.5, 0.9, 0.95])
def test_so_many_next_gaps_stay_under_the_quantile(share):
    seen, after = planted()
    assert np.mean(after < habit(seen).quantile(seen, share)) == pytest.approx(share, abs=0.04)


def test_the_chance_of_a_longer_gap_undoes_the_quantile():
    seen, _ = planted(20)
    found = habit(seen)
    assert found.beyond(seen, found.quantile(seen, 0.9)) == pytest.approx(np.full(20, 0.1))


def test_a_regular_customer_is_late_sooner_than_an_irregular_one():
    seen = amounts([40.0, 44.0, 41.0, 43.0, 42.0])
    regular, irregular = Habit(k=20.0, a=3.0, b=4.0, n=5), Habit(k=1.0, a=3.0, b=80.0, n=5)
    assert regular.quantile(seen, 0.95)[0] < 65 < 100 < irregular.quantile(seen, 0.95)[0]


def test_one_customer_is_enough_to_say_something_sane():
    six_weeks = amounts([42.0] * 7)
    latest = habit(six_weeks).quantile(six_weeks, 0.95)[0]
    assert 45 < latest < 120


def test_nobody_at_all_leaves_the_prior():
    found = habit(amounts([], []))
    assert found.n == 0
    assert np.isfinite([found.k, found.a, found.b]).all()


def test_time_spent_late_is_what_playing_through_shows():
    found, seen = Habit(k=3.0, a=400.0, b=400.0 * 10, n=9), amounts([30.0])
    late = found.quantile(seen, 0.95)
    gaps = np.random.default_rng(1).gamma(3.0, float(found.level(seen)[0]) / 3.0, 200_000)
    share = np.maximum(gaps - late[0], 0).sum() / gaps.sum()
    assert found.past(seen, late)[0] == pytest.approx(share, rel=0.05)


def test_a_year_of_a_steady_customer_is_worth_what_it_buys_in_a_year():
    gaps, money = amounts([36.525] * 20), amounts([100.0] * 20)
    worth = yearly((habit(gaps), gaps), (habit(money), money))
    value, low, high = worth.total()
    assert value == pytest.approx(1_000, rel=0.05)
    assert low < value < high
    assert high - low < value
    assert worth.range_of(0) == (low, high)


def test_the_range_of_a_year_holds_what_it_brings():
    """200 planted customers: their true yearly worth lies in the 90 % range about 90 times in 100."""
    rng = np.random.default_rng(11)
    pace, size = rng.gamma(3.0, 1 / 90.0, 200), rng.gamma(3.0, 1 / 0.02, 200)
    gaps = amounts(*[rng.gamma(2.0, 1 / (2 * p), 6).tolist() for p in pace])
    money = amounts(*[rng.gamma(4.0, s / 4, 7).tolist() for s in size])
    worth = yearly((habit(gaps), gaps), (habit(money), money))
    years = [rng.gamma(4.0, s / 4, rng.poisson(365 * p)).sum() for p, s in zip(pace, size, strict=True)]
    held = np.mean([worth.range_of(i)[0] <= y <= worth.range_of(i)[1] for i, y in enumerate(years)])
    assert held > 0.82


def test_many_customers_teach_what_an_even_part_of_them_does(monkeypatch):
    seen, _ = planted(3_000)
    whole = habit(seen)
    monkeypatch.setattr("closeknit.methods.habits.MOST_CUSTOMERS", 1_000)
    assert habit(seen).k == pytest.approx(whole.k, rel=0.1)


def test_own_gaps_alone_give_student_s_t_for_the_next_logarithm():
    gaps = np.log([30.0, 40.0, 50.0, 36.0])
    seen = Amounts(np.array([4.0]), np.array([156.0]), np.array([gaps.sum()]))
    away = (np.log(100) - gaps.mean()) / (gaps.std(ddof=1) * np.sqrt(1 + 1 / 4))
    found = by_own_gaps(seen, np.array([(gaps**2).sum()]), np.array([100.0]))
    assert found[0] == pytest.approx(t.sf(away, 3))


def test_own_gaps_say_less_the_fewer_and_the_more_uneven_they_are():
    def chance(logs):
        seen = Amounts(np.array([float(len(logs))]), np.array([0.0]), np.array([np.sum(logs)]))
        return by_own_gaps(seen, np.array([np.sum(np.square(logs))]), np.array([90.0]))[0]

    even, uneven = np.log([40.0, 44.0] * 4), np.log([20.0, 80.0] * 4)
    assert chance(even) < chance(even[:3]) < 0.1 < chance(uneven)
    assert np.isnan(chance(even[:1]))
