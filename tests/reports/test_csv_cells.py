"""Cells of an answer's table as a spreadsheet wants them."""

from __future__ import annotations

import pyarrow as pa

from closeknit.answers import AnswerTable, ShownColumn
from closeknit.reports.csvform import table_csv


def test_days_money_and_shares_are_written_for_people():
    columns = (
        ShownColumn("last_day", "last seen", kind="day"),
        ShownColumn("year", "a year", "EUR", "money"),
        ShownColumn("still", "still there", kind="share"),
        ShownColumn("hours", "hours", kind="number"),
        ShownColumn("n", "purchases", kind="number"),
    )
    data = pa.table(
        {"last_day": [20650], "year": [1234.5], "still": [0.123456], "hours": [20771.2303], "n": [3]}
    )
    assert table_csv(AnswerTable("t", "T", columns, data)).splitlines()[1] == (
        "2026-07-16,1234.50,0.1235,20771.23,3"
    )
