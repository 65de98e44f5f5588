"""Each sort of event that a business's own files carry, loaded from such files: it comes out on its day.

The files are written to the headers of their tools; three of them come twice, an older list and a newer one.
"""

# ruff: noqa: E501 – rows of files are as long as they are

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import closeknit as ck
from closeknit.day_numbers import day_to_date
from closeknit.lenses.triggers.reading import history
from tests.stories.typed import one_line, typed

AS_OF = date(2025, 12, 1)

OLDER = {
    "hubspot-crm-exports-all-companies-2025-01-15.csv": """
Record ID,Company name,Company Domain Name,Industry,City,Country/Region,Create Date,Parent Company ID
1,Halden GmbH,halden.example,Food,Porto,PT,2023-01-01,3
2,Okafor Foods,okafor.example,Food,Porto,PT,2023-01-01,
3,Kestrel Group,kestrel.example,Holding,Lisboa,PT,2023-01-01,
4,Brenner AG,brenner.example,Retail,Wien,AT,2023-01-01,
""",
    "hubspot-crm-exports-all-contacts-2025-01-15.csv": """
Record ID,First Name,Last Name,Email,Job Title,Create Date,Associated Company IDs (Primary),Associated Company (Primary)
11,Ana,Ruiz,ana@halden.example,Buyer,2023-02-01,1,Halden GmbH
""",
    "Connections.csv": """
First Name,Last Name,URL,Email Address,Company,Position,Connected On
Cy,Stone,https://www.linkedin.com/in/cystone,,Brenner AG,CFO,12 Mar 2022
""",
}

NEWER = {
    "hubspot-crm-exports-all-contacts-2025-08-01.csv": """
Record ID,First Name,Last Name,Email,Job Title,Create Date,Associated Company IDs (Primary),Associated Company (Primary)
11,Ana,Ruiz,ana@halden.example,Head of Buying,2023-02-01,1,Halden GmbH
12,Bo,Berg,bo@halden.example,Planner,2025-03-03,1,Halden GmbH
""",
    "Connections.csv": """
First Name,Last Name,URL,Email Address,Company,Position,Connected On
Cy,Stone,https://www.linkedin.com/in/cystone,,Halden GmbH,CFO,12 Mar 2022
""",
    "hubspot-crm-exports-all-deals-2025-08-01.csv": """
Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Deal Type,Associated Company IDs (Primary),Associated Company (Primary),Currency,Contract Start Date,Contract End Date,Proposal Sent Date
21,Care,Closed Won,1200,2024-09-20,2024-09-01,New,1,Halden GmbH,EUR,2024-10-01,2025-09-30,2024-09-10
22,More seats,Closed Won,400,2025-02-10,2025-02-01,Expansion,1,Halden GmbH,EUR,2025-02-15,2025-09-30,
""",
    "harvest_time_report.csv": """
Date,Client,Project,Task,Hours,First Name,Last Name
2025-02-19,Halden GmbH,Relaunch,Design,6,Jo,Lind
2025-02-20,Halden GmbH,Relaunch,Design,2,Jo,Lind
""",
    "invoices.csv": """
id,Customer,Customer Name,Customer Email,Number,Status,Currency,Total,Tax,Amount Due,Amount Paid,Amount Remaining,Created (UTC),Finalized At (UTC),Due Date (UTC),Paid At (UTC)
in_1A,cus_A1b2C3d4E5f6,Halden GmbH,ap@halden.example,H-1,paid,eur,119.00,19.00,119.00,119.00,0.00,2025-03-01 09:00,2025-03-02 09:00,2025-03-16 09:00,2025-04-02 09:00
in_1B,cus_A1b2C3d4E5f6,Halden GmbH,ap@halden.example,H-2,paid,eur,238.00,38.00,238.00,238.00,0.00,2025-05-01 09:00,2025-05-02 09:00,2025-05-16 09:00,2025-05-17 09:00
""",
    "orders_export.csv": """
Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing Company,Billing City,Cancelled at,Refunded Amount,Id,Lineitem discount,Phone
#1,ana@halden.example,paid,2025-01-10 09:00:00 +0000,EUR,80.00,0,0,80.00,2025-01-10 09:00:00 +0000,2,Disk,40.00,D-1,Ana Ruiz,Halden GmbH,Porto,,0.00,1,0.00,
#2,ana@halden.example,paid,2025-06-10 09:00:00 +0000,EUR,200.00,0,0,200.00,2025-06-10 09:00:00 +0000,5,Disk,40.00,D-1,Ana Ruiz,Halden GmbH,Porto,,0.00,2,0.00,
#3,ed@okafor.example,paid,2025-06-20 09:00:00 +0000,EUR,40.00,0,0,40.00,2025-06-20 09:00:00 +0000,1,Disk,40.00,D-1,Ed Okafor,Okafor Foods,Porto,,0.00,3,0.00,
#4,fay@kestrel.example,paid,2025-06-25 09:00:00 +0000,EUR,40.00,0,0,40.00,2025-06-25 09:00:00 +0000,1,Disk,40.00,D-1,Fay Kestrel,Kestrel Group,Lisboa,,0.00,4,0.00,
""",
    "Account.csv": """
"Id","IsDeleted","Name","Type","ParentId","BillingCity","Website","Industry","OwnerId","CreatedDate","SystemModstamp"
"0015g00000AbCdEAAV","0","Halden GmbH","Customer","","Porto","halden.example","Food","0055g000001AbCdAAK","2023-01-01T10:00:00.000Z","2025-01-02T10:00:00.000Z"
""",
    "Case.csv": """
"Id","CaseNumber","Subject","Description","Status","Priority","Type","Reason","Origin","ContactId","AccountId","OwnerId","CreatedDate","ClosedDate","SystemModstamp"
"5005g00000AbCdEAAV","00001026","It stopped","","Closed","High","Problem","","Email","","0015g00000AbCdEAAV","0055g000001AbCdAAK","2025-04-07T09:00:00.000Z","2025-04-11T10:00:00.000Z","2025-04-11T10:00:00.000Z"
""",
    "CaseHistory.csv": """
"Id","IsDeleted","CaseId","CreatedById","CreatedDate","Field","DataType","OldValue","NewValue"
"0175g00000AbCdEAAV","0","5005g00000AbCdEAAV","0055g000001AbCdAAK","2025-04-09T11:00:00.000Z","Status","Picklist","Working","Escalated"
"0175g00000AbCdFAAV","0","5005g00000AbCdEAAV","0055g000001AbCdAAK","2025-04-09T11:00:00.000Z","IsEscalated","Boolean","false","true"
""",
    "Contract.csv": """
"Id","AccountId","Status","StartDate","EndDate","ContractTerm","OwnerId","ContractNumber","Name"
"8005g00000AbCdEAAV","0015g00000AbCdEAAV","Activated","2024-07-01","2025-06-30","12","0055g000001AbCdAAK","00000100","Hosting"
""",
    "Event.csv": """
"Id","WhoId","WhatId","Subject","StartDateTime","EndDateTime","OwnerId","AccountId"
"00U5g00000AbCdEAAV","","","Visit in Porto","2025-05-14T14:00:00.000Z","2025-05-14T15:00:00.000Z","0055g000001AbCdAAK","0015g00000AbCdEAAV"
""",
    "rounds.csv": """
Announced,Organization,Domain,Funding round,Amount,Currency,Industry,Country
2025-03-05,Halden GmbH,halden.example,Series A,12000000,USD,Food,PT
""",
    "signals.csv": """
Published,Headline,Organization,Domain,About,Link
2025-03-06,A new head at Halden,Halden GmbH,halden.example,Executive change,https://news.example/1
2025-03-07,Halden looks for people,Halden GmbH,halden.example,Hiring,https://news.example/2
""",
}  # fmt: skip

