"""Finding the row that names the columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.sources.tables.dialects import ReadRules
from closeknit.sources.tables.headers import column_names, header_row, labelled
from tests.sources.files_read import read_text


def test_repeated_and_empty_names_are_made_different() -> None:
    names = column_names(["Company Names", " Company  Names ", "", None, "company names", "\ufeffId"], 7)
    assert names == (
        "Company Names",
        "Company Names__2",
        "column3",
        "column4",
        "company names__3",
        "Id",
        "column7",
    )


def test_a_name_that_is_taken_by_numbering_is_numbered_further() -> None:
    assert column_names(["a", "a__2", "a", "column4", ""], 5) == ("a", "a__2", "a__3", "column4", "column5")


@pytest.mark.parametrize(
    ("text", "header", "rows"),
    [
        (  # LinkedIn
            'Notes:\n"When exporting your connection data, you may notice ""missing"" ones."\n\n'
            "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
            "Ana,Ruiz,https://x.example/ana,,Tidewater,CEO,12 Mar 2024\n",
            ("First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"),
            1,
        ),
        (  # QuickBooks: the header's first cell is empty
            'Sales by Customer Detail\n"Tidewater, Inc."\nJanuary - December 2024\n\n'
            ",Date,Transaction Type,Num,Amount\n,01/02/2024,Invoice,7,12.00\n,01/03/2024,Invoice,8,9.00\n",
            ("column1", "Date", "Transaction Type", "Num", "Amount"),
            2,
        ),
        (  # Harvest
            "Invoice Report\nFrom,01/01/2024,To,31/12/2024\n\nIssue Date,ID,Client,Amount,Currency,Subject\n"
            '2024-01-05,17,"Okafor, Foods",100.00,EUR,x\n2024-01-06,18,B,5,EUR,y\n',
            ("Issue Date", "ID", "Client", "Amount", "Currency", "Subject"),
            2,
        ),
        ("sep=;\nid;name\n1;Ana\n", ("id", "name"), 1),
        ('id,"What did you\nlike most?",name\n1,speed,Ana\n', ("id", "What did you like most?", "name"), 1),
        (",concept:name,Costs\n0,register,50\n", ("column1", "concept:name", "Costs"), 1),
        ("a,b,2024,c,d\n1,2,3,4,5\n", ("a", "b", "2024", "c", "d"), 1),
    ],
)
def test_the_header_is_found_below_titles(
    tmp_path: Path, text: str, header: tuple[str, ...], rows: int
) -> None:
    got = read_text(tmp_path, text)
    assert got.header == header
    assert (len(got.rows), got.staged.rejected) == (rows, 0)


def test_known_names_decide_where_looks_do_not(tmp_path: Path) -> None:
    text = "Period,Quarter,Office\nContactName,Total,Status\nAna,12,PAID\n"
    assert read_text(tmp_path, text).header == ("Period", "Quarter", "Office")
    known = ReadRules(columns=("contactname", "TOTAL"))
    assert read_text(tmp_path, text, known).header == ("ContactName", "Total", "Status")


def test_a_file_of_values_only_has_no_header(tmp_path: Path) -> None:
    got = read_text(tmp_path, "1,2024-01-05,12.50\n2,2024-01-06,9\n")
    assert got.header == ("column1", "column2", "column3")
    assert len(got.rows) == 2


def test_two_header_rows_leave_the_second_among_the_rows(tmp_path: Path) -> None:
    text = "Respondent ID,Start Date,Which?\n,,Response\n1,2024-01-05,A\n"
    assert len(read_text(tmp_path, text).rows) == 2
    skipped = read_text(tmp_path, text, ReadRules(skip=("Response",)))
    assert (len(skipped.rows), skipped.staged.rejected) == (1, 1)


def test_a_header_repeated_further_down_is_no_data(tmp_path: Path) -> None:
    part = "id,name\n1,Ana\n2,Ben\n"
    got = read_text(tmp_path, part + part)
    assert [row[0] for row in got.rows] == ["1", "2", "1", "2"]
    assert (got.staged.received, got.staged.rejected, got.ordinals) == (5, 1, [1, 2, 4, 5])


def test_no_row_can_be_a_header_where_none_is_full() -> None:
    assert header_row([["a"], ["1", "2", "3", "4"], ["5", "6", "7", "8"]]) is None
    assert header_row([]) is None


def test_labels_below_a_question_name_its_choices() -> None:
    names = ["Respondent ID", "How likely?", "What do you use?", "", None]
    labels = [["", "Response", "Disk", "Tape", "Other"]]
    named = labelled(names, labels, ["respondent id"])
    assert named[:2] == ["Respondent ID", "How likely?"]
    assert named[2:] == [f"What do you use?: {choice}" for choice in ("Disk", "Tape", "Other")]


def test_labels_that_say_nothing_new_are_left_out_and_known_names_stay() -> None:
    labels = [["Startdatum", "Why?", "Q2"], ['{"ImportId":"a"}', '{"ImportId":"b"}', ""]]
    assert labelled(["StartDate", "Q1", "Q2"], labels, ["StartDate"]) == ["StartDate", "Q1: Why?", "Q2"]
    assert labelled(["a", None], []) == ["a", None]


@pytest.mark.parametrize("rows", ["2026-03-13,Z1,5,note\n2026-03-14,Z2,6\n", "1,a,2,x,y\n2,b\n3,c,9\n"])
def test_a_stray_cell_is_the_fault_of_its_own_row(tmp_path: Path, rows: str) -> None:
    got = read_text(tmp_path, "Day,Shop,Sum\n" + rows)
    assert got.header == ("Day", "Shop", "Sum")
    assert len(got.rows) == 1
