"""Files of what needs mending keep to what the programs publish about the files they import.

HubSpot          knowledge.hubspot.com/import-and-export/set-up-your-import-file (October 2025)
Mailchimp        mailchimp.com/help/format-guidelines-for-your-import-file
Google Contacts  the template that contacts.google.com offers under Import: its column names; " ::: " between
                 several labels or values in one cell
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from closeknit import create
from closeknit.business import Business
from closeknit.export import fixes, write_export
from closeknit.export.fixes import HUBSPOT_COLUMNS, LABEL, NAME, NOTE, PROGRAMS
from closeknit.export.mends import Mend
from closeknit.reports.csvform import csv_text, guarded_for_import

HUBSPOT_LABELS = {
    "Job Title", "Street Address", "City", "State/Region", "Postal Code", "Country/Region",
}  # fmt: skip
"""Properties of contacts and companies by the labels that HubSpot finds them by."""

GOOGLE = re.compile(
    "Name (Prefix|Suffix)|(Phonetic )?(First|Middle|Last) Name|Nickname|File As"
    "|(E-mail|Phone|Website|Event|Relation|Custom Field) [0-9]+ - (Label|Value)"
    "|Address [0-9]+ - (Label|Country|Street|Extended Address|City|Region|Postal Code|PO Box|Formatted)"
    "|Organization (Name|Title|Department)|Birthday|Notes|Labels|Photo"
)
"""Columns of the template, and the two more that Google's own export has."""

FILES = {
    "contacts.csv": """\
Record ID,First Name,Last Name,Email,Job Title,City,Create Date,Email hard bounce reason
151,Ana,Müller,ana@halden.example,Buyer,Porto,2024-01-01,
270402053365,Ana,Müller,ana@halden.example,Buyer,Porto,2024-01-01,
160,Bo,Berg,bo@halden.example,Buyer,Porto,2024-01-01,Unknown user
""",
    "google.csv": """First Name,Last Name,Organization Name,Organization Title,Labels,\
E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - City,Notes
Ana,Müller,Halden,Head of Buying,* myContacts ::: Rotary,* Work,ana@halden.example,Mobile,\
+49 30 123456 ::: +49 171 22 33,Wien,met in Porto
""",
    "subscribed_members_export_1.csv": """\
Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,LAST_CHANGED,LEID,EUID,TAGS
Bo@halden.example,Bo,Berg,2,2024-01-01 10:00:00,2024-01-01 10:00:00,1,e1,"""
    '"""VIP"""\n',
    "unsubscribed_members_export_1.csv": """\
Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,LAST_CHANGED,LEID,EUID,UNSUB_TIME
ana@halden.example,Ana,Müller,2,2024-01-01 10:00:00,2024-02-01 10:00:00,2,e2,2024-02-01 10:00:00
""",
}


@pytest.fixture(scope="module")
def business(tmp_path_factory: pytest.TempPathFactory) -> Business:
    folder = tmp_path_factory.mktemp("import")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with create(folder / "firm") as made:
        assert not made.load([folder / name for name in FILES]).not_understood
        return made


def written(business: Business, folder: Path, program: str) -> list[dict[str, str]]:
    """The rows of the file for a program, once it is CSV in UTF-8 with one line of names, each there once."""
    to = folder / "f.csv"
    write_export(business, "fixes", to, program=program)
    raw = to.read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    names, *rows = csv.reader(io.StringIO(raw.decode("utf-8"), newline=""))
    assert all(names)
    assert len(set(names)) == len(names) < 1_000
    assert {len(row) for row in rows} <= {len(names)}
    return [dict(zip(names, row, strict=True)) for row in rows]


@pytest.mark.slow
def test_hubspot_gets_one_kind_of_thing_each_by_its_record_id_and_columns_it_knows(business, tmp_path):
    rows = written(business, tmp_path, "hubspot")
    assert set(rows[0]) <= {"Record ID", NAME, NOTE} | HUBSPOT_LABELS
    assert set(HUBSPOT_COLUMNS.values()) == HUBSPOT_LABELS
    numbers = [row["Record ID"] for row in rows]
    assert all(re.fullmatch("[0-9]+", one) for one in numbers)
    assert sorted(numbers) == sorted({"151", "160", "270402053365"})


