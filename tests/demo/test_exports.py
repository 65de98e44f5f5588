"""The files as the tools write them: headers, encodings, dates, numbers, and sums that agree."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest
import python_calamine

from closeknit.demo.days import office_minutes

from .conftest import END, Sample, rows_of

HEADERS = {
    "SalesInvoices": (
        "ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,"
        "PORegion,POPostalCode,POCountry,SAAddressLine1,SAAddressLine2,SAAddressLine3,SAAddressLine4,"
        "SACity,SARegion,SAPostalCode,SACountry,InvoiceNumber,Reference,InvoiceDate,DueDate,"
        "PlannedDate,Total,TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,InventoryItemCode,Description,"
        "Quantity,UnitAmount,Discount,LineAmount,AccountCode,TaxType,TaxAmount,TrackingName1,"
        "TrackingOption1,TrackingName2,TrackingOption2,Currency,Type,Sent,Status"
    ),
    "harvest_time_report": (
        "Date,Client,Project,Project Code,Task,Notes,Hours,Hours Rounded,Billable?,Invoiced?,Approved?,"
        "First Name,Last Name,Employee Id,Roles,Teams,Employee?,Billable Rate,Billable Amount,"
        "Cost Rate,Cost Amount,Currency,External Reference URL"
    ),
    "payments": (
        "id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,"
        "Converted Amount Refunded,Fee,Tax,Converted Currency,Mode,Status,Statement Descriptor,"
        "Customer ID,Customer Description,Customer Email,Captured,Card ID,Card Last4,Card Brand"
    ),
    "zendesk-tickets": (
        "Summation column,Id,Requester,Requester id,Requester external id,Requester email,"
        "Requester domain,Submitter,Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,"
        "Created at,Updated at,Assigned at,Organization,Due date,Initially assigned at,Solved at,"
        "Resolution time,Satisfaction Score,Group stations,Assignee stations,Reopens,Replies,"
        "First reply time in minutes,First reply time in minutes within business hours,"
        "First resolution time in minutes,First resolution time in minutes within business hours,"
        "Full resolution time in minutes,Full resolution time in minutes within business hours,"
        "Agent wait time in minutes,Agent wait time in minutes within business hours,"
        "Requester wait time in minutes,Requester wait time in minutes within business hours,"
        "On hold time in minutes,On hold time in minutes within business hours"
    ),
    "hubspot-crm-exports-all-contacts": (
        "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Company Name,"
        "Contact owner,Lifecycle Stage,Lead Status,Create Date,Last Activity Date,Original Source,City,"
        "State/Region,Country/Region,Website URL,Unsubscribed from all email,Associated Company,"
        "Associated Company IDs,Associated Company (Primary),Associated Company IDs (Primary),"
        "Associated Note,Associated Email"
    ),
    "hubspot-crm-exports-all-deals": (
        "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Create Date,Last Activity Date,"
        "Deal owner,Deal Type,Amount in company currency,Associated Company IDs (Primary),"
        "Associated Company (Primary),Associated Contact IDs,Associated Contact"
    ),
}
"""Headers as published; a file may go on with columns of its own."""


def header_of(path: Path) -> list[str]:
    return list(rows_of(path)[0])


@pytest.mark.parametrize("start", HEADERS)
def test_a_header_is_the_published_one_and_may_go_on(sample: Sample, start: str) -> None:
    published = HEADERS[start].split(",")
    assert header_of(sample.file(start))[: len(published)] == published


def test_an_invoice_repeats_its_totals_on_each_line_and_they_add_up(sample: Sample) -> None:
    rows = sample.rows("SalesInvoices")
    for _, lines in groupby(rows, key=lambda r: r["InvoiceNumber"]):
        these = list(lines)
        assert len({(r["Total"], r["TaxTotal"], r["ContactName"], r["InvoiceDate"]) for r in these}) == 1
        net = sum(Decimal(r["LineAmount"]) for r in these)
        tax = sum(Decimal(r["TaxAmount"]) for r in these)
        assert (net + tax, tax) == (Decimal(these[0]["Total"]), Decimal(these[0]["TaxTotal"]))


def test_what_is_paid_and_what_is_due_make_the_total(sample: Sample) -> None:
    for row in sample.rows("SalesInvoices"):
        paid, due, total = (Decimal(row[c]) for c in ("InvoiceAmountPaid", "InvoiceAmountDue", "Total"))
        assert row["Status"] == "Voided" or paid + due == total


def test_credit_notes_are_negative_and_have_their_own_type(sample: Sample) -> None:
    for row in sample.rows("SalesInvoices"):
        assert (Decimal(row["Total"]) < 0) == (row["Type"] == "Sales credit note")


def test_invoices_cover_both_currencies_and_every_status(sample: Sample) -> None:
    rows = sample.rows("SalesInvoices")
    assert {r["Currency"] for r in rows} == {"EUR", "USD"}
    assert {r["Status"] for r in rows} == {"Paid", "Awaiting Payment", "Voided", "Draft"}


def harvest(sample: Sample) -> list[Path]:
    return sorted((sample.folder / "exports").glob("harvest_time_report*"))


def test_the_oldest_timesheet_file_lacks_four_columns_and_is_not_utf8(sample: Sample) -> None:
    oldest, *others = harvest(sample)
    text = oldest.read_bytes()
    assert "Hours Rounded" not in text.decode("cp1252").splitlines()[0]
    with pytest.raises(UnicodeDecodeError):
        text.decode("utf-8")
    assert all("Hours Rounded" in header_of(path) for path in others)


def test_two_timesheet_files_share_a_week_word_for_word(sample: Sample) -> None:
    *_, before, newest = harvest(sample)
    shared = [r for r in rows_of(newest) if "2025-12-25" <= r["Date"] <= "2025-12-31"]
    assert shared
    assert shared == [r for r in rows_of(before) if "2025-12-25" <= r["Date"] <= "2025-12-31"]


def test_nobody_works_more_than_eight_paid_hours_a_day(sample: Sample) -> None:
    hours: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for path in harvest(sample)[1:2]:
        for row in rows_of(path):
            if row["Billable?"] == "Yes" and row["Date"].startswith("2025-0"):
                hours[row["Date"], row["Employee Id"]] += Decimal(row["Hours"])
    assert max(hours.values()) <= 8


def test_costs_and_billable_amounts_are_rate_times_hours(sample: Sample) -> None:
    for row in sample.rows("harvest_time_report"):
        for name in ("Billable", "Cost"):
            due = Decimal(row[f"{name} Rate"]) * Decimal(row["Hours"])
            assert Decimal(row[f"{name} Amount"]) == due.quantize(Decimal("0.01"))


def test_unpaid_favours_are_told_by_their_notes(sample: Sample) -> None:
    given = [r["Notes"] for r in sample.rows("harvest_time_report") if r["Billable?"] == "No"]
    telling = [
        n for n in given if any(w in n for w in ("quick one", "while", "could you", "just a", "favour"))
    ]
    assert 0.5 < len(telling) / len(given) < 0.95


def test_a_card_payment_is_never_refunded_by_more_than_it_was(sample: Sample) -> None:
    rows = sample.rows("payments")
    assert {r["Status"] for r in rows} == {"Paid", "Refunded", "Failed"}
    for row in rows:
        amount, back = Decimal(row["Amount"]), Decimal(row["Amount Refunded"])
        assert 0 <= back <= amount
        assert (row["Status"] == "Refunded") == (back == amount)


def test_a_ticket_is_answered_after_it_came_and_before_it_was_solved(sample: Sample) -> None:
    for ticket in sample.truth.tickets:
        assert ticket.first_reply is None or ticket.created <= ticket.first_reply
        assert ticket.solved is None or (ticket.first_reply and ticket.first_reply <= ticket.solved)


def test_waiting_times_in_the_ticket_file_follow_from_its_times(sample: Sample) -> None:
    answered = {t.id: t for t in sample.truth.tickets if t.first_reply}
    for row in sample.rows("zendesk-tickets"):
        if int(row["Id"]) not in answered or row["First reply time in minutes"] == "":
            continue
        ticket = answered[int(row["Id"])]
        assert ticket.first_reply is not None
        wait = (ticket.first_reply - ticket.created) // timedelta(minutes=1)
        assert row["First reply time in minutes"] == str(wait)
        office = office_minutes(ticket.created, ticket.first_reply)
        assert row["First reply time in minutes within business hours"] == str(office)


def test_some_tickets_have_no_answer_and_the_newest_is_of_yesterday(sample: Sample) -> None:
    assert 3 <= sum(t.first_reply is None for t in sample.truth.tickets) <= 20
    assert sample.truth.total("newest_ticket_days") <= 1


def test_companies_are_a_workbook_with_one_row_for_each_record(sample: Sample) -> None:
    path = sample.file("hubspot-crm-exports-all-companies")
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["Record ID", "Company name", "Company Domain Name", "Website URL"]
    known = [i for p in sample.truth.parties for i in p.hubspot_ids.split(";") if i]
    assert [row[0] for row in rows[1:]] == known


def test_won_deals_with_a_term_are_the_contracts_bought(sample: Sample) -> None:
    terms = {
        (d.party, d.starts, d.ends) for d in sample.truth.deals if d.starts is not None and d.status == "won"
    }
    bought = {
        (p.party, p.day, p.ends) for p in sample.truth.purchases if p.kind in ("start", "renewal") and p.ends
    }
    assert terms == bought


def test_orders_of_the_portal_use_semicolons_and_decimal_commas(sample: Sample) -> None:
    rows = sample.rows("partner-orders", encoding="cp1252", delimiter=";")
    assert all(row["Amount"][-3] == "," for row in rows)
    for row in rows:
        unit, amount = (Decimal(row[c].replace(".", "").replace(",", ".")) for c in ("Unit price", "Amount"))
        assert Decimal(row["Quantity"]) * unit == amount


def test_news_is_known_on_or_after_the_day_it_happened(sample: Sample) -> None:
    broken = {u.line for u in sample.truth.set_aside if u.file == "signals.csv"}
    for n, row in enumerate(sample.rows("signals")):
        if n + 2 not in broken:
            assert date.fromisoformat(row["happened"]) <= date.fromisoformat(row["published"]) <= END


def test_create_dates_in_the_crm_can_be_read(sample: Sample) -> None:
    for row in sample.rows("hubspot-crm-exports-all-deals"):
        assert datetime.fromisoformat(row["Create Date"]).date() <= END
