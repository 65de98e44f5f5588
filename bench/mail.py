"""Made mailboxes, and what the standard library takes to read them."""

from __future__ import annotations

import mailbox
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime
from pathlib import Path

WORDS = [
    *("offer", "contract", "please", "send", "next", "week", "numbers", "for", "last", "month", "are", "in"),
    *("the", "sheet", "our", "colleague", "will", "call", "you", "about", "dates", "of", "delivery"),
]
SIGNED = "\n\nBest regards\nPerson {n}\nHead of Purchasing\nFirm {firm} Ltd\nT: +44 20 7946 {n:04}\n"


WRITTEN = 4_000
"""Messages that are written one by one; a larger mailbox has them again under other names."""


def make(path: Path, messages: int) -> None:
    """A mailbox of conversations of four; a third have a page and a fifth an attachment beside the text."""
    written = list(_messages(min(messages, WRITTEN)))
    with path.open("wb") as out:
        for n in range(messages):
            turn, place = divmod(n, WRITTEN)
            out.write(written[place].replace(b"@firm.example>", b"@turn%d.firm.example>" % turn))


def _messages(messages: int) -> Iterator[bytes]:
    rng, began = random.Random(5), datetime(2024, 1, 1, tzinfo=UTC)
    attached = rng.randbytes(24_000)
    for n in range(messages):
        first = n - n % 4
        at = began + timedelta(minutes=7 * n)
        one = EmailMessage()
        one["Received"] = f"from mx.firm{n % 900}.example by mx.ours.example; {format_datetime(at)}"
        one["From"] = f"Person {n % 4000} <p{n % 4000}@firm{n % 900}.example>"
        one["To"] = f"Jo Lind <jo{n % 5}@ours.example>, Li Maier <li@ours.example>"
        one["Subject"] = f"{'Re: ' if n > first else ''}Offer {first} für Müller"
        one["Date"] = format_datetime(at)
        one["Message-ID"] = f"<{n}@firm.example>"
        if n > first:
            one["In-Reply-To"] = f"<{n - 1}@firm.example>"
            one["References"] = " ".join(f"<{m}@firm.example>" for m in range(first, n))
        said = "\n".join(" ".join(rng.choices(WORDS, k=12)) for _ in range(rng.randrange(3, 25)))
        quoted = "\n\nOn Monday Jo Lind <jo@ours.example> wrote:\n> " + said.replace("\n", "\n> ")
        text = said + SIGNED.format(n=n % 4000, firm=n % 900) + (quoted if n > first else "")
        one.set_content(text)
        if n % 3 == 0:
            page = "".join(f"<p>{line}</p>" for line in text.split("\n"))
            one.add_alternative(f"<html><body>{page}</body></html>", subtype="html")
        if n % 5 == 0:
            one.add_attachment(attached, maintype="application", subtype="pdf", filename="offer.pdf")
        separator = f"From p@x {at:%a %b %d %H:%M:%S %Y}\n".encode()
        yield separator + one.as_bytes().replace(b"\nFrom ", b"\n>From ") + b"\n"


def read_by_library(path: Path, *, texts: bool) -> int:
    """How many messages the standard library finds: who, when and what, with texts or without."""
    parser = BytesParser(policy=policy.default)
    read = parser.parse if texts else lambda file: parser.parse(file, headersonly=True)
    found = 0
    for message in mailbox.mbox(path, factory=read, create=False):
        told = [str(message[name]) for name in ("From", "To", "Date", "Subject", "Message-ID", "References")]
        if texts and isinstance(message, EmailMessage) and (body := message.get_body(("plain", "html"))):
            told.append(body.get_content())
        found += bool(told)
    return found
