"""A mailbox file (mbox) of the firm's mail with customers: who wrote to whom, when and about what."""

from __future__ import annotations

from email.header import Header
from email.utils import format_datetime, formataddr
from pathlib import Path
from zoneinfo import ZoneInfo

from closeknit.demo.facts import Colleague, Mail, Person
from closeknit.demo.firm import DOMAIN
from closeknit.demo.world import World

FILE = "customer-mail.mbox"
ZONE = ZoneInfo("Europe/Amsterdam")
UTF_8 = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"


def write(world: World, folder: Path) -> None:
    """Write the mailbox; a sample too small for mail has none."""
    if world.mails:
        folder.mkdir(parents=True, exist_ok=True)
        text = "".join(_message(mail, n) for n, mail in enumerate(world.mails))
        (folder / FILE).write_text(text, encoding="utf-8", newline="\n")
        world.lines_written[FILE] = len(world.mails)


def _message(mail: Mail, n: int) -> str:
    at = mail.at.replace(tzinfo=ZONE)
    charset = "" if mail.body.isascii() else UTF_8
    number = f"{n:05d}.{mail.at:%Y%m%d%H%M}@{DOMAIN}"
    return (
        f"From {mail.sender.email} {mail.at:%a %b %d %H:%M:%S %Y}\n"
        f"Message-ID: <{number}>\n"
        f"Date: {format_datetime(at)}\n"
        f"From: {_named(mail.sender)}\n"
        f"To: {', '.join(map(_named, (mail.recipient, *mail.copied)))}\n"
        f"Subject: {Header(mail.subject, None if mail.subject.isascii() else 'utf-8').encode()}\n"
        f"{charset}\n{mail.body}\n"
    )


def _named(person: Colleague | Person) -> str:
    """Name and address, the name encoded where it has other letters."""
    return formataddr((person.name, person.email))
