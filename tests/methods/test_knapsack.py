"""The choice against a published instance and an independent integer programme."""

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from closeknit.methods.knapsack import best, greedy

P07_VALUES = [135, 139, 149, 150, 156, 163, 173, 184, 192, 201, 210, 214, 221, 229, 240]
P07_MINUTES = [70, 73, 77, 80, 82, 87, 90, 94, 98, 106, 110, 113, 115, 118, 120]


def total(values, chosen):
    return sum(values[i] for i in chosen)


def test_instance_p07_has_its_known_optimum():
    chosen = best(P07_VALUES, P07_MINUTES, 750)
    assert total(P07_VALUES, chosen) == 1458
    assert total(P07_MINUTES, chosen) <= 750


@pytest.mark.parametrize("seed", range(25))
def test_the_choice_is_worth_what_an_integer_programme_finds(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 30))
    values, minutes = rng.integers(0, 900, n), rng.integers(1, 60, n)
    room = int(rng.integers(0, 300))
    exact = milp(
        -values,
        constraints=LinearConstraint(minutes[None, :], ub=room),
        integrality=np.ones(n),
        bounds=Bounds(0, 1),
    )
    chosen = best(values.tolist(), minutes.tolist(), room)
    assert total(values, chosen) == pytest.approx(-exact.fun)
    assert total(minutes, chosen) <= room


@pytest.mark.parametrize("seed", range(25))
def test_the_simple_choice_fits_and_is_worth_at_least_half(seed):
    rng = np.random.default_rng(seed)
    values, minutes = rng.integers(0, 900, 20).tolist(), rng.integers(1, 60, 20).tolist()
    simple = greedy(values, minutes, 120)
    assert total(minutes, simple) <= 120
    assert total(values, simple) >= total(values, best(values, minutes, 120)) / 2


def test_nothing_fits_into_no_time_and_nothing_worthless_is_chosen():
    assert best([5, 0], [3, 1], 0) == [] == greedy([5, 0], [3, 1], 0)
    assert best([5, 0], [3, 1], 60) == [0] == greedy([5, 0], [3, 1], 60)
