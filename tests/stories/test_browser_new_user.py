"""A newcomer in the browser: an empty folder, files dropped onto the page, a report to print at the end."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Browser, Page

from closeknit.web.serving import close_served, open_served
from closeknit.workspace import create_workspace
from tests.web.conftest import listening

FIRMS = ("Okafor Foods", "Brenner Logistik", "Halden Maritime", "Pallister Fixtures")
LATE = FIRMS[0]
HEADER = (
    "ContactName", "EmailAddress", "InvoiceNumber", "Reference", "InvoiceDate", "DueDate", "Total",
    "TaxTotal", "InvoiceAmountPaid", "InvoiceAmountDue", "Description", "Quantity", "UnitAmount", "Currency",
    "Type", "Status",
)  # fmt: skip
NO_DAY = 8
"""The invoice whose day is none."""


def invoices() -> str:
    """Sales invoices as Xero writes them: two years of monthly buyers, of whom one stopped coming."""
    rows: list[tuple[object, ...]] = []
    for n, firm in enumerate(FIRMS):
        mailbox = f"office@{firm.split()[0].lower()}.example"
        for month in range(24 if firm != LATE else 20):
            number = len(rows) + 1
            day = "31/04/2024" if number == NO_DAY else f"{5 + n:02}/{1 + month % 12:02}/{2024 + month // 12}"
            due = f"{25 + n:02}/{1 + month % 12:02}/{2024 + month // 12}"
            total = 1_000 * (4 - n) + 10 * month
            rows.append((firm, mailbox, f"INV-{number:04}", f"Order {number}", day, due, total, 0, total, 0,
                         "Goods", 1, total, "EUR", "Sales invoice", "Paid"))  # fmt: skip
    text = StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue()


def dropped(page: Page, archive: Path) -> None:
    """Drop a file onto the heading of the page, as one does who does not look where to."""
    carried = page.evaluate_handle(
        """([name, bytes]) => {
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array(bytes)], name, {type: "application/zip"}));
            return carried;
        }""",
        [archive.name, list(archive.read_bytes())],
    )
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event("h1", event, {"dataTransfer": carried})


def test_from_an_empty_folder_by_dropping_files_to_a_printed_report(browser: Browser, tmp_path: Path) -> None:
    archive = tmp_path / "exports.zip"
    with ZipFile(archive, "w") as packed:
        packed.writestr("SalesInvoices.csv", invoices())
    workspace = create_workspace(tmp_path / "new", name="Mine")
    served = open_served(workspace, lambda _: None)
    context = browser.new_context(accept_downloads=True)
    with listening(served) as found:
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{found.url}/enter/{served.entrance.link()}")
        assert page.locator("h1").inner_text() == "Begin with the files you have"

        dropped(page, archive)
        understood = page.locator("tr", has_text="Xero: sales invoices")
        understood.wait_for()
        assert "SalesInvoices.csv" in understood.inner_text()
        page.get_by_role("link", name="Why lines were set aside").click()
        assert "31/04/2024" in page.locator("main").inner_text()

        # Today comes by itself once everything is answered.
        page.get_by_role("link", name="Today", exact=True).click()
        late = page.locator("main").get_by_role("link", name=LATE, exact=True).first
        late.wait_for()
        page.locator("main a[data-drawer]").first.click()
        page.locator("#drawer").get_by_text("SalesInvoices.csv").first.wait_for()
        page.keyboard.press("Escape")

        late.click()
        page.wait_for_url("**/who/**")
        assert page.locator("h1").inner_text() == LATE
        with page.expect_download() as kept:
            page.get_by_role("link", name="PDF", exact=True).click()
        report = tmp_path / "report.pdf"
        kept.value.save_as(report)
        assert report.read_bytes().startswith(b"%PDF-")
        parts = [page.locator(one).first for one in ("h1", "nav", "main button")]
        assert [one.is_visible() for one in parts] == [True, True, True]
        page.emulate_media(media="print")
        assert [one.is_visible() for one in parts] == [True, False, False]
        assert page.pdf().startswith(b"%PDF-")
    context.close()
    close_served(served)
