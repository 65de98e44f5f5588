"""What a file is, by its bytes and its name."""

from __future__ import annotations

from datetime import datetime

import pytest

from closeknit.sources.tables.files import format_of, time_of

CHANGED = datetime(2026, 1, 1)


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("hubspot-crm-exports-all-companies-2025-11-14.csv", datetime(2025, 11, 14)),
        ("invoices_20240229.csv", datetime(2024, 2, 29)),
        ("export 2024-03-01 14.05.09.xlsx", datetime(2024, 3, 1, 14, 5, 9)),
        ("export_20240301_1405.csv", datetime(2024, 3, 1, 14, 5)),
        ("2024.03.01.csv", datetime(2024, 3, 1)),
        ("invoices_20240231.csv", CHANGED),
        ("invoices_2024-1301.csv", CHANGED),
        ("ticket-120240301999.csv", CHANGED),
        ("Shares_17529409.csv", CHANGED),
    ],
)
def test_the_date_in_a_name_is_found_and_other_numbers_are_not(name: str, when: datetime) -> None:
    assert time_of(name, CHANGED) == when


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("x.csv", b"a,b\n1,2\n", "delimited"),
        ("x.txt", b'{"a": 1}\n{"a": 2}\n', "json"),
        ("x.csv", b"{curly},b\n1,2\n", "delimited"),
        ("x.json", b"\xef\xbb\xbf [\n", "json"),
        ("x.csv", b"[note] something,b\n", "delimited"),
        ("x.csv.gz", b"\x1f\x8b\x08", "gzip"),
        ("x", b"PK\x03\x04", "zip"),
        ("x", "a,b\n1,ü\n".encode("utf-16"), "delimited"),
        ("x.csv", b"a,b\n1,x\x00y\n" + b"1,2\n" * 200, "delimited"),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_bytes(name: str, head: bytes, kind: str) -> None:
    assert format_of(name, head) == kind
