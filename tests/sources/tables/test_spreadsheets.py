"""Workbooks: values as people see them, sheets apart, headers below titles."""

from __future__ import annotations

import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from python_calamine import CalamineWorkbook, PasswordError

from closeknit.errors import Unreadable
from closeknit.sources.tables import extents, spreadsheets
from closeknit.sources.tables.dialects import ReadRules
from closeknit.sources.tables.looking import look_into
from closeknit.sources.tables.spreadsheets import number_text
from tests.sources.files_read import read, workbook


def test_cells_come_out_as_people_see_them(tmp_path: Path) -> None:
    rows = [
        ["Id", "Amount", "When", "Day", "Paid", "Note"],
        [270402053365, 1061.86, ("date", 45631.5625), ("date", 45631), True, " x "],
        ["00042", 0.1 + 0.2, ("date", 45631.25), None, False, None],
    ]
    got = read(workbook(tmp_path / "b.xlsx", {"Deals": rows}))
    assert got.header == ("Id", "Amount", "When", "Day", "Paid", "Note")
    assert got.rows == [
        ("270402053365", "1061.86", "2024-12-05 13:30:00", "2024-12-05", "TRUE", "x"),
        ("00042", "0.3", "2024-12-05 06:00:00", None, "FALSE", None),
    ]


def test_titles_blank_rows_and_totals_around_a_table_are_no_data(tmp_path: Path) -> None:
    rows = [
        ["Open invoices"],
        ["Tidewater, Inc.", None, "as of", ("date", 45631)],
        [],
        ["Date", "Num", "Customer", "Amount"],
        [("date", 45600), 7, "Okafor Foods", 12.5],
        [],
        [("date", 45601), 8, "BL Group", 7],
        ["Total", None, None, 19.5],
    ]
    got = read(workbook(tmp_path / "b.xlsx", {"Sheet1": rows}))
    assert got.header == ("Date", "Num", "Customer", "Amount")
    assert got.rows == [("2024-11-04", "7", "Okafor Foods", "12.5"), ("2024-11-05", "8", "BL Group", "7")]
    assert (got.staged.received, got.staged.rejected, got.ordinals, got.lines) == (3, 1, [1, 2], [5, 7])


def test_a_table_may_begin_anywhere_in_its_sheet(tmp_path: Path) -> None:
    rows = [[], [], [None, "a", "b"], [None, "1", "2"], [], [None, "3", "4"]]
    got = read(workbook(tmp_path / "b.xlsx", {"S": rows}))
    assert got.header == ("a", "b")
    assert got.rows == [("1", "2"), ("3", "4")]
    assert got.lines == [4, 6]


def test_a_note_beside_the_table_costs_no_row(tmp_path: Path) -> None:
    rows = [["a", "b"], ["1", "2"], ["3", "4", None, "call Ana"]]
    got = read(workbook(tmp_path / "b.xlsx", {"S": rows}))
    assert got.header == ("a", "b", "column3", "column4")
    assert got.rows == [("1", "2", None, None), ("3", "4", None, "call Ana")]


def test_each_sheet_is_a_table_and_empty_or_hidden_ones_are_passed_over(tmp_path: Path) -> None:
    sheets = {"One": [["a", "b"], ["x", "y"]], "Empty": [], "Old": [["a"], ["x"]], "Two": [["c", "d"]]}
    path = workbook(tmp_path / "b.xlsx", sheets, hidden=["Old"])
    contents = look_into(path)
    assert [g.member for g in contents.tables] == ["One", "Two"]
    assert [(s.member, s.reason) for s in contents.skipped] == [("Empty", "is empty"), ("Old", "is hidden")]
    assert read(path, table=1).header == ("c", "d")


def test_a_mapping_can_name_the_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", {"One": [["a"], ["x"]], "Two": [["c", "d"], ["u", "v"]]})
    assert read(path, ReadRules(sheet="Two")).rows == [("u", "v")]
    with pytest.raises(Unreadable, match='no sheet "Three"') as raised:
        read(path, ReadRules(sheet="Three"))
    assert "One, Two" in raised.value.remedy


def test_a_workbook_without_a_filled_sheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="holds no table: S is empty"):
        look_into(workbook(tmp_path / "b.xlsx", {"S": []}))


def test_a_workbook_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", {"S": [["a", "b"], ["x", "y"]]})
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(Unreadable, match=r"b\.xlsx is damaged"):
        look_into(path)


@pytest.mark.parametrize(
    ("value", "text"),
    [(881.0, "881"), (0.1 + 0.2, "0.3"), (-0.0, "0"), (1e-7, "0.0000001"), (1e20, "100000000000000000000")],
)
def test_numbers_have_no_exponent_and_no_noise(value: float, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize("stray", ["XFD1048576", "CW900000"])
def test_a_stray_cell_far_from_the_table_is_refused_before_it_costs_all_memory(
    tmp_path: Path, stray: str
) -> None:
    book = with_cell(workbook(tmp_path / "b.xlsx", {"S": [["a", "b"], ["1", "2"]]}), stray)
    with pytest.raises(Unreadable, match=r"b\.xlsx holds a cell in row .* far from its table"):
        look_into(book)


@pytest.mark.parametrize("stray", ["XFD3", "C1048576", 'XFD1048576" s="1"/>'])
def test_a_note_at_the_edge_or_an_empty_cell_far_away_is_no_reason_to_refuse(
    tmp_path: Path, stray: str
) -> None:
    extents.check_extent(
        with_cell(workbook(tmp_path / "b.xlsx", {"S": [["a", "b"], ["1", "2"]]}), stray), "b.xlsx"
    )


def test_a_workbook_of_another_kind_may_end_a_process_of_its_own_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extents, "_LAY_OUT", "import os; os.abort()")
    (tmp_path / "b.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(Unreadable, match="reach too far to be laid out"):
        look_into(tmp_path / "b.xls")


def with_cell(book: Path, cell: str) -> Path:
    """A workbook with one more cell in its sheet: a number, unless the tag is closed already."""
    with zipfile.ZipFile(book) as before:
        files = {name: before.read(name) for name in before.namelist()}
    rest = "" if cell.endswith("/>") else '"><v>1</v></c>'
    sheet = files["xl/worksheets/sheet1.xml"]
    row = f'<row r="9"><c r="{cell}{rest}</row></sheetData>'.encode()
    files["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", row)
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as after:
        for name, data in files.items():
            after.writestr(name, data)
    return book


def test_a_workbook_locked_with_a_password_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(path: Path) -> CalamineWorkbook:
        raise PasswordError(str(path))

    monkeypatch.setattr(spreadsheets, "CalamineWorkbook", SimpleNamespace(from_path=locked))
    with pytest.raises(Unreadable, match=r"b\.xlsx is locked with a password") as refused:
        look_into(workbook(tmp_path / "b.xlsx", {"S": [["a", "b"], ["1", "2"]]}))
    assert refused.value.remedy == "Save it without one, or save the sheet as CSV."
