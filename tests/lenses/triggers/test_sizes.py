"""Sizes as the answer tells them: purchases and time at risk of one window and of the same customers."""

from __future__ import annotations

import numpy as np
import pytest

from closeknit.lenses.triggers.counted import counted
from closeknit.lenses.triggers.findings import values
from closeknit.lenses.triggers.outcomes import OUTCOMES
from closeknit.lenses.triggers.search import Found, screened
from closeknit.lenses.triggers.sizes import sized
from closeknit.methods.timelines import Histories
from tests.lenses.triggers.told import question, told
from tests.methods.worlds import made


def counted_one_by_one(h: Histories, kind: str, window: tuple[int, int]) -> tuple[int, int]:
    """Purchases and account-days in the window after events of a kind, account by account."""
    mine = h.event_kind == h.kinds.index(kind)
    bought = set(zip(h.bought_by.tolist(), h.bought_on.tolist(), strict=True))
    days = 0
    inside = 0
    for account in range(h.accounts):
        known = h.known_on[mine & (h.event_of == account)]
        open_on = {int(k) + lag for k in known for lag in range(window[0], window[1] + 1)}
        open_on &= set(range(int(h.first[account]), int(h.last[account]) + 1))
        days += len(open_on)
        inside += sum((account, day) in bought for day in open_on)
    return inside, days


@pytest.mark.slow
@pytest.mark.parametrize("most", [200_000, 300])
def test_n_and_exposure_are_of_one_window_and_of_the_customers_the_size_is_fitted_on(
    duckdb_engine, monkeypatch, most
):
    monkeypatch.setattr("closeknit.lenses.triggers.sizes.MOST_EVENTS", most)
    with duckdb_engine.scratch():
        history = told(made(190, seed=5).seen, duckdb_engine)
        asked = question(duckdb_engine)
        made_of = screened(counted(asked, history))
        one = sized(Found(asked, OUTCOMES["purchase"], history, 150, made_of))
    here = one.sizes.fitted_on
    assert here.is_sample == (most < 200_000)
    for result in one.found.results:
        effect = one.sizes.effects.get(result.kind)
        if effect is not None:
            said = values(one.found, effect, result)
            window = said["lag_from_days"], said["lag_to_days"]
            assert (said["n"], said["exposure"]) == counted_one_by_one(here.h, result.kind, window)
    assert np.count_nonzero([r.kind in one.sizes.effects for r in one.found.results]) >= 3
