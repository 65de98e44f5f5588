"""Why somebody is in a state is told from the row of the answer that says so."""

from datetime import date

import pyarrow as pa

from closeknit.answers import Answer, AnswerTable, ShownColumn
from closeknit.lenses.reasons import because
from closeknit.lenses.seam import State

COLUMNS = (
    ShownColumn("party_id", "", kind="id"),
    ShownColumn("state", "stands", kind="state"),
    ShownColumn("last_day", "last", kind="day"),
    ShownColumn("silent", "silent", kind="number"),
    ShownColumn("year", "a year", "EUR", "money"),
)
LATE = State(
    "late", "late", "silent", because=("last on {last_day}", "silent for {silent:day}", "{year} a year")
)


def test_parts_are_filled_from_the_row_and_left_out_where_it_does_not_know():
    data = pa.table(
        {
            "party_id": [1, 2, 3],
            "state": ["late", "new, late", "new"],
            "last_day": [20454, None, 20454],
            "silent": [1.2, 30.0, 5.0],
            "year": [84_000.0, None, 1.0],
        }
    )
    answer = Answer("x", "?", "!", date(2026, 6, 30), tables=(AnswerTable("t", "T", COLUMNS, data),))
    assert because(answer, LATE) == {
        1: "last on 1 Jan 2026; silent for 1 day; €84,000 a year",
        2: "silent for 30 days",
    }
    assert because(answer, State("new", "new", "came lately")) == {}
