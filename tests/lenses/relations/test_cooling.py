"""Which relationships cool: those that do are found, and chance alone is not taken for cooling."""

from __future__ import annotations

import numpy as np
import pytest

from closeknit.lenses.relations.cooling import FALSE_ALARMS, LEAST_WEEKS, Relation, cooled


def relation(person: int, recent: int, before: int) -> Relation:
    """Somebody in touch in so many weeks of the last 13, and of the 39 before."""
    return Relation(person, 0.9, 0.9, recent, before, 0, 0, 1.0, 1.0, -1, 1)


@pytest.mark.slow
def test_chance_alone_seldom_names_anybody() -> None:
    rng, worlds, named = np.random.default_rng(7), 200, 0
    for _ in range(worlds):
        weeks = rng.integers(1, 50, 60)
        recent = rng.binomial(weeks, 0.25)
        rows = [relation(n, int(r), int(w - r)) for n, (r, w) in enumerate(zip(recent, weeks, strict=True))]
        named += bool(cooled(rows))
    # At most one world in ten, give or take three standard errors.
    assert named <= worlds * (FALSE_ALARMS + 3 * (FALSE_ALARMS * (1 - FALSE_ALARMS) / worlds) ** 0.5)


def test_who_falls_silent_is_found_among_many_who_do_not() -> None:
    steady = [relation(n, 5, 15) for n in range(60)]
    silent = [relation(100 + n, 0, 24) for n in range(3)]
    assert [r.person for r in cooled([*steady, *silent])] == [100, 101, 102]


@pytest.mark.parametrize(("weeks", "told"), [(LEAST_WEEKS - 1, False), (LEAST_WEEKS, True)])
def test_nine_weeks_are_the_fewest_of_which_none_lately_tells(weeks: int, told: bool) -> None:
    assert LEAST_WEEKS == 9
    assert bool(cooled([relation(1, 0, weeks)])) is told


def test_those_that_cannot_tell_take_nothing_from_those_that_can() -> None:
    few = [relation(n, 0, LEAST_WEEKS - 1) for n in range(500)]
    assert [r.person for r in cooled([*few, relation(900, 0, 12)])] == [900]
