"""Known exports in other clothes: columns in any order and more of them, another delimiter or encoding."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeknit.sources.mappings.canonical import canonical_columns
from closeknit.sources.mappings.column_names import column_name
from tests.sources.known_files import FILES, KnownFile
from tests.sources.test_known_files import KNOWN, money, read, told

pytestmark = pytest.mark.slow

PLAIN = [
    one
    for one in FILES
    if not KNOWN[one.stream].read.labels
    and not one.text.startswith((",", "Notes", "Quotes", "Sales", "Veld", "From ", "BEGIN", "<"))
    if '\\"' not in one.text and "\nTotal," not in one.text
]
"""Files whose first row is their only header; totals are known by their first cell, so none is moved."""


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


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_known_export_says_the_same_however_it_is_written(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(PLAIN))
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
    varied = KnownFile(one.stream, one.name, written.getvalue(), one.says, one.problems, one.locale, encoding)
    with TemporaryDirectory() as folder:
        said = told(read(varied, Path(folder)))
    assert money(said) == money(plainly(one))
    assert in_order(said) == in_order(plainly(one))
