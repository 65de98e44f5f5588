"""Made folders of many small exports, and large workbooks and archives."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

INVOICES = (
    "ContactName,EmailAddress,POCountry,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,Description,"
    "Quantity,UnitAmount,Currency,Type,Status"
)
TIME = (
    "Date,Client,Project,Task,Notes,Hours,Billable?,Invoiced?,First Name,Last Name,Billable Amount,Currency"
)
PEOPLE = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
CUSTOMERS = "id,Description,Email,Name,Created (UTC),Delinquent,Total Spend,Payment Count"
UNKNOWN = "one,two,three"
LINES = 20
"""Of each small file."""


def small(folder: Path, files: int) -> None:
    """Small exports of five sorts, one of which nobody knows: every line is another one."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(3)
    for n in range(files):
        made = (_invoices, _time, _people, _customers, _unknown)[n % 5]
        (folder / f"export-{n:05d}.csv").write_text("\n".join(made(rng, n)) + "\n", encoding="utf-8")


def _day(rng: random.Random) -> str:
    return f"{rng.randrange(2022, 2026)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"


def _invoices(rng: random.Random, n: int) -> Iterator[str]:
    yield INVOICES
    for line in range(LINES):
        who = rng.randrange(500)
        yield (
            f"Firm {who} Ltd,a@firm{who}.example,PT,INV-{n}-{line},,{_day(rng)},{_day(rng)},10.5,Work,1,"
            "10.5,EUR,Sales invoice,Paid"
        )


def _time(rng: random.Random, n: int) -> Iterator[str]:
    yield TIME
    for line in range(LINES):
        who = rng.randrange(500)
        yield f"{_day(rng)},Firm {who} Ltd,Work,Plan,n{n}-{line},{who % 8 + 1},Yes,Yes,Jo,Lind,100,EUR"


def _people(rng: random.Random, n: int) -> Iterator[str]:
    yield PEOPLE
    for line in range(LINES):
        profile = f"https://www.linkedin.com/in/ana-{n}-{line}"
        yield f"Ana,Ruiz {n},{profile},,Firm {rng.randrange(500)},CFO,12 Mar 2024"


def _customers(rng: random.Random, n: int) -> Iterator[str]:
    yield CUSTOMERS
    for line in range(LINES):
        yield f"cus_{n}x{line},,p{n}-{line}@firm{rng.randrange(500)}.example,Ana,{_day(rng)} 10:00,false,0,0"


def _unknown(rng: random.Random, n: int) -> Iterator[str]:
    yield UNKNOWN
    for line in range(LINES):
        yield f"{n},{line},{rng.random()}"


def invoices(path: Path, lines: int) -> None:
    """One table of invoices as CSV, in a ZIP archive, or as a workbook, by the ending of the name."""
    if path.suffix == ".xlsx":
        _workbook(path, lines)
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as out:
            for line in _many(lines):
                out.write(",".join(map(str, line)).encode() + b"\n")


def _workbook(path: Path, lines: int) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    for place, line in enumerate(_many(lines)):
        sheet.write_row(place, 0, line)
    book.close()


def _many(lines: int) -> Iterator[list[object]]:
    yield INVOICES.split(",")
    rng = random.Random(7)
    for n in range(lines):
        who, day = rng.randrange(2000), _day(rng)
        total = n % 9973 / 100
        yield [
            f"Firm {who} Ltd", f"a@firm{who}.example", "PT", f"INV-{n:07d}", "", day, day, total, "Work", 1,
            total, "EUR", "Sales invoice", "Paid",
        ]  # fmt: skip
