"""Known exports in other clothes: columns in any order and more of them, another delimiter or encoding; as
workbooks whose cells are numbers and dates, and in archives."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeknit.sources.mappings.canonical import canonical_columns
from closeknit.sources.mappings.column_names import column_name
from closeknit.sources.recognise import fit, recognise
from closeknit.sources.tables.looking import look_into
from tests.sources.known_files import FILES, KnownFile
from tests.sources.test_known_files import KNOWN, NAMES, money, read, read_path, told

pytestmark = pytest.mark.slow

PLAIN = [
    one
    for one in FILES
    if not KNOWN[one.stream].read.labels
    and one.text[0] not in ",{<"
    and not one.text.startswith(("Notes", "Quotes", "Sales", "Veld", "Trans", "From ", "BEGIN"))
    if '\\"' not in one.text and "\nTotal," not in one.text
]
"""Files whose first row is their only header; totals are known by their first cell, so none is moved."""

NO_TABLES = {"calendar/events", "feed/items", "mail/messages", "vcard/contacts"}
"""Streams whose files are no tables: their order, delimiter and encoding are told by standards."""

HEADED = {
    "crunchbase/funding", "jobber/quotes", "linkedin/connections", "qualtrics/responses",
    "qualtrics/responses-legacy", "surveymonkey/responses",
}  # fmt: skip
"""Streams whose every file has titles, labels or totals at places of their own."""


def test_every_stream_is_written_otherwise_or_is_named_as_one_that_cannot_be() -> None:
    assert {one.stream for one in PLAIN} == set(KNOWN) - NO_TABLES - HEADED


@cache
def rows_of(one: KnownFile) -> list[list[str]]:
    """The rows of a file, without footers."""
    rows = [row for row in csv.reader(io.StringIO(one.text.removeprefix("\ufeff"))) if row]
    return [row for row in rows if len(row) == len(rows[0])]


@cache
def plainly(one: KnownFile) -> list[str]:
    """What the file says as it is."""
    with TemporaryDirectory() as folder:
        return told(read(one, Path(folder)))


def in_order(said: list[str]) -> list[list[str]]:
    """What was said, answers to questions in an order that is not that of the columns."""
    return sorted(sorted(line.removeprefix("body ").split("\n")) for line in said)


@pytest.mark.parametrize("one", PLAIN, ids=lambda one: f"{one.stream}-{one.name}")
@given(data=st.data())
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_known_export_says_the_same_however_it_is_written(one: KnownFile, data: st.DataObject) -> None:
    mapping = KNOWN[one.stream]
    rows = [list(row) for row in rows_of(one)]
    order = data.draw(st.permutations(range(len(rows[0]))))
    read_there = {column_name(c) for c in mapping.columns()}
    unread = [
        n for n, c in enumerate(canonical_columns(mapping, rows[0])) if column_name(c) not in read_there
    ]
    others = "others" in mapping.text
    gone = set(data.draw(st.sets(st.sampled_from(unread)))) if unread and not others else set()
    rows = [[row[n] for n in order if n not in gone] for row in rows]
    if not others and data.draw(st.booleans()):
        rows = [[*row, f"Own field {n}" if n == 0 else "x"] for n, row in enumerate(rows)]
    if len(rows[0]) > 3 and data.draw(st.booleans()):
        rows.append(["Total", *[""] * (len(rows[0]) - 2), "9"])
    written = io.StringIO()
    csv.writer(written, delimiter=data.draw(st.sampled_from(",;\t|"))).writerows(rows)
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    inside = data.draw(st.sampled_from(["", "", "export/"]))
    with TemporaryDirectory() as folder:
        path = Path(folder) / ("export.zip" if inside else one.name)
        if inside:
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(inside + one.name, written.getvalue().encode(encoding))
        else:
            path.write_bytes(written.getvalue().encode(encoding))
        glimpse = look_into(path, known=NAMES).tables[0]
        fits = {m.stream_id: fit(glimpse, m, file=one.name) for m in KNOWN.values()}
        assert [name for name, score in fits.items() if score == max(fits.values())] == [one.stream]
        said = told(read_path(one, path))
    assert money(said) == money(plainly(one))
    assert in_order(said) == in_order(plainly(one))


@pytest.mark.parametrize("one", PLAIN, ids=lambda one: f"{one.stream}-{one.name}")
def test_a_known_export_says_the_same_as_a_workbook(one: KnownFile, tmp_path: Path) -> None:
    path = as_workbook(one, tmp_path)
    found = recognise(look_into(path, known=NAMES).tables[0], KNOWN.values(), file=path.name)
    assert found is not None
    assert found.stream_id == one.stream
    said = told(read_path(one, path))
    assert money(said) == money(plainly(one))
    # Spreadsheets keep 119.00 as 119.
    assert [[re.sub(r"\.00\b", "", word) for word in line] for line in in_order(said)] == [
        [re.sub(r"\.00\b", "", word) for word in line] for line in in_order(plainly(one))
    ]


def as_workbook(one: KnownFile, folder: Path) -> Path:
    """The file as spreadsheets write it: what is a number or a time is kept as one."""
    import xlsxwriter

    path = (folder / one.name).with_suffix(".xlsx")
    with xlsxwriter.Workbook(path) as book:
        sheet, dated = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for place, row in enumerate(rows_of(one)):
            for column, text in enumerate(row):
                cell = typed(text)
                if isinstance(cell, datetime):
                    sheet.write_datetime(place, column, cell, dated)
                elif isinstance(cell, float):
                    sheet.write_number(place, column, cell)
                else:
                    sheet.write_string(place, column, cell)
    return path


def typed(text: str) -> datetime | float | str:
    """A cell as a spreadsheet takes it; one that would lose a digit or a zone stays a text."""
    for pattern in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"):
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    plain = text.replace(".", "", 1)
    return float(text) if plain.isdigit() and len(plain) < 15 and not text.startswith("0") else text
