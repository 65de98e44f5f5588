"""No file that is written for a spreadsheet runs anything: every writer is known, and each is held to it."""

import ast
import csv
from pathlib import Path
from zipfile import ZipFile

import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from closeknit.answers import AnswerTable, ShownColumn
from closeknit.export.tables import write_table
from closeknit.reports.csvform import FORMULA_STARTS, table_csv, unguarded
from closeknit.reviews.sheet import Sheet, write

PACKAGE = Path(__file__).parent.parent.parent / "src" / "closeknit"

WRITERS = {
    "reports/csvform.py": "all CSV that leaves: guarded below",
    "reviews/sheet.py": "the sheet on sales as a workbook: cells of text, below",
    "demo/files.py": "the sample business, in the forms of other tools: made up, nothing of a user in it",
    "demo/truth.py": "what is true of the sample business",
}
"""Modules that write CSV or workbooks, and why that is safe."""

SIGNS = {"csv.writer", "csv.DictWriter", "xlsxwriter", "openpyxl", "to_csv", "to_excel", "write_csv"}
LAST_NAMES = {sign.rpartition(".")[2] for sign in SIGNS}
WORDS = {name.casefold() for name in LAST_NAMES} | {"csv", "xlsx"}
"""Without one of these a module has no sign in it, and need not be parsed."""

EVIL = [f"{start}SUM(A1)" for start in FORMULA_STARTS] + ["'=1", '=1,"=2"', "-1+1", "+49 30 123"]


def writes(path):
    """What a module uses that writes CSV or workbooks, by whichever library."""
    text = path.read_text(encoding="utf-8")
    if not any(word in text.casefold() for word in WORDS):
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and node.attr in LAST_NAMES:
            yield from SIGNS & {node.attr, f"{ast.unparse(node.value)}.{node.attr}"}
        elif isinstance(node, ast.ImportFrom):
            yield from SIGNS & {f"{node.module}.{alias.name}" for alias in node.names} | SIGNS & {node.module}
        elif isinstance(node, ast.Import):
            yield from SIGNS & {alias.name for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            squeezed = " ".join(node.value.casefold().split())
            yield from {"SQL"} & ({"SQL"} if "format csv" in squeezed or "format xlsx" in squeezed else set())


def test_every_module_that_writes_for_spreadsheets_is_known():
    found = {str(p.relative_to(PACKAGE)) for p in PACKAGE.rglob("*.py") if any(writes(p))}
    assert found == set(WRITERS)


@pytest.mark.parametrize(
    "line", ["import xlsxwriter", "csv.writer(f)", "frame.to_csv(f)", "'COPY t (FORMAT  CSV)'"]
)
def test_a_new_writer_would_be_seen(tmp_path, line):
    (tmp_path / "new.py").write_text(line, encoding="utf-8")
    assert list(writes(tmp_path / "new.py"))


def a_table(tmp_path):
    write_table(pa.table({"=name": EVIL}), "parties", tmp_path / "t.csv")


def an_answer(tmp_path):
    table = AnswerTable("t", "T", (ShownColumn("=name", "=name"),), pa.table({"=name": EVIL}))
    (tmp_path / "t.csv").write_text(table_csv(table), encoding="utf-8", newline="")


def a_sheet(tmp_path):
    write(Sheet(("=name",), tuple((evil,) for evil in EVIL)), tmp_path / "t.csv")


@pytest.mark.parametrize("made", [a_table, an_answer, a_sheet])
def test_csv_runs_nothing_and_reads_back_as_it_was(tmp_path, made):
    made(tmp_path)
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [row[0] for row in csv.reader(file)]
    assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)]
    assert [unguarded(cell) for cell in cells] == ["=name", *EVIL]


def test_a_workbook_holds_texts_and_no_formula(tmp_path):
    safe = [evil for evil in EVIL if "\0" not in evil]
    write(Sheet(("=name",), tuple((evil,) for evil in safe)), tmp_path / "t.xlsx")
    with ZipFile(tmp_path / "t.xlsx") as parts:
        assert b"<f>" not in b"".join(parts.read(n) for n in parts.namelist() if "worksheets" in n)
    rows = CalamineWorkbook.from_path(tmp_path / "t.xlsx").get_sheet_by_name("sales").to_python()
    assert [row[0].strip() for row in rows] == ["=name", *(evil.strip() for evil in safe)]
