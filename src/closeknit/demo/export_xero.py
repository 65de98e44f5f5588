"""Xero's sales invoice export: a row a line, the invoice's totals repeated, dates day first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from closeknit.demo.billing import tax, tax_of_line
from closeknit.demo.facts import SetAside
from closeknit.demo.files import columns, write_csv
from closeknit.demo.papers import Invoice
from closeknit.demo.places import BY_CODE
from closeknit.demo.world import World

HEADER = columns(
    "ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,"
    "PORegion,POPostalCode,POCountry,SAAddressLine1,SAAddressLine2,SAAddressLine3,SAAddressLine4,SACity,"
    "SARegion,SAPostalCode,SACountry,InvoiceNumber,Reference,InvoiceDate,DueDate,PlannedDate,Total,"
    "TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,InventoryItemCode,Description,Quantity,UnitAmount,"
    "Discount,LineAmount,AccountCode,TaxType,TaxAmount,TrackingName1,TrackingOption1,TrackingName2,"
    "TrackingOption2,Currency,Type,Sent,Status"
)
ACCOUNTS = {"Projects": "200", "Retainers": "210", "Support": "220", "Licences": "230"}
BAD_DATES = ("", "31/04/{year}", "00/00/0000")


def write(world: World, folder: Path) -> None:
    """Write SalesInvoices-YYYYMMDD.csv."""
    name = f"SalesInvoices-{world.end:%Y%m%d}.csv"
    world.lines_written[name] = write_csv(folder / name, HEADER, _rows(world, name))


def _rows(world: World, file: str) -> Iterator[list[str]]:
    line = 1
    for n, invoice in enumerate(world.invoices):
        contact = invoice.customer.called("xero", invoice.day)
        for row in _of_invoice(invoice, contact):
            line += 1
            world.wrote_name(invoice.customer, "xero", contact)
            if invoice.dropped:
                bad = BAD_DATES[n % len(BAD_DATES)].format(year=invoice.day.year)
                row[HEADER.index("InvoiceDate")] = bad
                world.set_aside.append(SetAside(file, line, "InvoiceDate", bad, "date"))
            yield row


def _of_invoice(invoice: Invoice, contact: str) -> Iterator[list[str]]:
    customer, due = invoice.customer, invoice.day + timedelta(days=invoice.due_days)
    vat, home = tax(invoice), tax_of_line(customer, invoice.lines[0]) != 0
    total = invoice.net + vat
    owed = Decimal(0) if invoice.status in ("Paid", "Voided") else total - invoice.paid
    paid = total if invoice.credit else invoice.paid
    city, _, region = customer.city.partition(", ")
    address = [customer.street, "", "", "", city, region, customer.postcode, BY_CODE[customer.country].name]
    for line in invoice.lines:
        yield [
            contact, customer.mailbox, *address, *address, invoice.number, invoice.reference,
            f"{invoice.day:%d/%m/%Y}", f"{due:%d/%m/%Y}", "",
            _money(total), _money(vat), _money(paid), _money(owed),
            line.product, line.description, _money(line.quantity), _money(line.unit), "", _money(line.amount),
            ACCOUNTS.get(invoice.service, "200"), "21% VAT on Income" if home else "Zero Rated Income",
            _money(tax_of_line(customer, line)), "Project" if invoice.project else "", invoice.project,
            "Service", invoice.service, customer.currency,
            "Sales credit note" if invoice.credit else "Sales invoice",
            "" if invoice.status == "Draft" else "Sent", invoice.status,
        ]  # fmt: skip


def _money(amount: Decimal) -> str:
    """As Xero writes numbers: four decimals, no thousands separator."""
    return f"{amount:.4f}"
