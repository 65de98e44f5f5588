"""From when one could know of what a newer file shows instead of something else."""

from __future__ import annotations

import pyarrow as pa

from closeknit.book.as_of import as_of
from closeknit.book.known import with_known_day

DAYS = ("since_day", "until_day")

SCHEMA = pa.schema([("party", pa.int64()), ("value", pa.string()), *((name, pa.int32()) for name in DAYS)])

CASES = {
    "one value, dated": ([("a", 10, None)], [10]),
    "one value, not dated": ([("a", None, None)], [None]),
    "a newer list, days of creation": ([("a", 10, 50), ("b", 10, None)], [10, 50]),
    "a newer list, no days": ([("a", None, 50), ("b", None, None)], [None, 50]),
    "its day lies between the lists": ([("a", 10, 50), ("b", 40, None)], [10, 50]),
    "its day lies after the end": ([("a", 10, 50), ("b", 60, None)], [10, 60]),
    "three lists": ([("a", 10, 50), ("b", 10, 70), ("c", 10, None)], [10, 50, 70]),
    "two go on": ([("a", 10, None), ("b", 20, None)], [10, 20]),
}


def test_a_value_is_known_from_the_day_that_ended_the_one_before(every_engine):
    given = [(party, *row) for party, (rows, _) in enumerate(CASES.values()) for row in rows]
    table = pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in given], SCHEMA)
    with every_engine.scratch():
        found = with_known_day(every_engine.from_arrow(table, "told"), ["party"], ["value"])
        rows = every_engine.collect(found.order_by("party", "value")).to_pylist()
    for party, (why, (_, known)) in enumerate(CASES.items()):
        assert [row["known_day"] for row in rows if row["party"] == party] == known, why


def test_a_title_that_a_later_file_shows_is_not_there_on_an_earlier_day(duckdb_engine):
    rows = pa.table({"value": ["Buyer", "Head"], "since_day": [10, 10], "known_day": [10, 50]})
    with duckdb_engine.scratch():
        tables = {"attributes": duckdb_engine.from_arrow(rows, "attributes")}
        seen = [
            duckdb_engine.collect(as_of(tables, day)["attributes"])["value"].to_pylist() for day in (49, 50)
        ]
    assert seen == [["Buyer"], ["Buyer", "Head"]]
