"""Lists and sheets that people decided on, as tables: kept by key, gone when taken back."""

import json
from datetime import datetime

import pyarrow as pa
import pytest

from closeknit.book.decided import decided
from closeknit.ids import stable_id
from closeknit.ledger.schema import DECISIONS

pytestmark = pytest.mark.usefixtures("names_are_free_again")

KEYS = pa.table({"key": ["x:a", "x:b", "x:b2"], "party_id": pa.array([1, 2, 3], pa.int64())})
PEOPLE = pa.table(
    {"party_id": pa.array([1, 2, 3], pa.int64()), "account_id": pa.array([1, 2, 2], pa.int64())}
)
CAMPAIGN = json.dumps(
    {"campaign": "spring", "day": 100, "event": "news.published", "within_days": 91, "share": 0.2}
)
REVIEW = json.dumps(
    {
        "read_day": 200,
        "lines": [
            {
                "pair": 1,
                "key": "x:a",
                "bought": True,
                "day": 90,
                "events": {"a new boss": [True, 60], "trouble": [None, None]},
            }
        ],
    }
)


def row(number, kind, keys_a=(), keys_b=(), value=None, undoes=None):
    return {
        "decision_id": f"d-{number:04}",
        "kind": kind,
        "keys_a": list(keys_a),
        "keys_b": list(keys_b),
        "value": value,
        "by": "ana",
        "at": datetime(2026, 1, number),
        "undoes": undoes,
    }


def tables(engine, *rows):
    """The tables these decisions make."""
    made = decided(
        engine,
        pa.Table.from_pylist(list(rows), schema=DECISIONS.arrow),
        engine.from_arrow(KEYS, "keys"),
        engine.from_arrow(PEOPLE, "people"),
    )
    return {name: engine.collect(table).to_pylist() for name, table in made.items()}


def test_a_list_names_accounts_by_todays_belief_and_leaves_out_keys_nobody_has(every_engine):
    found = tables(every_engine, row(1, "campaign", ["x:a", "x:gone"], ["x:b2"], CAMPAIGN))["campaigns"]
    assert sorted((r["key"], r["account_id"], r["acted"]) for r in found) == [
        ("x:a", 1, True),
        ("x:b2", 2, False),
    ]
    assert {(r["campaign"], r["day"], r["within_days"], r["share"]) for r in found} == {
        ("spring", 100, 91, 0.2)
    }


def test_a_sheet_is_a_row_for_each_event_of_each_line(every_engine):
    found = tables(every_engine, row(1, "review", ["x:a"], value=REVIEW))["reviews"]
    assert sorted((r["event"], r["happened"], r["happened_day"], r["bought"], r["day"]) for r in found) == [
        ("a new boss", True, 60, True, 90),
        ("trouble", None, None, True, 90),
    ]


def test_what_was_taken_back_is_gone_and_back_when_that_is_taken_back(duckdb_engine):
    made, undone = row(1, "campaign", ["x:a"], [], CAMPAIGN), row(2, "undo", undoes="d-0001")
    assert tables(duckdb_engine, made, undone)["campaigns"] == []
    assert len(tables(duckdb_engine, made, undone, row(3, "undo", undoes="d-0002"))["campaigns"]) == 1


def test_without_decisions_all_tables_are_empty(duckdb_engine):
    keys, people = duckdb_engine.from_arrow(KEYS, "k"), duckdb_engine.from_arrow(PEOPLE, "p")
    made = decided(duckdb_engine, None, keys, people)
    assert {name: duckdb_engine.collect(table).num_rows for name, table in made.items()} == {
        "campaigns": 0,
        "reviews": 0,
        "roles": 0,
    }


def role(number, who="x:b2", at="x:b", **said):
    value = {"role": None, "stake": None, "deal": None, "day": 100} | said
    return row(number, "role", [who], [at], json.dumps(value))


def test_what_is_said_of_somebody_stands_at_the_customer_it_was_said_of(every_engine):
    found = tables(
        every_engine,
        role(1, role="champion", deal="deal:crm-7"),
        role(2, stake="her warehouse opens in May"),
        role(3, who="x:gone", role="user"),
        role(4, at="x:gone", role="user"),
    )["roles"]
    assert [(r["decision_id"], r["party_id"], r["account_id"], r["role"], r["by"]) for r in found] == [
        ("d-0001", 3, 2, "champion", "ana"),
        ("d-0002", 3, 2, None, "ana"),
    ]
    assert [r["case_id"] for r in found] == [stable_id("deal:crm-7"), None]
    assert found[1]["stake"] == "her warehouse opens in May"


def test_what_was_said_of_somebody_is_taken_back_like_any_decision(duckdb_engine):
    said = role(1, role="champion")
    assert tables(duckdb_engine, said, row(2, "undo", undoes="d-0001"))["roles"] == []