DUE = {
    "project.finished": ("2025-02-20", "2025-04-06"),
    "proposal.sent": ("2024-09-10", "2024-09-10"),
    "person.joined": ("2025-03-03", "2025-03-03"),
    "person.title_changed": ("2025-08-01", "2025-08-01"),
    "person.job_changed": ("2025-08-02", "2025-08-02"),
    "ticket.opened": ("2025-04-07", "2025-04-07"),
    "ticket.escalated": ("2025-04-09", "2025-04-09"),
    "ticket.resolved": ("2025-04-11", "2025-04-11"),
    "contract.expanded": ("2025-02-15", "2025-02-15"),
    "contract.end_neared": ("2025-07-02", "2025-07-02"),
    "order.grown": ("2025-06-10", "2025-06-10"),
    "neighbour.bought": ("2025-06-20", "2025-06-20"),
    "partner.bought": ("2025-06-25", "2025-06-25"),
    "invoice.paid_late": ("2025-04-02", "2025-04-02"),
    "meeting.held": ("2025-05-14", "2025-05-14"),
    "news.funding_closed": ("2025-03-05", "2025-03-05"),
    "news.executive_changed": ("2025-03-06", "2025-03-06"),
    "news.hiring": ("2025-03-07", "2025-03-07"),
}
"""Kinds, with the day on which each happened at the customer and the day it was known."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, set[tuple[str, str]]]]:
    """Of each customer the events by kind: the days they happened and were known."""
    folder = tmp_path_factory.mktemp("files")
    assert typed(folder, "init", "shop").returncode == 0
    for name, files, on in (("older", OLDER, (2025, 1, 15)), ("newer", NEWER, (2025, 8, 2))):
        (folder / name).mkdir()
        for file, text in files.items():
            written(folder / name / file, text, datetime(*on, 12, tzinfo=UTC))
        loaded = typed(folder / "shop", "load", str(folder / name))
        assert loaded.returncode == 0, one_line(loaded)
        assert " 0 set aside" in one_line(loaded)
    with ck.open(folder / "shop") as shop:
        question = shop.plain_question(AS_OF)
        read = history(question)
        names = question.tables["parties"].select("party_id", "name")
        rows = question.collect(read.events.join(names, read.events.account_id == names.party_id))
    found: dict[str, dict[str, set[tuple[str, str]]]] = {}
    for row in rows.to_pylist():
        days = tuple(day_to_date(row[name]).isoformat() for name in ("day", "known_day"))
        found.setdefault(row["name"], {}).setdefault(row["kind"], set()).add(days)
    return found


def written(file: Path, text: str, at: datetime) -> None:
    """Write a file as of a time."""
    file.write_text(text.lstrip("\n"))
    os.utime(file, (at.timestamp(), at.timestamp()))


@pytest.mark.parametrize("kind", DUE)
def test_each_kind_comes_out_of_the_files_that_carry_it_on_its_day(told, kind):
    assert DUE[kind] in told["Halden GmbH"].get(kind, ())


def test_who_moved_left_the_former_firm(told):
    assert told["Brenner AG"]["person.left"] == {("2025-08-02", "2025-08-02")}
    assert "person.job_changed" not in told["Brenner AG"]


def test_new_people_are_those_who_came_once_the_customer_was_known(told):
    assert told["Halden GmbH"]["person.joined"] == {
        ("2025-03-03", "2025-03-03"), ("2025-08-02", "2025-08-02")
    }  # fmt: skip
    assert "person.appeared" not in told["Halden GmbH"]
