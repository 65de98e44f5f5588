"""Corrections by hand: the newest that nobody took back wins over what files say."""

import json
from datetime import datetime

import pyarrow as pa
import pytest

from closeknit.book.attributes import shown_now
from closeknit.book.corrected import BY_HAND, corrections
from tests.book.test_decided import row

pytestmark = pytest.mark.usefixtures("names_are_free_again")


def said(name, value, since=None):
    return json.dumps({"name": name, "value": value, "party_kind": "organization", "since": since})


def held(*rows):
    return [(r["key"], r["name"], r["value"], r["record_id"]) for r in corrections(rows)]


def test_of_two_corrections_of_one_fact_the_newer_holds():
    rows = [
        row(1, "correction", ["x:a"], value=said("city", "Porto")),
        row(2, "correction", ["x:a"], value=said("city", "Graz")),
        row(3, "correction", ["x:b"], value=said("city", "Bonn")),
    ]
    assert held(*rows) == [("x:a", "city", "Graz", -2), ("x:b", "city", "Bonn", -3)]


def test_one_taken_back_lets_the_one_before_hold_again():
    rows = [
        row(1, "correction", ["x:a"], value=said("city", "Porto")),
        row(2, "correction", ["x:a"], value=said("city", "Graz", "2026-01-31")),
    ]
    assert [r["since"] for r in corrections(rows)] == [datetime(2026, 1, 31)]
    assert held(*rows, row(3, "undo", undoes="d-0002")) == [("x:a", "city", "Porto", -1)]


@pytest.mark.parametrize("since", [None, datetime(2020, 1, 1)])
def test_what_was_corrected_is_shown_before_newer_lines_of_files(every_engine, since):
    moment = pa.timestamp("us")
    said_of_one = pa.table(
        {
            "party_id": pa.array([1, 1], pa.int64()),
            "name": ["city", "city"],
            "value": ["Porto", "Graz"],
            "stream_id": [BY_HAND, "crm"],
            "record_id": pa.array([-1, 7], pa.int64()),
            "since": pa.array([since, datetime(2026, 1, 1)], moment),
            "until": pa.nulls(2, moment),
            "times": pa.array([1, 9], pa.int64()),
        }
    )
    table = every_engine.from_arrow(said_of_one, "said_by_hand")
    shown = shown_now(table, since="since", until="until")
    found = every_engine.collect(shown.filter(shown.newest)).to_pylist()
    assert [r["value"] for r in found] == ["Porto"]
