"""A folder of files such as people really have: broken, cut short, half one thing and half another.

`write_all` writes them. What is to be said of each is in REFUSED (nothing of the file went in), ASIDE
(one row did not) and COUNTS (how many rows of each file that was read).
"""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path
from typing import NamedTuple

from tests.sources.files_read import workbook

MAPPINGS = {
    "orders": """
format = 1
source = "shop"
stream = "orders"
title = "Shop: orders"
[recognise]
columns = ["Order", "Date", "Customer", "Total"]
[read]
optional = ["Email", "Currency", "Paid", "State"]
[record]
identity = ["Order"]
[party.customer]
kind = "organization"
keys = { shop_customer = "Customer" }
name = "Customer"
[party.contact]
kind = "person"
keys = { email = "Email" }
works_at = "customer"
[[activity]]
kind = "order.placed"
at = "Date"
amount = "Total"
currency = "Currency"
billable = "Paid"
participants = { buyer = "customer", contact = "contact" }
[case.deal]
kind = "deal"
key = "Order"
account = "customer"
status = { column = "State", map = { done = "won" } }
""",
    "visits": """
format = 1
source = "shop"
stream = "visits"
title = "Shop: visits"
[recognise]
columns = ["Visit", "Day", "Guest"]
[record]
identity = ["Visit"]
[party.guest]
kind = "person"
keys = { shop_guest = "Guest" }
[[activity]]
kind = "meeting.held"
at = "Day"
participants = { attendee = "guest" }
""",
    "returns": """
format = 1
source = "shop"
stream = "returns"
title = "Shop: returns"
[recognise]
columns = ["Return", "Of order", "Amount"]
[record]
identity = ["Return"]
[lookup.order]
stream = "shop/orders"
on = { Order = "Of order" }
[party.customer]
kind = "organization"
keys = { shop_customer = "order.Customer" }
[[activity]]
kind = "refund.made"
at = "order.Date"
amount = "Amount"
participants = { buyer = "customer" }
""",
}
"""Mappings of the business's own."""

HEADER = "Order,Date,Customer,Total\n"
LONG = HEADER.replace("\n", ",Email,Currency,Paid,State\n")


def row(number: object, day: str = "2026-05-04", who: str = "Okafor Foods", total: str = "10") -> str:
    """A good order, or one with something wrong in it."""
    return f"{number},{day},{who},{total}\n"


def rows(start: int, count: int = 3) -> str:
    """Good orders."""
    return "".join(row(n, who=f"Firm {n % 7}") for n in range(start, start + count))


