"""What an unknown table holds, told from public headers of real exports."""

from __future__ import annotations

import csv
import gzip
import io

import pytest

from closeknit.sources.kinds_told import kind_told

HEADERS = {
    "Harvest invoices": (
        "Issue Date,Last Payment Date,ID,PO Number,Client,Subject,Invoice Amount,Paid Amount,Balance,"
        "Subtotal,Discount,Tax,Tax2,Currency,Currency Symbol,Document Type,Client Address",
        "invoice.issued",
    ),
    "QuickBooks open invoices": ("Date,Num,Customer,Due Date,Amount,Open Balance", "invoice.issued"),
    "Xero invoices": (
        "ContactName,EmailAddress,InvoiceNumber,Reference,InvoiceDate,DueDate,PlannedDate,Total,TaxTotal,"
        "InvoiceAmountPaid,InvoiceAmountDue,InventoryItemCode,Description,Quantity,UnitAmount,Discount,LineAmount,"
        "AccountCode,TaxType,TaxAmount,Currency,Type,Sent,Status",
        "invoice.issued",
    ),
    "Online retail": (
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country", "invoice.issued",
    ),
    "Stripe payments": (
        "id,Description,Created (UTC),Amount,Amount Refunded,Currency,Fee,Tax,Mode,Status,"
        "Customer ID,Captured,Card ID",
        "payment.received",
    ),
    "Shopify orders": (
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Shipping,Total,"
        "Discount Code,Shipping Method,Lineitem quantity,Lineitem name,Payment Method",
        "order.placed",
    ),
    "Pipedrive deals": (
        "Deal - Title,Deal - Value,Deal - Stage,Deal - Status,Deal - Won time,Organization - Name",
        "deal.won",
    ),
    "Salesforce report": (
        "Opportunity Owner,Account Name,Opportunity Name,Stage,Amount,Probability (%),Close Date",
        "deal.won",
    ),
    "a German list": ("Rechnungsnummer,Datum,Kunde,Betrag,MwSt", "invoice.issued"),
}  # fmt: skip


@pytest.mark.parametrize("export", HEADERS)
def test_the_columns_of_known_exports_tell_what_they_hold(export):
    header, kind = HEADERS[export]
    told = kind_told(header.split(","))
    assert told.kind == kind
    assert told.sure in ("clear", "likely")
    assert told.columns


@pytest.mark.public_data
@pytest.mark.parametrize(
    ("folder", "file", "kind"),
    [
        ("northwind", "orders.csv", "order.placed"),
        ("superstore", "superstore.csv.gz", "order.placed"),
        ("maven-crm", "sales_pipeline.csv", "deal.won"),
    ],
)
def test_the_columns_of_public_tables_tell_what_they_hold(public_data, folder, file, kind):
    raw = (public_data(folder) / file).read_bytes()
    text = (gzip.decompress(raw) if file.endswith("gz") else raw).decode("utf-8-sig", "replace")
    told = kind_told(next(csv.reader(io.StringIO(text))))
    assert (told.kind, told.sure) == (kind, "clear")


def test_without_a_word_for_it_the_guess_says_that_it_is_one():
    told = kind_told(["Date", "Customer", "Amount"])
    assert (told.kind, told.sure) == ("order.placed", "a guess")
    assert told.comment == "a guess: no column tells orders from invoices; else invoice.issued"


def test_the_comment_names_the_columns_and_what_else_it_could_be():
    assert kind_told(["Invoice No", "Due Date"]).comment == "clear, from “Invoice No” and “Due Date”"
    assert (
        kind_told(["Tax", "Amount", "Qty", "VAT"]).comment
        == "likely, from “Tax” and “VAT”; else order.placed"
    )
