"""Files of every kind of source with markup and scripts in each of their texts, about the same few people."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from xml.sax.saxutils import escape

US = "jo@ours.example"
TOLD = ("mail", "body", "meeting", "place", "note", "title")
"""What begins texts of each source that tells of everybody, so that a page shows where it has it from."""


NAMED = 3
"""How many of the files that hold answers: each is called by a seed."""


def whose(n: int) -> str:
    """The address that all sources know somebody by."""
    return f"c{n}@firm{n}.example"


def write_files(folder: Path, seeds: Sequence[str]) -> None:
    """A mailbox, a calendar, an address book, contacts, deals, a feed; answers in files named by seeds."""
    folder.mkdir()
    (folder / "Inbox.mbox").write_bytes(b"".join(mail(n, seed) for n, seed in enumerate(seeds)))
    _lines(folder / "jo.ics", ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", f"X-WR-CALNAME:{US}"],
           (event(n, seed) for n, seed in enumerate(seeds)), ["END:VCALENDAR"])  # fmt: skip
    _lines(folder / "book.vcf", [], (card(n, seed) for n, seed in enumerate(seeds)), [])
    _lines(folder / "news.xml", ['<rss version="2.0"><channel><title>x</title>'],
           (item(n, seed) for n, seed in enumerate(seeds)), ["</channel></rss>"])  # fmt: skip
    contacts = ("Record ID", "First Name", "Last Name", "Email", "Job Title", "Company Name", "City")
    people = ((n + 1, seed, seed, whose(n), f"title {seed}", seed, seed) for n, seed in enumerate(seeds))
    _csv(folder / "contacts.csv", contacts, people)
    deals = ("Record ID", "Deal Name", "Deal Stage", "Amount", "Create Date", "Deal owner",
             "Associated Company (Primary)", "Associated Contact IDs")  # fmt: skip
    _csv(folder / "deals.csv", deals,
         ((900 + n, f"deal {seed}", seed, "9.00", "2026-05-01", seed, seed, n + 1)
          for n, seed in enumerate(seeds)))  # fmt: skip
    for n, seed in enumerate(seeds[:NAMED]):
        asked = ("Timestamp", "Email Address", "Your name", f"What {seed}?")
        row = ("2026/05/02 10:00:00 AM GMT+1", whose(n), seed, f"answer {seed}")
        _csv(folder / f"{n} {seed.replace('/', '∕')}.csv", asked, [row])


def mail(n: int, seed: str) -> bytes:
    """A letter to us with the seed as subject, as the sender's name and in what it says."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(seed, *whose(n).split("@"))
    letter["To"] = US
    letter["Date"] = f"Mon, {n + 1} Jun 2026 10:00:00 +0000"
    letter["Subject"] = f"mail {seed}"
    letter["Message-ID"] = f"<m{n}@firm{n}.example>"
    letter.set_content(f"body {seed}\n\nBest regards\n{seed}\n")
    return f"From {n}@x Mon Jun 01 10:00:00 2026\r\n".encode() + letter.as_bytes() + b"\r\n"


def event(n: int, seed: str) -> list[str]:
    """A meeting with us; a name in quotes can hold none."""
    quoted = seed.replace('"', "'")
    return [
        "BEGIN:VEVENT", f"UID:e{n}@x", "DTSTAMP:20260601T080000Z", f"DTSTART:202606{n + 1:02}T100000Z",
        f"SUMMARY:{_text(f'meeting {seed}')}", f"LOCATION:{_text(f'place {seed}')}",
        f"DESCRIPTION:{_text(seed)}", f"ORGANIZER:mailto:{US}",
        f'ATTENDEE;PARTSTAT=ACCEPTED;CN="{quoted}":mailto:{whose(n)}', "END:VEVENT",
    ]  # fmt: skip


def card(n: int, seed: str) -> list[str]:
    """A card of an address book."""
    said = _text(seed)
    return [
        "BEGIN:VCARD", "VERSION:3.0", f"FN:{said}", f"N:{said};;;;", f"ORG:{said}", f"TITLE:{said}",
        f"NOTE:{_text(f'note {seed}')}", f"EMAIL:{whose(n)}", "END:VCARD",
    ]  # fmt: skip


def item(n: int, seed: str) -> list[str]:
    """Something new about their firm; its address may be no address of the web at all."""
    said = escape(f"Firm{n} raises $12M Series A, news {seed}")
    return [
        f"<item><title>{said}</title><link>{escape(seed)}</link><guid>n{n}</guid>",
        f"<description>{escape(escape(seed))}</description>",
        f"<pubDate>Mon, {n + 1:02} Jun 2026 09:00:00 GMT</pubDate></item>",
    ]


def _text(said: str) -> str:
    """A text as calendars and cards write it."""
    return said.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")


def _lines(path: Path, first: list[str], each: Iterable[list[str]], last: list[str]) -> None:
    lines = [*first, *(line for one in each for line in one), *last]
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode())


def _csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