def _zip(members: dict[str, bytes | str], *, packed: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _locked(archive: bytes) -> bytes:
    """The archive with the mark of a password on its only member."""
    marked = bytearray(archive)
    marked[marked.find(b"PK\x03\x04") + 6] |= 1
    marked[marked.find(b"PK\x01\x02") + 8] |= 1
    return bytes(marked)


def _flipped(archive: bytes) -> bytes:
    """The archive with one bit of its data wrong."""
    return archive.replace(b"Okafor", b"Okagor", 1)


def _book(folder: Path) -> bytes:
    cells = [
        ["Orders of May"],
        ["Order", "Date", "Customer", "Total"],
        [901, ("date", 46146), "Halden GmbH", 12.5],
        [902, "31/02/2026", "Halden GmbH", 1],
        [903, ("date", 46147), "Brenner Logistik", "#REF!"],
        ["Total", None, None, 13.5],
    ]
    path = workbook(folder / "book.xlsx", {"Orders": cells})
    data = path.read_bytes()
    path.unlink()
    return data


def _with_entities(book: bytes) -> bytes:
    """The workbook with an XML entity that would grow, and one that would read a file."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        members: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    sheet = bytes(members["xl/worksheets/sheet1.xml"])  # type: ignore[arg-type]
    types = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    sheet = types + sheet.replace(b"Halden GmbH", b"&b;&c;")
    return _zip(members | {"xl/worksheets/sheet1.xml": sheet})


NAMES = (
    "\x1b[2J\x1b[31mred", "\u202eevil\u2066 Ltd", "Cafe\u0301 Nord", "Robert'); DROP TABLE x;--",
    "<img src=x onerror=alert(1)>", "=HYPERLINK(1)", "[bold]markup[/]", "😀 Toys", "{{7*7}} AG",
)  # fmt: skip
"""Names that steer terminals, pages, spreadsheets or databases that do not look out."""

BIG_CELL = 'He wrote: ""yes""\n' * 12_000


def files(folder: Path) -> dict[str, bytes]:
    """Every file by its name; `folder` is for what has to be made on the disk first."""
    book, good = _book(folder), HEADER + rows(1)
    texts = {
        "header-only.csv": HEADER,
        "blank.csv": "\n \r\n\n",
        "big-cell.csv": HEADER.replace("\n", ",Note\n")
        + f'101,2026-05-04,Firm 1,10,"{BIG_CELL}"\n102,2026-05-04,Firm 1,10,x\n',
        "long-row.csv": HEADER + row(111) + row(112, who="x" * 2_100_000) + row(113),
        "quote.csv": HEADER + row(121) + row(122, who='"Halden') + rows(123),
        "open-quote.csv": HEADER + rows(131) + row(134, who='"Halden'),
        "header-again.csv": HEADER + row(141) + HEADER + row(142),
        "two-headers.csv": "Sales,,Client,\n" + HEADER + rows(151),
        "ragged.csv": HEADER + rows(161) + "164,2026-05-04\n" + rows(165, 2) + "Total,,,50\n",
        "columns.csv": "Order,Date,Customer,Total,Total, \n171,2026-05-04,Firm 1,10,99,x\n",
        "dates.csv": HEADER
        + row(181, "2026-02-29") + row(182, "") + row(183, "next week") + row(184, "0001-01-01")
        + row(185, "2026-05-04 23:59") + row(186, "2026-05-04T10:00:00+25:00") + row(187, "4 May 2026"),
        "numbers.csv": HEADER
        + row(191, total="nineteen") + row(192, total="1e18") + row(193, total="NaN")
        + row(194, total="-0") + row(195, total="(12.50)") + row(196, total='"1,234.56"'),
        "nobody.csv": HEADER + row(201, who="") + row(202, who="n/a") + row(203),
        "fields.csv": LONG
        + "211,2026-05-04,Firm 1,10,nobody at home,bitcoins,perhaps,unknown\n"
        + "212,2026-05-04,Firm 2,10,ana@firm2.example,EUR,yes,done\n",
        "names.csv": HEADER + "".join(row(220 + n, who=f'"{name}"') for n, name in enumerate(NAMES)),
        "undecided.csv": "Visit,Day,Guest\n1,03/04/2026,Ana\n2,05/06/2026,Ben\n",
        "returns.csv": "Return,Of order,Amount\n1,1,-10\n2,9999,-10\n",
        "unknown.csv": "Bird,Wings\nOwl,2\n",
        "README.txt": "Exports of May\nAsk Ana about them\n",
        "page.xls": "<html><table><tr><td>Order</td></tr></table></html>",
        "wide.csv": ",".join(f"c{n}" for n in range(3000)) + "\n" + "," * 2999 + "\n",
        "deep.jsonl": '{"a":' * 100_000,
        "broken.jsonl": '{"Order":"231","Date":"2026-05-04","Customer":"Firm 1","Total":NaN}\n'
        '{"Order":"232","Date":"2026-05-04","Customer":"Firm 1","Total":10}\n',
    }  # fmt: skip
    mixed = (HEADER + row(241, who="Müller") + row(242, who="Grüße AG")).encode()
    data = {
        "empty.csv": b"",
        "good.csv": good.encode(),
        "windows.csv": (HEADER + row(251, who="Müller & Söhne")).encode("cp1252"),
        "utf16.csv": (HEADER + rows(261)).replace(",", "\t").encode("utf-16"),
        "mixed.csv": mixed + row(243, who="Söhne").encode("cp1252"),
        "zero-bytes.csv": (HEADER + row(271, who="Fi\0rm") + rows(272, 9)).encode(),
        "old-mac.csv": (HEADER + rows(281)).replace("\n", "\r").encode(),
        "photo.csv": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "noise.csv": bytes(range(256)) * 20,
        "cut.csv.gz": gzip.compress(os.urandom(3000).hex().encode())[:-20],
        "bomb.csv.gz": gzip.compress((HEADER + "x" * 30_000_000).encode()),
        "bomb.zip": _zip({"o.csv": HEADER + "\n" * 30_000_000}),
        "nested.zip": _zip({"inner.zip": _zip({"o.csv": good})}),
        "locked.zip": _locked(_zip({"o.csv": good})),
        "flipped.zip": _flipped(_zip({"o.csv": HEADER + row(1)}, packed=False)),
        "nothing.zip": _zip({}),
        "outside.zip": _zip({"../../outside.csv": HEADER + row(291), "photo.png": b"\x89PNG\r\n"}),
        "book.xlsx": book,
        "cut.xlsx": book[:-300],
        "entities.xlsx": _with_entities(book),
    }
    return {name: text.encode() for name, text in texts.items()} | data


def write_all(folder: Path) -> None:
    """Write every file, and what else may lie in a folder: a pipe, a folder, links."""
    folder.mkdir()
    for name, data in files(folder).items():
        (folder / name).write_bytes(data)
    (folder / "a folder.csv").mkdir()
    os.mkfifo(folder / "pipe.csv")
    (folder / "gone.csv").symlink_to("nowhere.csv")
    (folder / "loop").symlink_to(folder, target_is_directory=True)


REFUSED = [
    ("empty.csv", "is empty (0 bytes)", "Export it again"),
    ("blank.csv", "holds nothing but blank lines", "Export it again"),
    ("photo.csv", "is a picture (PNG), not a table", "CSV, TSV, XLSX, Parquet and JSON-lines"),
    ("noise.csv", "is not text", "CSV, TSV, XLSX, Parquet and JSON-lines"),
    ("page.xls", "is a web page or XML", "save it as CSV or XLSX"),
    ("README.txt", 'it has only one column, "Exports of May"', "what parts its cells"),
    ("wide.csv", "has 3,000 columns; at most 1,500 are read", "Leave out columns"),
    ("unknown.csv", 'no export we know has these columns: "Bird", "Wings"', "--propose"),
    ("deep.jsonl", "holds no JSON object that can be read", "one object a line"),
    ("cut.csv.gz", "is damaged or was cut short", "Download or export it again"),
    ("cut.xlsx", "is damaged or was cut short", "Download or export it again"),
    ("flipped.zip", "is damaged or was cut short", "Download or export it again"),
    ("bomb.csv.gz", "grows to more than 100 times its size", "if you trust where it came from"),
    ("bomb.zip", "grows to more than 100 times its size", "if you trust where it came from"),
    ("nested.zip", "is an archive inside an archive", "can be read"),
    ("locked.zip", "is locked with a password", "Unpack it"),
    ("nothing.zip", "is an archive with no file in it", "can be read"),
    ("entities.xlsx", 'holds a sheet "Orders" that cannot be read', "Save the sheet as CSV"),
    ("pipe.csv", "is no regular file", "can be read"),
    ("gone.csv", "is not there", "Check the name"),
]
"""File, why nothing of it was read, what to do."""


class Aside(NamedTuple):
    """A row set aside or a value left out: where it stands, why, and what is shown of it."""

    place: str
    code: str
    shown: str


ASIDE = [
    Aside("mixed.csv:4", "encoding.mixed", "243,2026-05-04,Söhne,10"),
    Aside("quote.csv:3", "quote.broken", '122,2026-05-04,"Halden,10'),
    Aside("open-quote.csv:5", "quote.broken", '134,2026-05-04,"Halden,10'),
    Aside("long-row.csv:3", "row.too_long", "112,2026-05-04,xxx"),
    Aside("ragged.csv:5", "row.ragged", "164,2026-05-04"),
    Aside("broken.jsonl:1", "json.invalid", '{"Order":"231"'),
    Aside("dates.csv:2", "date.impossible", "Date = '2026-02-29'"),
    Aside("dates.csv:5", "date.impossible", "Date = '0001-01-01'"),
    Aside("dates.csv:7", "date.impossible", "Date = '2026-05-04T10:00:00+25:00'"),
    Aside("book.xlsx!Orders:4", "date.impossible", "Date = '31/02/2026'"),
    Aside("dates.csv:3", "date.missing", "182, Okafor Foods, 10"),
    Aside("dates.csv:4", "date.unreadable", "Date = 'next week'"),
    Aside("undecided.csv:2", "date.undecided", "Day = '03/04/2026'"),
    Aside("numbers.csv:2", "number.unreadable", "Total = 'nineteen'"),
    Aside("numbers.csv:4", "number.unreadable", "Total = 'NaN'"),
    Aside("book.xlsx!Orders:5", "number.unreadable", "Total = '#REF!'"),
    Aside("numbers.csv:3", "number.too_large", "Total = '1e18'"),
    Aside("nobody.csv:2", "key.missing", "201, 2026-05-04, 10"),
    Aside("nobody.csv:3", "key.missing", '"Customer", "Email" = \'n/a\''),
    Aside("fields.csv:2", "key.unusable", "Email = 'nobody at home'"),
    Aside("fields.csv:2", "currency.unknown", "Currency = 'bitcoins'"),
    Aside("fields.csv:2", "flag.unreadable", "Paid = 'perhaps'"),
    Aside("fields.csv:2", "status.unknown", "State = 'unknown'"),
    Aside("returns.csv:3", "lookup.missing", "shop/orders = '9999'"),
]

SAID = {
    "encoding.mixed": ("is not UTF-8 like the rest of the file", "Save the file in one encoding"),
    "quote.broken": ("a quote is opened and not closed", "Correct the line in the file"),
    "row.too_long": ("the row is longer than 2,000,000 bytes", "Correct the line in the file"),
    "row.ragged": ("the row has only 2 cells, the header has 4", "Correct the line in the file"),
    "json.invalid": ("the line is no valid JSON", "Correct the line in the file"),
    "date.impossible": ("is no date that exists in the years 1900 to 2200", "Correct it where the file"),
    "date.missing": ('"Date" is empty, so nobody knows when', "Correct it where the file comes from"),
    "date.unreadable": ("is not a date as they are known here", 'dates = "%d.%m.%Y" under [read]'),
    "date.undecided": ("may have the day or the month first", "Set locale in closeknit.toml"),
    "number.unreadable": ("is not a number", 'If it is one, write numbers = "1.234,56" under [read]'),
    "number.too_large": ("is beyond 99,999,999,999,999", "Correct it where the file comes from"),
    "key.missing": ("nobody is named: nothing in", "Correct it where the file comes from"),
    "key.unusable": ("cannot tell who it is", "Correct it where the file comes from"),
    "currency.unknown": ("names no currency", "Use a three-letter code such as EUR"),
    "flag.unreadable": ("is neither yes nor no", "Correct it where the file comes from"),
    "status.unknown": ("does not say how it stands", "Add the word to the map of status"),
    "lookup.missing": ("is not among what was loaded from shop/orders", "Load the file that holds it"),
}
"""What is said of each sort of problem: why, and what to do."""

COUNTS = {
    "header-only.csv": (0, 0), "good.csv": (3, 0), "big-cell.csv": (2, 0), "long-row.csv": (2, 1),
    "quote.csv": (4, 1), "open-quote.csv": (3, 1), "header-again.csv": (2, 0), "two-headers.csv": (3, 0),
    "ragged.csv": (5, 1), "columns.csv": (1, 0), "dates.csv": (2, 5), "numbers.csv": (3, 3),
    "nobody.csv": (1, 2), "fields.csv": (2, 0), "names.csv": (len(NAMES), 0), "undecided.csv": (0, 2),
    "returns.csv": (1, 1), "broken.jsonl": (1, 1), "windows.csv": (1, 0), "utf16.csv": (3, 0),
    "mixed.csv": (2, 1), "zero-bytes.csv": (10, 0), "old-mac.csv": (3, 0), "book.xlsx!Orders": (1, 2),
    "outside.zip!../../outside.csv": (1, 0),
}  # fmt: skip
"""Rows that went in and rows set aside, by file."""
