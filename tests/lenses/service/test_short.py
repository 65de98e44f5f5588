"""How fast tickets are answered, asked of a plain table."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd
import pytest

import closeknit as ck
from closeknit.errors import ColumnMissing

OPENED = [datetime(2026, 5, 1) + timedelta(hours=n) for n in range(40)]
WAITS = [30] * 20 + [90] * 10 + [400] * 6 + [2_000] * 4
TICKETS = pd.DataFrame(
    {
        "opened": OPENED,
        "replied": [at + timedelta(minutes=m) for at, m in zip(OPENED, WAITS, strict=True)],
        "customer": "Halden",
        "person": [f"P{n % 30}" for n in range(40)],
    }
)


@pytest.mark.slow
def test_a_plain_table_gives_the_shares_a_folder_would():
    values = ck.service(TICKETS).answer.finding("first_reply").values
    assert values["over_1_hour"] == pytest.approx(0.5)
    assert values["over_6_hours"] == pytest.approx(0.25)


@pytest.mark.slow
def test_times_may_be_text_with_a_zone():
    text = TICKETS.assign(
        opened=[f"{at.isoformat()}+02:00" for at in TICKETS["opened"]],
        replied=[f"{at.isoformat()}+02:00" for at in TICKETS["replied"]],
    )
    assert ck.service(text).answer.finding("first_reply").values["p50_minutes"] == 30


def test_tickets_without_a_reply_are_still_waiting():
    some = TICKETS.assign(replied=TICKETS["replied"].where(TICKETS.index != 39))
    answer = ck.service(some).answer
    assert answer.finding("first_reply").values["still_open"] == 1
    assert [a.subject.name for a in answer.actions] == ["Halden"]


@pytest.mark.slow
def test_a_table_that_never_says_when_it_was_answered_is_refused_for_that_only():
    answer = ck.service(TICKETS[["opened"]].assign(solved=TICKETS["replied"])).answer
    assert {f.kind for f in answer.findings} == {"resolution"}
    assert answer.left_out[0].startswith("First answers of the table (40 tickets)")


def test_a_table_without_opened_is_refused():
    with pytest.raises(ColumnMissing, match='tickets has no column "opened"'):
        ck.service(TICKETS.drop(columns="opened"))
