"""Tails are those of scipy.stats, which takes a second to import; and none of ours imports it."""

import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from closeknit.methods.tails import (
    binomial_at_least,
    binomial_at_most,
    chi_square_above,
    poisson_at_least,
    student_above,
    student_reaches,
)

TRIALS, COUNT = (grid.ravel() for grid in np.meshgrid(np.arange(60), np.arange(61)))
POSSIBLE = COUNT <= TRIALS


@pytest.mark.parametrize("chance", [1e-4, 0.2, 0.5, 0.93])
def test_binomial_tails_at_every_count(chance: float) -> None:
    k, n = COUNT[POSSIBLE], TRIALS[POSSIBLE]
    assert binomial_at_most(k, n, chance) == pytest.approx(stats.binom.cdf(k, n, chance), abs=1e-12)
    assert binomial_at_least(k, n, chance) == pytest.approx(stats.binom.sf(k - 1, n, chance), abs=1e-12)
    assert not binomial_at_least(n + 1, n, chance).any()


@pytest.mark.parametrize("mean", [0.01, 0.5, 3.0, 40.0])
def test_the_poisson_tail_from_none_on(mean: float) -> None:
    count = np.arange(80)
    assert poisson_at_least(count, mean) == pytest.approx(stats.poisson.sf(count - 1, mean), abs=1e-12)


@pytest.mark.parametrize("freedom", [1, 2, 11])
def test_the_chi_square_tail(freedom: int) -> None:
    square = np.linspace(0, 60, 200)
    assert chi_square_above(square, freedom) == pytest.approx(stats.chi2.sf(square, freedom), abs=1e-12)


@pytest.mark.parametrize("freedom", [1, 1.5, 3.7, 30, 1e9])
def test_student_on_both_ways(freedom: float) -> None:
    t = np.linspace(-6, 6, 100)
    assert student_above(t, freedom) == pytest.approx(stats.t.sf(t, freedom), abs=1e-12)
    share = np.linspace(0.01, 0.99, 50)
    assert student_reaches(share, freedom) == pytest.approx(stats.t.ppf(share, freedom), rel=1e-9, abs=1e-9)


def test_no_question_imports_the_package_that_takes_a_second() -> None:
    said = (
        "import sys; import closeknit.business; from closeknit.lenses.seam import lenses; lenses(); "
        "sys.exit('scipy.stats' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", said], check=False).returncode == 0
