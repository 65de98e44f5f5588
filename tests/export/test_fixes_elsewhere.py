"""Files of what needs mending in Salesforce and Zendesk keep to what those publish about imports.

Salesforce   help.salesforce.com, “Prepare a CSV File for an Import or Update”: names of fields in the first row,
             UTF-8 with commas, rows found by Id; names of fields by the Object Reference
Zendesk      support.zendesk.com/hc/en-us/articles/4408893496218: name, email, external_id … custom_fields.<key>,
             in that order; of organizations name … custom_fields.<key>; an empty cell empties the field
"""

# ruff: noqa: E501 – rows of files are as long as they are

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from closeknit import create
from closeknit.business import Business
from closeknit.errors import UnknownQuestion
from closeknit.export import write_export
from closeknit.export.fixes import NAME, SALESFORCE_NOTE, ZENDESK_NOTE, Numbered, _salesforce

ADDRESS = ("Street", "City", "State", "PostalCode", "Country")
FIELDS = {
    "salesforce_contact": {"Title", "Department", *(f"Mailing{part}" for part in ADDRESS)},
    "salesforce_account": {f"Billing{part}" for part in ADDRESS},
    "salesforce_lead": {"Title", *ADDRESS},
}
"""Fields of these names in Salesforce's Object Reference."""

FILES = {
    "Contact.csv": """\
Id,IsDeleted,AccountId,LastName,FirstName,Email,Title,MailingCity,CreatedDate,IsEmailBounced,EmailBouncedDate
0035g00000AbCdEAAV,false,0015g00000AbCdEAAV,Tan,Cy,cy@veldt.example,Buyer,Porto,2024-01-02T10:00:00.000Z,true,2026-01-01
""",
    "Account.csv": """\
Id,IsDeleted,Name,Type,Website,Industry,BillingCity,OwnerId,CreatedDate
0015g00000AbCdEAAV,false,Veldt GmbH,Customer,https://veldt.example,Retail,Porto,0055g000001AbCdAAK,2024-01-02T10:00:00.000Z
""",
    "Lead.csv": """\
Id,LastName,FirstName,Title,Company,Email,LeadSource,Status,IsConverted,ConvertedAccountId,ConvertedContactId,CreatedDate
00Q5g00000AbCdEEAV,Day,Dee,Buyer,Tarn,dee@tarn.example,Web,Open,false,,,2024-01-02T10:00:00.000Z
00Q5g00000BoSsEEAV,Tan,Cy,Buyer,Veldt GmbH,cy@veldt.example,Web,Closed,true,0015g00000AbCdEAAV,0035g00000AbCdEAAV,2023-01-02T10:00:00.000Z
""",
    "contacts.csv": """\
Record ID,First Name,Last Name,Email,Job Title,City,Create Date,Email hard bounce reason
201,Cy,Tan,cy@veldt.example,Head of Buying,Wien,2025-06-01,
202,Dee,Day,dee@tarn.example,Buyer,,2025-06-01,Unknown user
""",
    "companies.csv": """\
Record ID,Company name,Company Domain Name,City,Create Date
27,Veldt,veldt.example,Wien,2025-06-01
""",
    "tickets.csv": """\
Id,Requester,Requester id,Requester email,Subject,Status,Assignee,Created at,Updated at,Organization
1,Cy Tan,36,cy@veldt.example,It stopped,Solved,Jo Lind,2026-03-02 09:00,2026-03-02 09:00,Veldt GmbH
2,Cy  Tan,37,Cy@veldt.example,Again,Solved,Jo Lind,2026-03-03 09:00,2026-03-03 09:00,Veldt GmbH
3,Una,38,,Who,Solved,Jo Lind,2026-03-03 09:00,2026-03-03 09:00,Veldt GmbH
""",
}


@pytest.fixture(scope="module")
def business(tmp_path_factory: pytest.TempPathFactory) -> Business:
    folder = tmp_path_factory.mktemp("elsewhere")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with create(folder / "firm") as made:
        assert not made.load([folder / name for name in FILES]).not_understood
        return made


def written(business: Business, program: str) -> list[dict[str, str]]:
    text = write_export(business, "fixes", None, program=program)
    names, *rows = csv.reader(io.StringIO(text, newline=""))
    assert len(set(names)) == len(names)
    return [dict(zip(names, row, strict=True)) for row in rows]


@pytest.mark.parametrize(("key_kind", "address"), [*zip(FIELDS, ("Mailing", "Billing", ""), strict=True)])
def test_salesforce_is_told_of_fields_that_it_has(key_kind: str, address: str) -> None:
    sheet: Numbered = _salesforce(key_kind, address)
    assert set(sheet.columns.values()) == FIELDS[key_kind]
    assert re.fullmatch("[A-Za-z][A-Za-z0-9_]*__c", sheet.note)


@pytest.mark.slow
def test_salesforce_finds_its_records_by_their_id_and_gets_what_others_say_later(business: Business) -> None:
    (contact,) = written(business, "salesforce")
    assert (contact["Id"], contact[NAME]) == ("0035g00000AbCdE", "Cy Tan")
    assert (contact["Title"], contact["MailingCity"]) == ("Head of Buying", "Wien")
    assert "mail came back" in contact[SALESFORCE_NOTE]
    (account,) = written(business, "salesforce-accounts")
    assert (account["Id"], account["BillingCity"]) == ("0015g00000AbCdE", "Wien")


@pytest.mark.slow
def test_of_leads_only_those_that_can_still_be_changed_are_rows(business: Business) -> None:
    (lead,) = written(business, "salesforce-leads")
    assert (lead["Id"], lead[NAME]) == ("00Q5g00000AbCdE", "Dee Day")
    assert "mail came back" in lead[SALESFORCE_NOTE]


@pytest.mark.slow
def test_zendesk_gets_one_row_a_user_it_can_find_and_no_cell_that_would_empty_a_field(
    business: Business,
) -> None:
    (user,) = written(business, "zendesk")
    assert [*user] == ["name", "email", ZENDESK_NOTE]
    assert user["email"].casefold() == "cy@veldt.example"
    assert "entered more than once: 36, 37" in user[ZENDESK_NOTE]
    organizations = written(business, "zendesk-organizations")
    assert [[*row] for row in organizations] == [["name", ZENDESK_NOTE]]
    assert organizations[0]["name"] == "Veldt GmbH"
    assert all(cell for row in (user, *organizations) for cell in row.values())


@pytest.mark.slow
def test_a_program_without_files_leads_to_the_list_for_people(business: Business) -> None:
    with pytest.raises(UnknownQuestion) as refused:
        write_export(business, "fixes", None, program="pipedrive")
    assert "closeknit export fixes --to" in refused.value.remedy


def test_a_program_is_named_with_what_is_to_be_mended_alone(tmp_path: Path) -> None:
    with pytest.raises(UnknownQuestion, match="--for goes with fixes only") as refused:
        write_export(create(tmp_path / "firm"), "cards", None, program="zendesk")
    assert refused.value.remedy == "closeknit export fixes --for zendesk"
