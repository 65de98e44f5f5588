"""Made worlds asked about as a person would: what the words of the answer say of them."""

from __future__ import annotations

import numpy as np
import pytest

import closeknit as ck
from tests.lenses.triggers.sheets import plain
from tests.methods.worlds import Kind, among_nulls, made, on_one_day, works

pytestmark = pytest.mark.slow


def about(reply, kind):
    return next(f for f in reply.findings if f.kind == kind)


def sized_right(reply, world):
    """Sure kinds name the true weeks; half of the sizes are within 20 %, nearly all ranges hold the truth."""
    true = [k for k in world.kinds if k.does is not None]
    told = [(k, f) for k in true if (f := about(reply, k.name)).verdict == "established"]
    assert len(told) >= 4
    for kind, found in told:
        if kind.times >= 3:
            assert (found.lag_from_days, found.lag_to_days) == kind.window, kind.name
    ratio = [found.lift / kind.times for kind, found in told]
    assert abs(np.median(ratio) - 1) <= 0.2
    assert sum(found.low <= kind.times <= found.high for kind, found in told) >= len(told) - 1


def test_the_planted_world_is_told_with_its_sizes_and_weeks():
    world = made(620, seed=61)
    sized_right(ck.triggers(*plain(world), shuffles=0), world)


def test_so_it_is_where_only_the_first_purchase_counts():
    world = made(1240, seed=62, first_only=True)
    sized_right(ck.triggers(*plain(world), outcome="first", shuffles=0), world)


def test_a_trigger_that_dies_one_that_puts_off_late_news_and_an_import_day_are_each_called_so():
    kinds = (
        works("dies", 0.02, 5.0, 0, works_until=520),
        works("puts_off", 0.04, 0.2, 1),
        Kind("imported", 0.02),
        Kind("newsletter", 0, every=(7, 1.0)),
    )
    world = on_one_day(made(500, seed=63, kinds=lambda rng: among_nulls(rng, *kinds)), "imported", 500)
    reply = ck.triggers(*plain(world), shuffles=0)
    assert about(reply, "dies").verdict == "established"
    assert "It has done less of late than before." in about(reply, "dies").sentence
    assert (about(reply, "puts_off").verdict, about(reply, "puts_off").values["direction"]) == (
        "established", "delays",
    )  # fmt: skip
    assert about(reply, "imported").verdict == "one import day"
    assert about(reply, "newsletter").verdict == "always on"


def test_a_tiny_business_is_told_how_many_it_takes():
    reply = ck.triggers(*plain(made(20, seed=64)), shuffles=0)
    assert reply.findings[0].kind == "refused"
    assert reply.findings[0].verdict == "not enough data"
    assert "more" in reply.findings[0].needed
