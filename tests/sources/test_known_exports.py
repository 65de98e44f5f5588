"""Each known export: what a few rows as the real tool writes them come out as."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from closeknit.settings import Settings
from closeknit.sources.mappings.library import known_mappings
from tests.sources.headers import (
    HARVEST,
    HUBSPOT_COMPANIES,
    HUBSPOT_CONTACTS,
    HUBSPOT_DEALS,
    STRIPE_2018,
    XERO,
    ZENDESK,
)
from tests.sources.mapped import Rows, connect

KNOWN = known_mappings()
CON = connect()


def told(stream: str, header: str, *rows: dict[str, str]) -> Rows:
    """Rows given by their filled cells."""
    names = header.split(",")
    names += list(dict.fromkeys(c for row in rows for c in row if c not in names))
    made = Rows(Settings(locale="en_GB"))
    made.add(KNOWN[stream], names, [[row.get(c, "") for c in names] for row in rows])
    return made


def contact(**cells: str) -> dict[str, str]:
    return {"Record ID": "881", "First Name": "Ana", "Last Name": "Ruiz", **cells}


# ── HubSpot ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_hubspot_contact_is_a_person_at_a_company_with_an_owner() -> None:
    rows = told("hubspot/contacts", HUBSPOT_CONTACTS, contact(**{
        "Email": "ana@halden.example", "Associated Company IDs (Primary)": "17", "Company Name": "Halden",
        "Contact owner": "Jo Lind", "Unsubscribed from all email": "true",
        "Last Activity Date": "2026-03-02 10:11",
        "Email hard bounce reason": "UNKNOWN_USER", "Create Date": "2025-05-06 09:00",
    }))  # fmt: skip
    assert rows.table("problems") == []
    assert ("hubspot_contact:881", "email:ana@halden.example") in rows.table("same", "key_a, key_b")
    assert rows.table("ties", "from_key, kind, to_key, since::date::text") == [
        ("hubspot_contact:881", "works_at", "hubspot_company:17", "2025-05-06"),
        ("hubspot_owner:jo lind", "owns_account", "hubspot_contact:881", None),
    ]
    traits = dict(rows.table("traits", "name, value"))
    assert (traits["do_not_contact"], traits["bounced"], traits["ours"]) == ("yes", "yes", "yes")
    assert rows.table("activities", "kind, occurred_at::varchar") == [
        ("activity.logged", "2026-03-02 10:11:00")
    ]


@pytest.mark.parametrize(("sent", "day"), [("2026-02-01 08:00", "2026-02-01"), ("", None)])
def test_hubspot_dates_mail_that_came_back_by_the_last_that_was_sent(sent: str, day: str | None) -> None:
    bounced = {"Email hard bounce reason": "UNKNOWN_USER", "Create Date": "2025-05-06 09:00"}
    row = contact(**bounced, **{"Last marketing email send date": sent})
    rows = told("hubspot/contacts", HUBSPOT_CONTACTS, row)
    assert ("bounced", day) in rows.table("traits", "name, since::date::text")


def test_a_company_that_is_only_written_down_is_known_by_its_name() -> None:
    rows = told("hubspot/contacts", HUBSPOT_CONTACTS, contact(**{"Company Name": "Okafor Foods"}))
    assert rows.table("ties", "to_key") == [("hubspot_company_name:okafor foods",)]


def test_hubspot_in_spanish_is_read_too() -> None:
    header = "ID de registro,Nombre,Apellidos,Correo,Cargo,Associated Company IDs (Primary)"
    row = {
        "ID de registro": "9",
        "Nombre": "Ana",
        "Apellidos": "Ruiz",
        "Correo": "ana@halden.example",
        "Cargo": "CFO",
    }
    rows = told("hubspot/contacts", header, row)
    assert dict(rows.table("traits", "name, value")) == {"name": "Ana Ruiz", "title": "CFO"}


def test_a_hubspot_company_may_have_several_domains() -> None:
    rows = told("hubspot/companies", HUBSPOT_COMPANIES, {
        "Record ID": "17", "Company name": "Halden", "Company Domain Name": "halden.example",
        "Dominios adicionales": "halden-group.example;www.bl.example", "Type": "Reseller",
    })  # fmt: skip
    assert [b for (b,) in rows.table("same", "key_b")] == [
        "domain:bl.example", "domain:halden-group.example", "domain:halden.example",
    ]  # fmt: skip
    assert ("type", "Reseller") in rows.table("traits", "name, value")


def deal(**cells: str) -> dict[str, str]:
    common = {"Record ID": "5", "Deal Name": "Relaunch", "Create Date": "2026-01-05 09:00", "Amount": "12000"}
    return common | {"Associated Company IDs (Primary)": "17", "Close Date": "2026-02-01 17:00"} | cells


@pytest.mark.parametrize(
    ("cells", "status", "kinds", "closed"),
    [
        ({"Deal Stage": "Closed won"}, "won", ["deal.opened", "deal.won"], True),
        ({"Deal Stage": "closedlost"}, "lost", ["deal.lost", "deal.opened"], True),
        ({"Deal Stage": "qualifiedtobuy"}, "open", ["deal.opened"], False),
        ({"Deal Stage": "Signed", "Is Closed Won": "true"}, "won", ["deal.opened", "deal.won"], True),
        ({"Deal Stage": "Gone", "Is Closed Lost": "true"}, "lost", ["deal.lost", "deal.opened"], True),
    ],
)
def test_a_hubspot_deal_is_won_lost_or_open(
    cells: dict[str, str], status: str, kinds: list[str], closed: bool
) -> None:
    rows = told("hubspot/deals", HUBSPOT_DEALS, deal(**cells))
    assert [k for (k,) in rows.table("activities", "kind")] == kinds
    assert rows.table("cases", "case_key, status, closed_at is not null, amount") == [
        ("deal:hubspot-5", status, closed, Decimal(12000))
    ]
    assert rows.table("activities", "distinct amount") == [(None,)]


def test_a_won_deal_with_a_term_is_a_contract() -> None:
    term = {"Contract Start Date": "2026-03-01", "Contract End Date": "2027-02-28", "Deal Type": "Renewal"}
    rows = told("hubspot/deals", HUBSPOT_DEALS, deal(**{"Deal Stage": "Closed won"}, **term),
                deal(**{"Record ID": "6", "Deal Stage": "Closed lost"}, **term))  # fmt: skip
    assert rows.table("cases", "case_key, type, opened_at::date::text, due_at::date::text") [0] == (
        "contract:hubspot-5", "Renewal", "2026-03-01", "2027-02-28",
    )  # fmt: skip
    assert len(rows.table("cases")) == 3


def test_contacts_of_a_deal_all_take_part() -> None:
    rows = told(
        "hubspot/deals", HUBSPOT_DEALS, deal(**{"Deal Stage": "x", "Associated Contact IDs": "881;882"})
    )
    assert [k for (k,) in rows.table("participants", "key")] == [
        "hubspot_company:17",
        "hubspot_contact:881",
        "hubspot_contact:882",
    ]


# ── Xero ─────────────────────────────────────────────────────────────────────────────────────────────


def line(**cells: str) -> dict[str, str]:
    common = {
        "ContactName": "Brenner Logistik GmbH",
        "EmailAddress": "ap@brenner.example",
        "InvoiceNumber": "INV-1",
    }
    common |= {"InvoiceDate": "13/02/2026", "DueDate": "27/02/2026", "Total": "1190.00", "TaxTotal": "190.00"}
    common |= {
        "InvoiceAmountDue": "0",
        "Quantity": "1",
        "UnitAmount": "500",
        "LineAmount": "500",
        "Currency": "EUR",
    }
    return common | {"Type": "Sales invoice", "Status": "Paid"} | cells


def test_the_lines_of_a_xero_invoice_are_one_invoice() -> None:
    rows = told(
        "xero/invoices",
        XERO,
        line(Description="Design"),
        line(Description="Print"),
        line(Description="Print"),
    )
    assert rows.table("problems") == []
    assert rows.table(
        "activities", "distinct activity_id, amount, tax, currency, occurred_at::date::text, case_key"
    ) == [
        (
            rows.table("activities", "activity_id")[0][0],
            Decimal(1190),
            Decimal(190),
            "EUR",
            "2026-02-13",
            "invoice:xero-INV-1",
        )
    ]
    assert len(rows.table("lines")) == 3
    assert rows.table("cases", "distinct status, due_at::date::text, amount_open") == [
        ("paid", "2026-02-27", Decimal(0))
    ]
    assert rows.table("same", "distinct key_a, key_b") == [
        ("email:ap@brenner.example", "email:ap@brenner.example"),
        ("xero_contact:brenner logistik gmbh", "domain:brenner.example"),
    ]


def test_drafts_and_void_invoices_of_xero_do_not_count_and_bills_are_not_ours() -> None:
    rows = told("xero/invoices", XERO, line(Status="Draft"), line(Status="Voided"), line(Type="Bill"))
    assert rows.table("activities") == rows.table("problems") == []


def test_a_credit_note_of_xero_takes_money_back() -> None:
    rows = told("xero/invoices", XERO, line(Type="Sales credit note", Total="119", TaxTotal="19"))
    assert rows.table("activities", "kind, amount, tax") == [("refund.made", Decimal(-119), Decimal(-19))]
    assert rows.table("cases") == []


# ── Stripe, Harvest, Zendesk ─────────────────────────────────────────────────────────────────────────


def payment(**cells: str) -> dict[str, str]:
    common = {
        "id": "ch_1",
        "Created (UTC)": "2026-03-02 23:30",
        "Amount": "1061.86",
        "Amount Refunded": "0.00",
    }
    common |= {
        "Currency": "eur",
        "Mode": "Live",
        "Status": "Paid",
        "Captured": "true",
        "Customer ID": "cus_A1",
    }
    return common | {"Customer Email": "ap@halden.example", "Customer Description": "Halden GmbH"} | cells


def test_a_stripe_payment_is_of_the_firm_whose_address_paid() -> None:
    rows = told("stripe/payments", STRIPE_2018, payment())
    assert rows.table("activities", "kind, amount, currency, occurred_at::text") == [
        ("payment.received", Decimal("1061.86"), "EUR", "2026-03-02 23:30:00")
    ]
    assert rows.table("participants", "role, key") == [
        ("buyer", "stripe_customer:cus_a1"),
        ("payer", "stripe_customer:cus_a1"),
    ]
    assert ("organization", "stripe_customer:cus_a1", "domain:halden.example") in rows.table(
        "same", "party_kind, key_a, key_b"
    )


def test_a_private_address_pays_as_a_person() -> None:
    rows = told("stripe/payments", STRIPE_2018, payment(**{"Customer Email": "ana@gmail.com"}))
    assert rows.table("participants", "distinct key") == [("email:ana@gmail.com",)]
    assert {k for (k,) in rows.table("same", "party_kind")} == {"person"}


def test_failed_and_test_payments_do_not_count_and_refunds_take_back() -> None:
    rows = told("stripe/payments", STRIPE_2018, payment(Status="Failed", Captured="false"),
                payment(id="ch_2", Mode="Test"),
                payment(**{"id": "ch_3", "Status": "Refunded", "Amount Refunded": "61.86"}))  # fmt: skip
    assert rows.table("activities", "kind, amount") == [
        ("payment.received", Decimal("1061.86")), ("refund.made", Decimal("-61.86")),
    ]  # fmt: skip


def test_an_hour_in_harvest_belongs_to_client_project_and_one_of_us() -> None:
    rows = told("harvest/time", HARVEST, {
        "Date": "2026-03-02", "Client": "Brenner Logistik GmbH", "Project": "Relaunch",
        "Task": "Design", "Hours": "1.5",
        "Billable?": "Yes", "Invoiced?": "No", "First Name": "Jo", "Last Name": "Lind",
        "Cost Amount": "60.00",
        "Currency": "Euro - EUR", "Notes": "first draft",
    })  # fmt: skip
    assert rows.table("problems") == []
    assert rows.table("activities", "hours, cost, currency, billable, invoiced, amount, case_key, body") == [
        (
            Decimal("1.5"),
            Decimal(60),
            "EUR",
            True,
            False,
            None,
            "project:relaunch@brenner logistik",
            "first draft",
        )
    ]
    assert rows.table("participants", "role, key") == [
        ("buyer", "harvest_client:brenner logistik gmbh"), ("worker", "harvest_user:jo lind"),
    ]  # fmt: skip


def test_an_hour_without_a_cost_rate_has_no_cost() -> None:
    row = {
        "Date": "2026-03-02",
        "Client": "a",
        "Project": "b",
        "Hours": "20 160,0",
        "First Name": "Jo",
        "Cost Amount": "0.0",
    }
    assert told("harvest/time", HARVEST, row).table("activities", "cost, hours") == [(None, Decimal(20160))]


def ticket(**cells: str) -> dict[str, str]:
    common = {
        "Id": "4711",
        "Requester": "Ana Ruiz",
        "Requester id": "36",
        "Requester email": "ana@halden.example",
    }
    common |= {
        "Requester domain": "halden.example",
        "Organization": "Halden",
        "Assignee": "Jo Lind",
        "Status": "Solved",
    }
    common |= {
        "Created at": "2026-03-02 09:00:00",
        "Updated at": "2026-03-03 10:00:00",
        "Solved at": "2026-03-03 09:00:00",
    }
    return common | {"Subject": "It stopped", "First reply time in minutes": "45"} | cells


def test_a_zendesk_ticket_is_opened_answered_and_solved() -> None:
    rows = told("zendesk/tickets", ZENDESK, ticket())
    assert rows.table("problems") == []
    assert rows.table("activities", "kind, occurred_at::text") == [
        ("ticket.opened", "2026-03-02 09:00:00"), ("ticket.replied", "2026-03-02 09:45:00"),
        ("ticket.resolved", "2026-03-03 09:00:00"),
    ]  # fmt: skip
    assert rows.table("cases", "case_key, status, account_key, contact_key, owner_key, seen_at::text") == [
        ("ticket:zendesk-4711", "closed", "zendesk_organization:halden", "email:ana@halden.example",
         "zendesk_agent:jo lind", "2026-03-03 10:00:00"),
    ]  # fmt: skip


def test_an_unanswered_zendesk_ticket_is_open() -> None:
    open_one = ticket(**{"Status": "New", "Solved at": "", "First reply time in minutes": "", "Assignee": ""})
    rows = told("zendesk/tickets", ZENDESK, open_one)
    assert rows.table("activities", "kind") == [("ticket.opened",)]
    assert rows.table("cases", "status, closed_at, owner_key") == [("open", None, None)]


CELLS = (
    "", "2026-02-30", "13/13/2026", "1e400", "9" * 40, "-", "%", "()", "'+1", "NaN", "24:61",
    "a;b;", "\\", "'", "0/0/00",
    "ana@halden.example", "@", "\u202e", "1.234", "12:30 PM", "45631", "2026-03-02T25:00Z",
    "infinity", "true", "-5-", "ñ" * 300,
)  # fmt: skip


OFTEN = ("xero/invoices", "stripe/payments")
NOT_COUNTED = ("xero/bills", "stripe/payouts")
SPEAKING = sorted(KNOWN.keys() - set(NOT_COUNTED))


def of_any_cells(stream: str) -> Rows:
    names, random = list(KNOWN[stream].columns()), Random(7)
    made = Rows(con=CON)
    made.add(KNOWN[stream], names, [[random.choice(CELLS) for _ in names] for _ in range(60)])
    return made


@pytest.mark.parametrize(
    "stream", [s if s in OFTEN else pytest.param(s, marks=pytest.mark.slow) for s in SPEAKING]
)
def test_whatever_stands_in_the_cells_a_row_goes_in_or_is_set_aside(stream: str) -> None:
    said = of_any_cells(stream).said(stream)
    every = " union ".join(f'select record_id, version from "{view}"' for view in said.tables.values())
    in_or_out = CON.sql(
        f"""select count(distinct record_id) from ({every}) where (record_id, version) in (
            select (record_id, version) from "{said.problems}" where severity = 'row')"""
    )
    assert in_or_out.fetchone() == (0,)


@pytest.mark.parametrize("stream", NOT_COUNTED)
def test_of_what_is_kept_but_not_counted_nothing_is_said_nor_set_aside(stream: str) -> None:
    rows = of_any_cells(stream)
    assert rows.said(stream).tables == {}
    assert rows.table("problems") == []
