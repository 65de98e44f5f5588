"""Looks at accounts: counted by hand on both engines, and nothing known later gets in."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from closeknit.lenses.seam import Question
from closeknit.lenses.triggers import tested
from closeknit.lenses.triggers.forecast import forecast
from closeknit.lenses.triggers.history import History
from closeknit.lenses.triggers.looks import Origins, looks
from closeknit.methods.backtest import ENOUGH, backtest
from closeknit.methods.cells import LAGS, YEAR_DAYS, Calendar
from closeknit.methods.panel import HORIZON_DAYS, NEVER
from tests.lenses.triggers.told import told
from tests.methods.worlds import DAYS, appendix_kinds, made


def small(engine):
    """Three accounts: one with two events and two purchases, one with late news, one that ends."""
    accounts = pa.table(
        {
            "account_id": pa.array([1, 2, 3], pa.int64()),
            "first_day": pa.array([200, 200, 200], pa.int32()),
            "last_day": pa.array([700, 700, 480], pa.int32()),
            "segment": ["a", "b", "a"],
        }
    )
    purchases = pa.table(
        {
            "account_id": pa.array([1, 1, 1, 2], pa.int64()),
            "day": pa.array([300, 300, 430, 410], pa.int32()),
            "known_day": pa.array([300, 302, 430, 520], pa.int32()),
            "amount_base": pa.array([10, 5, 20, None], pa.decimal128(18, 4)),
        }
    )
    events = pa.table(
        {
            "account_id": pa.array([1, 1, 1, 2], pa.int64()),
            "kind": ["x", "x", "y", "x"],
            "day": pa.array([390, 390, 100, 380], pa.int32()),
            "known_day": pa.array([395, 395, 100, 450], pa.int32()),
            "evidence_id": pa.array([1, 1, 2, 3], pa.int64()),
        }
    )
    tables = [engine.from_arrow(t, n) for t, n in ((accounts, "a"), (purchases, "p"), (events, "e"))]
    return History(*tables, {"x": "trigger", "y": "signal"}, Calendar(200, 7, 72))


def test_what_was_known_and_what_came_is_counted_by_hand(every_engine):
    seen = looks(small(every_engine), every_engine.collect, Origins(400, 100, 2))
    assert list(zip(seen.origin.tolist(), seen.account.tolist(), strict=True)) == [
        (400, 1), (400, 2), (400, 3), (500, 1), (500, 2)
    ]  # fmt: skip
    assert seen.bought.tolist() == [1, 0, 0, 2, 0]
    assert seen.spent.tolist() == [15, 0, 0, 35, 0]
    assert seen.last_bought.tolist() == [300, NEVER, NEVER, 430, NEVER]
    assert seen.next_day.tolist() == [430, 410, NEVER, NEVER, NEVER]
    assert seen.bought_known_by(491).tolist() == [True, False, False, False, False]
    assert seen.year.tolist() == [[1, 1], [0, 0], [0, 0], [1, 0], [1, 0]]
    # Known on 395: of the days 401 to 491 it covers 23 by the first window, 63 by the second, 5 by the third.
    assert seen.lags[:, 0, 0].tolist() == [23, 63, 5]
    assert seen.share_at_risk.tolist() == pytest.approx([1, 1, 80 / 91, 1, 1])


def naive(world, origins):
    """The same sums, one account and day after the other."""
    h = world.seen
    for origin in origins.days:
        for account in range(h.accounts):
            known = sorted(
                {
                    (int(k), int(d))
                    for k, d in zip(
                        h.event_kind[h.event_of == account], h.known_on[h.event_of == account], strict=True
                    )
                    if d <= origin
                }
            )
            lags = np.zeros((len(LAGS), len(h.kinds)))
            for kind, day in known:
                if origin - day < YEAR_DAYS:
                    for w, (low, high) in enumerate(LAGS):
                        ahead = range(origin + 1, origin + HORIZON_DAYS + 1)
                        lags[w, kind] += sum(day + low <= d <= day + high for d in ahead)
            yield lags


@pytest.mark.slow
def test_sums_of_a_made_world_equal_those_of_a_plain_loop(duckdb_engine):
    world = made(12, seed=3)
    origins = Origins(400, 84, 3)
    seen = looks(told(world.seen, duckdb_engine), duckdb_engine.collect, origins)
    order = [world.seen.kinds.index(kind) for kind in seen.kinds]
    for at, lags in enumerate(naive(world, origins)):
        assert seen.lags[:, at] == pytest.approx(lags[:, order])


def late(rng):
    """The kinds of the reference table, all known 30 days late."""
    return tuple(replace(kind, delay=30) for kind in appendix_kinds(rng))


def test_looks_obey_the_day_something_was_known(duckdb_engine):
    history = told(made(60, seed=4, kinds=late).seen, duckdb_engine)
    origins = Origins(DAYS - 1 - HORIZON_DAYS - 28 * 6, 28, 7)
    assert not looks(history, duckdb_engine.collect, origins).too_early.any()
    leaking = looks(history, duckdb_engine.collect, origins, clock="day")
    assert leaking.too_early.any()
    with pytest.raises(ValueError, match="known only later"):
        backtest(leaking, last_day=DAYS - 1, first=6)


@pytest.mark.slow
def test_one_in_three_accounts_are_looked_at_whole(duckdb_engine):
    history = told(made(30, seed=4).seen, duckdb_engine)
    origins = Origins(500, 28, 2)
    every = looks(history, duckdb_engine.collect, origins)
    some = looks(history, duckdb_engine.collect, origins, one_in=3)
    assert some.account.tolist() == [a for a in every.account.tolist() if a % 3 == 0]
    assert some.bought.tolist() == every.bought[every.account % 3 == 0].tolist()


def asked(engine, day):
    """A question on a day, without a business behind it."""
    return Question({}, engine.collect, date(1970, 1, 1) + timedelta(day))


def regulars(engine, buyers=30, idle=0):
    """Accounts who buy every four weeks, and some who never do."""
    numbers = list(range(1, buyers + 1))
    accounts = pa.table(
        {
            "account_id": pa.array(range(1, buyers + idle + 1), pa.int64()),
            "first_day": pa.array([200] * (buyers + idle), pa.int32()),
            "last_day": pa.array([700] * (buyers + idle), pa.int32()),
            "segment": ["a"] * (buyers + idle),
        }
    )
    rows = [(number, on) for number in numbers for on in range(200 + number % 28, 700, 28)]
    days = pa.array([on for _, on in rows], pa.int32())
    purchases = pa.table(
        {
            "account_id": pa.array([number for number, _ in rows], pa.int64()),
            "day": days,
            "known_day": days,
            "amount_base": pa.array([10] * len(rows), pa.decimal128(18, 4)),
        }
    )
    day = pa.array([390], pa.int32())
    of = {"account_id": pa.array([1], pa.int64()), "kind": ["x"], "evidence_id": pa.array([1], pa.int64())}
    events = pa.table({**of, "day": day, "known_day": day})
    tables = [engine.from_arrow(t, n) for t, n in ((accounts, "a"), (purchases, "p"), (events, "e"))]
    return History(*tables, {"x": "trigger"}, Calendar(200, 7, 72))


def test_where_everybody_buys_within_every_quarter_nothing_is_foretold(duckdb_engine):
    everybody = forecast(asked(duckdb_engine, day=700), regulars(duckdb_engine))
    (finding,) = tested.tested(asked(duckdb_engine, day=700), everybody).findings
    assert finding.n > ENOUGH
    assert finding.sentence == (
        "How likely each one is to buy cannot be told yet: everybody bought within every 13 weeks, so there "
        "is nobody to tell them apart from. The list is in a simple order, those who buy most often first."
    )
    assert finding.needed == "some who have not bought within 13 weeks"


@pytest.mark.slow
def test_what_most_do_is_foretold_where_some_do_not(duckdb_engine):
    some = looks(regulars(duckdb_engine, idle=10), duckdb_engine.collect, Origins(400, 28, 8))
    assert backtest(some, last_day=700, first=3).came


def test_too_few_purchases_are_said_to_be_too_few_though_all_who_were_seen_bought(duckdb_engine):
    few = forecast(asked(duckdb_engine, day=700), regulars(duckdb_engine, buyers=1))
    (finding,) = tested.tested(asked(duckdb_engine, day=700), few).findings
    assert "too few purchases to learn from" in finding.sentence
    assert finding.needed == "about 5 more purchases over at least half a year"
