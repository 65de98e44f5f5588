"""CSV opens safely in a spreadsheet and reads back as it was."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from closeknit.reports.csvform import FORMULA_STARTS, NUMBER, csv_text, guarded, table_csv, unguarded
from tests.reports.answers_made import made_answer


@given(st.text())
def test_a_guarded_text_never_starts_as_a_formula_and_reads_back(text):
    assert NUMBER.fullmatch(text) or not guarded(text).startswith(FORMULA_STARTS)
    assert unguarded(guarded(text)) == text


@given(st.lists(st.tuples(st.text(alphabet=st.characters(exclude_characters="\0\r")), st.integers())))
def test_rows_survive_the_round_trip(rows):
    read = list(csv.reader(io.StringIO(csv_text(["a", "b"], rows), newline="")))[1:]
    assert [(unguarded(a), int(b)) for a, b in read] == rows


def test_an_answers_table_has_all_columns_and_rows():
    lines = table_csv(made_answer().tables[0]).splitlines()
    assert lines[0] == "party_id,name,amount,share,last"
    assert lines[2] == "12,'=HYPERLINK(1),,0.004,"


def test_a_negative_amount_stays_a_number_in_a_spreadsheet():
    rows = list(csv.reader(io.StringIO(csv_text(["amount"], [("-12.50",), ("-1-2",), ("-1\n=2",), (-3.5,)]))))
    assert [row[0] for row in rows[1:]] == ["-12.50", "'-1-2", "'-1\n=2", "-3.5"]
