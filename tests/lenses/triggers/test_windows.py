"""Who has a window open today, by hand on both engines; and who is left out of a group, with the reason."""

from datetime import date

import pyarrow as pa
import pytest

from closeknit.day_numbers import EPOCH
from closeknit.lenses.triggers.history import History
from closeknit.lenses.triggers.members import group
from closeknit.lenses.triggers.reading import history
from closeknit.lenses.triggers.windows import Opening, open_windows
from closeknit.methods.cells import Calendar
from tests.lenses.handmade import HandmadeBook

NEWS, PROJECT = Opening("news", 1, 28, 3.0), Opening("project", 29, 91, 2.0)


def made(engine, events, purchases=(), last=1000):
    """Accounts 1 to 5 at risk until `last`, with these events (account, kind, day, known) and purchases."""
    accounts = pa.table(
        {
            "account_id": pa.array(range(1, 6), pa.int64()),
            "first_day": pa.array([0] * 5, pa.int32()),
            "last_day": pa.array([last] * 4 + [500], pa.int32()),
            "segment": [""] * 5,
        }
    )
    bought = pa.table(
        {
            "account_id": pa.array([p[0] for p in purchases], pa.int64()),
            "day": pa.array([p[1] for p in purchases], pa.int32()),
            "known_day": pa.array([p[1] for p in purchases], pa.int32()),
            "amount_base": pa.array([None] * len(purchases), pa.decimal128(18, 4)),
        }
    )
    happened = pa.table(
        {
            "account_id": pa.array([e[0] for e in events], pa.int64()),
            "kind": pa.array([e[1] for e in events], pa.string()),
            "day": pa.array([e[2] for e in events], pa.int32()),
            "known_day": pa.array([e[3] for e in events], pa.int32()),
            "evidence_id": pa.array(range(len(events)), pa.int64()),
        }
    )
    tables = [engine.from_arrow(t, n) for t, n in ((accounts, "a"), (bought, "p"), (happened, "e"))]
    return History(*tables, {"news": "trigger", "project": "trigger"}, Calendar(0, 7, 143))


def windows(engine, told, day=1000):
    rows = engine.collect(open_windows(told, [NEWS, PROJECT], day)).to_pylist()
    return sorted((r["account_id"], r["kind"], r["event_day"], r["days_left"]) for r in rows)


def test_a_window_opens_by_its_lag_and_closes_at_its_end(every_engine):
    told = made(
        every_engine,
        [
            (1, "news", 999, 999),
            (1, "project", 999, 999),
            (2, "project", 960, 960),
            (3, "news", 971, 971),
            (4, "news", 970, 970),
            (4, "news", 1000, 1000),
        ],
    )
    assert windows(every_engine, told) == [(1, "news", 999, 27), (2, "project", 960, 51)]


def test_it_opens_when_the_event_is_known_and_not_before(duckdb_engine):
    told = made(duckdb_engine, [(1, "news", 960, 990), (2, "news", 990, 1001)])
    assert windows(duckdb_engine, told) == [(1, "news", 960, 18)]


def test_a_purchase_since_the_event_closes_it_and_one_before_does_not(duckdb_engine):
    events = [(n, "news", 990, 990) for n in (1, 2, 3)]
    told = made(duckdb_engine, events, [(1, 989), (2, 990), (3, 995)])
    assert [row[0] for row in windows(duckdb_engine, told)] == [1]


def test_who_is_no_longer_at_risk_is_not_listed(duckdb_engine):
    assert windows(duckdb_engine, made(duckdb_engine, [(5, "news", 990, 990)])) == []


@pytest.fixture
def book():
    """Firms with news on 10 June: one free, one with an open deal, one just written to, one that refused."""
    made = HandmadeBook()
    for name in ("Free", "Dealing", "Written to", "Refusing", "Quiet"):
        firm = made.party(name, first_day="2024-01-01")
        made.purchase(firm, "2024-03-01", 500)
        made.activity("news.funding_closed", firm, "2026-06-10" if name != "Quiet" else "2025-01-10")
        if name == "Dealing":
            made.case("deal", firm, "Refit", opened="2026-06-01")
        if name == "Written to":
            made.activity("email.sent", firm, "2026-06-20")
        if name == "Refusing":
            made.attribute(firm, "do_not_contact", "yes")
    return made


@pytest.mark.slow
def test_a_group_leaves_out_who_should_not_be_contacted_and_says_why(book):
    question = book.question("2026-06-30", outcome="purchase", segment="", shuffles=0, contacts=0)
    told = history(question)
    found = group(question, told, Opening("news.funding_closed", 1, 28, 1.0), quiet_days=14)
    assert [m.name for m in found.members] == ["Free"]
    assert found.members[0].days_left == 8
    assert found.members[0].event_day == (date(2026, 6, 10) - EPOCH).days
    assert found.left_out == {
        "must not be contacted": 1,
        "an open deal": 1,
        "contacted in the last 14 days": 1,
    }
