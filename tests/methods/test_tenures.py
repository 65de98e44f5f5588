"""Whether a contact is still there."""

import numpy as np
import pytest

from closeknit.methods.tenures import MEDIAN_DAYS, still_there


def chance(seen, silent):
    return float(still_there(np.array([float(seen)]), np.array([float(silent)]))[0])


def test_someone_just_seen_is_still_there():
    assert chance(700, 0) == pytest.approx(1.0)


def test_half_of_those_never_seen_again_have_left_by_the_median():
    assert chance(0, MEDIAN_DAYS) == pytest.approx(0.5)


def test_silence_makes_leaving_likelier_and_a_long_time_in_the_job_less_likely():
    assert chance(700, 900) < chance(700, 300)
    assert chance(2_000, 730) > chance(100, 730)
