"""Sums of events for looks: counted by hand, and the same however the events are dealt out."""

import numpy as np

from closeknit.methods.look_sums import LookSums, Seen, days_ahead
from closeknit.methods.panel import NEVER

ORIGIN, ACCOUNT = np.array([400, 400, 500]), np.array([11, 12, 11])


def nothing():
    return LookSums.nothing((400, 500), ORIGIN, ACCOUNT, 2)


def seen(*rows):
    return Seen(*np.array(rows).T)


def test_days_ahead_are_those_of_the_quarter_that_lie_in_the_window():
    assert days_ahead(np.array([0, 5, 27, 28, 200]), (1, 28)).tolist() == [28, 23, 1, 0, 0]
    assert days_ahead(np.array([0, 10, 60]), (29, 91)).tolist() == [63, 63, 31]


def test_an_event_counts_for_a_year_and_only_from_the_day_it_was_seen():
    sums = nothing()
    sums.add(seen((11, 0, 395, 395), (11, 0, 395, 395), (11, 1, 100, 100), (12, 1, 401, 401)))
    assert sums.year.tolist() == [[1, 1], [0, 0], [1, 0]]
    assert sums.lags[:, 0, 0].tolist() == [23, 63, 5]
    assert sums.lags[:, 2, 0].tolist() == [0, 0, 77]
    assert sums.last_event.tolist() == [395, NEVER, 395]


def test_what_was_known_later_shows():
    sums = nothing()
    sums.add(seen((11, 0, 395, 395), (11, 0, 395, 410)))
    assert sums.newest_event.tolist() == [410, NEVER, 410]
    assert sums.year[0].tolist() == [1, 0]


def test_accounts_that_nobody_looks_at_change_nothing():
    sums = nothing()
    sums.add(seen((10, 0, 395, 395), (13, 1, 380, 380)))
    assert not sums.year.any()


def test_accounts_may_come_in_parts():
    rng = np.random.default_rng(1)
    rows = np.stack([rng.integers(11, 13, 60), rng.integers(0, 2, 60), rng.integers(30, 500, 60)], axis=1)
    events = Seen(*rows.T, rows[:, 2])
    whole, parts = nothing(), nothing()
    whole.add(events)
    for account in (11, 12):
        mine = rows[rows[:, 0] == account]
        parts.add(Seen(*mine.T, mine[:, 2]))
    for name in ("lags", "year", "last_event", "newest_event"):
        assert (getattr(whole, name) == getattr(parts, name)).all()
