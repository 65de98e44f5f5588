"""Whether buying comes at discrete opportunities, and which of them were used."""

import numpy as np
import pytest

from closeknit.methods.opportunities import CYCLES, Cycle, cycle_of, taken


def gaps(*days):
    """Distinct gaps and how often each is seen."""
    return np.unique(np.array(days, dtype=np.int64), return_counts=True)


@pytest.mark.parametrize("name", list(CYCLES))
def test_whole_cycles_are_seen_as_such_with_the_longest_name(name):
    rng = np.random.default_rng(1)
    whole = rng.choice([1, 1, 1, 2, 3], 200)
    spread = rng.uniform(-0.08, 0.08, 200)
    found = cycle_of(*gaps(*np.round((whole + spread) * CYCLES[name])))
    assert found is not None
    assert (found.name, found.gaps) == (name, 200)


@pytest.mark.parametrize("seed", range(5))
def test_buying_at_random_has_no_cycle(seed):
    rng = np.random.default_rng(seed)
    for middle in (20, 60, 200, 400):
        assert cycle_of(*gaps(*np.maximum(1, rng.exponential(middle, 400)).round())) is None


def test_a_steady_rhythm_of_its_own_is_no_cycle():
    rng = np.random.default_rng(3)
    assert cycle_of(*gaps(*rng.normal(42, 4, 300).round())) is None
    assert cycle_of(*gaps(*rng.normal(60.9, 1, 300).round())) is None


def test_few_gaps_tell_nothing():
    assert cycle_of(*gaps(*[365] * 49)) is None
    assert cycle_of(*gaps(*[365] * 50)) is not None
    assert cycle_of(*gaps()) is None


def test_opportunities_used_and_passed_are_counted_from_the_first_purchase():
    year = Cycle("year")
    first = np.array([0, 0, 0, 100])
    last = np.array([0, 365, 1_096, 100])
    h = taken(np.array([1, 2, 3, 1]), first, last, until=1_500, cycle=year)
    told = [(h.x[w], h.recency[w], h.watched[w]) for w in h.which]
    assert told == [(0, 0, 3), (1, 1, 3), (2, 3, 3), (0, 0, 3)]
    assert h.unit == "year"


def test_an_opportunity_is_missed_only_when_its_time_has_gone_by():
    one = (np.array([1]), np.array([0]), np.array([0]))
    for until, passed in ((365, 0), (400, 0), (420, 1)):
        assert taken(*one, until=until, cycle=Cycle("year")).watched[0] == passed


def test_two_purchases_at_one_opportunity_count_as_one():
    h = taken(np.array([4]), np.array([0]), np.array([370]), until=800, cycle=Cycle("year"))
    assert (h.x[0], h.recency[0], h.watched[0]) == (1, 1, 2)
    assert taken(np.array([2]), np.array([0]), np.array([9]), until=9, cycle=Cycle("year")).x[0] == 0
