"""Why somebody is in a state is told from the row of the answer that says so."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from closeknit.answers import Answer, AnswerTable, ShownColumn
from closeknit.answers.cells import cell_text
from closeknit.lenses.seam import State
from closeknit.lenses.state_reasons import state_reasons
from closeknit.lenses.states import in_state

COLUMNS = (
    ShownColumn("party_id", "", kind="id"),
    ShownColumn("state", "stands", kind="state"),
    ShownColumn("last_day", "last", kind="day"),
    ShownColumn("silent", "silent", kind="number"),
    ShownColumn("year", "a year", "EUR", "money"),
)
NOTHING_KNOWN = {"party_id": 1, "state": "late", "last_day": None, "silent": None, "year": None}
LATE = State(
    "late", "late", "silent", because=("last on {last_day}", "silent for {silent:day}", "{year} a year")
)


def told(data, columns=COLUMNS):
    """An answer of one table."""
    return Answer("x", "?", "!", date(2026, 6, 30), tables=(AnswerTable("t", "T", columns, data),))


def reason(state, **cells):
    """Why the one somebody of an answer is in a state, where these cells of their row are known."""
    data = pa.Table.from_pylist([NOTHING_KNOWN | cells])
    return state_reasons(told(data), state, [1])


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
    answer = told(data)
    assert state_reasons(answer, LATE, [1, 2, 3]) == {
        1: "last on 1 Jan 2026; silent for 1 day; €84,000 a year",
        2: "silent for 30 days",
    }
    assert state_reasons(answer, LATE, [2, 9]) == {2: "silent for 30 days"}
    assert state_reasons(answer, State("new", "new", "came lately"), [1, 2, 3]) == {}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"silent": 0, "year": 84_000.0}, "€84,000 a year"),
        ({"silent": 0.3, "year": 0.0, "last_day": 20454}, "last on 1 Jan 2026"),
        ({"silent": 2, "year": Decimal("0.0000")}, "silent for 2 days"),
        ({"silent": float("nan"), "year": -500.0}, "−€500 a year"),
        ({"last_day": 0}, "last on 1 Jan 1970"),
    ],
)
def test_a_count_or_a_sum_of_none_says_nothing(cells, said):
    assert reason(LATE, **cells) == {1: said}


def test_a_cell_is_said_as_tables_say_it():
    columns = (COLUMNS[0], *(ShownColumn(kind, "", kind=kind) for kind in ("share", "number")),
               ShownColumn("state", "", kind="state", words={"late": "behind"}))  # fmt: skip
    data = pa.table({"party_id": [1], "state": ["late"], "share": [0.25], "number": [-1234.0]})
    row = data.to_pylist()[0]
    all_of_it = State("late", "late", "silent", because=("{share}", "{number}", "{state}"))
    cells = [cell_text(row[column.name], column) for column in columns[1:]]
    assert state_reasons(told(data, columns), all_of_it, [1]) == {1: "; ".join(cells)}
    assert cells[1:] == ["−1,234", "behind"]


def test_whoever_has_nothing_but_noughts_has_no_reason():
    assert reason(LATE, silent=0, year=0.0) == {}


def test_a_nought_is_said_where_the_state_asks_for_it():
    poor = State(
        "late", "poor", "pays little", because=("paid {year}", "{silent:day} late"), even_none=("year",)
    )
    assert reason(poor, silent=0, year=0.0) == {1: "paid €0"}
    assert reason(poor, year=float("nan")) == {}


@pytest.mark.parametrize(
    ("states", "who"),
    [
        (pa.array([None, None]), []),
        (pa.array(["late", None]).dictionary_encode(), [1]),
        (pa.array(["", "new, late"], pa.large_string()), [2]),
        (pa.array([], pa.null()), []),
    ],
)
def test_whoever_is_in_a_state_is_found_however_the_column_is_kept(states, who):
    ids = [1, 2][: len(states)]
    answer = told(pa.table({"party_id": ids, "state": states, "last_day": [20454] * len(ids)}), COLUMNS[:3])
    assert in_state(answer, LATE) == who
    assert state_reasons(answer, LATE, [1, 2]) == dict.fromkeys(who, "last on 1 Jan 2026")
