"""Questions asked of plain tables, by every way one may hold a table."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from closeknit.errors import ColumnMissing, UnknownQuestion, Unreadable
from closeknit.plain import clients, read

ROWS = {
    "customer": ["Okafor", "Okafor", "Okafor", "Halden"],
    "at": ["2026-01-01", "2026-02-01", "2026-03-01 10:00", "20260401"],
    "amount": [10.0, 20.5, None, 40.0],
}


def purchases(reply) -> dict[str, int]:
    """Purchases by customer."""
    rows = reply.answer.table("customers").data.to_pylist()
    return {r["name"]: r["purchases"] for r in rows}


class Streamed:
    """Any library's table that speaks Arrow, as Polars does."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize(
    "made",
    [pa.table, lambda rows: pd.DataFrame(rows), lambda rows: ibis.memtable(pd.DataFrame(rows)),
     lambda rows: Streamed(pa.table(rows))],
    ids=["arrow", "pandas", "ibis", "polars"],
)  # fmt: skip
def test_every_kind_of_table_gives_the_same_columns(made):
    assert read(made(ROWS)).column_names == ["customer", "at", "amount"]


def test_a_table_in_memory_and_its_files_give_the_same_answer(tmp_path):
    table = pa.table(ROWS)
    pq.write_table(table, tmp_path / "orders.parquet")
    pd.DataFrame(ROWS).to_csv(tmp_path / "orders.csv", index=False)
    expected = {"Okafor": 3, "Halden": 1}
    for given in (table, tmp_path / "orders.parquet", str(tmp_path / "orders.csv")):
        assert purchases(clients(given)) == expected


def test_the_day_is_the_last_of_the_table_unless_given():
    assert clients(pa.table(ROWS)).answer.as_of.isoformat() == "2026-04-01"
    assert purchases(clients(pa.table(ROWS), as_of="2026-02-15")) == {"Okafor": 2}


def test_columns_may_be_called_otherwise_and_amounts_may_be_missing():
    table = pa.table(
        {"client": [881, 881, 77], "day": pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01"])}
    )
    reply = clients(table, columns={"customer": "client", "at": "day"})
    assert purchases(reply) == {"881": 2, "77": 1}
    assert "concentration" not in [f.kind for f in reply.answer.findings]


def test_rows_without_customer_or_day_are_left_out_and_counted():
    table = pa.table(
        {"customer": ["A", None, " ", "B"], "at": ["2026-01-01", "2026-01-01", "2026-01-01", None]}
    )
    reply = clients(table)
    assert purchases(reply) == {"A": 1}
    assert "3 rows of transactions without customer or at." in reply.answer.left_out


def test_a_row_with_a_value_that_cannot_be_read_is_left_out_and_told():
    days = ["2026-01-01", "2026-02-30", "2026-03-01", "2026-04-01"]
    table = pa.table({"customer": list("ABCD"), "at": days, "amount": ["1.50", "2", "three", "1e20"]})
    reply = clients(table)
    assert purchases(reply) == {"A": 1}
    assert reply.answer.left_out[-2:] == (
        '1 row of transactions left out: column "at" of transactions holds 1 value that cannot be read, '
        'such as "2026-02-30"; it takes a date such as 2026-03-01.',
        '2 rows of transactions left out: column "amount" of transactions holds 2 values that cannot be '
        'read, such as "three"; it takes a number such as 1234.50.',
    )


def test_a_missing_column_is_named_with_the_nearest():
    with pytest.raises(
        ColumnMissing, match=r'transactions has no column "customer" \(it has: custmer, at\)'
    ) as caught:
        clients(pa.table({"custmer": ["A"], "at": ["2026-01-01"]}))
    assert caught.value.remedy == 'did you mean "custmer"?'


def test_a_date_that_nobody_can_decide_is_refused_with_the_value():
    with pytest.raises(
        Unreadable, match=r'column "at" of transactions holds 2 values .* such as "03/04/2026"'
    ):
        clients(pa.table({"customer": ["A", "B"], "at": ["03/04/2026", "04/03/2026"]}))


@pytest.mark.parametrize(
    ("given", "words"),
    [(3, "a int is not a table"), ("orders.docx", 'ends in ".docx"'), ("nowhere.csv", "cannot be read")],
)
def test_what_is_no_table_is_refused(given, words):
    with pytest.raises(Unreadable, match=words):
        clients(given)


def test_a_day_keeps_the_clock_of_its_own_zone():
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    table = pa.table({"customer": ["A"], "at": pa.array([late], pa.timestamp("us", "Europe/Berlin"))})
    assert clients(table).answer.as_of.isoformat() == "2026-03-02"


def test_money_is_exact_to_the_cent():
    table = pa.table({"customer": ["A"] * 3, "at": ["2026-01-01"] * 3, "amount": [0.1, 0.2, 0.3]})
    assert clients(table).answer.table("customers").data["revenue"].to_pylist() == [0.6]
    exact = pa.table({"customer": ["A"], "at": ["2026-01-01"], "amount": [Decimal("10.25")]})
    assert clients(exact).answer.table("customers").data["revenue"].to_pylist() == [10.25]


def test_an_unknown_option_is_refused_with_the_nearest():
    with pytest.raises(UnknownQuestion, match="no option"):
        clients(pa.table(ROWS), fit_till="2026-01-01")


def test_an_empty_table_says_that_nothing_was_bought():
    empty = pa.table({"customer": pa.array([], pa.string()), "at": pa.array([], pa.date32())})
    assert clients(empty).answer.headline == "No customer has bought anything yet."
