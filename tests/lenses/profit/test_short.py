"""What an hour brings, asked of plain tables."""

from __future__ import annotations

import pandas as pd
import pytest

import closeknit as ck
from closeknit.errors import ColumnMissing, Unreadable

REVENUE = pd.DataFrame(
    {"customer": ["Halden", "Marlow", "Small"], "at": ["2026-03-02"] * 3, "amount": [90_000, 30_000, 1_000]}
)
WORK = pd.DataFrame(
    {
        "customer": ["Halden", "Marlow", "Marlow", "Small"],
        "at": ["2026-03-02", "2026-03-02", "2026-03-03", "2026-06-30"],
        "hours": [900.0, 788.0, 212.0, 10.0],
        "worker": ["Ana", "Ana", "Bo", None],
        "billable": ["Yes"] * 4,
        "invoiced": ["Yes", "Yes", "No", "No"],
    }
)


def test_plain_tables_give_the_sentence_a_folder_would():
    reply = ck.profit(REVENUE, WORK, as_of="2026-06-30")
    assert reply.headline == (
        "Your 2nd largest client, Marlow, brings €30 an hour, your average is €63; 212 hours were never "
        "invoiced."
    )


def test_a_cost_an_hour_makes_it_a_loss():
    answer = ck.profit(REVENUE, WORK, cost_per_hour=50).answer
    assert answer.finding("loss_maker").values["profit"] == pytest.approx(-20_000)


def test_only_the_needed_columns_are_enough():
    work = WORK[["customer", "at", "hours"]]
    answer = ck.profit(REVENUE, work).answer
    assert answer.table("clients").data["hours"].to_pylist() == [900, 1_000, 10]
    assert any("Which hours were invoiced is not in your files" in said for said in answer.left_out)


def test_columns_may_have_other_names():
    renamed = {"customer": "client"}
    answer = ck.profit(REVENUE.rename(columns=renamed), WORK.rename(columns=renamed), columns=renamed).answer
    assert answer.table("clients").data.num_rows == 3


def test_a_missing_column_and_an_unreadable_flag_are_said():
    with pytest.raises(ColumnMissing, match='work has no column "hours"'):
        ck.profit(REVENUE, WORK.drop(columns="hours"))
    with pytest.raises(Unreadable, match='"maybe"'):
        ck.profit(REVENUE, WORK.assign(invoiced="maybe"))
