"""Files of what needs mending: programs import them, and they say what the answer says."""

from __future__ import annotations

import csv
import io

import pytest

from closeknit import create
from closeknit.errors import UnknownQuestion
from closeknit.export import fixes, write_export
from closeknit.export.fixes import LABEL, PROGRAMS, _google_line
from closeknit.export.mends import Mend, mends
from closeknit.lenses.hygiene import LENS
from closeknit.reports.csvform import guarded_for_import
from tests.lenses.hygiene.desk import Desk, everything

HUBSPOT = """Record ID,First Name,Last Name,Email,Job Title,City,Create Date,Email hard bounce reason
151,Ana,Ruiz,ana@halden.example,Buyer,Porto,2024-01-01,
154,Ana,Ruiz,ana@halden.example,Buyer,Porto,2024-01-01,
160,Bo,Berg,bo@halden.example,Buyer,Porto,2024-01-01,Unknown user
"""
COMPANIES = """Record ID,Company name,Company Domain Name,Create Date
27,Halden,halden.example,2024-01-01
"""
GOOGLE = """First Name,Last Name,Organization Name,Organization Title,Labels,\
E-mail 1 - Value,Phone 1 - Value,Notes
Ana,Ruiz,Halden,Head of Buying,* myContacts,ana@halden.example,+49 30 123456,met in Porto
"""
MAILCHIMP = """Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,LAST_CHANGED,LEID,EUID
bo@halden.example,Bo,Berg,2,2024-01-01 10:00:00,2024-01-01 10:00:00,1,e1
"""


@pytest.fixture(scope="module")
def business(tmp_path_factory):
    """A firm of whose two contacts one is in HubSpot twice and the other sent mail back."""
    folder = tmp_path_factory.mktemp("mend")
    files = {
        "contacts.csv": HUBSPOT, "companies.csv": COMPANIES, "google.csv": GOOGLE,
        "subscribed_members_export_1.csv": MAILCHIMP,
    }  # fmt: skip
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    with create(folder / "firm") as made:
        report = made.load([folder / name for name in files])
        assert not report.not_understood
        yield made


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.slow
def test_hubspot_finds_its_records_by_their_number(business, tmp_path):
    said = write_export(business, "fixes", tmp_path / "f.csv", program="hubspot")
    assert said == f"3 rows for hubspot written to {tmp_path / 'f.csv'}\n"
    told = rows((tmp_path / "f.csv").read_text(encoding="utf-8"))
    assert [row["Record ID"] for row in told] == ["151", "154", "160"]
    assert "entered more than once: 151, 154" in told[0]["Closeknit note"]
    assert (
        "title: HubSpot: contacts says Buyer since 2024-01-01, Google Contacts says Head"
        in told[0]["Closeknit note"]
    )
    assert "mail came back" in told[2]["Closeknit note"]


@pytest.mark.slow
def test_mailchimp_gets_tags_for_addresses_it_has(business):
    (told,) = rows(write_export(business, "fixes", None, program="mailchimp"))
    assert told["Email Address"] == "bo@halden.example"
    assert '"To check: mail came back"' in told["TAGS"]


@pytest.mark.slow
def test_google_gets_the_contacts_own_row_with_a_label_and_its_phone_as_it_was(business):
    (told,) = rows(write_export(business, "fixes", None, program="google"))
    assert told["Labels"] == "* myContacts ::: To check"
    assert told["Phone 1 - Value"] == "+49 30 123456"
    assert told["Notes"].startswith("met in Porto\nTo check: ")


@pytest.mark.slow
def test_only_known_programs_and_only_fixes_are_written_for_one(business):
    with pytest.raises(UnknownQuestion, match="hubspot-companies"):
        write_export(business, "fixes", None, program="hubspt")
    with pytest.raises(UnknownQuestion, match="fixes only"):
        write_export(business, "cards", None, program="hubspot")


@pytest.mark.slow
def test_a_program_of_which_nothing_was_loaded_is_refused_rather_than_given_an_empty_file(tmp_path):
    with create(tmp_path / "firm") as made:
        for program in PROGRAMS:
            with pytest.raises(UnknownQuestion, match=f"nothing of {program.partition('-')[0]} was loaded"):
                write_export(made, "fixes", tmp_path / "f.csv", program=program)
    assert not (tmp_path / "f.csv").exists()


def test_what_another_program_says_later_is_what_this_one_should_say():
    found = {mend.name: mend for mend in mends(everything().ask()).values()}
    fay = found["Fay Fresh"]
    assert fay.instead("hubspot") == {"title": "Head of Buying"}
    assert fay.instead("google") == {}
    assert "entered more than once: 151, 154" in fay.note("hubspot_contact")
    assert "entered more than once" not in fay.note("zendesk_user")
    assert found["Sid Silent"].note() == "no sign of life since 2024-02-01"


def test_every_kind_of_trouble_has_its_note():
    answer = everything().ask()
    assert {f.kind for f in answer.findings} == set(LENS.findings)
    found = mends(answer)
    about = {s.party_id for f in answer.findings for s in f.subjects}
    assert found.keys() >= about
    assert [mend.name for mend in found.values() if not (mend.notes or mend.own_notes)] == []


def test_both_of_a_pair_are_noted_each_with_the_other():
    desk = Desk()
    halden = desk.paying("Halden")
    ana, anna = desk.contact("Ana Ruiz", halden), desk.contact("Anna Ruiz", halden)
    desk.alike(ana, anna, 0.7)
    found = mends(desk.ask())
    told = {party: (mend.name, mend.note(), [*mend.tags]) for party, mend in found.items()}
    assert told == {
        ana: ("Ana Ruiz", "may be the same as Anna Ruiz", ["maybe twice"]),
        anna: ("Anna Ruiz", "may be the same as Ana Ruiz", ["maybe twice"]),
    }


def test_who_is_twice_in_another_program_only_is_no_row_for_google(monkeypatch):
    monkeypatch.setattr(fixes, "_lines", lambda _, __, found: [(n, {"First Name": f"{n}"}) for n in found])
    twice = Mend("Ana", own_notes={"hubspot_contact": "entered more than once: 151, 154"})
    names, (row,) = fixes._google(None, {1: twice, 2: Mend("Bo", notes={"mail came back": None})})
    assert dict(zip(names, row, strict=True)) == {
        "First Name": "2", "Labels": LABEL, "Notes": f"{LABEL}: mail came back",
    }  # fmt: skip


def test_an_old_file_of_google_keeps_its_columns():
    mend = Mend("Ana", {"check": None}, values={("google", "title"): "Head"})
    line = _google_line({"Group Membership": "* Rotary", "Organization 1 - Title": "Buyer"}, mend)
    assert (line["Group Membership"], line["Organization 1 - Title"]) == (f"* Rotary ::: {LABEL}", "Head")


@pytest.mark.parametrize("cell", ["+49 30 123456", "+1 (555) 01-02", "x"])
def test_phone_numbers_are_imported_as_they_are(cell):
    assert guarded_for_import(cell) == cell


@pytest.mark.parametrize("cell", ["+1+cmd|' /C calc'!A0", "=1", "+A1", "+", "@x", "-1-2"])
def test_what_could_run_gets_its_apostrophe_there_too(cell):
    assert guarded_for_import(cell) == f"'{cell}"