@pytest.mark.slow
def test_mailchimp_gets_one_row_an_address_as_it_is_there_and_its_tags_apart(business, tmp_path):
    for program, address in (
        ("mailchimp", "bo@halden.example"),
        ("mailchimp-unsubscribed", "ana@halden.example"),
    ):
        (row,) = written(business, tmp_path, program)
        assert [*row] == ["Email Address", "TAGS"]
        assert row["Email Address"] == address
        assert re.fullmatch("[!-~]+@[^ ]+", row["Email Address"])
        (tags,) = csv.reader([row["TAGS"]])
        assert tags
        assert all(tag.startswith(f"{LABEL}: ") and len(tag) <= 100 for tag in tags)
    assert written(business, tmp_path, "mailchimp-nonsubscribed") == []


@pytest.mark.slow
def test_google_gets_the_columns_of_its_own_template_and_lists_as_it_writes_them(business, tmp_path):
    (row,) = written(business, tmp_path, "google")
    assert [name for name in row if not GOOGLE.fullmatch(name)] == []
    assert row["Labels"].split(" ::: ") == ["* myContacts", "Rotary", LABEL]
    assert row["Phone 1 - Value"] == "+49 30 123456 ::: +49 171 22 33"


def lines_of(monkeypatch: pytest.MonkeyPatch, lines: dict[str, list[dict[str, str]]]) -> None:
    def found(_: object, streams: Sequence[str], __: object) -> list[tuple[int, dict[str, str]]]:
        return [(1, line) for stream in streams for line in lines.get(stream, [])]

    monkeypatch.setattr(fixes, "_lines", found)


@pytest.mark.parametrize(
    ("members", "nonsubscribed", "goes_to"),
    [
        (["", "2024-02-01 10:00:00"], True, "mailchimp-unsubscribed"),
        ([""], True, "mailchimp"),
        ([], True, "mailchimp-nonsubscribed"),
    ],
)
def test_an_import_makes_nobody_a_subscriber_who_is_none(monkeypatch, members, nonsubscribed, goes_to):
    of_members = [{"Email Address": " Bo@x.example", "UNSUB_TIME": at} for at in members]
    other = [{"Email Address": "bo@X.example"}] if nonsubscribed else []
    lines_of(monkeypatch, {"mailchimp/members": of_members, "mailchimp/nonsubscribed": other})
    mend = Mend("Bo", tags={"mail came back": None, "silent, long": None})
    sheets = {name: PROGRAMS[name](None, {1: mend})[1] for name in PROGRAMS if name.startswith("mailchimp")}
    assert {name: rows for name, rows in sheets.items() if rows} == {
        goes_to: [["bo@x.example", '"To check: mail came back","To check: silent, long"']]
    }


def test_what_needs_no_tag_is_no_row_for_mailchimp(monkeypatch):
    lines_of(monkeypatch, {"mailchimp/members": [{"Email Address": "bo@x.example"}]})
    assert PROGRAMS["mailchimp"](None, {1: Mend("Bo")}) == (["Email Address", "TAGS"], [])


@pytest.mark.parametrize(
    ("cell", "out"),
    [
        ("+49 30 1 ::: +49 (0)30-2", "+49 30 1 ::: +49 (0)30-2"),
        ("+49 30 1 ::: 030 2", "+49 30 1 ::: 030 2"),
        ("+1 ::: =cmd()", "'+1 ::: =cmd()"),
        ("+1:2", "'+1:2"),
    ],
)
def test_several_phone_numbers_in_a_cell_stay_as_google_reads_them(cell, out):
    text = csv_text(["Phone 1 - Value"], [[cell]], guard=guarded_for_import)
    assert list(csv.reader(io.StringIO(text)))[1] == [out]
